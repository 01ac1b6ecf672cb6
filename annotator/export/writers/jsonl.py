"""JSON lines: one object per row, texts and numbers exact, `null` where there is nothing."""

import json
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from annotator.export.rows import COLUMNS, TARGET_COLUMNS, columns_of
from annotator.export.study import Study
from annotator.export.study.records import Cells, Row
from annotator.export.writers.formats import MANY, Format

BUFFER = 500  # rows in one piece
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_jsonl(rows: Iterable[Row], columns: tuple[str, ...] = COLUMNS) -> Iterator[str]:
    """Yield the rows in pieces; what rows share is written out once."""
    own = columns[len(TARGET_COLUMNS) :]
    shared: Cells = ()
    head, lines = "", []
    for target, label in rows:
        if target is not shared:
            shared = target
            head = _encode(dict(zip(TARGET_COLUMNS, target, strict=True)))[:-1] + ","
        cells = _encode(dict(zip(own, label, strict=True)))
        lines.append(head + cells[1:] + "\n")
        if len(lines) >= BUFFER:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def write(study: Study) -> Iterator[bytes]:
    """Yield the file."""
    for piece in write_jsonl(study.rows(), columns_of(study.options)):
        yield piece.encode()


FORMAT = Format(
    name="jsonl",
    title=_("JSON Lines, for programs"),
    media_type="application/x-ndjson; charset=utf-8",
    extension="jsonl",
    carries=_("What CSV has, one object a line, texts exact. It can be imported again."),
    loses=_("The text of articles around the claims."),
    write=write,
    streams_up_to=MANY,
)
