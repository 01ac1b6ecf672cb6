"""JSON lines: one object per row, texts and numbers exact, `null` where there is nothing."""

import json
from collections.abc import Iterable, Iterator

from annotator.export.rows import LABEL_COLUMNS, TARGET_COLUMNS, Cells, Row

BUFFER = 500  # rows in one piece
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_jsonl(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the rows in pieces; what rows share is written out once."""
    shared: Cells = ()
    head, lines = "", []
    for target, label in rows:
        if target is not shared:
            shared = target
            head = _encode(dict(zip(TARGET_COLUMNS, target, strict=True)))[:-1] + ","
        cells = _encode(dict(zip(LABEL_COLUMNS, label, strict=True)))
        lines.append(head + cells[1:] + "\n")
        if len(lines) >= BUFFER:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)
