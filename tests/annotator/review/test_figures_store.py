"""What is kept is never taken for what it is not, and is made anew once when it is old."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.annotation.actions import (
    redo_claim_edit,
    return_assignment,
    skip_assignment,
    split_claim,
    undo_claim_edit,
)
from annotator.annotation.models import Assignment
from annotator.projects.actions import add_member, change_settings, remove_member
from annotator.projects.models import ProjectArticle
from annotator.review.actions import adjudicate
from annotator.review.figures import actions, store
from annotator.review.figures.actions import RETRY_AFTER, ask_for_figures
from annotator.review.figures.building import build_document
from annotator.review.figures.filters import Filters
from annotator.review.figures.fingerprint import fingerprint
from annotator.review.figures.store import figures_of
from annotator.review.figures.tasks import remake_figures
from annotator.review.models import KeptFigures
from tests.annotator.review.studies import add_articles, disagree, run_study

ALL = Filters()


@pytest.fixture
def built(monkeypatch):
    """Counts how often figures are made."""
    made = []

    def build(member, filters):
        made.append(filters)
        return build_document(member, filters)

    monkeypatch.setattr(actions, "build_document", build)
    return made


@pytest.fixture
def large(monkeypatch):
    """Every project has too many labels to count while somebody waits."""
    monkeypatch.setattr(store, "LIVE_LABELS", 0)


def unstamped(document: dict) -> dict:
    return {key: value for key, value in document.items() if key != "made_at"}


def check_kept(member, filters=ALL) -> None:
    """What is shown, what is kept and what is made anew are the same."""
    shown = figures_of(member, filters)
    kept = KeptFigures.objects.get(project=member.project_id, key=filters.key)
    assert shown.is_fresh
    assert shown.document == kept.document
    assert unstamped(kept.document) == unstamped(build_document(member, filters))


# -- what a change changes --------------------------------------------------------------------


def submits(cast):
    cast.code_all(cast.cleo)


def takes(cast):
    cast.take(cast.cleo)


def skips(cast):
    skip_assignment(assignment=cast.take(cast.cleo), actor=cast.cleo, reason="Mine.")


def sends_back(cast):
    one = Assignment.objects.filter(state="submitted").first()
    return_assignment(assignment=one, member=cast.member(cast.reviewer), reason="Look again.")


def adds_an_article(cast):
    cast.add_article("One more story said so.")


def decides(cast):
    adjudicate(
        member=cast.member(cast.reviewer),
        claim=cast.claims()[0],
        variable="att",
        codes=["att:none"],
        reason="The verb says so.",
    )


def lets_somebody_in(cast):
    add_member(project=cast.project, user=cast.stranger, role="annotator")


def gives_another_role(cast):
    add_member(project=cast.project, user=cast.cleo, role="reviewer")


def lets_somebody_go(cast):
    remove_member(membership=cast.member(cast.cleo))


def switches_questions_off(cast):
    change_settings(
        project=cast.project, title="The quay", overlap=2, guidelines="", variable_ids=["att"]
    )


def wants_more_annotators(cast):
    change_settings(
        project=cast.project, title="The quay", overlap=3, guidelines="",
        variable_ids=cast.project.variable_ids,
    )  # fmt: skip


def draws_the_sample(cast):
    ProjectArticle.objects.filter(project=cast.project).update(in_sample=True)


def decides_the_article(cast):
    ProjectArticle.objects.filter(project=cast.project).update(decided_at=timezone.now())


def splits(cast):
    claim = cast.claims()[1]
    return split_claim(claim=claim, at=claim.start + 23, member=cast.member(cast.manager))


CHANGES = [
    submits, takes, skips, sends_back, adds_an_article, decides, lets_somebody_in,
    gives_another_role, lets_somebody_go, switches_questions_off, wants_more_annotators,
    draws_the_sample, decides_the_article, splits,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_change_makes_another_state_and_fresh_figures(cast, change):
    add_articles(cast, 1)
    disagree(cast)
    before = fingerprint(cast.member(cast.reviewer))
    check_kept(cast.member(cast.reviewer))
    change(cast)
    assert fingerprint(cast.member(cast.reviewer)) != before
    check_kept(cast.member(cast.reviewer))


def test_withdrawing_a_decision_is_a_change_too(cast):
    disagree(cast)
    decides(cast)
    member = cast.member(cast.reviewer)
    before = fingerprint(member)
    adjudicate(member=member, claim=cast.claims()[0], variable="att", codes=[])
    assert fingerprint(member) != before
    check_kept(member)


def test_edits_undone_and_made_again_are_told_apart(cast):
    """With one of two edits undone, it matters which."""
    manager = cast.member(cast.manager)
    other = cast.add_article("The office said that the old road would be closed from spring on.")
    one = splits(cast)
    claim = cast.claims(other)[0]
    two = split_claim(claim=claim, at=claim.start + 16, member=manager)
    undo_claim_edit(edit=one, member=manager)
    states = [fingerprint(manager)]
    redo_claim_edit(edit=one, member=manager)
    states.append(fingerprint(manager))
    undo_claim_edit(edit=two, member=manager)
    states.append(fingerprint(manager))
    assert states[0] != states[1] != states[2] != states[0]


def test_an_answer_in_work_that_is_open_is_counted_at_once(cast):
    assignment = cast.take(cast.ana)
    member = cast.member(cast.reviewer)
    for number, claim in enumerate(cast.claims()):
        row = figures_of(member, ALL).document["annotators"][0]
        assert (row["annotator"], row["labels"]) == ("ana", number)
        cast.answer(assignment, claim, att="none")
    check_kept(member)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_is_made_anew(cast, seed):
    run_study(cast, seed=seed)
    member = cast.member(cast.reviewer)
    for filters in (ALL, Filters(publisher="Valley Wire"), Filters(annotators=("ana", "ben"))):
        check_kept(member, filters)


# -- keeping ----------------------------------------------------------------------------------


def test_nothing_is_made_twice(cast, built):
    disagree(cast)
    first = figures_of(cast.member(cast.reviewer), ALL)
    again = figures_of(cast.member(cast.manager), ALL)
    assert again == first
    assert built == [ALL]


def test_each_choice_is_kept_on_its_own(cast, built):
    disagree(cast)
    member = cast.member(cast.reviewer)
    chosen = Filters(publisher="Harbour Post")
    for _ in range(2):
        figures_of(member, ALL)
        figures_of(member, chosen)
    assert built == [ALL, chosen]


def test_few_choices_are_kept(cast, monkeypatch):
    monkeypatch.setattr(actions, "MAX_KEPT", 2)
    member = cast.member(cast.reviewer)
    for language in ("a", "b", "c", "d"):
        figures_of(member, Filters(language=language))
    kept = KeptFigures.objects.values_list("filters", flat=True).order_by("made_at")
    assert list(kept) == [{"language": "c"}, {"language": "d"}]


def test_figures_that_cannot_be_kept_are_shown_all_the_same(cast, monkeypatch):
    disagree(cast)

    def refuse(*_args, **_kwargs):
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(KeptFigures.objects, "update_or_create", refuse)
    shown = figures_of(cast.member(cast.reviewer), ALL)
    assert shown.is_fresh
    assert shown.document["labels"] > 0
    assert not KeptFigures.objects.exists()


def test_annotators_are_refused(cast):
    with pytest.raises(PermissionDenied):
        figures_of(cast.member(cast.ana), ALL)


def test_asking_again_costs_the_same_for_many(cast):
    def queries() -> int:
        disagree(cast)
        member = cast.member(cast.reviewer)
        figures_of(member, ALL)
        with CaptureQueriesContext(connection) as made:
            figures_of(member, ALL)
        return len(made)

    add_articles(cast, 1)
    few = queries()
    add_articles(cast, 6, claims=10)
    assert queries() == few <= 10


# -- large projects -----------------------------------------------------------------------------


def test_a_large_project_answers_with_what_is_kept_and_is_made_anew_behind(
    cast, large, built, django_capture_on_commit_callbacks
):
    add_articles(cast, 1)
    disagree(cast)
    member = cast.member(cast.reviewer)
    first = figures_of(member, ALL)
    assert (first.is_fresh, first.is_being_made) == (True, False)
    disagree(cast)
    with django_capture_on_commit_callbacks(execute=True) as begun:
        old = figures_of(member, ALL)
        assert (old.is_fresh, old.is_being_made, old.changes) == (False, True, 2)
        assert old.document == first.document
        assert figures_of(member, ALL) == old
    assert len(begun) == 1
    assert len(built) == 2
    check_kept(member)
    assert figures_of(member, ALL).document["labels"] > first.document["labels"]


def test_open_work_does_not_make_the_figures_of_a_large_project_old(cast, large):
    assignment = cast.take(cast.ana)
    member = cast.member(cast.reviewer)
    figures_of(member, ALL)
    cast.answer(assignment, cast.claims()[0], att="none")
    assert figures_of(member, ALL).is_fresh


def test_a_worker_that_died_is_not_waited_for(cast, large):
    member = cast.member(cast.reviewer)
    figures_of(member, ALL)
    kept = KeptFigures.objects.get()
    assert ask_for_figures(kept=kept) is True
    assert ask_for_figures(kept=kept) is False
    KeptFigures.objects.update(requested_at=timezone.now() - RETRY_AFTER - timedelta(seconds=1))
    assert ask_for_figures(kept=kept) is True


def test_figures_that_nobody_can_ask_for_any_more_are_forgotten(cast):
    member = cast.member(cast.reviewer)
    figures_of(member, ALL)
    KeptFigures.objects.update(filters={"publisher": "Renamed since"})
    assert remake_figures.call(cast.project.pk, ALL.key) == 0
    assert remake_figures.call(cast.project.pk, ALL.key) == 0
    assert not KeptFigures.objects.exists()


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_one_begins(transactional_db, cast, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    figures_of(cast.member(cast.reviewer), ALL)
    kept = KeptFigures.objects.get()
    gate, begun, errors = threading.Barrier(8), [], []

    def ask():
        try:
            gate.wait(timeout=60)
            begun.append(ask_for_figures(kept=kept))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert sorted(begun) == [False] * 7 + [True]


def test_figures_that_other_code_made_are_not_shown(cast, monkeypatch):
    """After an upgrade the document may have another shape."""
    disagree(cast)
    member = cast.member(cast.reviewer)
    figures_of(member, ALL)
    KeptFigures.objects.update(document={"agreement": "as it was once written"})
    store._documents.clear()
    monkeypatch.setattr(store, "code_digest", lambda: "of the next release")
    assert figures_of(member, ALL).document["agreement"][0]["variable"] == "att"
    assert KeptFigures.objects.get().state["code"] == "of the next release"


def test_figures_of_other_questions_are_not_shown(cast, monkeypatch):
    """A page that knows the new question would look for it in vain."""
    monkeypatch.setattr(store, "LIVE_LABELS", 0)
    disagree(cast)
    cast.project.variable_ids = ["att", "src"]
    cast.project.save(update_fields=["variable_ids"])
    figures_of(cast.member(cast.reviewer), ALL)
    cast.project.variable_ids = ["att", "slant"]
    cast.project.save(update_fields=["variable_ids"])
    found = figures_of(cast.member(cast.reviewer), ALL).document["agreement"]
    assert [row["variable"] for row in found] == ["att", "slant"]


LATER = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def test_a_page_of_a_large_project_does_not_count_while_somebody_waits(
    cast, monkeypatch, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = LATER
    monkeypatch.setattr(store, "LIVE_LABELS", 0)
    disagree(cast)
    client, page = cast.client(cast.reviewer), reverse("review", args=["quay"])
    age = reverse("review_age", args=["quay"])
    with django_capture_on_commit_callbacks(execute=True) as asked:
        first = client.get(page)
        client.get(page)
    assert first.status_code == 202
    assert "These figures are being made" in first.content.decode()
    assert len(asked) == 1
    told = client.get(age, headers={"accept": "application/json"}).json()
    assert told == {"made_at": "", "is_being_made": True}
    remake_figures.func(cast.project.pk, ALL.key)
    assert client.get(page).status_code == 200
    assert client.get(age, headers={"accept": "application/json"}).json()["made_at"]
    check_kept(cast.member(cast.reviewer))


def test_figures_are_kept_after_a_cut_was_undone(cast):
    """A database may sum up to a number that JSON does not know."""
    manager = cast.member(cast.manager)
    claim = cast.claims()[0]
    edit = split_claim(claim=claim, at=claim.start + 12, member=manager)
    undo_claim_edit(edit=edit, member=manager)
    assert figures_of(manager, Filters()).is_fresh
    assert KeptFigures.objects.get().state == store.current_state(manager, large=False)
