"""Who is a copy of whom: groups in which every copy was compared with the one that stands for it.

Texts come in the order in which they would stand for a group. Nothing is a copy of a copy, and
nothing is in a group because it resembles something that resembles something in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from articles.copies.comparing import Likeness

Measured = Mapping[tuple[int, int], Likeness]
"""(lower row, higher row) -> what they share, for the pairs that were looked at."""


def group_copies(
    measured: Measured,
    sizes: Mapping[int, int],
    *,
    alone: Iterable[int] = (),
    bound: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Return for each row that is a copy, of which row. `sizes` are numbers of shingles.

    Somebody may have said of rows that they are no copies (`alone`), or of which row one is a copy
    (`bound`): these are left as they are, and what is bound to stands for a group.
    """
    grouping = _Grouping(measured, frozenset(alone), dict(bound or {}))
    for row in sorted({row for pair in measured for row in pair} | {*(bound or {}).values()}):
        grouping.join_copy(row)
    for row in sorted(grouping.heads, key=lambda row: (-sizes.get(row, 0), row)):
        grouping.join_excerpt(row)
    return dict(sorted(grouping.member_of.items()))


class _Grouping:
    def __init__(self, measured: Measured, alone: frozenset[int], bound: Mapping[int, int]) -> None:
        self.measured = measured
        self.fixed = alone | frozenset(bound) | frozenset(bound.values())
        self.apart = alone | frozenset(bound)
        self.heads = set(bound.values())
        self.member_of: dict[int, int] = {}
        self.near: dict[int, list[int]] = defaultdict(list)
        for first, second in measured:
            self.near[first].append(second)
            self.near[second].append(first)

    def likeness(self, row: int, other: int) -> Likeness | None:
        """What `row` (first) shares with the other."""
        if row < other:
            return self.measured.get((row, other))
        turned = self.measured.get((other, row))
        return turned and Likeness(turned.jaccard, turned.second, turned.first)

    def join_copy(self, row: int) -> None:
        """Put a text into the group it is most like, or let it stand for one of its own."""
        if row in self.apart:
            return
        found = []
        for head in self.near[row]:
            like = self.likeness(row, head)
            if head in self.heads and like and like.are_copies:
                found.append((-like.jaccard, head))
        if found and row not in self.fixed:
            self.member_of[row] = min(found)[1]
        else:
            self.heads.add(row)

    def join_excerpt(self, row: int) -> None:
        """Put a text that is part of a longer one into its group, with all its own copies."""
        if row in self.fixed:
            return
        found = []
        for head in self.near[row]:
            like = self.likeness(row, head)
            if head in self.heads and like and like.is_excerpt(of_second=False):
                found.append((-like.first, head))
        if found:
            head = min(found)[1]
            self.heads.discard(row)
            for copy in [copy for copy, of in self.member_of.items() if of == row]:
                self.member_of[copy] = head
            self.member_of[row] = head
