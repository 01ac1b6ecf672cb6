"""Decide, take back, finish what is unanimous: the only writers of this room's decisions."""

from annotator.review.actions.checking import MAX_REASON
from annotator.review.actions.closing import reopen_article, settle_article
from annotator.review.actions.deciding import adjudicate
from annotator.review.actions.unanimous import (
    AT_ONCE,
    begin_unanimous,
    finish_unanimous,
    run_unanimous,
)
from annotator.review.actions.undoing import Undone, undo_last_decision

__all__ = [
    "AT_ONCE",
    "MAX_REASON",
    "Undone",
    "adjudicate",
    "begin_unanimous",
    "finish_unanimous",
    "reopen_article",
    "run_unanimous",
    "settle_article",
    "undo_last_decision",
]
