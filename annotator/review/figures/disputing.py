"""How many claims (or articles) are answered differently, how many of them are undecided."""

from typing import Any

from annotator.review.disputes import Dispute, Queue, project_disputes
from annotator.review.figures.choosing import Chosen
from annotator.review.querysets import decided_targets

TOP = 20


def disputes(chosen: Chosen) -> dict[str, Any]:
    """Count them on the chosen articles, by the labels of all annotators as submitted.

    `top` lists the undecided ones that are disputed most.
    """
    articles = {one.article for one in chosen.entries}
    found = [one for one in project_disputes(chosen.member) if one.target[0] in articles]
    queue = Queue(found, decided_targets(chosen.member))
    return {
        "disputed": len(found),
        "open": len(queue.open),
        "top": [_listed(one) for one in queue.open[:TOP]],
    }


def _listed(dispute: Dispute) -> dict[str, Any]:
    article, claim = dispute.target
    return {
        "article": article,
        "claim": claim,
        "variables": list(dispute.variables),
        "share": dispute.share,
    }
