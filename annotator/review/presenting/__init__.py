"""Plain shapes that the review templates show: chips, number lines, bars, grids, drawings."""

from annotator.review.presenting.chips import HUES, Chip, chips_of, percent
from annotator.review.presenting.excerpts import MAX_CONTEXT, Excerpt, excerpt
from annotator.review.presenting.lines import Line, Piece, drawn_lines
from annotator.review.presenting.strips import RELIABLE, TENTATIVE, Strip

__all__ = [
    "HUES",
    "MAX_CONTEXT",
    "RELIABLE",
    "TENTATIVE",
    "Chip",
    "Excerpt",
    "Line",
    "Piece",
    "Strip",
    "chips_of",
    "drawn_lines",
    "excerpt",
    "percent",
]
