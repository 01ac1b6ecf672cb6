"""Offsets as Java counts them."""

from bisect import bisect_left


class Utf16Offsets:
    """UTF-16 code units for code points of one text, which is read once.

    >>> offsets = Utf16Offsets("a🌊b")
    >>> [offsets.of(point) for point in range(4)]
    [0, 1, 3, 4]
    """

    def __init__(self, text: str) -> None:
        self._wide = [place for place, sign in enumerate(text) if sign > "\uffff"]

    def of(self, point: int) -> int:
        """The code units before a code point: one for each, and one more for each wide one."""
        return point + bisect_left(self._wide, point)
