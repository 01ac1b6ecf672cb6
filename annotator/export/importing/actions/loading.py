"""What a batch of a file is about, read and locked in the one order that everybody keeps to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from annotator.annotation.models import Assignment, Label
from annotator.export.importing.resolving import Here
from annotator.export.importing.words import Span
from annotator.projects.models import Project, ProjectArticle
from articles.models import Claim


@dataclass(frozen=True, slots=True)
class Loaded:
    """Some articles of a project with all work on them; nobody else changes them meanwhile."""

    heres: Mapping[int, Here]
    claims: Mapping[int, Mapping[int, Claim]]
    assignments: Mapping[tuple[int, int], Assignment]
    labels: Mapping[int, list[Label]]


def load(project: Project, entries: Mapping[int, ProjectArticle]) -> Loaded:
    """Lock assignments, then articles in the project, then claims; read their labels."""
    articles = list(entries)
    work = Assignment.objects.filter(project=project, article__in=articles)
    held = list(work.select_for_update(of=("self",)).order_by("pk"))
    _hold_entries(entries)
    claims = Claim.objects.filter(article__in=articles).current().asserting()
    rows = claims.select_for_update(of=("self",), no_key=True).order_by("pk").defer("text")
    by_article: dict[int, dict[int, Claim]] = defaultdict(dict)
    for claim in rows:
        by_article[claim.article_id][claim.pk] = claim
    return Loaded(
        heres={key: Here(entry, _by_place(by_article[key])) for key, entry in entries.items()},
        claims=by_article,
        assignments={(one.article_id, one.annotator_id): one for one in held},
        labels=_labels(held),
    )


def _hold_entries(entries: Mapping[int, ProjectArticle]) -> None:
    """Lock them, and take over whether they are decided by now."""
    rows = ProjectArticle.objects.filter(pk__in=[one.pk for one in entries.values()])
    fresh = rows.select_for_update().order_by("pk").values_list("article_id", "decided_at")
    for article, decided_at in fresh:
        entries[article].decided_at = decided_at


def _by_place(claims: Mapping[int, Claim]) -> dict[Span, Claim]:
    ordered = sorted(claims.values(), key=lambda one: one.start)
    return {(one.start, one.end): one for one in ordered}


def _labels(assignments: Iterable[Assignment]) -> Mapping[int, list[Label]]:
    found: dict[int, list[Label]] = defaultdict(list)
    numbers: Collection[int] = [one.pk for one in assignments]
    for label in Label.objects.filter(assignment__in=numbers).order_by("pk"):
        found[label.assignment_id].append(label)
    return found
