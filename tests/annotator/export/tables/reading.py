"""The tables of an unpacked archive, read by the `csv` module alone, and records made of them."""

import csv
import json

from frictionless import Package, Report, system

from annotator.cells import unguarded
from annotator.export.study import (
    ArticleRecord,
    ClaimRecord,
    DecisionRecord,
    LabelRecord,
    WorkRecord,
)
from annotator.export.writers.tables.schema import TABLES

LAYERS = ("annotators", "adjudicated", "aggregated")


def read_table(folder, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def validated(folder) -> Report:
    """What Frictionless says of types, constraints, keys, sizes and hashes, from the disk."""
    with system.use_context(trusted=True):
        return Package(str(folder / "datapackage.json")).validate()


def assert_valid(folder) -> None:
    report = validated(folder)
    assert report.valid, report.flatten(["name", "type", "message"])
    assert report.stats["tasks"] == len(TABLES)


def texts(row: dict[str, str], *names: str) -> list[str]:
    return [unguarded(row[name]) for name in names]


def number(cell: str) -> int | None:
    return int(cell) if cell else None


def of(folder, name: str, article: int) -> list[dict[str, str]]:
    return [row for row in read_table(folder, name) if row["article_id"] == str(article)]


def read_articles(folder) -> list[ArticleRecord]:
    """The records, put together again from the tables."""
    return [read_article(folder, row) for row in read_table(folder, "articles")]


def read_article(folder, row: dict[str, str]) -> ArticleRecord:
    key = int(row["id"])
    plain = ("external_id", "title", "byline", "url", "language", "direction", "content_hash")
    return ArticleRecord(
        id=key,
        text=unguarded(row["text"]),
        publisher=unguarded(row["publisher"]) or None,
        origin_publisher=unguarded(row["origin_publisher"]) or None,
        published_at=row["published_at"] or None,
        **{name: unguarded(row[name]) for name in plain},
        claims=tuple(map(read_claim, of(folder, "claims", key))),
        work=tuple(map(read_work, of(folder, "assignments", key))),
        labels=tuple(map(read_label, of(folder, "labels", key))),
        decisions=tuple(map(read_decision, of(folder, "adjudications", key))),
        copy_of=number(row["copy_of"]),
        copy_kind=row["copy_kind"],
        copy_share=float(row["copy_share"]) if row["copy_share"] else None,
        copy_by_hand=row["copy_by_hand"] == "true",
    )


def read_claim(row) -> ClaimRecord:
    numbers = [int(row[name]) for name in ("id", "start", "end")]
    flags = [row[name] == "true" for name in ("is_claim", "is_current")]
    before = tuple(map(int, row["predecessors"].split()))
    sure = number(row["confidence"])
    words = texts(row, "text", "role")
    return ClaimRecord(*numbers, *words, *flags, *texts(row, "reason"), before, sure)


def read_work(row) -> WorkRecord:
    who = texts(row, "annotator", "state", "note")
    return WorkRecord(
        *who, row["created_at"], row["submitted_at"] or None, unguarded(row["reason"])
    )


def read_label(row) -> LabelRecord:
    has_spread = bool(row.get("distribution"))
    return LabelRecord(
        number(row["claim_id"]),
        *texts(row, "annotator", "variable"),
        unguarded(row["code"]) or None,
        number(row["span_start"]),
        number(row["span_end"]),
        *texts(row, "note", "codebook_version", "state"),
        *(row["created_at"], row["updated_at"]),
        number(row["votes"]) if has_spread else None,
        json.loads(row["distribution"]) if has_spread else None,
        row["inherited"] == "true",
    )


def read_decision(row) -> DecisionRecord:
    return DecisionRecord(
        number(row["claim_id"]),
        *texts(row, "variable"),
        tuple(row["codes"].split(" ")),
        *texts(row, "method", "reason_code", "reason", "note"),
        json.loads(row["distribution"]),
        *texts(row, "decided_by"),
        *(row["created_at"], row["updated_at"]),
    )
