"""An annotator's own progress: what they have done, how often others answered the same.

Nobody else's answers are told, only how often they are the same as one's own; and that only on
articles that the reviewers have decided and whose labels the blind rule lets the annotator see.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.annotation.models import Assignment, Label
from annotator.codebook.catalogue import VariableEntry, project_catalogue
from annotator.projects.models import Membership, ProjectArticle
from annotator.projects.permissions import require_annotator
from annotator.review.aggregation import majority

Place = tuple[int, int, int | None, str]
"""(variable, article, claim, item of a set): where an answer stands."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How often one's own answers to a question are what most of the others gave."""

    entry: VariableEntry
    answers: int
    same: int

    @property
    def share(self) -> float:
        """Of the answers compared."""
        return self.same / self.answers


@dataclass(frozen=True, slots=True)
class Progress:
    """One annotator's own row. `decided` counts the articles that answers are compared on."""

    assignments: Mapping[str, int]
    labels: int
    decided: int
    compared: Sequence[Compared]


def own_progress(member: Membership) -> Progress:
    """Read it; raises `PermissionDenied` for those who do not code."""
    require_annotator(member)
    counts = Counter(Assignment.objects.own(member).values_list("state", flat=True))
    own = Label.objects.filter(
        assignment__project=member.project, assignment__annotator=member.user
    )
    answers, decided = _answers(member)
    return Progress(
        assignments={state: counts[state] for state in Assignment.State.values},
        labels=own.on_current_claims().count(),
        decided=decided,
        compared=list(_compared(member, answers)),
    )


def _answers(member: Membership) -> tuple[dict[Place, dict[int, frozenset[int]]], int]:
    """Place -> annotator -> codes given there, on the decided articles; and how many those are."""
    entries = ProjectArticle.objects.filter(project=member.project, decided_at__isnull=False)
    rows = Label.objects.visible_to(member).submitted().on_current_claims().order_by()
    columns = ("variable", "assignment__article", "claim", "item", "assignment__annotator", "code")
    given: dict[Place, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    articles = set()
    found = rows.filter(assignment__article__in=entries.values("article"))
    for variable, article, claim, item, annotator, code in found.values_list(*columns):
        given[variable, article, claim, item][annotator].add(code)
        if annotator != member.user_id:
            articles.add(article)
    frozen = {
        place: {annotator: frozenset(codes) for annotator, codes in one.items()}
        for place, one in given.items()
    }
    return frozen, len(articles)


def _compared(
    member: Membership, answers: Mapping[Place, Mapping[int, frozenset[int]]]
) -> Iterator[Compared]:
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    pairs = defaultdict(list)
    for place, given in answers.items():
        pairs[place[0]].append(given)
    for entry in catalogue.variables.values():
        found = [] if entry.is_text else list(_with_majority(pairs[entry.row.pk], member.user_id))
        if found:
            yield Compared(entry, len(found), sum(own == others for own, others in found))


def _with_majority(
    given: Iterable[Mapping[int, frozenset[int]]], own: int
) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
    """(own answer, that of most others), where there are both; a tie of the others is left out."""
    for one in given:
        others = majority(Counter(codes for who, codes in one.items() if who != own))
        if own in one and others is not None:
            yield one[own], others
