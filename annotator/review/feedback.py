"""What became of an annotator's own answers, once the reviewers have decided an article.

Own answers, final answers and reasons; never what others answered, nor who they are, nor how a
decision came about.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import F, FilteredRelation, Q, QuerySet

from annotator.annotation.applicability import closed_questions
from annotator.annotation.models import Assignment, Label
from annotator.codebook.catalogue import Catalogue, VariableEntry, project_catalogue
from annotator.codebook.models import Variable
from annotator.projects.models import Membership
from annotator.projects.permissions import require_annotator
from annotator.review.models import Adjudication
from annotator.review.querysets import claims_of

Codes = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Line:
    """One question on a claim (None: on the article): own and final codes, in the codebook's order.

    `applies` is False where by what was decided the question is not asked.
    """

    claim: int | None
    text: str
    entry: VariableEntry
    own: Sequence[str]
    note: str
    final: Sequence[str]
    applies: bool
    decision: Adjudication | None

    @property
    def is_changed(self) -> bool:
        """Whether something else was decided than the annotator had answered."""
        return bool(self.own and self.final) and set(self.own) != set(self.final)

    @property
    def differs(self) -> bool:
        """Whether own and final answer are not the same, for whatever cause."""
        return not self.applies or set(self.own) != set(self.final)


@dataclass(frozen=True)
class Feedback:
    """An article with all that was answered on it and decided."""

    assignment: Assignment
    decided_at: datetime
    lines: Sequence[Line]

    @cached_property
    def changed(self) -> int:
        """How many of the own answers were decided otherwise."""
        return sum(line.is_changed for line in self.lines)

    @cached_property
    def answered(self) -> int:
        """How many of the own answers were decided."""
        return sum(bool(line.own and line.final) for line in self.lines)

    @cached_property
    def differing(self) -> list[Line]:
        """Where own and final answer are not the same."""
        return [line for line in self.lines if line.differs]


def decided_work(member: Membership) -> QuerySet[Assignment]:
    """The annotator's own submitted articles that are decided, the latest decided first.

    Raises `PermissionDenied` for those who do not code.
    """
    require_annotator(member)
    here = FilteredRelation(
        "article__entries", condition=Q(article__entries__project=member.project_id)
    )
    work = Assignment.objects.own(member).filter(state=Assignment.State.SUBMITTED)
    return (
        work.annotate(entry=here)
        .filter(entry__decided_at__isnull=False)
        .annotate(decided_at=F("entry__decided_at"))
        .select_related("article__publisher")
        .defer("article__html")
        .order_by("-decided_at", "pk")
    )


def feedback_on(member: Membership, work: Sequence[Assignment]) -> list[Feedback]:
    """Read what became of the answers on some of `decided_work`: a constant number of queries."""
    articles = [one.article_id for one in work]
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    claims: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for article, claim, text in claims_of(articles):
        claims[article].append((claim, text))
    own, notes = _own(work)
    decided = _decided(member, articles)
    return [
        Feedback(
            assignment=one,
            decided_at=one.decided_at,  # type: ignore[attr-defined]
            lines=[
                line
                for claim, text in [(None, ""), *claims[one.article_id]]
                for line in _lines(
                    catalogue, _Place(one.article_id, claim, text), own, notes, decided
                )
            ],
        )
        for one in work
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    article: int
    claim: int | None
    text: str


_Own = Mapping[tuple[int, int | None, str], list[str]]
_Notes = Mapping[tuple[int, int | None, str], str]
_Decided = Mapping[tuple[int, int | None], Mapping[str, Adjudication]]


def _own(work: Sequence[Assignment]) -> tuple[_Own, _Notes]:
    codes: dict[tuple[int, int | None, str], list[str]] = defaultdict(list)
    notes: dict[tuple[int, int | None, str], str] = {}
    rows = Label.objects.filter(assignment__in=work).order_by("code__position", "pk")
    columns = ("assignment__article", "claim", "variable__identifier", "code__identifier", "note")
    for article, claim, variable, code, note in rows.values_list(*columns):
        key = (article, claim, variable)
        if code not in codes[key]:
            codes[key].append(code)
        notes[key] = notes.get(key) or note
    return codes, notes


def _decided(member: Membership, articles: Sequence[int]) -> _Decided:
    rows = Adjudication.objects.filter(
        project=member.project, article__in=articles, codes__isnull=False
    )
    found: dict[tuple[int, int | None], dict[str, Adjudication]] = defaultdict(dict)
    for one in rows.distinct().select_related("variable").prefetch_related("codes"):
        found[one.article_id, one.claim_id][one.variable.identifier] = one
    return found


def _lines(
    catalogue: Catalogue, place: _Place, own: _Own, notes: _Notes, decided: _Decided
) -> Iterator[Line]:
    here = decided.get((place.article, place.claim), {})
    about_article = decided.get((place.article, None), {})
    closed = closed_questions(catalogue, _codes({**about_article, **here}))
    for entry in catalogue.variables.values():
        if (entry.row.scope == Variable.Scope.ARTICLE) != (place.claim is None) or entry.is_text:
            continue
        key = (place.article, place.claim, entry.id)
        applies = entry.id not in closed
        decision = here.get(entry.id) if applies else None
        given = own.get(key, [])
        if given or decision:
            yield Line(
                claim=place.claim,
                text=place.text,
                entry=entry,
                own=given,
                note=notes.get(key, ""),
                final=_codes({"": decision})[""] if decision else [],
                applies=applies,
                decision=decision,
            )


def _codes(decided: Mapping[str, Adjudication]) -> dict[str, list[str]]:
    return {
        variable: [code.identifier for code in one.codes.all()] for variable, one in decided.items()
    }
