"""What a page's own markup says of its lines reaches the roles of its segments."""

import pytest

from articles.ingestion.drafts import build_draft
from articles.ingestion.marks import marked_lines
from articles.preparing import prepare_article
from articles.segmentation import Role

STORY = (
    "<p>The harbour office of Arvel said on Monday that the quay would stay shut until May, as "
    "divers had found cracks in its wall.</p>"
)
MORE = (
    "<p>Two ferries are sent to Telvane, the office said. Nobody knows how long the work will "
    "take, and what it will cost the town.</p>"
)


def page(*parts: str) -> str:
    return (
        "<html lang=en><head><title>Quay of Arvel stays shut</title></head><body><article>"
        f"<h1>Quay of Arvel stays shut</h1>{''.join(parts)}</article></body></html>"
    )


def roles(html: str) -> dict[str, tuple[str, str]]:
    draft = build_draft({"html": html})
    return {
        draft.text[one.start : one.end]: (one.role.value, one.reason)
        for one in prepare_article(draft).segments
    }


def test_a_caption_without_any_sign_in_its_words():
    figure = "<figure><img src=q.jpg><figcaption>Ships at the quay of Arvel</figcaption></figure>"
    for parts in ((figure, STORY, MORE), (STORY, figure, MORE), (STORY, MORE, figure)):
        found = roles(page(*parts))
        assert found["Ships at the quay of Arvel"] == ("caption", "caption by the page's own mark")
        assert found["Quay of Arvel stays shut"][0] == "headline"


def test_a_caption_of_sentences_and_its_credit():
    found = roles(
        page(
            STORY,
            "<figure><img src=q.jpg><figcaption>Divers go down. They stay for an hour. "
            "<span class=credit>(Reuters)</span></figcaption></figure>",
            MORE,
        )
    )
    assert found["Divers go down."][0] == found["They stay for an hour."][0] == "caption"
    assert found["(Reuters)"][0] == "credit"


@pytest.mark.parametrize("credit", ["Reuters", "Ina Moll / Reuters", "(Ina Moll)"])
def test_a_credit_that_is_all_there_is_below_a_picture(credit):
    figure = f"<figure><img src=q.jpg><figcaption>{credit}</figcaption></figure>"
    assert roles(page(STORY, figure, MORE))[credit][0] == "credit"


def test_headings_whose_words_could_be_a_sentence():
    found = roles(page(STORY, "<h2>What the divers saw is worse</h2>", MORE, "<h3>May</h3>", MORE))
    reason = "heading by the page's own mark"
    assert found["What the divers saw is worse"] == ("heading", reason)
    assert found["May"][0] in ("heading", "dateline")


def test_a_deck_below_the_headline_is_no_heading():
    deck = "Divers found cracks, and nobody knows who pays"
    assert roles(page(f"<h2>{deck}</h2>", STORY, MORE))[deck][0] == "headline"


def test_words_elsewhere_are_not_taken_for_the_caption():
    figure = "<figure><figcaption>Ships at the quay of Arvel</figcaption></figure>"
    story = "<p>Ships at the quay of Arvel wait, said its office on Monday. They are three.</p>"
    found = roles(page(figure, story, MORE))
    assert found["Ships at the quay of Arvel wait, said its office on Monday."][0] == "body"


def test_lines_as_they_stand_in_the_text():
    html = "<figure><figcaption>The  quay<br>at dawn </figcaption>tail</figure><h2> </h2>"
    assert marked_lines(html) == {
        "The quay\nat dawn": Role.CAPTION,
        "The quay": Role.CAPTION,
        "at dawn": Role.CAPTION,
    }
