"""Deciding disputed claims: what is shown, what is stored, what is asked for."""

import re
import uuid

import pytest
from django.urls import reverse

from annotator.annotation.actions import split_claim, submit_assignment
from annotator.annotation.models import Assignment
from annotator.review.models import Adjudication
from tests.annotator.review.seen import post_seen, ruling, seen_on
from tests.annotator.review.studies import disagree

SLUG = "quay"


def address(**query) -> str:
    found = reverse("adjudicate", args=[SLUG])
    return found + "?" + "&".join(f"{key}={value}" for key, value in query.items())


def page(cast, status: int = 200, **query) -> str:
    response = cast.client(cast.reviewer).get(address(**query))
    assert response.status_code == status
    return response.content.decode()


def send(cast, claim, **fields):
    return post_seen(
        cast.client(cast.reviewer), address(claim=claim.pk), {"variable": "att", **fields}
    )


@pytest.fixture
def three(cast):
    """Three annotators submitted; on every claim two say `none`, one says `explicit`."""
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    disagree(cast, users=(cast.ana, cast.ben, cast.cleo))
    return cast


def test_an_empty_queue_says_so(cast):
    assert "Nothing to decide" in page(cast)


def test_the_first_open_dispute_comes_up(three):
    html = page(three)
    assert "0 of 3 disputed claims decided" in html
    assert three.claims()[0].text in html
    assert re.search(r"answers differ,\s+2 : 1", ruling(html, "att"))
    assert "all agree" in ruling(html, "slant")
    assert "one answer" in ruling(html, "src")
    assert "no answer" in ruling(html, "topic")
    assert 'id="row-genre"' not in html
    assert "data-current" in ruling(html, "att")
    assert "checked" not in html.replace("checked> Single keys", "")


def test_names_stay_hidden_until_the_article_is_decided(three):
    first, second, third = three.claims()
    assert "name hidden" in page(three)
    for claim in (first, second):
        send(three, claim, take="majority")
        html = page(three, claim=claim.pk)
        assert "name hidden" in html
        assert not re.search(r"\b(ana|ben|cleo)\b", html)
    send(three, third, take="majority")
    html = page(three, claim=first.pk)
    assert all(re.search(rf"\b{name}\b", html) for name in ("ana", "ben", "cleo"))
    assert "name hidden" not in html


def test_letters_stay_the_same_within_an_article(three):
    odd = set()
    for claim in three.claims():
        html = ruling(page(three, claim=claim.pk), "att")
        answers = re.findall(r'class="letter">(\w)</span>.*?</li>', html, re.DOTALL)
        assert answers == ["A", "B", "C"]
        cells = re.findall(r"<li>.*?</li>", html, re.DOTALL)
        odd.add(next(place for place, cell in enumerate(cells) if "Attributed here" in cell))
    assert len(odd) == 1


def test_the_majority_is_one_click_and_the_dissent_is_kept(three):
    claim = three.claims()[0]
    answer = send(three, claim, take="majority")
    assert answer.status_code == 302
    assert answer.url.endswith(f"?claim={claim.pk}#steps")
    decision = Adjudication.objects.get()
    assert [code.identifier for code in decision.codes.all()] == ["att:none"]
    assert decision.distribution == {"att:explicit": 1, "att:none": 2}
    assert decision.decided_by == three.reviewer
    html = page(three, claim=claim.pk)
    assert "1 of 3 disputed claims decided" in html
    assert "Decided:" in ruling(html, "att")
    assert "reviewer," in ruling(html, "att")


def lone_letter(html: str) -> str:
    cells = re.findall(r"<li>.*?</li>", ruling(html, "att"), re.DOTALL)
    cell = next(cell for cell in cells if "Attributed here" in cell)
    return re.search(r'name="take" value="(\w)"', cell)[1]


def test_against_the_majority_a_reason_is_needed(three):
    claim = three.claims()[0]
    letter = lone_letter(page(three, claim=claim.pk))
    answer = send(three, claim, take=letter)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "differs from the majority" in ruling(html, "att")
    assert re.search(r'value="att:explicit" checked', ruling(html, "att"))
    assert not Adjudication.objects.exists()
    answer = send(three, claim, codes="att:explicit", reason="It names the office.", note="Rule 3")
    assert answer.status_code == 302
    decision = Adjudication.objects.get()
    assert (decision.reason, decision.note) == ("It names the office.", "Rule 3")


def test_a_tie_needs_no_reason_and_offers_no_majority(cast):
    disagree(cast)
    claim = cast.claims()[0]
    html = ruling(page(cast, claim=claim.pk), "att")
    assert "No majority" in html
    assert 'value="majority"' not in html
    assert send(cast, claim, take="majority").status_code == 400
    assert send(cast, claim, take="A").status_code == 302


def test_what_was_typed_survives_a_refusal(three):
    claim = three.claims()[0]
    answer = send(three, claim, codes=["att:none", "att:explicit"], reason="Both <i>fit</i>.")
    html = ruling(answer.content.decode(), "att")
    assert answer.status_code == 400
    assert "takes one code" in html
    assert "Both &lt;i&gt;fit&lt;/i&gt;." in html
    answer = send(three, claim, reason="No choice made.")
    assert "Choose an answer first." in answer.content.decode()
    assert "No choice made." in answer.content.decode()
    answer = send(three, claim, codes="src:official", reason="Wrong question.")
    assert answer.status_code == 400
    assert send(three, claim, codes="att:none", reason="x" * 2001).status_code == 400
    assert not Adjudication.objects.exists()


def test_a_decision_can_be_changed_and_withdrawn(three):
    claim = three.claims()[0]
    send(three, claim, take="majority")
    send(three, claim, codes="att:explicit", reason="On reflection.")
    decision = Adjudication.objects.get()
    assert [code.identifier for code in decision.codes.all()] == ["att:explicit"]
    html = ruling(page(three, claim=claim.pk), "att")
    assert "On reflection." in html
    send(three, claim, withdraw="1")
    assert not Adjudication.objects.get().codes.exists()
    html = page(three, claim=claim.pk)
    assert "0 of 3 disputed claims decided" in html
    assert "Decided:" not in html
    after = [event.after["codes"] for event in decision.events.all()]
    assert after == [["att:none"], ["att:explicit"], []]


def test_stepping_keeps_the_filters(three):
    first, second, _ = three.claims()
    html = page(three, variable="att", publisher="Harbour%20Post")
    assert f'href="/projects/quay/review/adjudicate/?claim={second.pk}&amp;variable=att' in html
    assert 'rel="prev"' not in html
    html = page(three, claim=second.pk)
    assert f'href="/projects/quay/review/adjudicate/?claim={first.pk}"' in html
    assert "Nothing disputed here" in page(three, variable="slant")


def test_the_question_asked_for_comes_first(cast):
    for user, slant in ((cast.ana, "none"), (cast.ben, "strong")):
        assignment = cast.take(user)
        for claim in cast.claims():
            cast.answer(assignment, claim, att="none", slant=slant)
            if user == cast.ana:
                cast.answer(assignment, claim, att="explicit", src="official")
        submit_assignment(assignment=assignment, actor=user)
    assert "data-current" in ruling(page(cast), "att")
    html = page(cast, variable="slant")
    assert "data-current" in ruling(html, "slant")
    assert "data-current" not in ruling(html, "att")


def test_a_decided_queue_says_so(three):
    for claim in three.claims():
        send(three, claim, take="majority")
    assert "Everything is decided" in page(three)


def test_questions_about_the_article_are_decided_for_it(cast):
    for user, genre in ((cast.ana, "report"), (cast.ben, "opinion")):
        assignment = cast.code_all(user, submit=False)
        cast.answer(assignment, None, genre=genre)
        submit_assignment(assignment=assignment, actor=user)
    html = page(cast, article=cast.article.pk)
    assert "The article as a whole" in html
    assert 'id="row-genre"' in html
    assert 'id="row-att"' not in html
    answer = cast.client(cast.reviewer).post(
        address(article=cast.article.pk), {"variable": "genre", "codes": "genre:report"}
    )
    assert answer.status_code == 302
    assert Adjudication.objects.get(variable__identifier="genre").claim is None


@pytest.mark.parametrize("query", [{"claim": "0"}, {"claim": "x"}, {"article": "999999"}])
def test_what_is_not_in_the_project_is_not_found(three, query):
    page(three, 404, **query)


def test_another_project_s_claim_is_not_found(three):
    claim = three.claims()[0]
    three.project.entries.filter(article=three.article).delete()
    page(three, 404, claim=claim.pk)
    assert send(three, claim, take="majority").status_code == 404


def test_a_changed_claim_cannot_be_decided(three):
    claim = three.claims()[0]
    split_claim(claim=claim, at=claim.start + 19, member=three.member(three.manager))
    page(three, 409, claim=claim.pk)
    assert send(three, claim, take="majority").status_code == 409
    assert not Adjudication.objects.exists()


def test_who_may_decide(three):
    claim = three.claims()[0]
    for user, status in ((three.ana, 403), (three.stranger, 404), (None, 302)):
        client = three.client(user)
        answer = client.post(address(claim=claim.pk), {"variable": "att", "take": "majority"})
        assert answer.status_code == status
    assert three.client(three.reviewer).put(address(claim=claim.pk)).status_code == 405
    assert not Adjudication.objects.exists()


def test_an_unknown_question_is_not_found(three):
    answer = send(three, three.claims()[0], variable="nonsense", codes="att:none")
    assert answer.status_code == 404


@pytest.mark.parametrize("how", ["letter", "majority", "own", "withdraw"])
def test_what_nobody_saw_is_not_decided(cast, how):
    """Letters and majority move when somebody hands in while the page is open."""
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    disagree(cast)
    claim, client = cast.claims()[0], cast.client(cast.reviewer)
    shown = seen_on(client, address(claim=claim.pk), "att")
    late = cast.code_all(cast.cleo)
    Assignment.objects.filter(pk=late.pk).update(public_id=uuid.UUID(int=1))  # comes first now
    fields = {
        "letter": {"take": "A"},
        "majority": {"take": "majority"},
        "own": {"codes": "att:none", "reason": "Typed."},
        "withdraw": {"withdraw": "1"},
    }[how]
    answer = client.post(address(claim=claim.pk), {"variable": "att", **shown, **fields})
    html = ruling(answer.content.decode(), "att")
    assert answer.status_code == 409
    assert "Answers changed since you opened this: look again." in html
    assert re.search(r"answers differ,\s+2 : 1", html)
    assert how != "own" or "Typed." in html
    assert not Adjudication.objects.exists()
    assert send(cast, claim, take="majority").status_code == 302


def test_an_answer_is_not_taken_by_a_form_that_showed_none(three):
    url = address(claim=three.claims()[0].pk)
    client = three.client(three.reviewer)
    assert client.post(url, {"variable": "att", "take": "majority"}).status_code == 409
    assert not Adjudication.objects.exists()
    assert client.post(url, {"variable": "att", "codes": "att:none"}).status_code == 302


def test_two_reviewers_do_not_overwrite_each_other(three):
    url = address(claim=three.claims()[0].pk)
    one, other = three.client(three.reviewer), three.client(three.manager)
    shown = seen_on(other, url, "att")
    wanted = {"codes": "att:explicit", "reason": "Considered at length."}
    assert post_seen(one, url, {"variable": "att", **wanted}).status_code == 302
    answer = other.post(url, {"variable": "att", "take": "majority", **shown})
    html = ruling(answer.content.decode(), "att")
    assert answer.status_code == 409
    assert "Somebody has decided this otherwise since you opened it" in html
    assert html.count("Considered at length.") == 2  # what stands now, and in the form
    decision = Adjudication.objects.get()
    assert (decision.decided_by, decision.reason) == (three.reviewer, "Considered at length.")
    assert other.post(url, {"variable": "att", "withdraw": "1", **shown}).status_code == 409
    assert decision.events.count() == 1


def test_what_is_sent_twice_is_decided_once(three):
    url = address(claim=three.claims()[0].pk)
    client = three.client(three.reviewer)
    sent = {"variable": "att", "take": "majority", **seen_on(client, url, "att")}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert Adjudication.objects.get().events.count() == 1


def test_what_a_decision_opens_is_asked_of_the_reviewer(cast):
    for user in (cast.ana, cast.ben):
        cast.code_all(user)
    claim = cast.claims()[0]
    assert "no answer" in ruling(page(cast, claim=claim.pk), "src")
    answer = send(cast, claim, codes="att:explicit", reason="Both slipped.")
    assert answer.url.endswith("#row-src")
    html = page(cast)
    assert claim.text in html
    assert "applies by what you decided: nobody was asked" in ruling(html, "src")
    assert "data-current" in ruling(html, "src")
    assert "data-own open" in ruling(html, "src")
    assert 'name="take"' not in ruling(html, "src")
    answer = send(cast, claim, variable="src", codes="src:official")
    assert answer.status_code == 302
    html = page(cast, claim=claim.pk)
    assert "Decided:" in ruling(html, "src")
    assert "nobody was asked" not in html


def test_words_of_the_article_are_never_markup(cast):
    cast.add_article("The <script>alert(1)</script> note said that water was <b>safe</b>.")
    cast.code_all(cast.ana)
    disagree(cast, users=(cast.ben,))
    disagree(cast)
    html = page(cast, article=cast.project.entries.last().article_id)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
