"""What is kept never differs from what would be computed now."""

import pytest

from annotator.annotation.actions import (
    Answer,
    change_role,
    give_labels,
    return_assignment,
    split_claim,
    submit_assignment,
    undo_claim_edit,
)
from annotator.projects.actions import change_settings
from annotator.review import remembering
from annotator.review.columns import label_columns
from annotator.review.disputes import project_disputes
from annotator.review.remembering import remembered
from tests.annotator.review.studies import disagree


def columns(member):
    """The columns as plain rows."""
    found = label_columns(member)
    return list(zip(*(column.tolist() for column in vars(found).values()), strict=True))


def columns_anew(member):
    found = label_columns.__wrapped__(member)
    return list(zip(*(column.tolist() for column in vars(found).values()), strict=True))


READS = [(columns, columns_anew), (project_disputes, project_disputes.__wrapped__)]


def check(cast) -> list:
    member = cast.member(cast.reviewer)
    kept = [read(member) for read, _anew in READS]
    fresh = [anew(member) for _read, anew in READS]
    assert [sorted(map(repr, one)) for one in kept] == [sorted(map(repr, one)) for one in fresh]
    return kept


def test_every_change_of_a_counted_label_is_seen(cast):
    seen = [check(cast)]

    def changed() -> None:
        seen.append(check(cast))
        assert seen[-1] != seen[-2]

    last = disagree(cast)
    changed()
    manager = cast.member(cast.manager)
    claim = cast.claims()[1]
    edit = split_claim(claim=claim, at=claim.start + 23, member=manager)
    changed()
    undo_claim_edit(edit=edit, member=manager)
    changed()
    change_role(claim=cast.claims()[2], role="dateline", member=manager)
    changed()
    return_assignment(assignment=last, member=manager, reason="Look again.")
    changed()
    last.refresh_from_db()
    answer = Answer(cast.claims()[0].pk, "slant", ("slant:strong",))
    give_labels(assignment=last, actor=cast.ben, answers=[answer])
    check(cast)
    submit_assignment(assignment=last, actor=cast.ben)
    changed()
    change_settings(
        project=cast.project, title="The quay", overlap=2, guidelines="", variable_ids=["att"]
    )
    cast.project.refresh_from_db()
    changed()


def test_nothing_is_computed_twice(cast):
    disagree(cast)
    made = []
    read = remembered(lambda member: made.append(member.project_id) or len(made))
    for user in (cast.reviewer, cast.manager, cast.reviewer):
        assert read(cast.member(user)) == 1
    assert made == [cast.project.pk]


@pytest.mark.parametrize("projects", [1, 20])
def test_few_projects_are_kept(cast, monkeypatch, projects):
    member = cast.member(cast.reviewer)
    monkeypatch.setattr(remembering, "state_of", lambda member: "always the same")
    made = []
    read = remembered(lambda member: made.append(member.project_id))
    for _ in range(2):
        for number in range(projects):
            member.project_id = number
            read(member)
    assert len(made) == (1 if projects == 1 else 2 * projects)
