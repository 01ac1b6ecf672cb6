"""How far annotators agree, as arithmetic on plain rows.

>>> rows = [(1, 10, "ana", "src:official"), (1, 10, "ben", "src:official"),
...         (2, 20, "ana", "src:document"), (2, 20, "ben", "src:document")]
>>> agreement(rows, metric="nominal").alpha
1.0

The way from rows to a figure has four steps, and each later coefficient joins at the step it needs:
`read_labels` (who gave what: enough for Cohen's kappa), `count_unit_codes` (codes per unit: enough
for percent, Fleiss, AC1), `count_coincidences` (pairs of codes per article: alpha, and every
resample of its interval), and a distance between codes (`metrics.py`).
"""

from annotator.review.agreement.bootstrap import (
    article_weights,
    bootstrap_alphas,
    bootstrap_interval,
)
from annotator.review.agreement.coefficients import krippendorff_alpha, percent_agreement
from annotator.review.agreement.counts import (
    Coincidences,
    UnitCodes,
    count_coincidences,
    count_unit_codes,
)
from annotator.review.agreement.figures import Agreement, agreement
from annotator.review.agreement.labels import Labels, Row, read_labels
from annotator.review.agreement.metrics import (
    METRICS,
    Distance,
    MetricName,
    interval,
    jaccard,
    nominal,
    ordinal,
)

__all__ = [
    "METRICS",
    "Agreement",
    "Coincidences",
    "Distance",
    "Labels",
    "MetricName",
    "Row",
    "UnitCodes",
    "agreement",
    "article_weights",
    "bootstrap_alphas",
    "bootstrap_interval",
    "count_coincidences",
    "count_unit_codes",
    "interval",
    "jaccard",
    "krippendorff_alpha",
    "nominal",
    "ordinal",
    "percent_agreement",
    "read_labels",
]
