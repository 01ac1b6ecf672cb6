"""One change as it leaves: who, when, what it was before and after, and why.

Who may see a label may see how it came to be; decisions are for reviewers and managers. Changes
come in the order of their time; those of one moment in the order they were stored in.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.annotation.models import LabelEvent
from annotator.annotation.standing import read_mark
from annotator.export.filters import DecisionHistoryFilter, LabelHistoryFilter
from annotator.projects.models import Membership
from annotator.projects.permissions import require_reviewer
from annotator.review.models import AdjudicationEvent

ORDER = ("created_at", "id")
UNDO = "undo"
AT_ONCE = 1000


class Kind(models.TextChoices):
    """What changed."""

    LABEL = "label", gettext_lazy("Labels")
    DECISION = "decision", gettext_lazy("Decisions")


class Event(NamedTuple):
    """One change of one answer, or of one decision. `before` and `after` list codes.

    `actor` did it; the annotator's answer may also change when a manager cuts the claim anew.
    """

    kind: str
    id: int
    time: datetime
    actor: str
    annotator: str | None
    article: int
    claim: int | None
    variable: str
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]
    cause: str
    reason: str
    codebook_version: str


LABEL_FIELDS = (
    "id",
    "created_at",
    "assignment__article_id",
    "assignment__annotator__username",
    "actor__username",
    "claim_id",
    "variable__identifier",
    "variable__version__version",
    "before",
    "after",
    "cause",
)
DECISION_FIELDS = (
    "id",
    "created_at",
    "adjudication__article_id",
    "actor__username",
    "adjudication__claim_id",
    "adjudication__variable__identifier",
    "adjudication__variable__version__version",
    "before",
    "after",
    "reason",
    "step__kind",
    "is_undo",
)


class History:
    """The changes that a member may see, of one kind, as far as the filters go.

    `rows` is for pages, in the form that `event` takes.
    """

    def __init__(
        self, member: Membership, kind: Kind, rows: QuerySet[Any], called: Callable[[str], str]
    ) -> None:
        self.member, self.kind, self.rows, self.called = member, kind, rows, called

    def event(self, row: Any) -> Event:
        """One row as it leaves."""
        return self._decision(row) if self.kind == Kind.DECISION else self._label(row)

    def __iter__(self) -> Iterator[Event]:
        """All of them, read some at a time: memory does not grow with the project."""
        rows = self.rows.order_by(*ORDER)
        found = list(rows[:AT_ONCE])
        while found:
            yield from map(self.event, found)
            last = found[-1]
            later = models.Q(created_at=last.created_at, id__gt=last.id)
            later |= models.Q(created_at__gt=last.created_at)
            found = list(rows.filter(later, created_at__gte=last.created_at)[:AT_ONCE])

    def _label(self, row: Any) -> Event:
        annotator = row.assignment__annotator__username
        return Event(
            kind=Kind.LABEL.value,
            id=row.id,
            time=row.created_at,
            actor=self._actor(row.actor__username, annotator),
            annotator=self.called(annotator),
            article=row.assignment__article_id,
            claim=row.claim_id,
            variable=row.variable__identifier,
            before=[_mark(one) for one in row.before],
            after=[_mark(one) for one in row.after],
            cause=row.cause,
            reason="",
            codebook_version=row.variable__version__version,
        )

    def _actor(self, actor: str, annotator: str) -> str:
        """Annotators are not told who cut their claims anew."""
        told = self.member.may_review or actor in (annotator, self.member.user.username)
        return self.called(actor) if told else ""

    def _decision(self, row: Any) -> Event:
        return Event(
            kind=Kind.DECISION.value,
            id=row.id,
            time=row.created_at,
            actor=self.called(row.actor__username),
            annotator=None,
            article=row.adjudication__article_id,
            claim=row.adjudication__claim_id,
            variable=row.adjudication__variable__identifier,
            before=_codes(row.before),
            after=_codes(row.after),
            cause=UNDO if row.is_undo else row.step__kind or "decide",
            reason=row.reason,
            codebook_version=row.adjudication__variable__version__version,
        )


def read_history(
    member: Membership, given: Mapping[str, Any], called: Callable[[str], str] = str
) -> History:
    """Return the history that `given` (a query: `kind` and filters) asks for.

    Raises `ValidationError` for values that are wrong and `PermissionDenied` where an annotator
    asks for decisions.
    """
    kind = _kind(given)
    if kind == Kind.LABEL:
        labels = LabelEvent.objects.of_project(member)
        return History(member, kind, _chosen(LabelHistoryFilter, given, labels), called)
    require_reviewer(member)
    if given.get("annotator"):
        message = _("Decisions cannot be narrowed by this: they are about all annotators.")
        raise ValidationError({"annotator": message}, "invalid")
    rows = AdjudicationEvent.objects.filter(project=member.project)
    return History(member, kind, _chosen(DecisionHistoryFilter, given, rows), called)


def _kind(given: Mapping[str, Any]) -> Kind:
    value = given.get("kind") or Kind.LABEL.value
    if value not in Kind.values:
        message = _("Choose one of: %(choices)s.") % {"choices": ", ".join(Kind.values)}
        raise ValidationError({"kind": message}, "invalid")
    return Kind(value)


def _chosen(kind: Any, given: Mapping[str, Any], rows: Any) -> QuerySet[Any]:
    filters = kind(given, queryset=rows)
    if not filters.is_valid():
        raise ValidationError(filters.form.errors.as_data())
    chosen: QuerySet[Any] = filters.qs
    if kind is LabelHistoryFilter:
        return chosen.values_list(*LABEL_FIELDS, named=True)
    same = {name: OuterRef(name) for name in ("step", "adjudication")}
    earlier = AdjudicationEvent.objects.filter(**same, pk__lt=OuterRef("pk"))
    return chosen.annotate(is_undo=Exists(earlier)).values_list(*DECISION_FIELDS, named=True)


def _mark(written: Any) -> dict[str, Any]:
    mark = read_mark(written)
    span = {"start": mark.span[0], "end": mark.span[1]} if mark.span else None
    return {"code": mark.code, "span": span, "note": mark.note, "inherited": mark.inherited}


def _codes(decision: Any) -> list[dict[str, Any]]:
    """The codes of a decision as history keeps it: whole, or a list of codes of old."""
    codes = decision["codes"] if isinstance(decision, dict) else decision
    note = decision.get("note", "") if isinstance(decision, dict) else ""
    return [{"code": code, "span": None, "note": note, "inherited": False} for code in codes]
