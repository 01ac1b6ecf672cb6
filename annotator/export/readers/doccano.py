"""doccano's export: JSON lines (or an array), one file, or an archive with a file for each user.

Spans may be `[start, end, label]` or objects, under `label`, `labels` or `entities`; labels of
whole texts are `cats`, or texts in a list. What our own writer put beside them says which claim
and question a label is about.

Offsets count UTF-16 code units, as doccano's pages do. A project of it may count graphemes instead,
and other programs write such files with code points: where that makes a difference, it is told.
"""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.export.readers.archives import Part, parts_of, while_unpacking
from annotator.export.readers.arrays import read_array
from annotator.export.readers.doccano_labels import Labels, OurLabels
from annotator.export.readers.lines import Line, WrongValue, number_of, read_lines, text_of
from annotator.export.readers.places import Places
from annotator.export.readers.records import (
    Incoming,
    IncomingArticle,
    Trouble,
    UnreadableFile,
)
from annotator.export.study.layers import COUNTED, DECIDED

NOT_ANSWERS = (DECIDED, COUNTED)
WHOSE = ("annotator", "user", "username")
NOBODY = ("all", "unknown")
"""Files of an archive that are no user's: everybody's labels together, or of nobody known."""
OTHER = (
    ("relations", gettext_noop("Relations between marked words have no place here: left out.")),
    ("Comments", gettext_noop("Comments have no place here: left out.")),
    ("comments", gettext_noop("Comments have no place here: left out.")),
)


def read(file: IO[bytes]) -> Iterator[Incoming]:
    """Yield the examples. Raises `UnreadableFile` when there is none."""
    found = False
    with while_unpacking():
        for part in parts_of(file, ".jsonl", ".json"):
            for line in _lines(part):
                incoming = _incoming(line, part)
                found = found or incoming.article.text is not None
                yield incoming
    if not found:
        message = _("No line of this file is an example of doccano: each has a “text”.")
        raise UnreadableFile(message, "no_examples")


def _lines(part: Part) -> Iterator[Line]:
    """The lines, or the items of an array, each by its place in the file."""
    head = part.file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    part.file.seek(0)
    lines = _items(part) if head.startswith(b"[") else read_lines(part.file)
    for line in lines:
        row = f"{part.name}, {line.row}" if part.name else line.row
        if line.trouble:
            trouble = Trouble(row, line.trouble.message, line.trouble.code)
            yield Line(row, {}, trouble)
        else:
            yield Line(row, line.values)


def _items(part: Part) -> Iterator[Line]:
    for item in read_array(part.file):
        row = _("example %(number)s") % {"number": item.number}
        problem = item.problem
        if not problem and not isinstance(item.value, dict):
            problem = _("An example has to be an object.")
        trouble = Trouble(row, problem, "invalid_json") if problem else None
        yield Line(row, {} if problem else item.value, trouble)


def _incoming(line: Line, part: Part) -> Incoming:
    if line.trouble:
        return Incoming(IncomingArticle(), troubles=(line.trouble,))
    try:
        return _example(line, part)
    except WrongValue as error:
        return Incoming(IncomingArticle(), troubles=(Trouble(line.row, str(error), "invalid"),))


def _example(line: Line, part: Part) -> Incoming:
    values = line.values
    is_ours = isinstance(values.get("content_hash"), str) and "article_id" in values
    article = IncomingArticle(
        article_id=number_of(values, "article_id") if is_ours else None,
        external_id=text_of(values, "external_id"),
        content_hash=text_of(values, "content_hash") if is_ours else "",
        title=text_of(values, "title"),
        text=_text(values),
    )
    troubles = [
        Trouble(line.row, _(message), name.lower(), is_error=False)
        for name, message in OTHER
        if values.get(name)
    ]
    state = text_of(values, "state") if is_ours else ""
    if state in NOT_ANSWERS:
        message = _("This is what was decided or counted, not an annotator’s answer.")
        return Incoming(article, troubles=(Trouble(line.row, message, "not_an_answer", False),))
    kind = OurLabels if is_ours else Labels
    found = kind(line, _whose(values, part), state == "submitted" if state else None)
    labels = tuple(found.read(article.text or ""))
    if not is_ours and any(one.target for one in labels):
        troubles += _counted_otherwise(line.row, article.text or "")
    return Incoming(article, labels, (*troubles, *found.troubles))


def _counted_otherwise(row: str, text: str) -> list[Trouble]:
    """Say that places are not sure where a text has signs that are counted as one or as two."""
    if not Places(text).has_long_signs:
        return []
    message = _("An emoji in this text is counted as two characters, as doccano does by default.")
    return [Trouble(row, message, "offsets", is_error=False)]


def _text(values: Mapping[str, Any]) -> str:
    for name in ("text", "data"):
        if values.get(name) is not None:
            return text_of(dict(values), name)
    raise WrongValue(_("The line has no “text”."))


def _whose(values: dict[str, Any], part: Part) -> str:
    """The annotator: as the line says, else whose file of an archive it is."""
    for name in WHOSE:
        if isinstance(values.get(name), str) and values[name]:
            return text_of(values, name)
    return "" if part.stem in NOBODY else part.stem
