"""Our own JSON lines: the rows of an export, article by article."""

from collections.abc import Iterator
from itertools import groupby
from typing import IO, Any

from django.utils.translation import gettext as _

from annotator.export.readers.lines import Line, WrongValue, number_of, read_lines, text_of
from annotator.export.readers.records import (
    Incoming,
    IncomingArticle,
    IncomingLabel,
    IncomingSpan,
    Trouble,
    UnreadableFile,
)

NEEDED = ("annotator", "variable", "code")
NOT_ANSWERS = ("adjudicated", "aggregated")
CONTEXT = 60
"""Characters around marked words that tell where they stand."""


def read(file: IO[bytes]) -> Iterator[Incoming]:
    """Yield the labels of the rows, of rows about one article that follow each other at once.

    Raises `UnreadableFile` when no row looks like one of an export.
    """
    seen = False
    for article, lines in groupby(read_lines(file), key=_article_of):
        incoming = _incoming(article, lines)
        seen = seen or bool(incoming.labels)
        yield incoming
    if not seen:
        message = _("No line of this file is a row of an export: each needs %(names)s.")
        raise UnreadableFile(message % {"names": ", ".join(NEEDED)}, "no_rows")


def _article_of(line: Line) -> tuple[Any, ...]:
    keys = ("article_id", "article_external_id", "article_title")
    return tuple(str(line.values.get(key)) for key in keys)


def _incoming(_key: object, lines: Iterator[Line]) -> Incoming:
    labels: list[IncomingLabel] = []
    troubles: list[Trouble] = []
    article = IncomingArticle()
    for line in lines:
        if line.trouble:
            troubles.append(line.trouble)
            continue
        try:
            article = _article(line.values)
            labels.append(_label(line))
        except WrongValue as error:
            troubles.append(Trouble(line.row, str(error), "invalid"))
        except _NotAnAnswer as error:
            troubles.append(Trouble(line.row, str(error), "not_an_answer", is_error=False))
    return Incoming(article, tuple(labels), tuple(troubles))


class _NotAnAnswer(Exception):
    """A row of another layer."""


def _article(values: dict[str, Any]) -> IncomingArticle:
    return IncomingArticle(
        article_id=number_of(values, "article_id"),
        external_id=text_of(values, "article_external_id"),
        title=text_of(values, "article_title"),
    )


def _label(line: Line) -> IncomingLabel:
    values = line.values
    missing = [name for name in NEEDED if name not in values]
    if missing:
        raise WrongValue(_("The row lacks %(names)s.") % {"names": ", ".join(missing)})
    state = text_of(values, "state")
    if state in NOT_ANSWERS:
        raise _NotAnAnswer(_("This is what was decided or counted, not an annotator’s answer."))
    claim = number_of(values, "claim_id")
    target = _target(values)
    if claim is not None and target is None:
        raise WrongValue(_("A row about a claim needs start, end and claim_text."))
    return IncomingLabel(
        row=line.row,
        annotator=text_of(values, "annotator"),
        variable=text_of(values, "variable"),
        code=text_of(values, "code"),
        claim_id=claim,
        target=target,
        marked=_marked(values, target),
        note=text_of(values, "note"),
        submitted=state == "submitted" if state else None,
        created_at=text_of(values, "created_at"),
        updated_at=text_of(values, "updated_at"),
    )


def _target(values: dict[str, Any]) -> IncomingSpan | None:
    start, end = number_of(values, "start"), number_of(values, "end")
    words = text_of(values, "claim_text")
    if start is None or end is None or not words:
        return None
    if end - start != len(words):
        raise WrongValue(_("claim_text does not have as many characters as from start to end."))
    return IncomingSpan(start, end, words)


def _marked(values: dict[str, Any], target: IncomingSpan | None) -> IncomingSpan | None:
    start, end = number_of(values, "span_start"), number_of(values, "span_end")
    if start is None or end is None:
        return None
    if target is None or not target.start <= start < end <= target.end:
        raise WrongValue(_("Marked words have to lie inside their claim."))
    first, last = start - target.start, end - target.start
    words = target.quote
    return IncomingSpan(
        start,
        end,
        words[first:last],
        before=words[max(0, first - CONTEXT) : first],
        after=words[last : last + CONTEXT],
    )
