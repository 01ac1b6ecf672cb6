"""Check the promise of segmentation: the segments tile the text."""

from collections.abc import Sequence

from articles.segmentation.model import Segment


class TilingError(ValueError):
    """The segments leave out, cut or overlap part of the text."""


def check_tiling(text: str, segments: Sequence[Segment]) -> None:
    """Raise TilingError at the first segment or gap that breaks the promise."""
    place = 0
    for segment in segments:
        if segment.start < place or segment.end <= segment.start or segment.end > len(text):
            raise TilingError(f"segment {segment.start}-{segment.end} overlaps or is out of order")
        _check_gap(text, place, segment.start)
        if text[segment.start].isspace() or text[segment.end - 1].isspace():
            raise TilingError(f"segment {segment.start}-{segment.end} has outer white space")
        place = segment.end
    _check_gap(text, place, len(text))


def _check_gap(text: str, start: int, end: int) -> None:
    gap = text[start:end]
    if gap and not gap.isspace():
        raise TilingError(f"no segment holds {gap.strip()[:40]!r} in {start}-{end}")


def tiles(text: str, segments: Sequence[Segment]) -> bool:
    """Whether segments are ordered, disjoint, free of outer space and cover every non-space."""
    try:
        check_tiling(text, segments)
    except TilingError:
        return False
    return True
