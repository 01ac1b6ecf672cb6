"""How much each benchmark does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Counts and seconds; `FULL` is what figures are compared on."""

    labels: int  # in the project that is exported, and beside what is saved
    review_labels: int  # in the project that is reviewed
    articles: int  # imported
    claims: tuple[int, int]  # of the two articles of the annotate page
    save_seconds: float
    page_seconds: float
    reviews: int  # submissions, each followed by a look at dashboard and queue
    agreement_labels: int
    resamples: int


FULL = Sizes(
    labels=250_000,
    review_labels=1_000_000,
    articles=10_000,
    claims=(15, 1_500),
    save_seconds=8,
    page_seconds=5,
    reviews=8,
    agreement_labels=1_000_000,
    resamples=1_000,
)
QUICK = Sizes(
    labels=6_000,
    review_labels=30_000,
    articles=600,
    claims=(15, 300),
    save_seconds=1.5,
    page_seconds=1,
    reviews=3,
    agreement_labels=30_000,
    resamples=200,
)
