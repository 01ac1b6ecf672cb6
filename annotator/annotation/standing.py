"""Labels as plain values: what history keeps, what the browser shows, what undo restores."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from annotator.codebook.catalogue import Catalogue
from annotator.codebook.models import Variable

Span = tuple[int, int]


class Mark(NamedTuple):
    """One code of an answer. `note` holds the words of a text variable."""

    code: str
    span: Span | None = None
    note: str = ""
    inherited: bool = False

    @property
    def place(self) -> tuple[Span | None, str]:
        """What tells it from the other marks of one variable on one claim."""
        return self.span, self.code


def write_mark(mark: Mark) -> str | dict[str, Any]:
    """A mark as history keeps it: the code alone, or an object when there is more to say.

    >>> write_mark(Mark("slant:none"))
    'slant:none'
    >>> write_mark(Mark("bias:loaded", (3, 9)))
    {'code': 'bias:loaded', 'span': [3, 9]}
    """
    more: dict[str, Any] = {}
    if mark.span:
        more["span"] = list(mark.span)
    if mark.note:
        more["note"] = mark.note
    if mark.inherited:
        more["inherited"] = True
    return {"code": mark.code, **more} if more else mark.code


def read_mark(written: str | Mapping[str, Any]) -> Mark:
    """The mark that `write_mark` wrote."""
    if isinstance(written, str):
        return Mark(written)
    span = written.get("span")
    return Mark(
        written["code"],
        (span[0], span[1]) if span else None,
        written.get("note", ""),
        written.get("inherited", False),
    )


def write_marks(marks: Iterable[Mark]) -> list[str | dict[str, Any]]:
    """Marks in one order, whatever order they were given in."""
    return [write_mark(mark) for mark in sorted(marks, key=_order)]


def _order(mark: Mark) -> tuple[Span, str]:
    return mark.span or (-1, -1), mark.code


Marks = Mapping[str, Iterable[Mark]]  # variable id -> marks, codes in the codebook's order


class Standing(NamedTuple):
    """What stands on one claim (or on the article).

    `answers` are codes by variable, span variables left out; `texts` the words of text variables;
    `spans` the marked words, each with all codes of one variable; `inherited` the variables that
    wait to be confirmed.
    """

    answers: dict[str, list[str]]
    texts: dict[str, str]
    spans: list[dict[str, Any]]
    inherited: list[str]

    def plain(self) -> dict[str, Any]:
        """For the browser; what is empty is left out, since a long article has many claims."""
        return {name: value for name, value in self._asdict().items() if value}


def standing_of(catalogue: Catalogue, marks: Marks) -> Standing:
    """What stands, read off the marks of one claim."""
    answers: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    spans: dict[tuple[str, Span], list[str]] = {}
    inherited: list[str] = []
    for variable, given in marks.items():
        is_text = catalogue.variables[variable].row.select == Variable.Select.TEXT
        for mark in given:
            if mark.span:
                spans.setdefault((variable, mark.span), []).append(mark.code)
            else:
                answers.setdefault(variable, []).append(mark.code)
            if is_text:
                texts[variable] = mark.note
            if mark.inherited and variable not in inherited:
                inherited.append(variable)
    marked = [
        {"variable": variable, "start": span[0], "end": span[1], "codes": codes}
        for (variable, span), codes in sorted(spans.items(), key=lambda one: (one[0][1], one[0][0]))
    ]
    return Standing(answers, texts, marked, inherited)
