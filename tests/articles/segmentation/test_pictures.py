"""Captions and credits wherever they stand."""

import pytest

from articles.segmentation import segment
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


def test_agency_right_below_the_line_of_a_picture() -> None:
    text = (
        "Envoy warns of delay\n\nThe council met on Monday and closed the bridge.\n\n"
        "Drivers queue for water in Karda\nReuters\n\nNobody spoke against it. It sat late."
    )
    roles = [str(s.role) for s in segment(text)]
    assert roles == ["headline", "body", "caption", "credit", "body", "body"]


def test_credit_in_capitals_then_the_line_of_the_picture() -> None:
    text = (
        "Envoy warns of delay\n\nThe council met on Monday and closed the bridge.\n\n"
        "PHOTO ADA ROWE, NEWSLINE\nA ferry waits in Karda, in 2020\n\nNobody spoke. It sat late."
    )
    roles = [str(s.role) for s in segment(text)]
    assert roles == ["headline", "body", "credit", "caption", "body", "body"]


CREDITS = (
    ("The mayor, pictured here in May.", "NEWSLINE PHOTO"),
    ("The mayor, pictured here in May.", "Europa Press"),
    ("A ferry waits in Karda", "REUTERS/Ada Rowe"),
    ("A ferry waits in Karda.", "Bildrechte: Karda.example"),
    ("A ferry waits in Karda.", "Photo credit: Ada Rowe"),
    ("A ferry waits in Karda.", "Photo: Ada T. Rowe/Newsline"),
)


@pytest.mark.parametrize(("caption", "credit"), CREDITS)
def test_credit_behind_a_caption(caption: str, credit: str) -> None:
    text = f"Envoy warns of delay\n\n{caption} {credit}\n\nThe council met on Monday.\n\nIt sat."
    found = [(str(s.role), text[s.start : s.end]) for s in segment(text)][1:3]
    assert found == [("caption", caption), ("credit", credit)]


def test_name_on_the_line_below_photo_credit() -> None:
    text = "The council met on Monday. It sat late.\n\nPhoto credit\nwww.news.example"
    assert [str(s.role) for s in segment(text)][2:] == ["credit", "credit"]
