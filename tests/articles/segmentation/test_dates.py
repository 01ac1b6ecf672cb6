"""Lines that only tell when, or where and when."""

import pytest

from articles.segmentation.dates import is_date_line, is_time_only


@pytest.mark.parametrize(
    "line",
    [
        "May 3, 2024",
        "3 May 2024",
        "Friday, May 3",
        "KARDA, Feb. 3",
        "Karda - 3 May 2024",
        "SALTREACH, 9 September 2024",
        "Published: 3 May 2024, 14:05 GMT",
        "Last updated on Tuesday 4 June 2024 at 9.15 a.m.",
        "PUBLISHED: May 3, 2024 at 6:00 a.m. | UPDATED: May 3, 2024 at 9:12 p.m.",
        "14:05 GMT",
        "2 hours ago",
        "2024-05-03",
        "03/05/2024 - 16:40",
        "الخميس 9 مايو 2024",
        "الخميس 9 مايو/أيار 2024",
        "نشر في: 12/11/2024 - 16:40",
        "آخر تحديث: ١٢ نوفمبر ٢٠٢٤",
        "الزهيرة، 9 مايو 2024",
        "سه‌شنبه ۱۸ اردیبهشت ۱۴۰۳ - ۱۰:۳۰",
        "تاریخ انتشار: ۱۲ مهر ۱۴۰۲",
        "۱۲ مهر ۱۴۰۲ ساعت ۱۴:۲۰",
    ],
)
def test_date_lines(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Talks resume on Feb. 3",
        "May 3 vote in doubt",
        "Storm kills 14",
        "2019",
        "10,000",
        "March for bread",
        "Ward 3: 1,204",
        "قال في 9 مايو إنه عائد",
        "۱۲ کشته در سیل مهر",
        "The council met in Karda on Friday, 3 May 2024, and closed the bridge for good, he said",
    ],
)
def test_other_lines(line: str) -> None:
    assert not is_date_line(line)


def test_time_only_lines_mark_live_blog_entries() -> None:
    assert is_time_only("14:05 GMT")
    assert not is_time_only("3 May 2024, 14:05 GMT")
    assert not is_time_only("12/11/2024 - 16:40")
