"""Display lines inside the story: headings, labels, lists, tables, speech."""

import pytest

from tests.articles.segmentation.marked import assert_roles

FIRST = "headline| Envoy warns of delay\nbody| The council met on Monday."
LAST = "body| It meets again in June."

MIDDLES = {
    "heading": "heading| A habit, not a hobby\nbody| She writes every day.",
    "heading in quotes": "heading| 'Nothing to hide'\nbody| Police searched two flats.",
    "wh-heading": "heading| What the law says\nbody| It says nothing.",
    "question": "heading| Why does it matter?\nbody| Because of the harvest.",
    "line with a verb": "body| The minister will resign if the vote is lost\nbody| So he said.",
    "speech": "body| The minister said:\nbody| “I will not go.”",
    "bullets": "heading| Key points\nbody| • Fares up\nbody| • Pier delayed",
    "numbered list": "heading| What to watch\nbody| 1. The insurance renewals\nbody| 2. The frost",
    "numbered heading": "heading| 1. The port\nbody| It has nine cranes.",
    "label": "heading| What parties said:\nbody| - Greens: We lost.\nbody| - Civic Union: We won.",
    "table": "heading| Ward | Votes\nbody| Upper Tarn | 1,204\nbody| Lower Tarn | 1,877",
    "table with source": """
        heading| Ward | Votes
        body| Upper Tarn | 1,204
        body| Lower Tarn | 1,877
        credit| Source: Tarn Election Office""",
    "numbered question": "heading| 2. Who pays for it?\nbody| The town does.",
    "question above a list": "heading| Where is it open?\nheading| At two gates:\nbody| - North",
    "interview": """
        body| Q: What made you leave?
        body| A: The noise.
        body| Q: Did you tell anybody?
        body| A: No.""",
    "unlabelled interview": """
        body| When did you first hear of the dam?
        body| From the radio.
        body| What will you do now?
        body| Wait.""",
    "live blog": "dateline| 14:05 GMT\nbody| Two boats are missing.\ndateline| 13:50 GMT",
    "advert": "furniture| Advertisement",
    "stars": "furniture| * * *",
    "Arabic heading": "heading| أرقام متضاربة\nbody| تقول الإدارة إن السفن تنتظر.",
    "Arabic verb line": "body| قال الوزير إن السد آمن\nbody| ولم يزد.",
    "Persian heading": "heading| پیامدها برای مردم\nbody| سی خانوار رفته‌اند.",
    "Persian verb line": "body| رئیس سازمان آب از مردم خواست صرفه‌جویی کنند و رفت\nbody| همین.",
}


@pytest.mark.parametrize("middle", MIDDLES.values(), ids=MIDDLES.keys())
def test_display_lines_of_the_story(middle: str) -> None:
    assert_roles(f"{FIRST}\n{middle}\n{LAST}")
