"""One annotator's work on one article in brat's standoff format.

A stretch is written once, whatever is said about it: readers of the format refuse two entities on
the same words. All that is said are attributes of it, so nothing is lost.
"""

import re
from collections.abc import Iterator, Sequence

from annotator.export.study import ArticleRecord, LabelRecord
from annotator.export.writers.brat.config import RELATIONS
from annotator.export.writers.brat.names import ARTICLE, CLAIM, ROLE, SEGMENT, Attribute, Names

PART, CUE = "part", "part:cue"
_LINE = re.compile("[^\n]+")
_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

Stretch = tuple[tuple[int, int], ...]
"""The pieces of a stretch, one for each line that it runs over, as brat itself makes them."""


def write_annotations(article: ArticleRecord, labels: Sequence[LabelRecord], names: Names) -> str:
    """Return the `.ann` file."""
    return "".join(f"{line}\n" for line in Standoff(article, labels, names).lines())


class Standoff:
    """The stretches of an article with their types and numbers, and what is said about each."""

    def __init__(self, article: ArticleRecord, labels: Sequence[LabelRecord], names: Names) -> None:
        self.article, self.names = article, names
        self.labels = [(label, self._stretch(label)) for label in labels]
        self.types = self._types()
        self.numbers = {stretch: number for number, stretch in enumerate(self.types, 1)}

    def lines(self) -> Iterator[str]:
        """Entities, attributes, relations, notes."""
        for stretch, kind in self.types.items():
            yield self._entity(stretch, kind)
        yield from self._attribute_lines()
        for number, (kind, first, cue) in enumerate(self._relations(), 1):
            yield f"R{number}\t{kind} Arg1:T{self.numbers[first]} Arg2:T{self.numbers[cue]}"
        for number, (kind, stretch, words) in enumerate(self._notes(), 1):
            yield f"#{number}\t{kind} T{self.numbers[stretch]}\t{words}"

    def _types(self) -> dict[Stretch, str]:
        """Segments in text order, then marked words. The first type that a stretch gets stays."""
        types = {
            self._pieces(segment.start, segment.end): CLAIM if segment.is_claim else SEGMENT
            for segment in self.article.segments
        }
        marked = [(stretch, label) for label, stretch in self.labels if label.span and stretch]
        for stretch, label in sorted(marked, key=lambda pair: pair[0]):
            types.setdefault(stretch, self.names.types[label.code or ""])
        if any(label.claim_id is None for label, _ in self.labels):
            types.setdefault(self._begin(), ARTICLE)
        return types

    def _stretch(self, label: LabelRecord) -> Stretch:
        """Where it is said; nowhere, for marked words that are nothing but white space."""
        if label.span:
            return self._pieces(*label.span)
        if label.claim_id is None:
            return self._begin()
        claim = self.article.claims_by_id[label.claim_id]
        return self._pieces(claim.start, claim.end)

    def _pieces(self, start: int, end: int) -> Stretch:
        text = self.article.text
        lines = [line.span() for line in _LINE.finditer(text, start, end)]
        return tuple((first, last) for first, last in lines if text[first:last].strip())

    def _begin(self) -> Stretch:
        """The first sign of the text: it stands for the article, which brat has no place for."""
        text = self.article.text
        start = len(text) - len(text.lstrip())
        return ((start, start + 1),)

    def _entity(self, stretch: Stretch, kind: str) -> str:
        places = ";".join(f"{start} {end}" for start, end in stretch)
        words = " ".join(self.article.text[start:end] for start, end in stretch)
        return f"T{self.numbers[stretch]}\t{kind} {places}\t{words}"

    def _attribute_lines(self) -> Iterator[str]:
        given: dict[tuple[Stretch, Attribute], None] = {
            (self._pieces(segment.start, segment.end), Attribute(ROLE, segment.role)): None
            for segment in self.article.segments
        }
        for label, stretch in self.labels:
            if stretch and label.code is not None:
                given[stretch, self.names.attributes[label.code]] = None
        for number, (stretch, (name, value)) in enumerate(given, 1):
            yield f"A{number}\t{name} T{self.numbers[stretch]} {value}".rstrip()

    def _relations(self) -> Iterator[tuple[str, Stretch, Stretch]]:
        """Sources and contents of a claim to its cue, where it has exactly one."""
        parts: dict[int | None, list[tuple[str, Stretch]]] = {}
        for label, stretch in self.labels:
            if label.variable == PART and label.span and stretch and label.code:
                parts.setdefault(label.claim_id, []).append((label.code, stretch))
        for marked in parts.values():
            cues = {stretch for code, stretch in marked if code == CUE}
            if len(cues) != 1:
                continue
            (cue,) = cues
            for code, stretch in marked:
                kind = RELATIONS.get(code.partition(":")[2])
                if kind and stretch != cue:
                    yield kind, stretch, cue

    def _notes(self) -> Iterator[tuple[str, Stretch, str]]:
        """Notes and answers in words; of what was decided or counted the votes."""
        written: dict[tuple[str, Stretch, str], None] = {}
        for label, stretch in self.labels:
            if not stretch:
                continue
            if label.note:
                words = f"{label.variable}: {one_line(label.note)}"
                written["AnnotatorNotes", stretch, words] = None
            if label.distribution is not None:
                votes = ", ".join(f"{code} {votes}" for code, votes in label.distribution.items())
                tie = " (tie)" if label.code is None else ""
                written["Votes", stretch, f"{label.variable}: {votes}{tie}"] = None
        yield from written


def one_line(words: str) -> str:
    r"""Words with line ends and tabs as `\n` and `\t`, and a backslash as two.

    >>> print(one_line("one\ntwo\\"))
    one\ntwo\\
    """
    return _BREAKS.sub(r"\\n", words.replace("\\", "\\\\")).replace("\t", r"\t")
