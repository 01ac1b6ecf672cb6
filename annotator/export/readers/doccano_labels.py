"""The labels of an example of doccano, each with its place in the text."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from annotator.export.readers.lines import Line, WrongValue, number_of, text_of
from annotator.export.readers.places import Places, Stretches
from annotator.export.readers.records import IncomingLabel, Trouble

NAMES = ("label", "labels", "entities", "cats")
STARTS, ENDS = ("start_offset", "start"), ("end_offset", "end")
Place = tuple[int, int]
"""Start and end as the file counts them."""
Key = tuple[int | None, int | None, str]


class Claim(NamedTuple):
    """A claim as our own line lists it."""

    id: int
    start: int
    end: int


class Labels:
    """The labels of a line that our writer has not written: told as they are.

    doccano counts UTF-16 code units, and our writer does so for it (see there).
    """

    def __init__(self, line: Line, annotator: str, submitted: bool | None) -> None:
        self.line, self.annotator, self.submitted = line, annotator, submitted
        self.troubles: list[Trouble] = []

    def read(self, text: str) -> Iterator[IncomingLabel]:
        """Yield the labels; then `troubles` are known."""
        places = Places(text, counts_units=True)
        for number, raw in enumerate(self._given(), 1):
            words = {"line": self.line.row, "number": number}
            row = _("%(line)s, label %(number)s") % words
            try:
                yield self._label(row, *_entity(raw), places)
            except WrongValue as error:
                self.troubles.append(Trouble(row, str(error), "invalid"))

    def _given(self) -> Iterator[Any]:
        for name in NAMES:
            given = self.line.values.get(name)
            if isinstance(given, str):
                yield given
            elif isinstance(given, list):
                yield from given
            elif given is not None:
                message = _("“%(name)s” has to be a list.") % {"name": name}
                self.troubles.append(Trouble(self.line.row, message, "invalid"))

    def _label(self, row: str, place: Place | None, code: str, places: Places) -> IncomingLabel:
        return IncomingLabel(
            row=row,
            annotator=self.annotator,
            variable="",
            code=code,
            target=places.span(*place) if place else None,
            submitted=self.submitted,
        )


class OurLabels(Labels):
    """The labels of a line that our writer has written, and doccano kept what was beside them."""

    def __init__(self, line: Line, annotator: str, submitted: bool | None) -> None:
        super().__init__(line, annotator, submitted)
        values = line.values
        claims = list(_claims(values.get("claims")))
        self.claims = {(one.start, one.end): one for one in claims}
        self.stretches = Stretches((one.start, one.end, one) for one in claims)
        words = values.get("about_words")
        given = words if isinstance(words, list) else []
        self.about_words = {one for one in given if isinstance(one, str)}
        self.notes = dict(_notes(values.get("notes")))

    def _label(self, row: str, place: Place | None, code: str, places: Places) -> IncomingLabel:
        variable = code.partition(":")[0] if ":" in code else ""
        marks = place is not None and variable in self.about_words
        claim = self._claim(place, marks) if place else None
        target = (claim.start, claim.end) if claim else place
        return IncomingLabel(
            row=row,
            annotator=self.annotator,
            variable=variable,
            code=code,
            claim_id=claim.id if claim else None,
            target=places.span(*target) if target and (claim or not marks) else None,
            marked=places.span(*place) if place and marks else None,
            note=self.notes.get((*(place or (None, None)), code), ""),
            submitted=self.submitted,
        )

    def _claim(self, place: Place, marks: bool) -> Claim | None:
        """The claim that words lie in, or that is exactly there."""
        return self.stretches.around(*place) if marks else self.claims.get(place)


def _entity(raw: object) -> tuple[Place | None, str]:
    """The place of a label and its text; a text alone is about the whole example."""
    if isinstance(raw, str):
        return None, _name({"label": raw})
    if isinstance(raw, list) and len(raw) == 3:
        values: dict[str, Any] = dict(zip(("start", "end", "label"), raw, strict=True))
    elif isinstance(raw, dict):
        values = raw
    else:
        raise WrongValue(_("A label is a list of start, end and label, or an object of them."))
    start, end = _first(values, STARTS), _first(values, ENDS)
    if start is None or end is None:
        raise WrongValue(_("The label says not where it begins and ends."))
    return (start, end), _name(values)


def _first(values: dict[str, Any], names: Sequence[str]) -> int | None:
    return next((number_of(values, name) for name in names if name in values), None)


def _name(values: dict[str, Any]) -> str:
    label = text_of(values, "label")
    if not label:
        raise WrongValue(_("The label has no name."))
    return label


def _claims(given: object) -> Iterator[Claim]:
    for one in given if isinstance(given, list) else []:
        if isinstance(one, list) and len(one) >= 3 and all(type(part) is int for part in one[:3]):
            yield Claim(*one[:3])


def _notes(given: object) -> Iterator[tuple[Key, str]]:
    """Notes by the place and code that they are about."""
    for one in given if isinstance(given, list) else []:
        if not isinstance(one, list) or len(one) != 4:
            continue
        start, end, code, note = one
        if _is_place(start) and _is_place(end) and isinstance(code, str) and isinstance(note, str):
            yield (start, end, code), note.replace("\x00", "")


def _is_place(value: object) -> bool:
    return value is None or type(value) is int
