"""Articles come to an end: what all agree on is decided in bulk, and the article is decided."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.annotation.actions import undecide
from annotator.annotation.models import Assignment
from annotator.codebook.catalogue import VariableEntry, project_catalogue
from annotator.codebook.models import Code, Variable
from annotator.errors import Conflict
from annotator.projects.models import Membership, Project, ProjectArticle, Role
from annotator.review.actions.recording import CHUNK, KEPT, NOTHING, event_of, fill, snapshot
from annotator.review.models import Adjudication, AdjudicationEvent, DecisionStep
from annotator.review.settling import Table, read_table

DEADLOCK = "40P01"  # PostgreSQL's code for it
Key = tuple[int, int | None, int]  # article, claim, variable


class Agreed(NamedTuple):
    """What all who answered a question on a claim (or article) said."""

    article: int
    claim: int | None
    entry: VariableEntry
    codes: list[Code]
    distribution: dict[str, int]

    @property
    def key(self) -> Key:
        """Where the decision stands."""
        return self.article, self.claim, self.entry.row.pk


def hold_articles(member: Membership, articles: Collection[int]) -> None:
    """Let nobody else decide on articles, take work on them back or cut their claims, until the
    transaction ends. Locks in one order; where two wait for each other all the same, one of them
    gets a `Conflict`."""
    work = Assignment.objects.filter(project=member.project, article__in=articles)
    entries = member.project.entries.filter(article__in=articles)
    try:
        with transaction.atomic():
            list(work.select_for_update().order_by("pk").values_list("pk"))
            list(entries.select_for_update().order_by("pk").values_list("pk"))
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
            raise
        message = _("Somebody else works on this article at this moment. Try again.")
        raise Conflict(message) from error


def settle(table: Table, step: DecisionStep | None = None) -> None:
    """Let each article be decided while it is coded and nothing on it is left to decide.

    The step keeps which ones it closed, for undo to open them.
    """
    entries = table.entries.items()
    settled = {article for article in table.entries if table.is_settled(article)}
    begin = [key for key, one in entries if key in settled and not one.decided_at]
    end = [one.pk for key, one in entries if key not in settled and one.decided_at]
    if begin:
        here = [table.entries[key].pk for key in begin]
        ProjectArticle.objects.filter(pk__in=here).update(decided_at=timezone.now())
    if begin and step:
        step.closed = sorted({*step.closed, *begin})
        step.save(update_fields=["closed"])
    if end:
        undecide(ProjectArticle.objects.filter(pk__in=end), actor=None)


@transaction.atomic
def settle_article(*, project: Project, article_id: int) -> None:
    """Tell anew whether an article is decided, where it or something on it was decided before."""
    entries = project.entries.filter(article=article_id, decided_at__isnull=False)
    decisions = Adjudication.objects.filter(project=project, article=article_id)
    if not entries.exists() and not decisions.exists():
        return
    member = Membership(project=project, role=Role.REVIEWER)  # reads as a reviewer does
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    settle(read_table(member, catalogue, [article_id]))


def reopen_article(*, article_id: int) -> None:
    """No project has decided an article any more, until it is told anew."""
    undecide(ProjectArticle.objects.filter(article=article_id), actor=None)


def finish_agreed(step: DecisionStep, table: Table) -> int:
    """Decide in bulk what all agree on in the articles of a table, held by `hold_articles`.

    Returns how many answers. A constant number of queries for each `CHUNK`.
    """
    found = list(agreed_on(table))
    there = _decisions(step, {one.article for one in found})
    before = {one.key: snapshot(there[one.key]) for one in found if one.key in there}
    fresh = {one.key: _new(step, one) for one in found if one.key not in there}
    Adjudication.objects.bulk_create(fresh.values(), batch_size=CHUNK)
    changed = {
        one.key: _overwritten(step, there[one.key], one) for one in found if one.key in there
    }
    rewrite(changed.values())
    rows = fresh | changed
    write_codes({rows[one.key].pk: one.codes for one in found}, emptied=changed.values())
    events = [
        event_of(
            step, rows[one.key], step.actor_id, before.get(one.key, NOTHING), _after(step, one)
        )
        for one in found
    ]
    AdjudicationEvent.objects.bulk_create(events, batch_size=CHUNK)
    return len(found)


def agreed_on(table: Table) -> Iterator[Agreed]:
    """What may be finished without looking, in the articles that are coded."""
    cells = table.cells.where(table.agreed)
    by_pk = {entry.row.pk: entry for entry in table.catalogue.variables.values()}
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for place, code in zip(cells.place.tolist(), cells.labels.code.tolist(), strict=True):
        counts[place][code] += 1
    columns = (cells.article.tolist(), cells.unit.tolist(), cells.variable.tolist())
    for place, (article, unit, variable) in enumerate(zip(*columns, strict=True)):
        entry = by_pk[variable]
        codes = [code for code in entry.codes.values() if code.pk in counts[place]]
        about_article = entry.row.scope == Variable.Scope.ARTICLE
        distribution = {code.identifier: counts[place][code.pk] for code in codes}
        yield Agreed(article, None if about_article else unit, entry, codes, distribution)


def rewrite(decisions: Collection[Adjudication]) -> None:
    """Store what changed of decisions, but their codes."""
    now = timezone.now()
    for decision in decisions:
        decision.updated_at = now
    fields = [*KEPT, "decided_by", "updated_at"]
    Adjudication.objects.bulk_update(decisions, fields, batch_size=CHUNK // 5)


def write_codes(codes: dict[int, list[Code]], *, emptied: Collection[Adjudication]) -> None:
    """Give decisions their codes; those `emptied` lose the ones they had."""
    through = Adjudication.codes.through.objects
    gone = [decision.pk for decision in emptied]
    for start in range(0, len(gone), CHUNK):
        through.filter(adjudication__in=gone[start : start + CHUNK]).delete()
    rows = [
        Adjudication.codes.through(adjudication_id=pk, code_id=code.pk)
        for pk, chosen in codes.items()
        for code in chosen
    ]
    through.bulk_create(rows, batch_size=CHUNK)


def _decisions(step: DecisionStep, articles: Collection[int]) -> dict[Key, Adjudication]:
    rows = Adjudication.objects.filter(project_id=step.project_id, article__in=articles)
    return {
        (one.article_id, one.claim_id, one.variable_id): one
        for one in rows.prefetch_related("codes")
    }


def _after(step: DecisionStep, one: Agreed) -> dict[str, Any]:
    return {
        **NOTHING,
        "codes": sorted(code.identifier for code in one.codes),
        "method": Adjudication.Method.UNANIMOUS.value,
        "distribution": one.distribution,
        "decided_by": step.actor_id,
    }


def _new(step: DecisionStep, one: Agreed) -> Adjudication:
    article, claim, variable = one.key
    decision = Adjudication(
        project_id=step.project_id, article_id=article, claim_id=claim, variable_id=variable
    )
    return _overwritten(step, decision, one)


def _overwritten(step: DecisionStep, decision: Adjudication, one: Agreed) -> Adjudication:
    fill(decision, _after(step, one))
    return decision
