"""The annotate page and its plain form: what it shows, to whom, and what it saves."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.annotation.actions import return_assignment, split_claim
from annotator.annotation.models import Label
from annotator.projects.actions import change_settings


def page(assignment, name: str = "annotate") -> str:
    return reverse(name, args=[assignment.project.slug, assignment.public_id])


def given(assignment, claim=None) -> list[str]:
    rows = Label.objects.filter(assignment=assignment, claim=claim)
    return sorted(rows.values_list("code__identifier", flat=True))


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


@pytest.fixture
def assignment(cast):
    return cast.take(cast.ana)


@pytest.fixture
def client(cast):
    return cast.client(cast.ana)


class TestWhoComesIn:
    def test_the_annotator(self, assignment, client):
        assert client.get(page(assignment)).status_code == 200

    def test_anonymous_logs_in_first(self, cast, assignment):
        response = cast.client(None).get(page(assignment))
        assert response.url == f"{reverse('account_login')}?next={page(assignment)}"

    @pytest.mark.parametrize("who", ["ben", "reviewer", "manager", "stranger"])
    @pytest.mark.parametrize(
        "name",
        [
            *("annotate", "annotate_answers", "annotate_note", "annotate_submit", "annotate_skip"),
            *("annotate_undo", "annotate_redo", "annotate_flag", "annotate_place"),
            "annotate_reopen",
        ],
    )
    def test_nobody_else(self, cast, assignment, who, name):
        client = cast.client(getattr(cast, who))
        body = {"note": "x", "reason": "x", "claim": cast.claims()[0].pk}
        assert client.post(page(assignment, name), body).status_code == 404
        assert client.get(page(assignment, name)).status_code in (404, 405)
        assignment.refresh_from_db()
        assert (assignment.state, assignment.note) == ("open", "")

    def test_another_projects_address_leads_nowhere(self, cast, assignment, client):
        other = reverse("annotate", args=["nowhere", assignment.public_id])
        assert client.get(other).status_code == 404

    def test_wrong_method(self, assignment, client):
        assert client.delete(page(assignment)).status_code == 405
        assert client.put(page(assignment, "annotate_answers")).status_code == 405


class TestWhatItShows:
    def test_the_text_its_claims_and_the_questions(self, cast, assignment, client):
        response = client.get(page(assignment))
        shown = text_of(response)
        for claim in cast.claims():
            assert claim.text in shown
            assert f'data-claim="{claim.pk}"' in response.content.decode()
        assert "Claim 1 of 3" in shown
        assert "0 of 3 done" in shown
        assert "Attribution" in shown
        assert "Official, named" in shown

    def test_a_claim_can_be_chosen_by_address(self, cast, assignment, client):
        claim = cast.claims()[2]
        assert "Claim 3 of 3" in text_of(client.get(f"{page(assignment)}?claim={claim.pk}"))

    @pytest.mark.parametrize("claim", ["", "0", "99999999999999999999999", "x", "%00", "-1"])
    def test_an_unknown_claim_shows_the_first_open_one(self, assignment, client, claim):
        response = client.get(f"{page(assignment)}?claim={claim}")
        assert response.status_code == 200
        assert "Claim 1 of 3" in text_of(response)

    def test_stretches_that_assert_nothing_are_named_by_role(self, cast, client):
        cast.add_article("The lock is shut.\n\n(Photo: Brask Picture Desk)", title="Lock")
        cast.code_all(cast.ana)
        assignment = cast.take(cast.ana)
        shown = client.get(page(assignment)).content.decode()
        assert 'data-role="credit" data-label="Media credit"' in shown
        assert "Claim 1 of 1" in text_of(client.get(page(assignment)))

    def test_a_right_to_left_article_says_so(self, cast, client):
        text = "قال الوزير إن الميناء سيفتح يوم الأحد.\n\nلم يعلق أحد."
        cast.add_article(text, language="ar", title="الميناء")
        cast.code_all(cast.ana)
        shown = client.get(page(cast.take(cast.ana))).content.decode()
        assert '<article class="annotate-article" dir="rtl" lang="ar">' in shown

    def test_markup_in_a_text_is_text(self, cast, client):
        cast.add_article("<script>alert(1)</script> said </script><b>no</b> to it.")
        cast.code_all(cast.ana)
        shown = client.get(page(cast.take(cast.ana))).content.decode()
        assert "<script>alert" not in shown
        assert "<b>no</b>" not in shown

    def test_questions_that_are_switched_off_are_not_shown(self, cast, assignment, client):
        cast.answer(assignment, cast.claims()[0], att="none", slant="strong")
        change_settings(
            project=cast.project,
            title="The quay",
            overlap=2,
            guidelines="",
            variable_ids=["att", "src"],
        )
        response = client.get(page(assignment))
        assert "slant" not in response.content.decode()
        assert "Bias of wording" not in text_of(response)
        assert given(assignment, cast.claims()[0]) == ["att:none", "slant:strong"]

    def test_inherited_labels_ask_to_be_confirmed(self, cast, assignment, client):
        claim = cast.claims()[0]
        cast.answer(assignment, claim, att="none", slant="none")
        place = claim.start + claim.text.index("that the north")
        split_claim(claim=claim, at=place, member=cast.member(cast.manager))
        half = cast.claims()[0]
        standing = client.get(page(assignment, "annotate_answers")).json()["claims"]
        assert sorted(standing[str(half.pk)]["inherited"]) == ["att", "slant"]
        assert f'data-entry="{half.pk}" data-status="done" data-inherited' in (
            client.get(page(assignment)).content.decode()
        )

    def test_others_labels_are_nowhere(self, cast, assignment, client):
        cast.code_all(cast.ben, slant="strong")
        standing = client.get(page(assignment, "annotate_answers")).json()
        assert standing["claims"] == {}
        assert (standing["flags"], standing["steps"]) == ({}, [])
        assert "1 of 3 done" not in text_of(client.get(page(assignment)))

    def test_queries_do_not_grow_with_the_article(self, cast, client):
        first = cast.code_all(cast.ana)
        cast.add_article("\n\n".join(f"The lock {n} is shut." for n in range(60)))
        second = cast.code_all(cast.ana)
        client.get(page(first))
        with CaptureQueriesContext(connection) as few:
            client.get(page(first))
        with CaptureQueriesContext(connection) as many:
            client.get(page(second))
        assert len(many) == len(few) <= 15


class TestReadOnly:
    def test_after_submitting(self, cast, client):
        assignment = cast.code_all(cast.ana)
        response = client.get(page(assignment))
        shown = text_of(response)
        assert "Submitted on" in shown
        assert "Save and next" not in shown
        assert "Take the next article" in shown
        assert 'data-writable="false"' in response.content.decode()

    def test_a_plain_form_that_comes_late_is_refused_in_words(self, cast, client):
        assignment = cast.code_all(cast.ana)
        claim = cast.claims()[0]
        response = client.post(
            page(assignment), {"claim": claim.pk, "att": "att:none", "slant": "slant:strong"}
        )
        assert response.status_code == 409
        assert "its labels can no longer be changed" in text_of(response)
        assert given(assignment, claim) == ["att:none", "slant:none"]

    def test_sent_back_shows_why_and_takes_answers(self, cast, client):
        assignment = cast.code_all(cast.ana)
        member = cast.member(cast.reviewer)
        return_assignment(assignment=assignment, member=member, reason="Claim 2, please.")
        assert "Claim 2, please." in text_of(client.get(page(assignment)))


class TestPlainForm:
    def post(self, client, assignment, claim, **answers):
        return client.post(page(assignment), {"claim": claim.pk, **answers})

    def test_saves_and_goes_to_the_next_claim(self, cast, assignment, client):
        first, second, _third = cast.claims()
        answers = {"att": "att:explicit", "src": "src:official", "slant": "slant:none"}
        response = self.post(client, assignment, first, **answers, topic=["topic:roads"])
        assert response.url == f"{page(assignment)}?claim={second.pk}#code"
        assert given(assignment, first) == [
            "att:explicit", "slant:none", "src:official", "topic:roads",
        ]  # fmt: skip

    def test_what_is_not_chosen_is_cleared(self, cast, assignment, client):
        claim = cast.claims()[0]
        self.post(client, assignment, claim, slant="slant:none", topic=["topic:roads"])
        self.post(client, assignment, claim, slant="")
        assert given(assignment, claim) == []

    def test_what_does_not_apply_is_left_out_and_said(self, cast, assignment, client):
        claim = cast.claims()[0]
        answers = {"att": "att:none", "src": "src:official", "slant": "slant:none"}
        response = self.post(client, assignment, claim, **answers)
        assert given(assignment, claim) == ["att:none", "slant:none"]
        assert "does not apply with your other answers: Source kind" in text_of(
            client.get(response.url)
        )

    def test_a_preset_stays_until_the_claim_is_done(self, cast, assignment, client):
        first, second, _third = cast.claims()
        response = client.post(page(assignment), {"claim": first.pk, "preset": "0"})
        assert f"claim={first.pk}" in response.url
        assert given(assignment, first) == ["att:explicit", "src:official"]
        cast.answer(assignment, second, slant="none")
        response = client.post(page(assignment), {"claim": second.pk, "preset": "1"})
        assert f"claim={second.pk}" not in response.url

    def test_article_questions_have_their_own_form(self, assignment, client):
        response = client.post(page(assignment), {"claim": "article", "genre": "genre:report"})
        assert response.status_code == 302
        assert given(assignment) == ["genre:report"]

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"claim": "99999999"},
            {"claim": "x"},
            {"claim": "first", "slant": "slant:enormous"},
            {"claim": "first", "slant": ["slant:none", "slant:some"]},
            {"claim": "first", "preset": "99"},
            {"claim": "first", "preset": "x"},
            {"claim": "article", "preset": "0"},
        ],
    )
    def test_nonsense_is_refused_and_nothing_saved(self, cast, assignment, client, sent):
        if sent.get("claim") == "first":
            sent = {**sent, "claim": str(cast.claims()[0].pk)}
        response = client.post(page(assignment), sent)
        assert response.status_code == 400
        assert Label.objects.count() == 0

    def test_a_claim_that_was_cut_anew_is_refused_in_words(self, cast, assignment, client):
        claim = cast.claims()[0]
        place = claim.start + claim.text.index("that the north")
        split_claim(claim=claim, at=place, member=cast.member(cast.manager))
        response = self.post(client, assignment, claim, slant="slant:none")
        assert response.status_code == 409
        assert "was changed in the meantime" in text_of(response)
