"""The formats of the export, one module each: a study in, pieces of a file out, lazily."""

from annotator.export.writers import (
    brat,
    cas,
    conll,
    csv,
    doccano,
    jsonl,
    labelstudio,
    parquet,
    qdc,
    qdpx,
    tables,
    webannotation,
)
from annotator.export.writers.formats import Format

FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        jsonl.FORMAT,
        csv.FORMAT,
        parquet.FORMAT,
        tables.FORMAT,
        webannotation.FORMAT,
        cas.FORMAT,
        brat.FORMAT,
        conll.FORMAT,
        qdpx.FORMAT,
        qdc.FORMAT,
        labelstudio.FORMAT,
        doccano.FORMAT,
    )
}
"""By name, in the order people see them."""
