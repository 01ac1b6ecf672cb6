"""The plan of dealing, on made-up articles and people: what holds for every plan."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotation.dealing import Person, Plan, Reason, Sheet, Short, deal, draw

SEEDS = st.integers(0, 2**31 - 1)


@st.composite
def tables(draw_):
    """Articles and people in the middle of a study: some places held, some given up, quotas."""
    people = draw_(st.lists(st.integers(1, 30), unique=True, max_size=8))
    sheets = []
    for article in draw_(st.lists(st.integers(100, 140), unique=True, max_size=15)):
        known = draw_(st.lists(st.sampled_from(people), unique=True, max_size=4)) if people else []
        cut = draw_(st.integers(0, len(known)))
        sheets.append(
            Sheet(
                article,
                draw_(st.integers(0, 6)),
                draw_(st.booleans()),
                tuple(known[:cut]),
                tuple(known[cut:]),
            )
        )
    has = Counter(person for sheet in sheets for person in sheet.holders)
    quotas = st.none() | st.integers(0, 12)
    return sheets, [Person(one, has[one], draw_(quotas)) for one in people]


def applied(sheets, people, plan: Plan):
    """The table after a plan was carried out."""
    given_to = {sheet.id: list(sheet.holders) for sheet in sheets}
    for article, person in plan.given:
        given_to[article].append(person)
    gets = Counter(person for _article, person in plan.given)
    after = [replace(sheet, holders=tuple(given_to[sheet.id])) for sheet in sheets]
    return after, [replace(one, has=one.has + gets[one.id]) for one in people]


@given(tables(), SEEDS)
def test_what_holds_for_every_plan(table, seed):
    sheets, people = table
    plan = deal(sheets, people, seed=seed)
    assert len(set(plan.given)) == len(plan.given)
    by_id = {sheet.id: sheet for sheet in sheets}
    for article, person in plan.given:  # never twice, also not what was given up
        assert person not in {*by_id[article].holders, *by_id[article].others}
    after, then = applied(sheets, people, plan)
    short = {one.article: one for one in plan.short}
    for before, sheet in zip(sheets, after, strict=True):
        assert len(sheet.holders) <= max(sheet.wanted, len(before.holders))
        missing = max(0, sheet.wanted - len(sheet.holders))
        assert (short[sheet.id].missing if sheet.id in short else 0) == missing
    for person in then:
        assert person.quota is None or person.has <= max(person.quota, _had(people, person))


def _had(people, person):
    return next(one.has for one in people if one.id == person.id)


@given(tables(), SEEDS)
def test_a_place_stays_open_only_where_nobody_can_take_it(table, seed):
    sheets, people = table
    plan = deal(sheets, people, seed=seed)
    after, then = applied(sheets, people, plan)
    by_id = {sheet.id: sheet for sheet in after}
    for one in plan.short:
        sheet = by_id[one.article]
        known = {*sheet.holders, *sheet.others}
        left = [person for person in then if person.id not in known]
        assert all(person.quota is not None and person.has >= person.quota for person in left)
        assert one.reason == (Reason.QUOTA if len(left) >= one.missing else Reason.PEOPLE)


@given(tables(), SEEDS, st.randoms(use_true_random=False))
def test_the_same_seed_deals_the_same_whatever_the_order_of_what_is_read(table, seed, chance):
    sheets, people = table
    shuffled = chance.sample(sheets, len(sheets))
    assert deal(sheets, people, seed=seed) == deal(shuffled, people, seed=seed)


@given(tables(), SEEDS)
def test_dealing_again_deals_nothing(table, seed):
    sheets, people = table
    plan = deal(sheets, people, seed=seed)
    again = deal(*applied(sheets, people, plan), seed=seed)
    assert again.given == []
    assert {one.article for one in again.short} == {one.article for one in plan.short}


@given(tables(), SEEDS, st.integers(1, 3), st.integers(1, 5))
def test_more_people_and_articles_change_nothing_of_what_was_dealt(table, seed, more, articles):
    sheets, people = table
    plan = deal(sheets, people, seed=seed)
    after, then = applied(sheets, people, plan)
    fresh = [Sheet(1000 + number, 3) for number in range(articles)]
    joined = [Person(500 + number) for number in range(more)]
    again = deal([*after, *fresh], [*then, *joined], seed=seed)
    assert not set(again.given) & set(plan.given)
    held = {(sheet.id, person) for sheet in after for person in sheet.holders}
    assert not set(again.given) & held
    assert {article for article, _person in again.given} <= {one.article for one in plan.short} | {
        sheet.id for sheet in fresh
    }


@given(st.integers(1, 12), st.integers(1, 60), st.integers(1, 4), SEEDS)
def test_load_is_even(people, articles, overlap, seed):
    sheets = [Sheet(number, overlap) for number in range(articles)]
    plan = deal(sheets, [Person(number) for number in range(people)], seed=seed)
    loads = Counter(person for _article, person in plan.given)
    has = [loads[number] for number in range(people)]
    assert max(has) - min(has) <= 1


def test_every_pair_of_annotators_meets_about_as_often():
    sheets = [Sheet(number, 3) for number in range(300)]
    plan = deal(sheets, [Person(number) for number in range(10)], seed=5)
    teams: dict[int, list[int]] = {}
    for article, person in plan.given:
        teams.setdefault(article, []).append(person)
    met = Counter(pair for team in teams.values() for pair in combinations(sorted(team), 2))
    assert len(met) == 45
    assert sum(met.values()) == 900
    assert max(met.values()) - min(met.values()) <= 3  # 20 on average


def test_another_seed_deals_another_way():
    sheets = [Sheet(number, 2) for number in range(40)]
    people = [Person(number) for number in range(5)]
    assert deal(sheets, people, seed=1).given != deal(sheets, people, seed=2).given


def test_the_sample_goes_first_where_quotas_are_short():
    sheets = [Sheet(1, 1), Sheet(2, 2, in_sample=True)]
    plan = deal(sheets, [Person(7, quota=1), Person(8, quota=1)], seed=1)
    assert {article for article, _person in plan.given} == {2}
    assert plan.short == [Short(1, 1, Reason.QUOTA)]


# -- the sample -----------------------------------------------------------------------------


@given(st.integers(0, 200), st.integers(0, 100), SEEDS)
def test_the_share_is_exact(total, share, seed):
    chosen = draw(range(total), share=share, seed=seed, total=total, drawn=0)
    assert len(chosen) == (total * share + 50) // 100
    assert abs(len(chosen) - total * share / 100) <= 0.5
    assert chosen <= set(range(total))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(0, 100), SEEDS)
def test_the_share_of_the_whole_stays_exact_while_articles_come_in(batches, share, seed):
    chosen: set[int] = set()
    total = 0
    for size in batches:
        fresh = range(total, total + size)
        total += size
        chosen |= draw(fresh, share=share, seed=seed, total=total, drawn=len(chosen))
    assert len(chosen) == (total * share + 50) // 100


def test_a_share_that_was_lowered_draws_nobody_out():
    assert draw([11, 12], share=10, seed=1, total=12, drawn=5) == set()


@pytest.mark.parametrize("seed", range(5))
def test_every_article_has_the_same_chance(seed):
    """A tenth of ten thousand, in tenths of the list: no part of it is drawn more."""
    chosen = draw(range(10_000), share=10, seed=seed, total=10_000, drawn=0)
    parts = Counter(number // 1000 for number in chosen)
    assert all(60 <= parts[part] <= 145 for part in range(10))
