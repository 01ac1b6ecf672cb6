"""From many labels on a unit to one view of it, as arithmetic on plain columns and counts.

By `majority` every annotator counts the same, and a tie stays a tie. `dawid_skene` weighs them by
how reliable they turn out to be with each code, which needs three annotators or more.
"""

from annotator.review.aggregation.dawid_skene import Estimate, dawid_skene
from annotator.review.aggregation.voting import disagreement, distribution, majority

__all__ = ["Estimate", "dawid_skene", "disagreement", "distribution", "majority"]
