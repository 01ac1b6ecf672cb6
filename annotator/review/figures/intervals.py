"""How sure a share is: 95 % intervals by resampling articles, as for agreement.

Labels of one article are not independent of each other; articles nearly are (see
`agreement.bootstrap`). Plain numpy.
"""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RESAMPLES = 1000
BATCH = 50
"""Resamples drawn at a time, so that memory stays bounded by `BATCH` times articles."""

BLOCK = 200_000
"""Multiplications in one matrix product that OpenBLAS still does in the calling thread."""


def draw_weights(articles: int, *, seed: int = 0, resamples: int = RESAMPLES) -> Floats:
    """How often each article is drawn, shape (resamples, articles); rows sum to `articles`."""
    chance = np.random.default_rng(seed)
    weights = np.empty((resamples, articles), dtype=np.float32)
    for start in range(0, resamples, BATCH):
        size = min(BATCH, resamples - start)
        drawn = chance.integers(articles, size=(size, articles))
        drawn += np.arange(size)[:, None] * articles
        weights[start : start + size] = np.bincount(drawn.ravel(), minlength=drawn.size).reshape(
            size, articles
        )
    return weights  # type: ignore[return-value]


def share_intervals(
    counts: Floats, stacks: npt.NDArray[np.intp], weights: Floats, *, level: float = 0.95
) -> list[list[float] | None]:
    """Percentile interval of each code's share among the codes of its stack, or None.

    `counts` has the labels of each code in each article, shape (articles, codes); `stacks` says
    which codes share a total, shape (codes,). Ends are order statistics, rounded outwards. A
    resample without a label in the stack has no share: it counts as beyond both ends.
    """
    if len(counts) < 2:
        return [None] * counts.shape[1]
    totals = _product(weights, counts)
    whole = np.zeros((len(weights), int(stacks.max(initial=0)) + 1))
    np.add.at(whole.T, stacks, totals.T)
    shares = totals / np.where(whole > 0, whole, np.nan)[:, stacks]
    shares.sort(axis=0)  # NaN goes last
    undefined = np.isnan(shares).sum(axis=0)
    outside = math.floor((1 - level) / 2 * (len(weights) - 1))
    return [
        None
        if missing > outside
        else [float(column[outside - missing]), float(column[len(weights) - 1 - outside])]
        for column, missing in zip(shares.T, undefined.tolist(), strict=True)
    ]


def _product(weights: Floats, counts: Floats) -> Floats:
    """weights @ counts, in pieces that stay in this thread."""
    rows = max(1, BLOCK // max(1, counts.size))
    if counts.size <= BLOCK:
        pieces = [weights[start : start + rows] @ counts for start in range(0, len(weights), rows)]
        return np.concatenate(pieces)
    depth = max(1, BLOCK // counts.shape[1])
    return sum(  # type: ignore[return-value]
        _product(weights[:, start : start + depth], counts[start : start + depth])
        for start in range(0, len(counts), depth)
    )
