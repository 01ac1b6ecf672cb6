"""Agreement of a project's annotators, as the figures have it."""

from copy import deepcopy
from typing import Any

from annotator.projects.models import Membership
from annotator.review.figures.filters import Filters
from annotator.review.figures.store import figures_of


def project_agreement(member: Membership, filters: Filters | None = None) -> list[dict[str, Any]]:
    """Return how far annotators agree, one row for each variable, in the codebook's order.

    `units` and `labels` count what the figures rest on: claims (articles, for a question about
    the article) with two labels or more, and their labels. An answer of several codes is one
    label. `percent` is a share, 0 to 1. Only claims where two annotators said that the question
    applies are compared; `universe` counts those that two have coded, `share` is units among
    them. A code that stands for no answer is left out. Seeded: the same labels give the same
    interval. Raises `PermissionDenied` for annotators.

    Of a set of yes/no questions every item is a unit: all items of all claims (or articles) are
    pooled, and `units` counts them. Of a variable that marks words, and of its attributes, the
    answer is the set of codes an annotator used on the claim, wherever in it: it tells whether
    people find the same things, not whether they mark the same words. Questions answered in words
    have a row, so that none is missing without a reason, but no figure.
    """
    return deepcopy(figures_of(member, filters or Filters()).document["agreement"])
