"""How many claims (or articles) are answered differently, how many of them are undecided."""

from typing import Any

from annotator.review.disputes import Dispute, review_queue
from annotator.review.figures.choosing import Chosen

TOP = 20


def disputes(chosen: Chosen) -> dict[str, Any]:
    """Count them on the chosen articles, by the labels of all annotators as submitted.

    `top` lists the undecided ones that are disputed most.
    """
    queue = review_queue(chosen.member, articles={one.article for one in chosen.entries})
    return {
        "disputed": len(queue.disputes),
        "open": len(queue.open),
        "top": [_listed(one) for one in queue.open[:TOP]],
    }


def _listed(dispute: Dispute) -> dict[str, Any]:
    article, claim = dispute.target
    return {
        "article": article,
        "claim": claim,
        "variables": list(dispute.variables or dispute.behind),
        "share": dispute.share,
    }
