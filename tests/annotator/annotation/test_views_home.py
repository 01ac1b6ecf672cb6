"""“My work”: who sees what, taking the next article, a constant number of queries."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.annotation.actions import return_assignment, skip_assignment
from annotator.annotation.models import Assignment
from annotator.projects.actions import add_member, create_project

HOME = "/"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def next_url(cast) -> str:
    return reverse("queue_next", args=[cast.project.slug])


def test_it_asks_strangers_to_log_in(client, db):
    response = client.get(HOME)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_it_takes_no_forms(cast):
    assert cast.client(cast.ana).post(HOME).status_code == 405


def test_an_annotator_who_has_nothing_yet_is_offered_an_article(cast):
    shown = text_of(cast.client(cast.ana).get(HOME))
    assert "Take the next article" in shown
    assert "Ready when you are" in shown


def test_progress_counts_claims_with_every_required_answer(cast):
    assignment = cast.take(cast.ana)
    first, second, _third = cast.claims()
    cast.answer(assignment, first, att="none", slant="none")
    cast.answer(assignment, second, att="explicit", slant="none")  # src is still open
    shown = text_of(cast.client(cast.ana).get(HOME))
    assert "1 of 3 claims" in shown
    assert "Continue" in shown
    assert reverse("annotate", args=[cast.project.slug, assignment.public_id]) in shown
    assert "Take the next article" not in shown


def test_what_was_sent_back_shows_the_reviewers_reason(cast):
    assignment = cast.code_all(cast.ana)
    return_assignment(
        assignment=assignment, member=cast.member(cast.reviewer), reason="Look at <claim> 2."
    )
    shown = text_of(cast.client(cast.ana).get(HOME))
    assert "Look at &lt;claim&gt; 2." in shown
    assert "Continue" in shown


def test_submitted_and_skipped_are_listed(cast):
    cast.add_article("The lock was shut on Friday.", title="The lock")
    cast.code_all(cast.ana)
    skip_assignment(assignment=cast.take(cast.ana), actor=cast.ana, reason="My cousin wrote it.")
    shown = text_of(cast.client(cast.ana).get(HOME))
    assert "Quay to reopen" in shown
    assert "3 claims" in shown
    assert "My cousin wrote it." in shown
    assert "Take the next article" in shown


def test_nobody_elses_work_is_listed(cast):
    cast.add_article("The lock was shut on Friday.", title="The lock")
    other = cast.take(cast.ben)
    cast.code_all(cast.ben)
    shown = text_of(cast.client(cast.ana).get(HOME))
    assert str(other.public_id) not in shown
    assert "Submitted" not in shown


def test_reviewers_and_managers_get_links_instead(cast):
    slug = cast.project.slug
    for user, manages in [(cast.reviewer, False), (cast.manager, True)]:
        shown = text_of(cast.client(user).get(HOME))
        assert reverse("review", args=[slug]) in shown
        assert reverse("article_list", args=[slug]) in shown
        assert (reverse("members", args=[slug]) in shown) == manages
        assert (reverse("project_create") in shown) == manages
        assert "Take the next article" not in shown


def test_a_person_without_projects_is_told_what_to_do(cast):
    shown = text_of(cast.client(cast.stranger).get(HOME))
    assert "You are not a member of any project" in shown


def work_in_another_project(cast, place: int) -> None:
    """One more project, with an assignment submitted, one skipped and one in hand."""
    project = create_project(
        slug=f"more-{place}",
        title=f"More {place}",
        codebook_version=cast.version,
        overlap=2,
        creator=cast.manager,
    )
    add_member(project=project, user=cast.ana, role="annotator")
    elsewhere = replace(cast, project=project)
    for name in ("first", "second", "third"):
        elsewhere.add_article(f"The {name} lock of project {place} was shut.")
    elsewhere.code_all(cast.ana)
    skip_assignment(assignment=elsewhere.take(cast.ana), actor=cast.ana, reason="Not mine.")
    elsewhere.take(cast.ana)


def test_the_number_of_queries_does_not_grow(cast):
    client = cast.client(cast.ana)
    work_in_another_project(cast, 0)
    client.get(HOME)  # reads the codebook, once for the process
    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    for place in range(1, 5):
        work_in_another_project(cast, place)
    with CaptureQueriesContext(connection) as many:
        client.get(HOME)
    assert Assignment.objects.filter(annotator=cast.ana).count() == 15
    assert len(many) == len(few) <= 9


class TestTakingTheNext:
    def test_it_opens_the_article(self, cast):
        response = cast.client(cast.ana).post(next_url(cast))
        taken = Assignment.objects.get(annotator=cast.ana)
        assert response.url == reverse("annotate", args=[cast.project.slug, taken.public_id])

    def test_twice_is_once(self, cast):
        client = cast.client(cast.ana)
        assert client.post(next_url(cast)).url == client.post(next_url(cast)).url

    def test_nothing_left_is_said(self, cast):
        cast.code_all(cast.ana)
        response = cast.client(cast.ana).post(next_url(cast), follow=True)
        assert response.redirect_chain == [(HOME, 302)]
        assert "Nothing left to code in “The quay”" in text_of(response)

    def test_a_stranger_logs_in_first_and_comes_home(self, cast):
        response = cast.client(None).post(next_url(cast))
        assert response.url == f"{reverse('account_login')}?next=/"

    @pytest.mark.parametrize(
        ("who", "status"), [("reviewer", 403), ("manager", 403), ("stranger", 404)]
    )
    def test_others_may_not(self, cast, who, status):
        response = cast.client(getattr(cast, who)).post(next_url(cast))
        assert response.status_code == status

    def test_it_takes_forms_only(self, cast):
        assert cast.client(cast.ana).get(next_url(cast)).status_code == 405
