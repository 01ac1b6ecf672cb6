"""Every count equals a plain loop over all rows, at a cost that does not grow."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.annotation.actions import change_role, skip_assignment
from annotator.annotation.models import Assignment, Label
from annotator.projects.models import ProjectArticle
from tests.annotator.review.figured import project_summary
from tests.annotator.review.studies import add_articles, disagree, run_study


def counts(label: Label) -> bool:
    claim = label.claim
    stands = claim is None or (claim.is_current and claim.is_claim)
    return label.assignment.state == "submitted" and stands


def stands_now(label: Label) -> bool:
    return label.claim is None or (label.claim.is_current and label.claim.is_claim)


def by_loop(cast) -> dict:
    labels = [one for one in Label.objects.all() if one.assignment.project == cast.project]
    names = {
        entry.article.publisher.name if entry.article.publisher else ""
        for entry in ProjectArticle.objects.filter(project=cast.project)
    }

    def spread(chosen: list[Label]) -> list[dict]:
        return [
            {
                "variable": variable.identifier,
                "codes": [
                    {"code": code.identifier, "labels": sum(one.code == code for one in chosen)}
                    for code in variable.codes.order_by("position")
                ],
            }
            for variable in cast.version.variables.order_by("position")
        ]

    def publisher(label: Label) -> str:
        found = label.assignment.article.publisher
        return found.name if found else ""

    counted = [one for one in labels if counts(one)]
    return {
        "variables": spread(counted),
        "publishers": [
            {
                "publisher": name,
                "variables": spread([one for one in counted if publisher(one) == name]),
            }
            for name in sorted(names, key=lambda name: (name == "", name))
        ],
        "annotators": [
            {
                "annotator": user.username,
                "assignments": {
                    state: sum(
                        one.annotator == user and one.state == state
                        for one in Assignment.objects.all()
                    )
                    for state in Assignment.State.values
                },
                "labels": sum(
                    one.assignment.annotator == user and stands_now(one) for one in labels
                ),
            }
            for user in (cast.ana, cast.ben, cast.cleo)
        ],
    }


def articles_by_loop(cast) -> dict:
    states = {"not_started": 0, "in_progress": 0, "coded": 0, "decided": 0}
    for entry in ProjectArticle.objects.filter(project=cast.project):
        taken = [
            one.state
            for one in Assignment.objects.filter(project=cast.project, article=entry.article)
            if one.state != "skipped"
        ]
        coded = taken.count("submitted") >= cast.project.overlap
        states["coded" if coded else "in_progress" if taken else "not_started"] += 1
    return states


@pytest.mark.parametrize("seed", range(3))
def test_the_summary_equals_a_plain_loop(cast, seed):
    run_study(cast, seed=seed)
    found = project_summary(cast.member(cast.reviewer))
    assert found == {"articles": articles_by_loop(cast), **by_loop(cast)}


def test_what_changes_afterwards_is_counted_too(cast):
    disagree(cast)
    member = cast.member(cast.manager)
    assert project_summary(member)["variables"][0]["codes"][0]["labels"] == 3
    change_role(claim=cast.claims()[0], role="caption", member=member)
    change_role(claim=cast.claims()[1], role="dateline", member=member)
    found = project_summary(member)
    assert found["variables"][0]["codes"][0]["labels"] == 2
    assert found == {"articles": articles_by_loop(cast), **by_loop(cast)}


def test_an_empty_project_lists_everything_with_zeros(cast):
    found = project_summary(cast.member(cast.manager))
    assert found["articles"] == {"not_started": 1, "in_progress": 0, "coded": 0, "decided": 0}
    assert [one["variable"] for one in found["variables"]] == [
        "att", "src", "slant", "topic", "genre"
    ]  # fmt: skip
    assert found["publishers"][0]["publisher"] == "Harbour Post"
    assert found["annotators"][2] == {
        "annotator": "cleo",
        "assignments": dict.fromkeys(Assignment.State.values, 0),
        "labels": 0,
    }


def test_a_skipped_article_is_not_started_again(cast):
    skip_assignment(assignment=cast.take(cast.ana), actor=cast.ana, reason="I wrote it.")
    found = project_summary(cast.member(cast.reviewer))
    assert found["articles"]["not_started"] == 1
    assert found["annotators"][0]["assignments"]["skipped"] == 1


def test_what_was_returned_can_be_changed_without_harm(cast):
    run_study(cast, seed=1)
    member = cast.member(cast.reviewer)
    project_summary(member)["variables"].clear()
    assert project_summary(member)["variables"]


def test_annotators_are_refused(cast):
    with pytest.raises(PermissionDenied):
        project_summary(cast.member(cast.ana))


def test_the_cost_does_not_grow_with_claims(cast):
    def queries() -> int:
        disagree(cast)
        member = cast.member(cast.reviewer)
        with CaptureQueriesContext(connection) as made:
            project_summary(member)
        return len(made)

    add_articles(cast, 1, claims=3)
    queries()  # the first figures are new rows
    few = queries()
    add_articles(cast, 1, claims=40)
    assert queries() == few
