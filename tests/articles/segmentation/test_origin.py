"""The name an origin line gives."""

import pytest

from articles.segmentation import Role, Segment, find_origin
from articles.segmentation.origin import clean_name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Al-Marsad Weekly", "Al-Marsad Weekly"),
        ("— Newsline", "Newsline"),
        ("(Newsline)", "Newsline"),
        ("Source: Karda Post", "Karda Post"),
        ("Source: Newsline and news agencies", "Newsline"),
        ("Originally published by The Karda Post on 3 May 2024", "The Karda Post"),
        ("This article was first published in Karda Post. Read it there.", "Karda Post"),
        ("This article is republished from Karda Post under a licence.", "Karda Post"),
        ("Republished with permission from Karda Post", "Karda Post"),
        ("المصدر: صحيفة المرفأ", "صحيفة المرفأ"),
        ("القاهرة – رويترز", "رويترز"),
        ("منبع: خبرنامهٔ دشت", "خبرنامهٔ دشت"),
        ("به نقل از آوای نیلان", "آوای نیلان"),
    ],
)
def test_name_is_cleaned(line: str, name: str) -> None:
    assert clean_name(line) == name


def test_first_origin_segment_counts() -> None:
    text = "Body.\nKarda Post\nNewsline"
    segments = [
        Segment(0, 5, Role.BODY, ""),
        Segment(6, 16, Role.ORIGIN, ""),
        Segment(17, 25, Role.ORIGIN, ""),
    ]
    assert find_origin(text, segments) == "Karda Post"
    assert find_origin(text, segments[:1]) is None
