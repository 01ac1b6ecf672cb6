"""Sums by article: what a coefficient is a function of.

Every coefficient here is a function of sums over articles (labels of a code, pairs that agree,
and the like). So its value and its value in a resample are the same function of totals, and a
resample is a weighted total: no label is looked at twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from annotator.review.agreement.labels import FloatArray, IntArray, numbered

Counts = npt.NDArray[np.uint8]
"""Weights of articles: how often each was drawn. More than 255 times is as good as impossible."""

TABLE_CELLS = 4_000_000
"""Largest table of articles by features (32 MB); beyond it the sparse sums are added up."""

BATCH_CELLS = 500_000
"""Weights taken at a time (4 MB), so that they stay near the processor."""

SMALL_PRODUCT = 200_000
"""Multiplications in one matrix product that OpenBLAS still does in the calling thread. It spreads
larger ones over all cores, and on a busy server their waiting for each other took ten times longer
than the work."""

SHALLOW = 32
"""How many products are added up in a piece, at least: fewer would make too many pieces."""


@dataclass(frozen=True, eq=False)
class Sums:
    """Amounts by article and feature, sparse: entries of the same place are added up.

    `article`, `feature` and `amount` are parallel. `features` is how many there are side by side.
    """

    article: IntArray
    feature: IntArray
    amount: FloatArray | IntArray
    features: int

    @classmethod
    def of(cls, article: IntArray, amount: FloatArray | IntArray) -> "Sums":
        """One feature."""
        return cls(article, np.zeros_like(article), amount, 1)

    def totals(self) -> FloatArray:
        """Each feature over all articles, shape (features,)."""
        return self._table.sum(axis=0) if self._fits else self._added(self.amount)

    def resampled(self, weights: FloatArray | Counts) -> FloatArray:
        """Totals (resamples, features) for weights (resamples, articles), at least one."""
        if not self._fits:
            return np.stack([self._added(self.amount * row[self.article]) for row in weights])
        if self._articles.size < weights.shape[1]:
            weights = weights[:, self._articles]
        return product(weights, self._table)

    def _added(self, amounts: FloatArray | IntArray) -> FloatArray:
        sums = np.bincount(self.feature, weights=amounts, minlength=self.features)
        return sums.astype(np.float64, copy=False)

    @cached_property
    def _numbered(self) -> tuple[IntArray, IntArray]:
        return numbered(self.article)

    @property
    def _articles(self) -> IntArray:
        return self._numbered[0]

    @property
    def _fits(self) -> bool:
        return self._articles.size * self.features <= TABLE_CELLS

    @cached_property
    def _table(self) -> FloatArray:
        articles, place = self._numbered
        shape = (articles.size, self.features)
        cells = place * self.features + self.feature
        table = np.bincount(cells, weights=self.amount, minlength=shape[0] * shape[1])
        return table.astype(np.float64, copy=False).reshape(shape)


def side_by_side(parts: Sequence[Sums]) -> Sums:
    """The features of several sums, one after the other."""
    begins = np.cumsum([0, *(part.features for part in parts)])
    return Sums(
        article=np.concatenate([part.article for part in parts]),
        feature=np.concatenate(
            [part.feature + begin for part, begin in zip(parts, begins, strict=False)]
        ),
        amount=np.concatenate([part.amount for part in parts]),
        features=int(begins[-1]),
    )


@dataclass(frozen=True, eq=False)
class Measure:
    """Coefficients that are a function of the same sums.

    `of` takes totals (any number, features) to values (any number, coefficients), NaN where one
    is undefined. The first `shares` of the coefficients cannot fall below 0.
    """

    sums: Sums
    of: Callable[[FloatArray], FloatArray]
    shares: int = 0

    @cached_property
    def values(self) -> FloatArray:
        """The coefficients of the labels at hand, shape (coefficients,)."""
        return self.of(self.sums.totals()[None])[0]

    def resampled(self, weights: FloatArray | Counts) -> FloatArray:
        """The coefficients (resamples, coefficients) for weights (resamples, articles)."""
        return self.of(self.sums.resampled(weights))


def product(left: FloatArray | Counts, right: FloatArray) -> FloatArray:
    """Multiply matrices in pieces that stay in this thread; see `SMALL_PRODUCT`."""
    depth, across = right.shape
    if depth * across * len(left) == 0:
        return np.zeros((len(left), across))
    rows = max(8, min(BATCH_CELLS // depth, SMALL_PRODUCT // (SHALLOW * across)))
    starts = range(0, len(left), rows)
    return np.concatenate([_product(left[start : start + rows], right) for start in starts])


def _product(left: FloatArray | Counts, right: FloatArray) -> FloatArray:
    """The same of a few rows: columns by columns, and along the sum block by block."""
    left = left.astype(np.float64, copy=False)
    depth, across = right.shape
    wide = max(1, SMALL_PRODUCT // len(left))
    if wide < across:
        cuts = range(wide, across, wide)
        return np.hstack([_product(left, part) for part in np.split(right, cuts, axis=1)])
    block = min(depth, max(1, SMALL_PRODUCT // (len(left) * across)))
    whole = depth // block * block
    stacked = left[:, :whole].reshape(len(left), -1, block).swapaxes(0, 1)
    sums: FloatArray = (stacked @ right[:whole].reshape(-1, block, across)).sum(axis=0)
    if whole < depth:
        sums += left[:, whole:] @ right[whole:]
    return sums


def ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    """Divide; NaN where the divisor is not above zero."""
    undefined = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    return np.divide(above, below, out=undefined, where=below > 0)
