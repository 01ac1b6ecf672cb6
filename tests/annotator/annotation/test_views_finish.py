"""Handing in, skipping, and the note to the reviewer."""

import pytest
from django.urls import reverse

from annotator.annotation.models import Assignment, AssignmentEvent
from tests.annotator.annotation.test_views_annotate import page, text_of


@pytest.fixture
def client(cast):
    return cast.client(cast.ana)


class TestSubmit:
    def test_a_complete_article_is_handed_in(self, cast, client):
        assignment = cast.code_all(cast.ana, submit=False)
        response = client.post(page(assignment, "annotate_submit"), follow=True)
        assert response.redirect_chain == [("/", 302)]
        assert "Submitted: “Quay to reopen”" in text_of(response)
        assert "Take the next article" in text_of(response)
        assignment.refresh_from_db()
        assert assignment.state == "submitted"

    def test_what_is_missing_is_listed_with_links(self, cast, client):
        assignment = cast.take(cast.ana)
        first, second, third = cast.claims()
        cast.answer(assignment, first, att="none", slant="none")
        cast.answer(assignment, second, att="explicit", slant="none")
        response = client.post(page(assignment, "annotate_submit"))
        assert response.status_code == 409
        shown = text_of(response)
        assert "required answers are missing" in shown
        assert "Claim 2: Source kind" in shown
        assert "Claim 3: Attribution, Source kind, Bias of wording" in shown
        assert "Claim 1:" not in shown
        links = response.content.decode()
        for claim in (second, third):
            link = f'href="{page(assignment)}?claim={claim.pk}#code" data-go="{claim.pk}"'
            assert link in links
        assignment.refresh_from_db()
        assert assignment.state == "open"

    def test_twice_is_once(self, cast, client):
        assignment = cast.code_all(cast.ana, submit=False)
        for _ in range(2):
            assert client.post(page(assignment, "annotate_submit")).status_code == 302
        assert AssignmentEvent.objects.filter(after="submitted").count() == 1

    def test_after_skipping_it_says_so(self, cast, client):
        assignment = cast.take(cast.ana)
        client.post(page(assignment, "annotate_skip"), {"reason": "Not mine."})
        response = client.post(page(assignment, "annotate_submit"))
        assert response.status_code == 409
        assert "You have skipped this article" in text_of(response)


class TestSkip:
    def test_with_a_reason_it_goes_back_to_the_queue(self, cast, client):
        assignment = cast.take(cast.ana)
        response = client.post(page(assignment, "annotate_skip"), {"reason": " In Dutch. "})
        assert response.url == "/"
        assignment.refresh_from_db()
        assert (assignment.state, assignment.reason, assignment.slot) == (
            "skipped", "In Dutch.", None,
        )  # fmt: skip
        assert "In Dutch." in text_of(client.get(page(assignment)))

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 2001, "a\x00b"])
    def test_without_one_it_does_not(self, cast, client, reason):
        assignment = cast.take(cast.ana)
        response = client.post(page(assignment, "annotate_skip"), {"reason": reason})
        assert response.status_code == 400
        assert 'role="alert"' in response.content.decode()
        assignment.refresh_from_db()
        assert assignment.state == "open"

    def test_a_submitted_article_cannot_be_skipped(self, cast, client):
        assignment = cast.code_all(cast.ana)
        response = client.post(page(assignment, "annotate_skip"), {"reason": "Oh."})
        assert response.status_code == 409
        assert Assignment.objects.get().state == "submitted"


class TestNote:
    def test_it_is_kept(self, cast, client):
        assignment = cast.take(cast.ana)
        response = client.post(page(assignment, "annotate_note"), {"note": " Two voices in 2. "})
        assert response.url == page(assignment)
        assignment.refresh_from_db()
        assert assignment.note == "Two voices in 2."
        assert "Two voices in 2." in text_of(client.get(page(assignment)))

    def test_a_script_gets_it_back(self, cast, client):
        response = client.post(
            page(cast.take(cast.ana), "annotate_note"),
            {"note": "Two voices."},
            headers={"accept": "application/json"},
        )
        assert response.json() == {"note": "Two voices."}

    @pytest.mark.parametrize("accept", ["text/html", "application/json"])
    def test_one_that_is_too_long_is_refused(self, cast, client, accept):
        assignment = cast.take(cast.ana)
        response = client.post(
            page(assignment, "annotate_note"), {"note": "x" * 2001}, headers={"accept": accept}
        )
        assert response.status_code == 400
        assert "2000" in response.content.decode()

    def test_not_after_submitting(self, cast, client):
        assignment = cast.code_all(cast.ana)
        response = client.post(page(assignment, "annotate_note"), {"note": "Late."})
        assert response.status_code == 409


@pytest.mark.parametrize("name", ["annotate_submit", "annotate_skip", "annotate_note"])
class TestEachForm:
    def test_takes_forms_only(self, cast, client, name):
        assert client.get(page(cast.take(cast.ana), name)).status_code == 405

    def test_asks_strangers_to_log_in_and_come_to_the_page(self, cast, name):
        assignment = cast.take(cast.ana)
        response = cast.client(None).post(page(assignment, name), {"reason": "x", "note": "x"})
        assert response.url == f"{reverse('account_login')}?next={page(assignment)}"
