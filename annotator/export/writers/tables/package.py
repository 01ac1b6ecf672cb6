"""The Frictionless Data Package: what the tables are, for programs; `project.json` beside it."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from annotator.export.study import Study
from annotator.export.study.records import Header
from annotator.export.writers.tables.columns import TIME, Column, Table
from annotator.export.writers.tables.files import TableFile

LAYOUT = 1
"""Counts up when a program that reads the archive has to change."""


def as_json(data: Any) -> bytes:
    """JSON for people and programs."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def codebook_as_json(document: Any) -> bytes:
    """The codebook with its names sorted: PostgreSQL does not keep the order they came in."""
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def describe_project(study: Study) -> dict[str, Any]:
    """What the project is; its people and codebook have files of their own."""
    found = asdict(study.header)
    before = ("copies_once",) if study.header.copies_once is None else ()
    for apart in ("people", "codebook", "more", *before):
        del found[apart]
    chosen = {"layer": study.options.layer.value, "names": study.options.names.value}
    return {"layout": LAYOUT, **found, **chosen}


def describe_package(header: Header, files: Iterable[TableFile]) -> dict[str, Any]:
    """The descriptor, `datapackage.json`: schema, size and hash of each table."""
    words = f"Labels of the project {header.slug}, codebook {header.codebook_name} "
    return {
        "profile": "tabular-data-package",
        "name": header.slug.lower(),
        "title": header.title or header.slug,
        "description": f"{words}{header.codebook_version}. The README has more.",
        "resources": [_describe_file(file) for file in files],
    }


def _describe_file(file: TableFile) -> dict[str, Any]:
    table = file.table
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.path,
        "description": table.words,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": file.size,
        "hash": f"sha256:{file.digest}",
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    keys = [_foreign_key(table, one) for one in table.columns if one.points_to]
    more: dict[str, Any] = {"primaryKey": list(table.key)} if table.key else {}
    if keys:
        more["foreignKeys"] = keys
    fields = [_field(one) for one in table.columns]
    return {"fields": fields, "missingValues": [""], **more}


def _field(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "type": column.kind, "description": column.words}
    if column.kind == TIME:
        found["format"] = "any"  # the default has no fraction of a second
    if column.constraints:
        found["constraints"] = dict(column.constraints)
    return found


def _foreign_key(table: Table, column: Column) -> dict[str, Any]:
    name, field = column.points_to or ("", "")
    resource = "" if name == table.name else name  # "" is the table itself
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [field]}}
