"""How far annotators agree, as arithmetic on plain rows or columns.

>>> rows = [(1, 10, "ana", "src:official"), (1, 10, "ben", "src:official"),
...         (2, 20, "ana", "src:document"), (2, 20, "ben", "src:document")]
>>> agreement(rows, metric="nominal").alpha
1.0

The way from labels to a figure has four steps: labels (`labels.py`), counts of codes by unit and
of pairs of codes (`counts.py`, `pairs.py`), sums by article with a function of their totals
(`coefficients.py`), the same function of resampled totals (`resampling.py`). `agreement` gives
percent and alpha, `reliability` everything there is, `confusion` which codes met. Marked words are
a question of their own: `spans.py`, `unitizing.py`.
"""

from annotator.review.agreement.brief import Agreement, agreement
from annotator.review.agreement.figures import Figure
from annotator.review.agreement.labels import Labels, Row, read_labels
from annotator.review.agreement.metrics import METRICS, Distance, MetricName
from annotator.review.agreement.pairs import Confusion, confusion
from annotator.review.agreement.reliability import (
    CodeFigures,
    PairFigures,
    Reliability,
    reliability,
)
from annotator.review.agreement.spans import Spans
from annotator.review.agreement.unitizing import MarkFigures, Unitizing, unitizing
from annotator.review.agreement.weights import WEIGHTS, WeightName

__all__ = [
    "METRICS",
    "WEIGHTS",
    "Agreement",
    "CodeFigures",
    "Confusion",
    "Distance",
    "Figure",
    "Labels",
    "MarkFigures",
    "MetricName",
    "PairFigures",
    "Reliability",
    "Row",
    "Spans",
    "Unitizing",
    "WeightName",
    "agreement",
    "confusion",
    "read_labels",
    "reliability",
    "unitizing",
]
