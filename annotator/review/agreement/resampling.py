"""How sure a coefficient is: articles are resampled, not labels.

Claims of one article share a writer, a subject and often a single misreading, so labels are not
independent of each other; articles nearly are. Resampling whole articles (a cluster bootstrap:
Davison and Hinkley 1997, Bootstrap Methods and their Application, section 3.8) is the same as
weighting each article's sums by how often it was drawn. All coefficients of one call share their
resamples.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from annotator.review.agreement.labels import FloatArray
from annotator.review.agreement.sums import BATCH_CELLS, Counts, Measure

RESAMPLES = 1000
BLOCK_CELLS = 25_000_000
"""Weights kept at a time (25 MB): each measure is worked out on a whole block."""

Interval = tuple[float, float]


def resample(
    measures: Sequence[Measure], articles: Sequence[int], *, seed: int, resamples: int
) -> list[FloatArray]:
    """Return the coefficients of each measure in each resample, (resamples, coefficients).

    `articles` counts them by stratum: each is resampled by itself. Same seed, same resamples.
    """
    found = [[np.zeros((0, measure.values.size))] for measure in measures]
    for weights in article_weights(articles, resamples=resamples, seed=seed):
        for measure, batches in zip(measures, found, strict=True):
            batches.append(measure.resampled(weights))
    return [np.concatenate(batches) for batches in found]


def article_weights(articles: Sequence[int], *, resamples: int, seed: int) -> Iterator[Counts]:
    """Yield blocks, shape (some resamples, articles), of how often each article was drawn.

    The first stratum is drawn from the seed, the others from seeds made of it and their place, so
    that a stratum more changes nothing in those before.
    """
    generators = [
        np.random.default_rng([seed, place] if place else seed) for place in range(len(articles))
    ]
    for size in _cut(resamples, BLOCK_CELLS // max(1, sum(articles))):
        drawn = [
            _draw(generator, size, count)
            for generator, count in zip(generators, articles, strict=True)
        ]
        yield np.concatenate(drawn, axis=1)


def _draw(generator: np.random.Generator, size: int, articles: int) -> Counts:
    counts = np.zeros((size, articles), dtype=np.uint8)
    if articles:
        begin = 0
        for some in _cut(size, BATCH_CELLS // articles):
            drawn = generator.integers(articles, size=(some, articles))
            drawn += np.arange(some)[:, None] * articles
            found = np.bincount(drawn.ravel(), minlength=drawn.size)
            counts[begin : begin + some] = found.reshape(some, articles)
            begin += some
    return counts


def _cut(size: int, most: int) -> Iterator[int]:
    """Cut a number into parts of at most `most`, which is at least 8."""
    most = max(8, most)
    yield from (min(most, size - start) for start in range(0, size, most))


def percentile_interval(values: FloatArray, level: float = 0.95) -> tuple[Interval | None, int]:
    """Percentile interval of resampled values, or None, and how many of them are undefined (NaN).

    Ends are order statistics, rounded outwards. An undefined resample is neither dropped (that
    would hide the doubt) nor given a value (there is none): it counts as beyond both ends. So it
    widens the interval, and when more resamples are undefined than fall outside on one side, the
    ends cannot be known and there is no interval.

    The interval knows the articles at hand only: where all agree, it is (1, 1) however few.
    Raises ValueError for a level outside 0 to 1.
    """
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    ordered = np.sort(values)  # NaN goes last
    undefined = int(np.isnan(values).sum())
    outside = math.floor((1 - level) / 2 * (values.size - 1))
    if undefined > outside or values.size == 0:
        return None, undefined
    ends = ordered[outside - undefined], ordered[values.size - 1 - outside]
    return (float(ends[0]), float(ends[1])), undefined
