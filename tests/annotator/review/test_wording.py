"""What the arithmetic says can be said in the reader's language."""

import numpy as np
import pytest

from annotator.review.agreement import (
    METRICS,
    Figure,
    Spans,
    agreement,
    read_labels,
    reliability,
    unitizing,
)
from annotator.review.figures.marking import ONLY_CODES
from annotator.review.presenting.strips import RELIABLE, TENTATIVE, Dot
from annotator.review.wording import METRICS as METRIC_NAMES
from annotator.review.wording import REASONS, VERDICTS, message_of, worded_reason
from tests.architecture.foreign import speak_greek

PAIRS = [(unit, unit, who, 0) for unit in range(1, 20) for who in "xy"]
ODD = [(0, 0, "x", 0), (0, 0, "y", 1)]
SILENT = {
    "nothing": [],
    "off the scale": [(1, 1, who, 9) for who in "xy"],
    "alone": [(1, 1, "x", 0)],
    "apart": [(1, 1, "x", 0), (2, 2, "y", 0)],
    "apart in pairs": [(1, 1, who, 0) for who in "xy"] + [(2, 2, who, 1) for who in "zw"],
    "alike": PAIRS,
    "alike once": PAIRS[:2],
    "one article": [(1, 1, "x", 0), (1, 1, "y", 1), (1, 2, "x", 0), (1, 2, "y", 0)],
    "little variation": [*PAIRS, *ODD],
}
WORDS = {"answered in words, which are not compared", ONLY_CODES}  # said by `figures`


def reason(rows, **settings) -> str:
    return agreement(rows, metric="ordinal", order=[0, 1], **settings).reason


def reasons(rows, **settings) -> set[str]:
    """What is said of all figures there are."""
    found = reliability(read_labels(rows), metric="ordinal", order=[0, 1, 2], **settings)
    figures = [found.percent, found.alpha, found.fleiss, found.ac1, found.ac2]
    figures += [code.alpha for code in found.codes]
    figures += [one for pair in found.pairs for one in pair if isinstance(one, Figure)]
    return {one.reason for one in figures if one.reason}


def reasons_of_marks(marks, coded) -> set[str]:
    """What is said of all figures of marked words, in texts of nine characters."""
    columns = np.array(marks, dtype=np.intp).reshape(-1, 5).T
    worked = tuple(np.array(coded, dtype=np.intp).reshape(-1, 2).T)
    lengths = (worked[0], np.full_like(worked[0], 9))
    found = unitizing(Spans.from_columns(*columns, coded=worked, lengths=lengths, values=(0, 1)))
    figures = [found.alpha, found.u_alpha, found.marking, found.exact_f1]
    figures += [code.alpha for code in found.codes]
    return {one.reason for one in figures if one.reason}


# (article, annotator, code, start, end) of marks, and (article, annotator) of work.
BOTH = [(1, 1), (1, 2)]
UNMARKED = [
    ([], []),
    ([], [(1, 1), (2, 2)]),
    ([], BOTH),
    ([(1, 1, 0, 1, 3)], BOTH),
    ([(1, who, 0, 0, 9) for who in (1, 2)], BOTH),
]


def test_every_reason_the_arithmetic_gives_can_be_translated():
    given = {one for rows in SILENT.values() for one in reasons(rows)}
    given |= reasons([*PAIRS, *ODD], resamples=0)
    given |= {one for marked in UNMARKED for one in reasons_of_marks(*marked)}
    assert {message_of(one) for one in given} | WORDS == REASONS


@pytest.mark.parametrize("rows", SILENT.values(), ids=SILENT)
def test_in_english_a_reason_is_as_it_was_given(rows):
    assert worded_reason(reason(rows)) == reason(rows)


def test_numbers_are_put_back_in_another_language(monkeypatch):
    speak_greek(monkeypatch)
    assert worded_reason(reason(PAIRS)).startswith("αλλ 19 θνιτσ γοτ τηε σαμε ψοδε")
    assert worded_reason("") == ""
    assert worded_reason("something new") == "something new"


def test_every_metric_and_verdict_has_a_name():
    assert METRIC_NAMES.keys() == METRICS.keys()
    alphas = (RELIABLE, TENTATIVE, 0.0)
    strips = [Dot({"alpha": alpha}, 0.0) for alpha in alphas]
    assert [strip.verdict for strip in strips] == list(VERDICTS)
    assert [strip.verdict_words for strip in strips] == ["reliable", "tentative", "low"]
