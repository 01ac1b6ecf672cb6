"""Captions and credits wherever they stand."""

import pytest

from articles.segmentation.lexicon import LEXICON
from articles.segmentation.signs import Signs
from tests.articles.segmentation.marked import assert_roles

FIRST = "headline| Market reopens after fire\nbody| Traders came back to the market on Monday."
LAST = "body| The damage is put at 3 million crowns."

PICTURES = {
    "slash credit": "caption| A trader at the market, May 6, 2024. ¦ credit| REUTERS/Ilse Brandt",
    "file photo": "caption| FILE PHOTO: The market before the fire. ¦ credit| (Newsline/File)",
    "photo by": "caption| Smoke over the roofs. ¦ credit| (Photo by Petra Lang, Karda Post)",
    "photo colon": "caption| Smoke over the roofs. ¦ credit| Photo: Petra Lang / Karda Post",
    "copyright": "caption| Mayor Brandt (left) at the market. ¦ credit| © 2024 Petra Lang",
    "positions": "caption| Mayor Brandt (L) and Rosa Keel (R) at the market.",
    "credit on its own line": "caption| Mayor Brandt (L) at the market.\ncredit| (Newsline)",
    "lone credit": "credit| Photo: Petra Lang / Karda Post",
    "caption lead": "caption| Photo: The mayor walks through what is left of the market.",
    "two sentences": "caption| Rosa Keel (R) at her stall. ¦ It burned down. ¦ credit| (AFP)",
    "Arabic": "caption| مدير المرفأ نادر قنديل (يمين) في مكتبه. ¦ credit| (تصوير: هالة منصور)",
    "Arabic archive": "caption| صورة أرشيفية لمرفأ الزهيرة. ¦ credit| (رويترز)",
    "Persian": "caption| ترانه سپند (راست) در نمایشگاه. ¦ credit| (عکس: پویا راد)",
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
def test_picture_in_the_story(picture: str) -> None:
    assert_roles(f"{FIRST}\n{picture}\n{LAST}")


@pytest.mark.parametrize(
    "sentence",
    [
        "The group (ISV) denied it.",
        "He denied it. ¦ (He later resigned.)",
        "The photo showed a man at the gate.",
        "She was pictured leaving the house.",
        "The board is led by Rosa Keel (Civic Union).",
        "قال الوزير (وهو طبيب) إنه باقٍ.",
    ],
)
def test_brackets_and_pictures_in_running_text(sentence: str) -> None:
    assert_roles(f"{FIRST}\nbody| {sentence}\n{LAST}")


def test_every_caption_mark_is_found() -> None:
    for mark in LEXICON.caption_marks:
        assert mark in Signs(f"The quay {mark} in May.").caption_marks
