"""What is kept never differs from what would be computed now."""

import random

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
from annotator.annotation.models import Assignment
from annotator.projects.actions import change_settings
from annotator.review import remembering
from annotator.review.columns import label_columns, read_columns
from annotator.review.disputes import find_disputes, project_disputes
from annotator.review.remembering import ByArticle, remembered
from tests.annotator.review.studies import add_articles, disagree, run_study


def columns(member):
    """The columns as plain rows."""
    found = label_columns(member)
    return list(zip(*(column.tolist() for column in vars(found).values()), strict=True))


def columns_anew(member):
    found = read_columns(member, None)
    return list(zip(*(column.tolist() for column in vars(found).values()), strict=True))


READS = [(columns, columns_anew), (project_disputes, lambda member: find_disputes(member, None))]


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


@pytest.fixture
def by_article():
    """Says how it was asked; what it keeps are the names of those who submitted each article."""
    asked = []

    def make(member, articles):
        asked.append(articles)
        rows = Assignment.objects.filter(project=member.project_id, state="submitted")
        if articles is not None:
            rows = rows.filter(article__in=articles)
        return sorted(rows.values_list("article_id", "annotator__username"))

    def splice(kept, articles, anew):
        return sorted([row for row in kept if row[0] not in articles] + anew)

    return ByArticle(make, splice), make, asked


def test_only_what_changed_is_made_anew(cast, by_article):
    read, make, asked = by_article
    add_articles(cast, 3)
    member = cast.member(cast.reviewer)
    for _ in range(4):
        last = disagree(cast)
        assert read(member) == read(member)
    assert asked[0] is None
    assert [len(one) for one in asked[1:]] == [1, 1, 1]
    assert asked[-1] == {last.article_id}
    assert read(member) == make(member, None)


def test_when_much_has_changed_all_is_made_anew(cast, by_article, monkeypatch):
    monkeypatch.setattr(remembering, "MAX_CHANGED", 1)
    read, _make, asked = by_article
    add_articles(cast, 3)
    member = cast.member(cast.reviewer)
    read(member)
    disagree(cast)
    read(member)
    disagree(cast)
    disagree(cast)
    read(member)
    assert [one is None for one in asked] == [True, False, True]


def test_other_questions_make_all_anew(cast, by_article):
    read, _make, asked = by_article
    read(cast.member(cast.reviewer))
    change_settings(
        project=cast.project, title="The quay", overlap=2, guidelines="", variable_ids=["att"]
    )
    read(cast.member(cast.reviewer))
    assert asked == [None, None]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_spliced_is_what_is_made_anew(cast, seed):
    run_study(cast, seed=seed)
    check(cast)
    chance = random.Random(seed)
    manager = cast.member(cast.manager)
    for _ in range(6):
        assignment = chance.choice([*Assignment.objects.filter(state="submitted")])
        return_assignment(assignment=assignment, member=manager, reason="Look again.")
        if chance.random() < 0.5:
            check(cast)
        if chance.random() < 0.7:
            assignment.refresh_from_db()
            submit_assignment(assignment=assignment, actor=assignment.annotator)
        claim = chance.choice(cast.claims(assignment.article))
        change_role(claim=claim, role=chance.choice(["caption", "dateline"]), member=manager)
        check(cast)
