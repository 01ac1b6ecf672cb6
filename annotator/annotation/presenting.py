"""Plain shapes that the annotate page's templates show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.annotation.progress import Status
from annotator.annotation.worksheet import ARTICLE, Entry, Worksheet
from annotator.codebook.catalogue import VariableEntry
from annotator.codebook.models import Code, Variable
from articles.models import Article, Claim
from articles.segmentation import Role

HUES = 8
ANSWERS = {"yes": _("Yes"), "no": _("No"), "na": _("n/a")}
ROLE_KEYS = "1234567890-"
LISTED = (Variable.Select.ONE, Variable.Select.MANY)  # whose codes show in the list of claims
EXCERPTS = 60  # how many claims before and after the selected one are shown with their words
EXCERPT = 80  # code points of a claim shown in the list, in two lines

ROLE_LABELS = {
    Role.HEADLINE: _("Headline"),
    Role.BYLINE: _("Byline"),
    Role.DATELINE: _("Date or place"),
    Role.CAPTION: _("Caption"),
    Role.CREDIT: _("Media credit"),
    Role.BODY: _("Body"),
    Role.HEADING: _("Heading"),
    Role.ORIGIN: _("Origin"),
    Role.ABOUT: _("Publisher about itself"),
    Role.NOTE: _("Editor’s note"),
    Role.FURNITURE: _("Page furniture"),
}


def roles() -> list[dict[str, str]]:
    """The roles a stretch can have, each with a key, for choosing one."""
    return [
        {"id": role.value, "label": str(label), "key": key}
        for (role, label), key in zip(ROLE_LABELS.items(), ROLE_KEYS, strict=True)
    ]


class Stretch(NamedTuple):
    """Text that is one segment, or what stands between two (segment None)."""

    text: str
    segment: Claim | None
    number: int | None
    status: Status | None
    flagged: bool = False

    @property
    def label(self) -> str:
        """The role in words, except for the running text."""
        if self.segment is None or self.segment.role == Role.BODY:
            return ""
        return str(ROLE_LABELS[Role(self.segment.role)])


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
                entry is not None and entry.flag is not None,
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

    @property
    def answer(self) -> str:
        """What a code of a set says: yes, no, or not applicable."""
        return str(ANSWERS[self.code.identifier.rpartition("=")[2]])


class Item(NamedTuple):
    """One yes/no question of a set."""

    id: str
    label: str
    definition: str
    choices: list[Choice]


class Question(NamedTuple):
    """A variable in the plain coding form."""

    entry: VariableEntry
    choices: list[Choice]
    inherited: bool
    words: str

    @property
    def kind(self) -> str:
        """How it is answered: one, many, set, text."""
        row = self.entry.row
        return {row.Select.EACH: "set"}.get(Variable.Select(row.select), row.select)

    @property
    def is_single(self) -> bool:
        """Whether it takes one code."""
        return self.entry.row.is_single

    @property
    def input_type(self) -> str:
        """The kind of input its codes are."""
        return "radio" if self.is_single else "checkbox"

    @property
    def values(self) -> list[Choice]:
        """The codes that say something; those that say why there is no answer are `missing`."""
        return [choice for choice in self.choices if not choice.code.is_missing]

    @property
    def missing(self) -> list[Choice]:
        """The codes that stand for no answer: not stated, cannot decide."""
        return [choice for choice in self.choices if choice.code.is_missing]

    @property
    def items(self) -> list[Item]:
        """The questions of a set, each with its yes, no and not applicable."""
        by_item: dict[str, list[Choice]] = {}
        for choice in self.choices:
            by_item.setdefault(choice.code.item, []).append(choice)
        return [
            Item(item, self.entry.items[item].label, choices[0].code.definition, choices)
            for item, choices in by_item.items()
        ]

    @property
    def answered(self) -> bool:
        """Whether any code is chosen."""
        return any(choice.chosen for choice in self.choices)


def questions(sheet: Worksheet, scope: str, claim_id: int | None) -> list[Question]:
    """The questions of a scope with what is answered on a claim (or on the article)."""
    standing = sheet.standing(claim_id)
    return [
        Question(
            entry,
            [
                Choice(code, hue(place), code.identifier in standing.answers.get(entry.id, ()))
                for place, code in enumerate(entry.codes.values())
            ],
            entry.id in standing.inherited,
            standing.texts.get(entry.id, ""),
        )
        for entry in sheet.asked(scope)
    ]


class MarkedWords(NamedTuple):
    """Marked words of a claim, for those without JavaScript to read."""

    words: str
    chips: list["Chip"]


def marked_words(sheet: Worksheet, claim: Claim | None) -> list[MarkedWords]:
    """The spans of a claim in text order."""
    if claim is None:
        return []
    marks = _chips_of(sheet)
    return [
        MarkedWords(
            claim.text[span["start"] - claim.start : span["end"] - claim.start],
            [marks[code] for code in span["codes"]],
        )
        for span in sheet.standing(claim.pk).spans
    ]


class Row(NamedTuple):
    """A line of the claim list."""

    entry: Entry
    excerpt: str
    status: str
    chips: list[Chip]
    marked: int


def rows(sheet: Worksheet, selected: Entry | None) -> list[Row]:
    """The claim list, in text order.

    Far from the selected claim the excerpts are left to the page's script, which has the text:
    a long article would be sent twice.
    """
    marks = _chips_of(sheet)
    here = sheet.entries.index(selected) if selected else 0
    return [
        Row(
            entry,
            _excerpt(entry.claim.text) if entry.claim and abs(place - here) <= EXCERPTS else "",
            entry.status.words,
            [marks[code] for code in _codes(sheet, entry.answers) if code in marks],
            _marked(sheet, entry),
        )
        for place, entry in enumerate(sheet.entries)
    ]


def _marked(sheet: Worksheet, entry: Entry) -> int:
    """How many marks a claim has; what more is said about marked words is not counted."""
    spans = sheet.standing(entry.claim.pk if entry.claim else None).spans
    asked = sheet.catalogue.variables
    return sum(not asked[span["variable"]].attribute_of for span in spans)


def _chips_of(sheet: Worksheet) -> dict[str, Chip]:
    return {
        code.identifier: Chip(code.short, hue(place), f"{entry.row.label}: {code.label}")
        for entry in sheet.catalogue.codable()
        for place, code in enumerate(entry.codes.values())
    }


def _codes(sheet: Worksheet, answers: Mapping[str, list[str]]) -> Iterator[str]:
    for variable, entry in sheet.catalogue.variables.items():
        if entry.row.select in LISTED:
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
        is_claim = entry is not None and entry.claim is not None
        name = (
            gettext("Claim %(number)s") % {"number": entry.number}
            if is_claim and entry
            else gettext("Article")
        )
        asked = sheet.catalogue.variables
        labels = ", ".join(asked[one].row.label if one in asked else one for one in variables)
        links.append(MissingLink(key, name, labels, variables[0]))
    return links


def _place(field_name: str) -> tuple[str, str]:
    """Entry and variable of a place as completeness names it: `claim:12:att`, or `genre`."""
    parts = field_name.split(":")
    return (parts[1], parts[2]) if len(parts) == 3 else (ARTICLE, field_name)
