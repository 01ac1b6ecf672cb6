"""Reading what the page's scripts send: JSON objects, with errors that name the field."""

import json
import uuid
from typing import Any

from django.utils.translation import gettext as _

from annotator.annotation.actions import Answer, AnswerError

MAX_ID = 2**63 - 1
MAX_ANSWERS = 500
MAX_CODES = 600
MAX_PLACE = 2**31 - 1


def read_object(body: bytes) -> dict[str, Any]:
    """A JSON object; raises `AnswerError` for anything else."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):  # also what is not UTF-8
        raise malformed("", _("This is not JSON.")) from None
    if not isinstance(sent, dict):
        raise malformed("", _("Send an object."))
    return sent


def read_answers(sent: dict[str, Any]) -> list[Answer]:
    """The answers of a save: `{"claim": 12, "answers": [{"variable", "codes"}, ...]}`.

    An answer may also hold `span` (two code points), `text` (the words of a text variable) and
    `was` (what the page believed to stand).
    """
    claim_id = read_claim(sent)
    answers = sent.get("answers")
    if not isinstance(answers, list) or not 0 < len(answers) <= MAX_ANSWERS:
        raise malformed("answers", _("Give at least one answer, as a list."))
    return [_answer(claim_id, number, one) for number, one in enumerate(answers)]


def read_claim(sent: dict[str, Any]) -> int | None:
    """The claim a request is about; None for the article."""
    claim = sent.get("claim")
    if claim is None or _is_number(claim, 1, MAX_ID):
        return claim
    raise malformed("claim", _("A claim is given by its id, the article by null."))


def read_step(sent: dict[str, Any], *, required: bool = False) -> uuid.UUID | None:
    """The id that the page gave to a step."""
    step = sent.get("step")
    if step is None and not required:
        return None
    try:
        return uuid.UUID(step)
    except (ValueError, TypeError, AttributeError):
        raise malformed("step", _("A step is named by a UUID.")) from None


def read_words(sent: dict[str, Any], name: str) -> str | None:
    """A text, or null."""
    words = sent.get(name)
    if words is None or isinstance(words, str):
        return None if words is None else _storable(words)
    raise malformed(name, _("Give a text, or null."))


def malformed(name: str, message: str) -> AnswerError:
    """The error for a field that cannot be read."""
    return AnswerError([{"field": name, "message": message, "code": "invalid"}])


def _answer(claim_id: int | None, number: int, sent: Any) -> Answer:
    place = f"{number}."
    if not isinstance(sent, dict) or not isinstance(sent.get("variable"), str):
        raise malformed(f"{place}variable", _("Name the variable that is answered."))
    if "codes" not in sent and "text" not in sent:
        raise malformed(f"{place}codes", _("Codes are given as a list of ids."))
    return Answer(
        claim_id,
        sent["variable"],
        _texts(sent.get("codes", []), f"{place}codes"),
        span=_span(sent.get("span"), f"{place}span"),
        text=read_words(sent, "text"),
        was=None if sent.get("was") is None else _texts(sent["was"], f"{place}was"),
    )


def _texts(sent: Any, name: str) -> tuple[str, ...]:
    fits = isinstance(sent, list) and len(sent) <= MAX_CODES
    if not fits or not all(isinstance(one, str) for one in sent):
        raise malformed(name, _("Codes are given as a list of ids."))
    return tuple(sent)


def _span(sent: Any, name: str) -> tuple[int, int] | None:
    if sent is None:
        return None
    fits = isinstance(sent, list) and len(sent) == 2
    if not fits or not all(_is_number(one, 0, MAX_PLACE) for one in sent):
        raise malformed(name, _("A span is given as two code points: [start, end]."))
    return sent[0], sent[1]


def _is_number(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _storable(words: str) -> str:
    """Without what a database or UTF-8 cannot hold: NUL, half surrogates."""
    return words.replace("\x00", "").encode("utf-8", "ignore").decode()
