"""The results of a Label Studio annotation: regions of the text and what was answered about them.

Names that our own configuration has given say which question and claim a result is about; what
others have named is told as it is, for whoever imports it to say what it stands for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from annotator.export.readers.lines import WrongValue, number_of, text_of
from annotator.export.readers.places import Places, Stretches
from annotator.export.readers.records import IncomingLabel, IncomingSpan, Trouble
from annotator.export.writers.labelstudio_config import (
    ARTICLE_NOTES,
    CLAIM_ROLE,
    GIVEN_BY,
    REGION_NOTES,
    WORK_STATE,
)

LABELS, CHOICES, WORDS = "labels", "choices", "textarea"
KEYS = {LABELS: "labels", CHOICES: "choices", WORDS: "text"}
NOTES = (REGION_NOTES, ARTICLE_NOTES)
FRAME = frozenset({CLAIM_ROLE, GIVEN_BY, WORK_STATE, *NOTES})
"""What our configuration asks beside the codebook's questions."""
OUR_CLAIM = re.compile(r"c(\d{1,15})-(\d{1,9})-(\d{1,9})", re.ASCII)
OUR_WORDS = re.compile(r"w\d+-", re.ASCII)
NOTE = re.compile(r"(\S+?): (.*)", re.DOTALL)


class Unmapped(ValueError):
    """A result that has no place here."""


class Result(NamedTuple):
    """A result with values that can be read; `id` is its region's."""

    row: str
    id: str
    parent: str
    control: str
    kind: str
    values: tuple[str, ...]
    span: IncomingSpan | None


def read_result(raw: object, row: str, places: Places) -> Result:
    """Read one result; raise `Unmapped` or `WrongValue`."""
    if not isinstance(raw, dict):
        raise WrongValue(_("A result has to be an object."))
    kind = text_of(raw, "type")
    if kind not in KEYS:
        message = _("Results of the kind “%(kind)s” have no place here.")
        raise Unmapped(message % {"kind": kind[:40]})
    value = raw.get("value")
    if not isinstance(value, dict):
        raise WrongValue(_("“value” has to be an object."))
    return Result(
        row=row,
        id=text_of(raw, "id"),
        parent=text_of(raw, "parentID"),
        control=text_of(raw, "from_name"),
        kind=kind,
        values=_texts(value, KEYS[kind]),
        span=_span(value, places),
    )


def _texts(value: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = value.get(key)
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise WrongValue(_("“%(name)s” has to be a list of texts.") % {"name": key})
    return tuple(text_of({key: one}, key) for one in texts)


def _span(value: dict[str, Any], places: Places) -> IncomingSpan | None:
    start, end = number_of(value, "start"), number_of(value, "end")
    if start is None or end is None:
        return None
    quote = value.get("text")
    return places.span(start, end, quote if isinstance(quote, str) else "")


@dataclass
class Annotation:
    """The results of one annotation. `is_ours` says that our configuration has named them."""

    row: str
    is_ours: bool
    results: list[Result]
    claims: dict[str, IncomingSpan] = field(default_factory=dict)
    regions: dict[str, IncomingSpan] = field(default_factory=dict)
    notes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def __post_init__(self) -> None:
        for one in self.results:
            if one.span and one.kind == LABELS:
                found = self.claims if self._is_role(one) else self.regions
                found.setdefault(one.id, one.span)
            if self.is_ours and one.control in NOTES:
                self._take_notes(one)

    @property
    def annotator(self) -> str:
        """Whose it is, where our configuration asks that."""
        return self._first(GIVEN_BY)

    @property
    def state(self) -> str:
        """How far the work was, where our configuration asks that."""
        return self._first(WORK_STATE)

    def labels(self, common: Mapping[str, Any]) -> Iterator[IncomingLabel]:
        """Yield the answers, each with what is `common` to them; then `troubles` are known."""
        for one in self.results:
            if self.is_ours and one.control in FRAME:
                continue
            for variable, code, words in self._codes(one):
                note = "\n".join([*words, *self.notes.pop((_home(one), code), [])])
                yield IncomingLabel(
                    row=one.row, variable=variable, code=code, note=note, **self._at(one), **common
                )
        message = _("This note is about no answer: “%(words)s”.")
        for (_region, code), left in self.notes.items():
            told = message % {"words": f"{code}: {left[0]}"[:80]}
            self.troubles.append(Trouble(self.row, told, "note", is_error=False))

    def _first(self, control: str) -> str:
        if not self.is_ours:
            return ""
        found = (one.values for one in self.results if one.control == control)
        return next((values[0].strip() for values in found if values), "")

    def _is_role(self, one: Result) -> bool:
        return self.is_ours and one.control == CLAIM_ROLE

    def _take_notes(self, one: Result) -> None:
        for words in one.values:
            found = NOTE.fullmatch(words)
            code, note = found.groups() if found else ("", words)
            self.notes.setdefault((_home(one), code), []).append(note)

    def _codes(self, one: Result) -> Iterable[tuple[str, str, tuple[str, ...]]]:
        """Variable, code and words of each answer of a result."""
        if one.kind == WORDS:
            return [(one.control, f"{one.control}:text", one.values)] if one.values else []
        return [(self._variable(one, code), code, ()) for code in one.values]

    def _variable(self, one: Result, code: str) -> str:
        """A choice of another configuration means something under its name only."""
        if self.is_ours:
            return code.partition(":")[0] if ":" in code else ""
        return one.control if one.kind == CHOICES else ""

    def _at(self, one: Result) -> dict[str, Any]:
        """What a result is about: `target`, `marked` and `claim_id` of a label."""
        span = one.span or self.claims.get(one.id) or self.regions.get(one.id)
        if span is None or not self._marks(one):
            return {"target": span, "claim_id": _claim_id(one.id, span)}
        claim_id, target = self._claim_around(one, span)
        return {"target": target, "marked": span, "claim_id": claim_id}

    def _marks(self, one: Result) -> bool:
        if not self.is_ours or one.id in self.claims:
            return False
        return one.id in self.regions or OUR_WORDS.match(one.id) is not None

    def _claim_around(
        self, one: Result, span: IncomingSpan
    ) -> tuple[int | None, IncomingSpan | None]:
        claim = self.claims.get(one.parent)
        key: str | None = one.parent
        if not claim or not claim.start <= span.start < span.end <= claim.end:
            key = self._stretches.around(span.start, span.end)
            claim = self.claims.get(key or "")
        return _claim_id(key or "", claim), claim

    @cached_property
    def _stretches(self) -> Stretches[str]:
        return Stretches((one.start, one.end, key) for key, one in self.claims.items())


def _home(one: Result) -> str:
    """Its region; "" for the article."""
    return one.id if one.span else ""


def _claim_id(region: str, span: IncomingSpan | None) -> int | None:
    """The claim that our region stood for, unless somebody has moved its ends since."""
    found = OUR_CLAIM.fullmatch(region)
    if not found or not span:
        return None
    claim, start, end = map(int, found.groups())
    return claim if (start, end) == (span.start, span.end) else None
