"""The labelling configuration that a study's tasks need in Label Studio, from its codebook.

Questions about a claim are asked of the region that stands for it, those about marked words have
labels of their own. What people see are the codebook's words, what is stored are its ids (`alias`).
Names that the codebook has not given contain a hyphen, which no variable's id does.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from html import escape
from typing import NamedTuple

from annotator.annotation.models import Assignment
from annotator.codebook.kinds import item_label
from annotator.export.study.layers import COUNTED, DECIDED
from annotator.export.study.records import Header
from annotator.export.writers.questions import Question, questions_of
from articles.segmentation import Role

ARTICLE_TEXT, CLAIM_ROLE = "article-text", "claim-role"
GIVEN_BY, WORK_STATE = "given-by", "work-state"
REGION_NOTES, ARTICLE_NOTES = "region-notes", "article-notes"
ON_CLAIM = "-on-claim"
"""Ends the name under which a claim as a whole has codes of a question about marked words, as
decided and counted answers have."""

ALWAYS: Mapping[str, str] = {}
ON_REGION: Mapping[str, str] = {"perRegion": "true", "visibleWhen": "region-selected"}
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Option(NamedTuple):
    """A code as it is offered."""

    code: str
    label: str
    hint: str = ""


class Questions:
    """The questions of a study's codebook, as Label Studio asks them."""

    def __init__(self, header: Header) -> None:
        self.asked = header.variable_ids
        self.by_id = questions_of(header)

    @cached_property
    def control_of(self) -> Mapping[str, str]:
        """The name that a code is offered under, by its id."""
        return {
            option.code: name
            for question in self.by_id.values()
            for name, options in _offered(question).items()
            for option in options
        }

    def configuration(self, used: Collection[str], on_claims: Collection[str]) -> str:
        """The configuration for what the project asks and for what has been `used` beside.

        `on_claims` are the questions about marked words that claims as a whole have codes of.
        """
        wanted = {*self.asked, *used}
        asked = [one for key, one in self.by_id.items() if key in wanted]
        lines = [*_frame(), *(line for one in asked for line in _controls(one))]
        lines += [line for one in asked if one.id in on_claims for line in _on_claim(one)]
        return "\n".join(["<View>", *(f"  {line}" for line in lines), "</View>", ""])


def _offered(question: Question) -> dict[str, list[Option]]:
    """The options by the name that they are offered under: of a set one for each item."""
    offered: dict[str, list[Option]] = {}
    for stored in question.codes:
        code = stored.spec
        name = stored.item if question.is_set else question.id
        label = code.label.rpartition(": ")[2] if question.is_set else code.label
        offered.setdefault(name, []).append(Option(code.id, label, code.definition))
    return offered


def _frame() -> Iterator[str]:
    """What every study has: the text, its roles, whose the annotation is, notes."""
    yield '<Header value="$title"/>'
    yield _tag("Text", {"name": ARTICLE_TEXT, "value": "$text"}, close=True)
    roles = (Option(role.value, role.value) for role in Role)
    yield from _offer("Labels", "Label", roles, name=CLAIM_ROLE)
    yield from _ask("Annotator", [_words(GIVEN_BY)])
    states = (Option(state, state) for state in (*Assignment.State.values, DECIDED, COUNTED))
    yield from _ask("State", _offer("Choices", "Choice", states, name=WORK_STATE))
    notes = "Notes, each with the code that it is about: “code: words”"
    yield from _ask(notes, [_words(ARTICLE_NOTES)])
    yield from _ask(notes, [_words(REGION_NOTES, **ON_REGION)], ON_REGION)


def _controls(question: Question) -> Iterator[str]:
    if question.is_about_words and not question.attribute_of:
        options = _offered(question)[question.id]
        labels = _offer("Labels", "Label", options, name=question.id, choice="multiple")
        yield from _ask(question.label, labels)
    elif question.is_about_words:
        yield from _choices(question, _when(question.attribute_of))
    elif question.scope == "article":
        yield from _choices(question, ALWAYS)
    else:
        yield from _choices(question, _when(CLAIM_ROLE))


def _on_claim(question: Question) -> Iterator[str]:
    options = _offered(question)[question.id]
    name, when = f"{question.id}{ON_CLAIM}", _when(CLAIM_ROLE)
    offered = _offer("Choices", "Choice", options, name=name, choice="multiple", **when)
    yield from _ask(question.label, offered, when)


def _choices(question: Question, when: Mapping[str, str]) -> Iterator[str]:
    if question.is_text:
        yield from _ask(question.label, [_words(question.id, **when)], when)
        return
    choice = "multiple" if question.takes_several else "single"
    titles = {one.item: item_label(one.spec.label) for one in question.codes if one.item}
    for name, options in _offered(question).items():
        title = f"{question.label}: {titles[name]}" if question.is_set else question.label
        offered = _offer("Choices", "Choice", options, name=name, choice=choice, **when)
        yield from _ask(title, offered, when)


def _when(region: str) -> dict[str, str]:
    """Ask only of regions that have a label of that name."""
    return {**ON_REGION, "whenTagName": region}


def _ask(title: str, controls: Iterable[str], when: Mapping[str, str] = ALWAYS) -> Iterator[str]:
    if visible := {name: value for name, value in when.items() if name != "perRegion"}:
        yield _tag("View", visible)
    yield _tag("Header", {"value": _shown(title), "size": "6"}, close=True)
    yield from controls
    if visible:
        yield "</View>"


def _offer(tag: str, part: str, options: Iterable[Option], **attributes: str) -> Iterator[str]:
    yield _tag(tag, {**attributes, "toName": ARTICLE_TEXT})
    offered = list(options)
    times = Counter(option.label for option in offered)
    for code, label, hint in offered:
        shown = _shown(label if times[label] == 1 else f"{label} ({code})")
        alias = {} if shown == code else {"alias": code}
        more = {"hint": " ".join(hint.split())} if hint else {}
        yield "  " + _tag(part, {"value": shown, **alias, **more}, close=True)
    yield f"</{tag}>"


def _words(name: str, **attributes: str) -> str:
    always = {"name": name, "toName": ARTICLE_TEXT, "rows": "2", "editable": "true"}
    return _tag("TextArea", {**always, **attributes}, close=True)


def _tag(tag: str, attributes: Mapping[str, str], close: bool = False) -> str:
    written = " ".join(f'{name}="{_plain(value)}"' for name, value in attributes.items())
    return f"<{tag} {written}{'/' if close else ''}>"


def _shown(words: str) -> str:
    """Words for people: where they begin with “$” they would name a field of the task."""
    return f" {words}" if words.startswith("$") else words


def _plain(value: str) -> str:
    return escape(NOT_XML.sub("", value), quote=True)
