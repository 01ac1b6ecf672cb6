"""BIO tags of one question: which tokens its marked words begin at, and which are inside them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from annotator.export.study import LabelRecord
from annotator.export.writers.conll.tokens import Place

OUTSIDE, UNKNOWN = "O", "_"


def tag(
    tokens: Sequence[Place], marked: Iterable[LabelRecord]
) -> tuple[list[str], list[LabelRecord]]:
    """Return a tag for each token, and the labels that found no place in them.

    Each token has one tag, so of overlapping words the longest stay, of equally long ones the
    first. Words that begin or end inside a token take it in whole.
    """
    tags, left_over = [OUTSIDE] * len(tokens), []
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    for label in sorted(marked, key=_longest_first):
        start, end = label.span or (0, 0)
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        if first >= last or tags[first:last] != [OUTSIDE] * (last - first):
            left_over.append(label)
            continue
        name = (label.code or "").partition(":")[2]
        tags[first:last] = [f"B-{name}"] + [f"I-{name}"] * (last - first - 1)
    return tags, left_over


def _longest_first(label: LabelRecord) -> tuple[int, int]:
    start, end = label.span or (0, 0)
    return start - end, start
