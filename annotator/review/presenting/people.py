"""The annotators' table: everybody's row for managers, their sum for reviewers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import floatformat

from annotator.annotation.models import Assignment
from annotator.review.presenting.links import Links


@dataclass(frozen=True, slots=True)
class StateCell:
    """How many assignments are in a state, and where they are listed."""

    state: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Person:
    """A row; without a name it is that of everybody together."""

    name: str
    cells: Sequence[StateCell]
    labels: int
    link: str
    agreement: float | None

    @property
    def shown(self) -> str:
        """The alpha of their answers with those of all others, as it is written."""
        return "–" if self.agreement is None else floatformat(self.agreement, 2)

    @property
    def exact(self) -> str:
        """The same as the API gives it."""
        return repr(self.agreement)


def state_names() -> list[str]:
    """The heads of the columns."""
    return [str(state.label) for state in Assignment.State]


def totals_of(rows: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Assignments by state."""
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row["assignments"])
    return total


def people(rows: Sequence[Mapping[str, Any]], links: Links, *, named: bool) -> list[Person]:
    """From the `annotators` of the document."""
    if named:
        return [_person(row, links) for row in rows]
    labels = sum(row["labels"] for row in rows)
    whole = {"annotator": "", "assignments": totals_of(rows), "labels": labels}
    return [_person(whole, links)] if rows else []


def _person(row: Mapping[str, Any], links: Links) -> Person:
    name = row["annotator"]
    who = {"annotator": name} if name else {}
    return Person(
        name=name,
        cells=[
            StateCell(state, row["assignments"][state], links.assignments(state=state, **who))
            for state in Assignment.State.values
        ],
        labels=row["labels"],
        link=links.labels(count="all", **who),
        agreement=row.get("alpha_with_others"),
    )
