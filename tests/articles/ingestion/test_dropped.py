"""What is left out of a page is told, by kind, with its first words."""

from articles.ingestion.drafts import build_draft
from articles.ingestion.dropped import KINDS, MAX_TOLD, WORDS_LENGTH, Dropped, gathered

STORY = "".join(
    f"<p>Paragraph {n} says that the port authority of Arvel met again on day {n} of the strike, "
    "and that nobody outside the room was told what had been agreed upon.</p>"
    for n in range(5)
)
PAGE = (
    "<html><body><nav><a href='/'>Home</a> <a href='/x'>Sport</a></nav><article>"
    f"<h1>Strike goes on</h1><div class='share-bar'>Post this</div>{STORY}"
    "<div class='ad'>Buy boots</div><p>Follow us on Telva</p>"
    "<div class='related-stories'><a href='/1'>Ferry late</a></div>"
    "<p>© 2024 Arvel Observer</p><p>Coast Wire</p></article>"
    "<footer>All about the Observer</footer></body></html>"
)


def test_what_is_left_out_of_a_page():
    draft = build_draft({"html": PAGE})
    assert {(one.kind, one.words) for one in draft.dropped} == {
        ("around", "Home Sport"),
        ("around", "All about the Observer"),
        ("sharing", "Post this"),
        ("advert", "Buy boots"),
        ("prompt", "Follow us on Telva"),
        ("related", "Ferry late"),
        ("legal", "© 2024 Arvel Observer"),
    }
    for one in draft.dropped:
        assert one.words not in draft.text
    assert draft.text.endswith("Coast Wire")


def test_nothing_is_left_out_of_a_pasted_stretch():
    assert build_draft({"html": "<p>The crane stands still.</p>"}).dropped == ()


def test_the_same_is_counted_and_long_words_are_cut():
    found = gathered([("advert", "Buy boots"), ("menu", "x" * 500), ("advert", "Buy\n boots")])
    assert found[0] == Dropped("advert", "Buy boots", 2)
    assert len(found[1].words) == WORDS_LENGTH


def test_a_page_of_nothing_else_is_told_in_part():
    assert len(gathered(("advert", str(n)) for n in range(1000))) == MAX_TOLD


def test_every_kind_that_is_given_has_its_words():
    told = {one.kind for one in build_draft({"html": PAGE}).dropped}
    assert told <= KINDS.keys()
    assert Dropped("no such kind").kind_name == "no such kind"
