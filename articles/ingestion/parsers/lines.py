"""What the parts of the PDF reader hand to each other."""

from typing import NamedTuple


class Line(NamedTuple):
    """A printed line: its text, its edges in points from the lower left, its size of letters."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


class Page(NamedTuple):
    """A page: how high it is, and the lines of each of its boxes, in the order they are read."""

    height: float
    boxes: list[list[Line]]
