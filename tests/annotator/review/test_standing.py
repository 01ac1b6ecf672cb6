"""Where each question stands, what is open, what is unanimous, which articles are decided: all
of it as the slow way tells it, after every step of reviewers who decide and undo by chance."""

import dataclasses
import random
from collections import Counter
from contextlib import suppress

import pytest

from annotator.codebook.actions import publish_codebook
from annotator.errors import Conflict
from annotator.projects.actions import add_member, create_project
from annotator.review.actions import adjudicate, finish_unanimous, undo_last_decision
from annotator.review.cells import project_cells
from annotator.review.disputes import review_queue
from annotator.review.querysets import is_article_decided, last_step
from annotator.review.settling import read_table
from annotator.review.standing import Standing
from annotator.review.unanimous import unanimous_rest
from articles.models import Claim
from tests.annotator.review.deciding import HANGING, Slow, catalogue_of, code_next, decide_one
from tests.annotator.review.studies import add_articles

COMPLETE, BEGUN = 2, 1
SETTLED = {"DECIDED", "CLOSED"}


@pytest.fixture
def hanging(cast):
    """Three articles, two of which all three annotators have submitted, one only two."""
    project = create_project(
        slug="hanging",
        title="Hanging",
        codebook_version=publish_codebook(document=HANGING),
        overlap=3,
        creator=cast.manager,
    )
    for user, role in ((cast.reviewer, "reviewer"), *((one, "annotator") for one in people(cast))):
        add_member(project=project, user=user, role=role)
    found = dataclasses.replace(cast, project=project)
    add_articles(found, COMPLETE + BEGUN, claims=2)
    return found


def people(cast) -> list:
    return [cast.ana, cast.ben, cast.cleo]


def code_study(cast, chance: random.Random) -> None:
    for number in range(COMPLETE + BEGUN):
        for user in people(cast)[: 3 if number < COMPLETE else 2]:
            code_next(cast, user, chance)


def check(cast) -> Slow:
    """Everything that tells where questions stand says the same as the slow way."""
    slow, member = Slow(cast), cast.member(cast.reviewer)
    expected = slow.all()
    catalogue = catalogue_of(cast)
    names = {entry.row.pk: entry for entry in catalogue.variables.values()}
    articles = [*cast.project.entries.values_list("article_id", flat=True)]
    table = read_table(member, catalogue, articles)
    found = {}
    cells = table.cells
    columns = (cells.article.tolist(), cells.unit.tolist(), cells.variable.tolist())
    for (article, unit, variable), standing in zip(
        zip(*columns, strict=True), table.standing.tolist(), strict=True
    ):
        entry = names[variable]
        claim = None if entry.row.scope == "article" else unit
        found[article, claim, entry.id] = Standing(standing).name
    assert found == expected
    by_article = {
        article: {standing for place, standing in expected.items() if place[0] == article}
        for article in articles
    }
    complete = articles[:COMPLETE]
    for article in articles:
        settled = by_article[article] <= SETTLED and article in complete
        assert is_article_decided(member, article) == settled, by_article[article]
    queue = review_queue(member)
    still = {
        (dispute.target, variable)
        for dispute in queue.open
        for variable in queue.open_variables(dispute)
    }
    assert still == {
        ((place[0], place[1]), place[2])
        for place, standing in expected.items()
        if standing == "OPEN"
    }
    rest = Counter(
        place[2]
        for place, standing in expected.items()
        if standing == "AGREED" and place[0] in complete
    )
    assert {part.entry.id: part.answers for part in unanimous_rest(member).parts} == rest
    return slow


@pytest.mark.parametrize("seed", range(4))
def test_everything_stands_as_the_slow_way_tells(hanging, seed):
    chance = random.Random(seed)
    code_study(hanging, chance)
    slow = check(hanging)
    assert {"OPEN", "WAITING", "AGREED"} <= set(slow.all().values())
    reviewers = [hanging.member(user) for user in (hanging.reviewer, hanging.manager)]
    for step in range(24):
        member = chance.choice(reviewers)
        if step == 12:
            finish_unanimous(member=member)
        elif chance.random() < 0.25:
            with suppress(Conflict):
                undo_last_decision(member=member)
        else:
            still = [place for place, one in check(hanging).all().items() if one == "OPEN"]
            places = still if still and chance.random() < 0.8 else sorted(slow.given, key=str)
            decide_one(hanging, member, chance.choice(places), chance)
    check(hanging)


@pytest.mark.parametrize("seed", range(3))
def test_deciding_all_that_is_open_decides_the_articles_and_undo_opens_them(hanging, seed):
    chance = random.Random(seed)
    code_study(hanging, chance)
    member = hanging.member(hanging.reviewer)
    before = snapshot(hanging)
    steps = 0
    while open_places := [one for one, where in check(hanging).all().items() if where == "OPEN"]:
        take_first(hanging, member, open_places[0])
        steps += 1
        assert steps < 200
    assert review_queue(member).open == []
    finish_unanimous(member=member)
    articles = [*hanging.project.entries.values_list("article_id", flat=True)]
    assert [is_article_decided(member, one) for one in articles] == [True, True, False]
    assert unanimous_rest(member).answers == 0
    while last_step(member):
        undo_last_decision(member=member)
    with pytest.raises(Conflict, match="nothing of yours"):
        undo_last_decision(member=member)
    assert snapshot(hanging) == before
    check(hanging)


def take_first(cast, member, place) -> None:
    variable = place[2]
    given = Slow(cast).given.get(place)
    first = next(iter(catalogue_of(cast).variables[variable].codes))
    codes = sorted(given[0]) if given else [first]  # a decision opened it: nobody was asked
    decide_code(cast, member, place, *codes)


def decide_code(cast, member, place, *codes) -> None:
    article, claim, variable = place
    adjudicate(
        member=member,
        variable=variable,
        codes=codes,
        claim=Claim.objects.get(pk=claim) if claim else None,
        article=None if claim else cast.project.articles.get(pk=article),
        reason_code="slip",
    )


def snapshot(cast) -> dict:
    """What is decided; not the history of it."""
    return {"decided": Slow(cast).decided, "standing": Slow(cast).all()}


def test_cells_put_together_anew_are_those_made_anew(hanging):
    chance = random.Random(9)
    member = hanging.member(hanging.reviewer)
    for number in range(COMPLETE + BEGUN):
        for user in people(hanging)[: 3 if number < COMPLETE else 2]:
            code_next(hanging, user, chance)
            project_cells(member)
            review_queue(member)
    check(hanging)
    anew = project_cells.make(member, None)
    kept = project_cells(member)
    for name in ("article", "unit", "variable", "answers", "differ", "behind"):
        assert getattr(anew, name).tolist() == getattr(kept, name).tolist()


def test_the_cost_is_the_same_for_many_articles(hanging, django_assert_num_queries):
    chance = random.Random(2)
    code_study(hanging, chance)
    member = hanging.member(hanging.reviewer)
    articles = [*hanging.project.entries.values_list("article_id", flat=True)]
    for chosen in (articles[:1], articles):
        with django_assert_num_queries(3):
            read_table(member, catalogue_of(hanging), chosen)


@pytest.mark.parametrize("seed", range(2))
def test_what_decisions_open_stands_as_the_slow_way_tells(hanging, seed):
    """All say what closes the questions behind; reviewers decide what opens them."""
    for _ in range(COMPLETE):
        for user in people(hanging):
            code_next(hanging, user, random.Random(0), agree=1.0)
    chance, member = random.Random(seed), hanging.member(hanging.reviewer)
    seen: set[str] = set()
    for _ in range(16):
        slow = check(hanging)
        seen |= {f"{variable} {slow.standing((*at, variable))}" for *at, variable in slow.opened()}
        chosen = [one for one in slow.given if one[2] in ("genre", "att")] + slow.opened() * 9
        place = chance.choice(sorted(chosen, key=str))
        codes = [*catalogue_of(hanging).variables[place[2]].codes]
        decide_code(hanging, member, place, chance.choice(codes))
    assert {"tone OPEN", "tone DECIDED"} <= seen
