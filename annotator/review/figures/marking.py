"""Marked words: whether annotators mark the same words, and with the same codes."""

from typing import Any

import numpy as np

from annotator.codebook.catalogue import VariableEntry
from annotator.review.agreement import Figure, Spans, Unitizing, unitizing
from annotator.review.columns import IntArray
from annotator.review.figures.choosing import Chosen
from annotator.review.figures.filters import AFTER
from annotator.review.querysets import counted_labels
from articles.models import Claim

ONLY_CODES = "decisions name codes, not words"
NAMES = {
    "unitizing": "marking",
    "u_alpha": "u_alpha",
    "coding": "alpha",
    "span_f1": "overlap_f1",
    "span_f1_exact": "exact_f1",
    "boundary_f1": "boundary_f1",
}
"""What the document calls the figures of `Unitizing`."""


def marked_words(chosen: Chosen) -> dict[str, dict[str, Figure]]:
    """Question that marks words -> its figures by the names of the document.

    The text is what can be marked: the claims of an article, one after the other. Two queries, or
    none where no question marks words.
    """
    asked = [
        entry
        for entry in chosen.catalogue.variables.values()
        if entry.is_about_words and not entry.is_text
    ]
    if not asked:
        return {}
    if chosen.filters.labels == AFTER:
        nothing = {name: Figure(None, None, ONLY_CODES) for name in NAMES}
        return {entry.id: nothing for entry in asked}
    text = _Text(chosen)
    marks = _marks(chosen)
    return {entry.id: _named(unitizing(text.spans(entry, marks))) for entry in asked}


def _named(found: Unitizing) -> dict[str, Figure]:
    return {name: getattr(found, own) for name, own in NAMES.items()}


def _marks(chosen: Chosen) -> IntArray:
    """(claim, annotator, variable, code, start, end) of marks on the chosen articles."""
    labels = counted_labels(chosen.member).filter(span_start__isnull=False).order_by()
    rows: Any = labels.values_list(
        "claim_id", "assignment__annotator_id", "variable_id", "code_id", "span_start", "span_end"
    )
    return np.array([*rows], dtype=np.intp).reshape(-1, 6)


class _Text:
    """The claims of the chosen articles, laid end to end."""

    def __init__(self, chosen: Chosen) -> None:
        claims: Any = Claim.objects.filter(article__entries__project=chosen.member.project)
        rows = claims.current().asserting().order_by("article_id", "start")
        table = [*rows.values_list("article_id", "pk", "start", "end")]
        article, claim, start, end = np.array(table, dtype=np.intp).reshape(-1, 4).T
        coded = [(one, coder) for one, coders in chosen.coders.items() for coder in coders]
        self.coded = np.array(coded, dtype=np.intp).reshape(-1, 2)
        self.articles = np.union1d(article, self.coded[:, 0])
        place = np.searchsorted(self.articles, article)
        length = end - start
        self.lengths = np.bincount(place, weights=length, minlength=self.articles.size).astype(int)
        before = np.cumsum(length) - length
        first = np.cumsum(self.lengths) - self.lengths
        by_claim = np.argsort(claim)
        self.claim, self.article = claim[by_claim], article[by_claim]
        self.shift = (before - first[place] - start)[by_claim]

    def spans(self, entry: VariableEntry, marks: IntArray) -> Spans:
        """The marks of one question by those who have coded, at their places in this text."""
        codes = [code.pk for code in entry.codes.values() if not code.is_missing]
        marks = marks[(marks[:, 2] == entry.row.pk) & np.isin(marks[:, 3], codes)]
        marks = marks[np.isin(marks[:, 0], self.claim)]
        claim, annotator, _variable, code, start, end = marks.T
        at = np.searchsorted(self.claim, claim)
        article, shift = self.article[at], self.shift[at]
        known = np.isin((article << 24) + annotator, (self.coded[:, 0] << 24) + self.coded[:, 1])
        return Spans.from_columns(
            article[known],
            annotator[known],
            code[known],
            (start + shift)[known],
            (end + shift)[known],
            coded=(self.coded[:, 0], self.coded[:, 1]),
            lengths=(self.articles, self.lengths),
        )
