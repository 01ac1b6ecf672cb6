"""What leaves: a project's articles, labels and decisions as plain records.

Every format is written from a `Study`. One reads the database (`live`), another a freeze
(`frozen`); the same study gives the same bytes whatever it is read from.
"""

from annotator.export.study.options import Layer, Names, Options
from annotator.export.study.records import (
    ArticleRecord,
    ClaimRecord,
    DecisionRecord,
    Header,
    LabelRecord,
    PersonRecord,
    Study,
    WorkRecord,
)

__all__ = [
    "ArticleRecord",
    "ClaimRecord",
    "DecisionRecord",
    "Header",
    "LabelRecord",
    "Layer",
    "Names",
    "Options",
    "PersonRecord",
    "Study",
    "WorkRecord",
]
