"""Labels of a file: matched, saved whole or not at all, and saved once."""

import pytest

from annotator.annotation.models import Assignment, AssignmentEvent, Label, LabelEvent
from annotator.projects.models import Membership
from tests.annotator.export.importing.conftest import as_lines, exported, labels_of, rows_in, save


def test_a_round_trip_into_another_project(coded, elsewhere):
    report = save(elsewhere, exported(coded.project), coded.manager)
    assert report.problems == []
    assert [(one[0], *one[1:9]) for one in labels_of(elsewhere)] == [
        (one[0], *one[1:9]) for one in labels_of(coded.project)
    ]
    assert report.answers["new"] == 13
    assert report.labels == Label.objects.filter(assignment__project=elsewhere).count()
    states = dict(
        Assignment.objects.filter(project=elsewhere).values_list("annotator__username", "state")
    )
    assert states == {"ana": "submitted", "ben": "assigned"}


def test_again_changes_nothing(coded, elsewhere):
    content = exported(coded.project)
    save(elsewhere, content, coded.manager)
    before = (labels_of(elsewhere), LabelEvent.objects.count(), AssignmentEvent.objects.count())
    report = save(elsewhere, content, coded.manager)
    after = (labels_of(elsewhere), LabelEvent.objects.count(), AssignmentEvent.objects.count())
    assert before == after
    assert report.answers == {"unchanged": 13}
    assert report.labels == 0


def test_into_its_own_project(coded):
    report = save(coded.project, exported(coded.project), coded.manager)
    assert report.answers == {"unchanged": 13}
    assert report.problems == []


def test_history_says_import_and_who(coded, elsewhere):
    save(elsewhere, exported(coded.project), coded.manager)
    events = LabelEvent.objects.filter(project=elsewhere)
    assert set(events.values_list("cause", "actor__username")) == {("import", "manager")}
    assert events.count() == 13
    told = AssignmentEvent.objects.filter(project=elsewhere).values_list("event", "after")
    assert set(told) == {("import", "submitted"), ("deal", "assigned")}


def test_a_dry_run_does_the_same_and_saves_nothing(coded, elsewhere):
    content = exported(coded.project)
    tried = save(elsewhere, content, coded.manager, dry_run=True, make_accounts="true")
    assert labels_of(elsewhere) == []
    assert not Assignment.objects.filter(project=elsewhere).exists()
    done = save(elsewhere, content, coded.manager, make_accounts="true")
    assert tried.as_json() == done.as_json()


# -- conflicts -----------------------------------------------------------------------------------


def test_another_answer_is_a_conflict_unless_replaced(coded):
    rows = rows_in(exported(coded.project))
    changed = [
        {**row, "code": "slant:strong"} if row["variable"] == "slant" else row for row in rows
    ]
    report = save(coded.project, as_lines(changed), coded.manager)
    assert report.rejected == {"conflict": 6}
    assert {row[3] for row in labels_of(coded.project) if row[2] == "slant"} == {
        "slant:some",
        "slant:none",
    }
    report = save(coded.project, as_lines(changed), coded.manager, replace="true")
    assert report.answers == {"changed": 6, "unchanged": 7}
    assert {row[3] for row in labels_of(coded.project) if row[2] == "slant"} == {"slant:strong"}
    event = AssignmentEvent.objects.get(event="import")
    assert (event.assignment.annotator, event.before, event.after) == (coded.ana, "", "")


def test_a_decided_article_stays_as_it_is(coded, elsewhere):
    from django.utils import timezone

    elsewhere.entries.update(decided_at=timezone.now())
    report = save(elsewhere, exported(coded.project), coded.manager, replace="true")
    assert report.rejected == {"conflict": 13}
    assert labels_of(elsewhere) == []


def test_work_given_up_is_not_filled_again(coded):
    Label.objects.all().delete()
    Assignment.objects.filter(annotator=coded.ana).update(state="skipped", slot=None)
    content = as_lines([row("ana", coded, "slant", "slant:some")])
    report = save(coded.project, content, coded.manager, replace="true")
    assert report.rejected == {"conflict": 1}


# -- who, what, where ----------------------------------------------------------------------------


def row(annotator, cast, variable, code, claim=0, **more):
    target = cast.claims()[claim]
    return {
        "article_id": cast.article.pk,
        "article_external_id": "",
        "article_title": "Quay to reopen",
        "claim_id": target.pk,
        "start": target.start,
        "end": target.end,
        "claim_text": target.text,
        "annotator": annotator,
        "variable": variable,
        "code": code,
        **more,
    }


def test_unknown_annotators_are_listed_or_get_accounts(cast):
    rows = [row(name, cast, "slant", "slant:some") for name in ("ana", "zoe", "Zoë Q.", "stranger")]
    report = save(cast.project, as_lines(rows), cast.manager)
    assert report.rejected == {"unmapped": 3}
    assert report.people["zoe"]["how"] == "unknown"
    report = save(cast.project, as_lines(rows), cast.manager, make_accounts="true")
    assert report.problems == []
    made = Membership.objects.filter(project=cast.project, user__is_active=False)
    assert {one.user.username.split(".")[0] for one in made} == {"zoe", "Zo__Q", "stranger"}
    assert not any(one.user.has_usable_password() for one in made)
    assert not cast.project.memberships.filter(user=cast.stranger).exists()
    again = save(cast.project, as_lines(rows), cast.manager, make_accounts="true")
    assert again.answers == {"unchanged": 4}


def test_people_are_mapped_and_kept_apart(cast):
    rows = [row(name, cast, "slant", "slant:some") for name in ("one", "two")]
    report = save(cast.project, as_lines(rows), cast.manager, people={"one": "ana", "two": "ben"})
    assert report.problems == []
    assert {one[0] for one in labels_of(cast.project)} == {"ana", "ben"}
    report = save(cast.project, as_lines(rows), cast.manager, people={"one": "ana", "two": "ANA"})
    assert [one["code"] for one in report.problems] == ["annotator"]


def test_foreign_codes_are_mapped_by_choice_or_by_a_name_that_is_one(cast):
    rows = [
        row("ana", cast, "slant", "Some"),
        row("ana", cast, "", "unattributed", claim=1),
        row("ana", cast, "bias", "much", claim=2),
        row("ana", cast, "bias", "none of it", claim=2),
    ]
    report = save(cast.project, as_lines(rows), cast.manager, codes={"bias/much": "slant:strong"})
    assert [one["row"] for one in report.problems] == ["line 3", "line 4"]
    assert report.codes["slant/Some"] == {"code": "slant:some", "how": "name", "labels": 1}
    assert {one[3] for one in labels_of(cast.project)} == {"slant:some", "att:none"}


def test_an_answer_is_taken_whole_or_not_at_all(cast):
    rows = [
        row("ana", cast, "topic", "topic:water"),
        row("ana", cast, "topic", "topic:fire"),
        row("ana", cast, "slant", "slant:some"),
    ]
    report = save(cast.project, as_lines(rows), cast.manager)
    assert [(one["row"], one["code"]) for one in report.problems] == [
        ("line 1", "with_another"),
        ("line 2", "code"),
    ]
    assert [one[3] for one in labels_of(cast.project)] == ["slant:some"]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ([{"variable": "slant", "code": "slant:some"}, {"code": "slant:none"}], "error"),
        ([{"variable": "genre", "code": "genre:report"}], "error"),
        ([{"variable": "slant", "code": "slant:some", "created_at": "yesterday"}], "error"),
        ([{"variable": "slant", "code": "slant:some", "created_at": "2999-01-01T00:00:00Z"}],
         "error"),
        ([{"variable": "slant", "code": "slant:some", "note": "n" * 5001}], "error"),
        ([{"variable": "slant", "code": "slant:some", "annotator": " "}], "unmapped"),
        ([{"variable": "slant", "code": "slant:some", "start": True}], "error"),
        ([{"variable": "slant", "code": "slant:some", "end": 3}], "error"),
        ([{"variable": "slant", "code": "slant:some", "claim_text": None}], "error"),
        ([{"variable": "slant", "code": ["slant:some"]}], "error"),
    ],
)  # fmt: skip
def test_what_no_state_would_accept_is_an_error_of_its_row(cast, changes, kind):
    rows = [{**row("ana", cast, "slant", "slant:some"), **one} for one in changes]
    good = row("ben", cast, "slant", "slant:some")
    report = save(cast.project, as_lines([*rows, good]), cast.manager)
    assert report.rejected == {kind: len(rows)}
    assert [one[0] for one in labels_of(cast.project)] == ["ben"]


def test_rules_hold_beside_what_the_file_says(cast):
    rows = [
        row("ana", cast, "att", "att:none"),
        row("ana", cast, "src", "src:official"),
        row("ben", cast, "att", "att:explicit"),
        row("ben", cast, "src", "src:official"),
    ]
    report = save(cast.project, as_lines(rows), cast.manager)
    assert [(one["row"], one["kind"]) for one in report.problems] == [("line 2", "error")]
    assert len(labels_of(cast.project)) == 3


def test_rules_hold_beside_what_stands(cast):
    assignment = cast.take(cast.ana)
    cast.answer(assignment, cast.claims()[0], src="official")
    content = as_lines([row("ana", cast, "att", "att:none")])
    report = save(cast.project, content, cast.manager)
    assert report.rejected == {"conflict": 1}
    assert [one[3] for one in labels_of(cast.project)] == ["src:official"]
    report = save(cast.project, content, cast.manager, replace="true")
    assert report.answers == {"new": 1, "cleared": 1}
    assert [one[3] for one in labels_of(cast.project)] == ["att:none"]


def test_claims_are_found_by_their_words_and_never_guessed(cast):
    moved = row("ana", cast, "slant", "slant:some", claim=1)
    moved |= {"start": moved["start"] + 4, "end": moved["end"] + 4, "claim_id": None}
    cut = row("ana", cast, "slant", "slant:some")
    cut |= {"claim_text": cut["claim_text"][:20], "end": cut["start"] + 20}
    twice = row("ana", cast, "slant", "slant:none") | {"start": 900, "end": 903}
    twice |= {"claim_text": "the"}
    report = save(cast.project, as_lines([moved, cut, twice]), cast.manager)
    assert [(one["row"], one["code"]) for one in report.problems] == [
        ("line 2", "claim"),
        ("line 3", "claim"),
    ]
    assert [one[1] for one in labels_of(cast.project)] == [cast.claims()[1].start]


def test_an_id_of_another_installation_is_not_trusted(cast):
    other = cast.add_article("The mill said it would close. Workers were told on Friday.")
    wrong = row("ana", cast, "genre", "genre:report") | {
        "article_id": other.pk,
        "claim_id": None,
        "start": None,
        "end": None,
        "claim_text": None,
    }
    report = save(cast.project, as_lines([wrong]), cast.manager)
    assert [one["code"] for one in report.problems] == ["article"]


def test_statements_do_not_grow_with_rows(cast, django_assert_max_num_queries):
    for number in range(30):
        cast.add_article(f"The mill number {number} said so. It closed on day {number}.")
    for _ in range(31):
        cast.code_all(cast.ana)
    content = exported(cast.project)
    Label.objects.all().delete()
    Assignment.objects.all().delete()
    with django_assert_max_num_queries(20):
        report = save(cast.project, content, cast.manager)
    assert report.problems == []
    assert report.work == {"submitted": 31}
