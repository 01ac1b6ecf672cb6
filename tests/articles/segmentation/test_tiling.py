"""The checker finds every way in which segments can fail to tile a text."""

import pytest

from articles.segmentation import Role, Segment, TilingError, check_tiling, tiles

TEXT = "One. Two.\n"


def _segments(*places: tuple[int, int]) -> list[Segment]:
    return [Segment(start, end, Role.BODY, "test") for start, end in places]


def test_good_tiling_passes() -> None:
    check_tiling(TEXT, _segments((0, 4), (5, 9)))
    assert tiles(TEXT, _segments((0, 4), (5, 9)))
    assert tiles(" \n", [])


@pytest.mark.parametrize(
    ("places", "message"),
    [
        ([(0, 4)], "no segment holds 'Two.'"),
        ([(5, 9)], "no segment holds 'One.'"),
        ([(0, 4), (6, 9)], "no segment holds 'T'"),
        ([(0, 5), (5, 9)], "outer white space"),
        ([(0, 4), (5, 10)], "outer white space"),
        ([(0, 6), (5, 9)], "overlaps"),
        ([(5, 9), (0, 4)], "no segment holds 'One.'"),
        ([(0, 4), (5, 40)], "overlaps or is out of order"),
        ([(0, 0), (0, 4), (5, 9)], "overlaps or is out of order"),
    ],
)
def test_bad_tiling_is_named(places: list[tuple[int, int]], message: str) -> None:
    with pytest.raises(TilingError, match=message):
        check_tiling(TEXT, _segments(*places))
    assert not tiles(TEXT, _segments(*places))
