"""Plain shapes that the annotate page's templates show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from annotator.annotation.progress import Status
from annotator.annotation.worksheet import ARTICLE, Entry, Worksheet
from annotator.codebook.catalogue import VariableEntry
from annotator.codebook.models import Code
from articles.models import Article, Claim
from articles.segmentation import Role

HUES = 8
EXCERPT = 110  # code points of a claim shown in the list

ROLE_LABELS = {
    Role.HEADLINE: "Headline",
    Role.BYLINE: "Byline",
    Role.DATELINE: "Date or place",
    Role.CAPTION: "Caption",
    Role.CREDIT: "Media credit",
    Role.BODY: "Body",
    Role.HEADING: "Heading",
    Role.ORIGIN: "Origin",
    Role.ABOUT: "Publisher about itself",
    Role.NOTE: "Editor’s note",
    Role.FURNITURE: "Page furniture",
}


class Stretch(NamedTuple):
    """Text that is one segment, or what stands between two (segment None)."""

    text: str
    segment: Claim | None
    number: int | None
    status: Status | None

    @property
    def label(self) -> str:
        """The role in words, except for the running text."""
        if self.segment is None or self.segment.role == Role.BODY:
            return ""
        return ROLE_LABELS.get(Role(self.segment.role), self.segment.role)


@dataclass
class Paragraph:
    """Stretches up to the next line end."""

    stretches: list[Stretch] = field(default_factory=list)

    @property
    def role(self) -> str:
        """The role of its segments if they have one in common, else `mixed`."""
        roles = {stretch.segment.role for stretch in self.stretches if stretch.segment}
        return roles.pop() if len(roles) == 1 else "mixed"


def paragraphs(text: str, segments: Sequence[Claim], entries: Sequence[Entry]) -> list[Paragraph]:
    """Cut a stored text into paragraphs of segments, nothing of it lost but the line ends."""
    by_claim = {entry.claim.pk: entry for entry in entries if entry.claim}
    shown, paragraph, place = [], Paragraph(), 0
    for segment in segments:
        gap = text[place : segment.start]
        if "\n" in gap and paragraph.stretches:
            shown.append(paragraph)
            paragraph = Paragraph()
        elif gap:
            paragraph.stretches.append(Stretch(gap, None, None, None))
        entry = by_claim.get(segment.pk)
        paragraph.stretches.append(
            Stretch(
                text[segment.start : segment.end],
                segment,
                entry.number if entry else None,
                entry.status if entry else None,
            )
        )
        place = segment.end
    return [*shown, paragraph] if paragraph.stretches else shown


class Chip(NamedTuple):
    """A code as a small mark: two letters, a hue, and its label for those who ask."""

    short: str
    hue: int
    label: str


def hue(position: int) -> int:
    """The hue of the code at a position: 1 to 8, then again from 1."""
    return position % HUES + 1


class Choice(NamedTuple):
    """One code in the plain coding form."""

    code: Code
    hue: int
    chosen: bool


class Question(NamedTuple):
    """A variable in the plain coding form."""

    entry: VariableEntry
    choices: list[Choice]
    inherited: bool

    @property
    def is_single(self) -> bool:
        """Whether it takes one code."""
        return self.entry.row.is_single

    @property
    def answered(self) -> bool:
        """Whether any code is chosen."""
        return any(choice.chosen for choice in self.choices)


def questions(sheet: Worksheet, scope: str, claim_id: int | None) -> list[Question]:
    """The questions of a scope with what is answered on a claim (or on the article)."""
    given = sheet.answers_of(claim_id)
    return [
        Question(
            entry,
            [
                Choice(code, hue(place), code.identifier in given.get(entry.id, ()))
                for place, code in enumerate(entry.codes.values())
            ],
            (claim_id, entry.id) in sheet.inherited,
        )
        for entry in sheet.asked(scope)
    ]


class Row(NamedTuple):
    """A line of the claim list."""

    entry: Entry
    excerpt: str
    status: str
    chips: list[Chip]


def rows(sheet: Worksheet) -> list[Row]:
    """The claim list, in text order."""
    marks = _chips_of(sheet)
    return [
        Row(
            entry,
            _excerpt(entry.claim.text) if entry.claim else "",
            entry.status.words,
            [marks[code] for code in _codes(sheet, entry.answers) if code in marks],
        )
        for entry in sheet.entries
    ]


def _chips_of(sheet: Worksheet) -> dict[str, Chip]:
    return {
        code.identifier: Chip(code.short, hue(place), f"{entry.row.label}: {code.label}")
        for entry in sheet.catalogue.codable()
        for place, code in enumerate(entry.codes.values())
    }


def _codes(sheet: Worksheet, answers: Mapping[str, list[str]]) -> Iterator[str]:
    for variable in sheet.catalogue.variables:
        yield from answers.get(variable, ())


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT else flat[:EXCERPT].rsplit(" ", 1)[0] + "…"


def shown_title(article: Article) -> str:
    """The title to set above the text: none if the text begins with it."""
    return "" if article.text.lstrip().startswith(article.title) else article.title


class MissingLink(NamedTuple):
    """Where answers are missing: the entry's key and name, the questions, the first one's id."""

    key: str
    name: str
    labels: str
    variable: str


def missing_links(sheet: Worksheet, missing: Iterable[Mapping[str, str]]) -> list[MissingLink]:
    """Errors of an incomplete assignment as links, one for each entry."""
    places = [_place(one["field"]) for one in missing]
    links = []
    for key, found in groupby(places, key=itemgetter(0)):
        variables = [variable for _key, variable in found]
        entry = sheet.entry(key)
        name = f"Claim {entry.number}" if entry and entry.claim else "Article"
        asked = sheet.catalogue.variables
        labels = ", ".join(asked[one].row.label if one in asked else one for one in variables)
        links.append(MissingLink(key, name, labels, variables[0]))
    return links


def _place(field_name: str) -> tuple[str, str]:
    """Entry and variable of a place as completeness names it: `claim:12:att`, or `genre`."""
    parts = field_name.split(":")
    return (parts[1], parts[2]) if len(parts) == 3 else (ARTICLE, field_name)
