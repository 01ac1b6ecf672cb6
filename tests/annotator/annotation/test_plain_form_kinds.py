"""Every kind of question in the form that needs no scripts."""

import re

import pytest

from annotator.annotation.models import Label
from tests.annotator.annotation.answering import give, one, said, stored, undo
from tests.annotator.annotation.test_views_annotate import page, text_of


@pytest.fixture
def mine(asking):
    return asking.take(asking.ana)


@pytest.fixture
def client(asking):
    return asking.client(asking.ana)


@pytest.fixture
def claim(asking):
    return asking.claims()[0]


def post(client, mine, claim, **answers):
    """Field names hold colons: `**{"sig:byline": ...}`."""
    return client.post(page(mine), {"claim": claim.pk if claim else "article", **answers})


def names(client, mine, claim) -> set[str]:
    shown = client.get(f"{page(mine)}?claim={claim.pk if claim else 'article'}")
    return set(re.findall(r'name="([^"]+)"', shown.content.decode()))


SIGNALS = {"sig:byline": "sig:byline=yes", "sig:date": "sig:date=na"}


def test_the_form_asks_for_what_it_takes(mine, client, claim):
    asked = names(client, mine, claim)
    assert {"att", "src", "topic", "sig:byline", "sig:date", "remark", "seen"} <= asked
    assert {"genre", "about"} <= names(client, mine, None)


def test_a_set_and_words_are_saved(mine, client, claim):
    post(client, mine, claim, att="att:none", remark="Two voices,\r\none named.", **SIGNALS)
    assert said(mine, claim) == ["att:none", "remark:text", "sig:byline=yes", "sig:date=na"]
    assert Label.objects.get(code__identifier="remark:text").note == "Two voices,\none named."
    assert (
        "Two voices,\none named." in client.get(f"{page(mine)}?claim={claim.pk}").content.decode()
    )


def test_saved_again_as_it_is_shown_nothing_changes(mine, client, claim):
    sent = {"att": "att:none", "remark": "Two voices,\r\none named.", **SIGNALS}
    post(client, mine, claim, **sent)
    before = list(Label.objects.order_by("pk").values())
    post(client, mine, claim, **sent)
    assert list(Label.objects.order_by("pk").values()) == before
    assert mine.steps.count() == 1


def test_what_is_left_blank_is_cleared(mine, client, claim):
    post(client, mine, claim, remark="Words.", **SIGNALS)
    post(client, mine, claim, remark="  ", **{"sig:date": "sig:date=no"})
    assert said(mine, claim) == ["sig:date=no"]


def test_one_form_is_one_step(asking, mine, client, claim):
    post(client, mine, claim, att="att:none", remark="Words.", **SIGNALS)
    step = mine.steps.get()
    undo(asking, mine, step)
    assert stored(mine) == {}


def test_about_the_article(mine, client):
    post(client, mine, None, genre="genre:report", about="The quay.")
    assert said(mine) == ["about:text", "genre:report"]


def test_marked_words_stay_as_they_are(mine, client, claim):
    span = (claim.start, claim.start + 4)
    give(mine, one(claim, "bias", "loaded", span=span))
    post(client, mine, claim, att="att:none")
    assert said(mine, claim) == ["att:none", "bias:loaded"]


def test_what_an_article_answer_closes_is_left_out_and_said(mine, client, claim):
    give(mine, one(None, "genre", "opinion"))
    response = post(client, mine, claim, att="att:none", voice="voice:loud")
    assert said(mine, claim) == ["att:none"]
    assert "with your other answers: Voice" in text_of(client.get(response.url))


def test_what_an_article_answer_drops_is_said(mine, client, claim):
    give(mine, one(None, "genre", "report"), one(claim, "voice", "loud"))
    response = post(client, mine, None, genre="genre:opinion")
    assert said(mine, claim) == []
    assert "with your other answers: Voice" in text_of(client.get(response.url))


def test_a_preset_copies_from_the_claim_before(asking, mine, client):
    first, second, _third = asking.claims()
    give(mine, one(first, "voice", "loud"), one(first, "remark", text="Words."))
    post(client, mine, second, preset="0")
    assert said(mine, second) == ["att:explicit", "src:official", "topic:a", "voice:loud"]


@pytest.mark.parametrize(
    "sent",
    [
        {"remark": "x" * 5001},
        {"sig:byline": ["sig:byline=yes", "sig:byline=no"]},
        {"sig:byline": "sig:date=maybe"},
        {"att": "remark:text"},
    ],
)
def test_nonsense_is_refused_in_words_and_nothing_saved(mine, client, claim, sent):
    response = post(client, mine, claim, topic=["topic:a"], **sent)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert stored(mine) == {}


def test_what_no_database_holds_is_left_out(mine, client, claim):
    assert post(client, mine, claim, remark="a\x00b").status_code == 302
    assert Label.objects.get().note == "ab"
    assert post(client, mine, claim, att="att:\x00none").status_code == 400


def seen_in(client, mine, claim):
    shown = client.get(f"{page(mine)}?claim={claim.pk}").content.decode()
    return re.search(r'name="seen" value="([^"]+)"', shown)[1]


@pytest.mark.parametrize(
    ("variable", "answer"),
    [
        ("att", {"names": ["none"]}),
        ("remark", {"names": [], "text": "Words."}),
        ("sig", {"names": ["byline=no"]}),
    ],
)
def test_a_form_that_another_tab_overtook_is_refused(mine, client, claim, variable, answer):
    seen = seen_in(client, mine, claim)
    text = answer.get("text")
    give(mine, one(claim, variable, *answer["names"], text=text))
    before = stored(mine)
    response = post(client, mine, claim, seen=seen, att="att:explicit")
    assert response.status_code == 409
    assert "answered in another tab" in text_of(response)
    assert stored(mine) == before
    assert post(client, mine, claim, seen=seen_in(client, mine, claim)).status_code == 302


def test_words_changed_elsewhere_overtake_too(mine, client, claim):
    give(mine, one(claim, "remark", text="First."))
    seen = seen_in(client, mine, claim)
    give(mine, one(claim, "remark", text="Second."))
    assert post(client, mine, claim, seen=seen, remark="First.").status_code == 409
