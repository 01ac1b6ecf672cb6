"""Records of a study as text that keeps every one of them exactly, and back."""

import json
import zlib
from dataclasses import asdict, dataclass, replace
from typing import Any

from annotator.export.study.records import (
    ArticleRecord,
    ClaimRecord,
    DecisionRecord,
    Header,
    LabelRecord,
    PersonRecord,
    WorkRecord,
)

_PLAIN = (
    *("id", "external_id", "title", "publisher", "origin_publisher", "byline", "url"),
    *("published_at", "language", "direction", "content_hash", "text"),
    *("copy_of", "copy_kind", "copy_share", "copy_by_hand"),
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack_article(record: ArticleRecord) -> bytes:
    """Return the record as compressed JSON."""
    found: dict[str, Any] = {name: getattr(record, name) for name in _PLAIN}
    for name in ("claims", "work", "labels", "decisions"):
        found[name] = getattr(record, name)
    return zlib.compress(_encode(found).encode())


def unpack_article(packed: bytes) -> ArticleRecord:
    """Return the record that was packed; one of before has less in it."""
    found = json.loads(zlib.decompress(packed))
    return ArticleRecord(
        **{name: found[name] for name in _PLAIN if name in found},
        claims=tuple(_claim(one) for one in found["claims"]),
        work=tuple(WorkRecord(*one) for one in found["work"]),
        labels=tuple(LabelRecord(*one) for one in found["labels"]),
        decisions=tuple(_decision(one) for one in found["decisions"]),
    )


def _claim(cells: list[Any]) -> ClaimRecord:
    *plain, before = cells[:9]
    found = [*plain, tuple(before), *cells[9:]]
    return ClaimRecord(*found)


def _decision(cells: list[Any]) -> DecisionRecord:
    claim, variable, codes, *rest = cells
    return DecisionRecord(claim, variable, tuple(codes), *rest)


@dataclass(frozen=True)
class Front:
    """What a freeze keeps beside its articles.

    Everybody is called by username in it; `called` says what pseudonym each has.
    """

    header: Header
    called: dict[str, str]
    agreement: list[dict[str, Any]]


def pack_front(front: Front) -> dict[str, str]:
    """Return it as one text: a database may put the keys of an object in another order."""
    return {"json": _encode(asdict(front))}


def unpack_front(packed: dict[str, str]) -> Front:
    """Return what was packed."""
    found = json.loads(packed["json"])
    header = Header(**found["header"])
    header = replace(
        header,
        variable_ids=tuple(header.variable_ids),
        people=tuple(PersonRecord(*one) for one in header.people),
    )
    return Front(header, found["called"], found["agreement"])
