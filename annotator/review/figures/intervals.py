"""How sure a share is: 95 % intervals by resampling articles, as for agreement.

Labels of one article are not independent of each other; articles nearly are (see
`agreement.resampling`). Plain numpy.
"""

import numpy as np
import numpy.typing as npt

from annotator.review.agreement.intervals import cluster_interval
from annotator.review.agreement.resampling import RESAMPLES, article_weights
from annotator.review.agreement.sums import product, ratio

Floats = npt.NDArray[np.float64]
SEED = 0


def share_intervals(
    counts: Floats, stacks: npt.NDArray[np.intp], *, resamples: int = RESAMPLES
) -> list[list[float] | None]:
    """Interval of each code's share among the codes of its stack, or None.

    `counts` has the labels of each code in each article, shape (articles, codes); `stacks` says
    which codes share a total, shape (codes,). A resample without a label in the stack has no
    share: it counts as beyond both ends.
    """
    articles, codes = counts.shape
    if articles < 2:
        return [None] * codes
    weights = article_weights([articles], resamples=resamples, seed=SEED)
    totals = np.concatenate([product(some, counts) for some in weights])
    whole = np.zeros((resamples, int(stacks.max(initial=0)) + 1))
    np.add.at(whole.T, stacks, totals.T)
    shares = ratio(totals, whole[:, stacks]).T
    found = [cluster_interval(share, articles, lowest=0.0)[0] for share in shares]
    return [list(ends) if ends else None for ends in found]
