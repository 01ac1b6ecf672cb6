"""How sure a coefficient is: articles are resampled, not labels.

Claims of one article share a writer, a subject and often a single misreading, so labels are not
independent of each other; articles nearly are. Resampling whole articles (a cluster bootstrap:
Davison and Hinkley 1997, Bootstrap Methods and their Application, section 3.8) is the same as
weighting each article's coincidences by how often it was drawn, so no label is looked at twice.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from annotator.review.agreement.coefficients import alpha_of
from annotator.review.agreement.counts import Coincidences, sum_by_place
from annotator.review.agreement.labels import FloatArray, IntArray
from annotator.review.agreement.metrics import Distance

BATCH = 8
"""Resamples drawn at a time."""

TABLE_CELLS = 4_000_000
"""Largest table of articles by code pairs (32 MB); beyond it the sparse counts are summed."""

SMALL_PRODUCT = 200_000
"""Multiplications in one matrix product that OpenBLAS still does in the calling thread. It spreads
larger ones over all cores, and on a busy server their waiting for each other took ten times longer
than the work."""


def bootstrap_interval(
    coincidences: Coincidences,
    distance: Distance,
    *,
    seed: int,
    resamples: int = 1000,
    level: float = 0.95,
) -> tuple[tuple[float, float] | None, str]:
    """Percentile interval of alpha over resampled articles, or None and the reason in words.

    Ends are order statistics, rounded outwards. A resample in which every unit has the same code
    has no alpha. It is neither dropped (that would hide the doubt) nor given a value (there is
    none): it counts as beyond both ends. So it widens the interval, and when more resamples are
    undefined than fall outside on one side, the ends cannot be known and there is no interval.

    The interval knows the articles at hand only: where all agree, it is (1, 1) however few.
    """
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    if resamples < 1:
        return None, "no resamples asked for: no interval"
    if coincidences.articles < 2:
        return None, "only one article: no interval"
    alphas = bootstrap_alphas(coincidences, distance, seed=seed, resamples=resamples)
    defined = sorted(alpha for alpha in alphas if alpha is not None)
    undefined = resamples - len(defined)
    outside = math.floor((1 - level) / 2 * (resamples - 1))
    if undefined > outside:
        return None, (
            f"too little variation for an interval: in {undefined} of {resamples} resamples of "
            "the articles every unit got the same code"
        )
    return (defined[outside - undefined], defined[resamples - 1 - outside]), ""


def bootstrap_alphas(
    coincidences: Coincidences, distance: Distance, *, seed: int, resamples: int
) -> list[float | None]:
    """Alpha of each resample; None where it has none. Same seed, same list."""
    if coincidences.articles == 0:
        return [None] * resamples
    totals_of = _summing(coincidences)
    return [
        alpha_of(totals, coincidences, distance)
        for weights in article_weights(coincidences.articles, resamples=resamples, seed=seed)
        for totals in totals_of(weights)
    ]


def article_weights(articles: int, *, resamples: int, seed: int) -> Iterator[IntArray]:
    """Yield batches, shape (some resamples, articles), of how often each article was drawn."""
    generator = np.random.default_rng(seed)
    for start in range(0, resamples, BATCH):
        size = min(BATCH, resamples - start)
        drawn = generator.integers(articles, size=(size, articles))
        drawn += np.arange(size)[:, None] * articles
        yield np.bincount(drawn.ravel(), minlength=drawn.size).reshape(size, articles)


def _summing(coincidences: Coincidences) -> Callable[[IntArray], FloatArray]:
    """Return the way from weights (resamples, articles) to pair totals (resamples, pairs)."""
    pairs = coincidences.first.size
    if coincidences.articles * pairs > TABLE_CELLS:
        return lambda weights: np.stack([_weighted(coincidences, row) for row in weights])
    block = max(1, SMALL_PRODUCT // (BATCH * pairs))
    blocks = math.ceil(coincidences.articles / block)
    table = np.zeros((blocks * block, pairs))
    table[coincidences.article, coincidences.pair] = coincidences.count

    def multiplied(weights: IntArray) -> FloatArray:
        padded = np.zeros((len(weights), blocks * block))
        padded[:, : coincidences.articles] = weights
        stacked = padded.reshape(-1, blocks, block).swapaxes(0, 1)
        sums: FloatArray = (stacked @ table.reshape(blocks, block, pairs)).sum(axis=0)
        return sums

    return multiplied


def _weighted(coincidences: Coincidences, weights: IntArray) -> FloatArray:
    amounts = coincidences.count * weights[coincidences.article]
    return sum_by_place(coincidences.pair, amounts, coincidences.first.size)
