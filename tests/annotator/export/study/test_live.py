"""The live study against the tables: two ways to the same rows, every filter, few statements."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.annotation.actions import Answer, give_labels, split_claim, submit_assignment
from annotator.annotation.models import Assignment, Label
from annotator.export.study import agreeing
from annotator.export.study.opening import open_study
from annotator.review.figures.filters import Filters
from annotator.review.figures.store import figures_of
from articles.models import Claim
from tests.annotator.export.formats.studies import database_labels, foreign_study
from tests.annotator.review.studies import disagree


@pytest.fixture
def foreign(cast):
    return foreign_study(cast)


def assert_two_ways_are_one(study) -> list:
    rows = list(study.rows())
    extra = study.options.layer != "annotators"
    again = [row for one in study.articles() for row in one.rows(study.header.slug, extra)]
    assert rows == again
    return rows


def test_records_are_what_the_tables_have(foreign):
    """Every code with its words, found by a loop over the tables."""
    found = set()
    for article in foreign.study().articles():
        for one in article.labels:
            claim = article.claims_by_id.get(one.claim_id)
            start, end = one.span or ((claim.start, claim.end) if claim else (None, None))
            words = "" if start is None else article.text[start:end]
            who = (one.annotator, one.variable, one.code, one.note, one.claim_id)
            found.add((article.id, start, end, words, *who))
    assert found == set(database_labels(foreign))
    assert len(found) > 40


def test_segments_tile_the_text_and_claims_keep_their_lineage(foreign):
    claim = foreign.claims(foreign.articles[0])[0]
    middle = claim.start + claim.text.index(" ") + 1
    split_claim(claim=claim, at=middle, member=foreign.cast.member(foreign.cast.manager))
    for article in foreign.study().articles():
        words = "".join(one.text for one in article.segments)
        assert "".join(words.split()) == "".join(article.text.split())
        assert all(article.text[one.start : one.end] == one.text for one in article.claims)
    (article, _) = foreign.study().articles()
    parts = [one for one in article.segments if claim.pk in one.predecessors]
    assert len(parts) == 2
    retired = article.claims_by_id[claim.pk]
    assert not retired.is_current
    assert Claim.objects.filter(article=article.id).count() == len(article.claims)


def test_what_waits_to_be_confirmed_is_marked(foreign):
    claim = foreign.claims(foreign.articles[0])[0]
    middle = claim.start + claim.text.index(" ") + 1
    split_claim(claim=claim, at=middle, member=foreign.cast.member(foreign.cast.manager))
    found = [
        (article.id, one.claim_id, one.annotator, one.variable, one.code, one.span)
        for article in foreign.study().articles()
        for one in article.labels
        if one.inherited
    ]
    rows = Label.objects.filter(inherited=True, claim__is_current=True)
    expected = {
        (
            one.assignment.article_id,
            one.claim_id,
            one.assignment.annotator.username,
            one.variable.identifier,
            one.code.identifier,
            None if one.span_start is None else (one.span_start, one.span_end),
        )
        for one in rows.select_related("assignment__annotator", "variable", "code")
    }
    assert set(found) == expected
    assert expected


def test_work_is_there_with_its_notes(foreign):
    made = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    Assignment.objects.update(note="=1", reason="Cut anew.", created_at=made, submitted_at=made)
    for article in foreign.study().articles():
        assert [tuple(one) for one in article.work] == [
            (name, "submitted", "=1", *["2026-01-02T03:04:05Z"] * 2, "Cut anew.")
            for name in ("ana", "ben")
        ]


@pytest.mark.parametrize("layer", ["annotators", "adjudicated", "aggregated"])
@pytest.mark.parametrize("names", ["real", "pseudonyms"])
def test_rows_are_the_records_rows(foreign, layer, names):
    assert len(assert_two_ways_are_one(foreign.study(layer=layer, names=names))) > 5


FILTERS = {
    "annotator": lambda foreign: "ben",
    "variable": lambda foreign: "att",
    "code": lambda foreign: "topic:roads",
    "article": lambda foreign: str(foreign.articles[1].pk),
    "claim": lambda foreign: str(foreign.claims(foreign.articles[0])[-1].pk),
    "publisher": lambda foreign: "harbour  POST",
    "state": lambda foreign: "submitted",
    "updated_since": lambda foreign: "2000-01-01",
}


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_rows_are_the_records_rows_under_each_filter(foreign, name):
    value = FILTERS[name](foreign)
    rows = assert_two_ways_are_one(foreign.study(**{name: value}))
    everything = list(foreign.study().rows())
    assert rows
    assert [row for row in everything if row in rows] == rows
    if name in ("variable", "code", "annotator"):
        place = ("annotator", "variable", "code").index(name)
        assert rows == [row for row in everything if row[1][place] == value]


@pytest.mark.parametrize("layer", ["adjudicated", "aggregated"])
@pytest.mark.parametrize("name", ["article", "claim", "publisher", "variable"])
def test_the_other_layers_are_narrowed_too(foreign, layer, name):
    given = {"layer": layer, name: FILTERS[name](foreign)}
    rows = assert_two_ways_are_one(foreign.study(**given))
    everything = list(foreign.study(layer=layer).rows())
    assert [row for row in everything if row in rows] == rows
    assert len(rows) < len(everything)


def test_an_annotator_gets_what_the_blind_rule_gives(cast):
    cast.code_all(cast.ana)
    mine = open_study(cast.member(cast.ben), {})
    assert assert_two_ways_are_one(mine) == []
    assert mine.agreement() == []
    cast.code_all(cast.ben)
    rows = assert_two_ways_are_one(open_study(cast.member(cast.ben), {}))
    allowed = Label.objects.visible_to(cast.member(cast.ben)).count()
    assert len(rows) == allowed


CHOICES = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben", "cleo"]),
        st.lists(
            st.tuples(
                st.sampled_from([None, 0, 1, 2]),
                st.sampled_from(["none", "some", "strong"]),
                st.sampled_from([(), ("topic:roads",), ("topic:roads", "topic:water")]),
            ),
            max_size=4,
        ),
        st.booleans(),
    ),
    unique_by=lambda one: one[0],
    max_size=2,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(CHOICES)
@pytest.mark.parametrize("layer", ["annotators", "aggregated"])
def test_rows_are_the_records_rows_whatever_was_answered(cast, layer, choices):
    from django.db import transaction

    with transaction.atomic():
        claims = cast.claims()
        for name, answers, hands_in in choices:
            assignment = cast.take(getattr(cast, name))
            for claim, slant, topics in answers:
                if claim is None:
                    cast.answer(assignment, None, genre="report")
                    continue
                target = claims[claim].pk
                answer = Answer(target, "slant", (f"slant:{slant}",), note=f"={slant}\n")
                several = [answer, Answer(target, "topic", topics)]
                give_labels(assignment=assignment, actor=assignment.annotator, answers=several)
            if hands_in:
                for claim in claims:
                    cast.answer(assignment, claim, att="none", slant="some")
                submit_assignment(assignment=assignment, actor=assignment.annotator)
        study = open_study(cast.member(cast.reviewer), {"layer": layer})
        rows = assert_two_ways_are_one(study)
        if layer == "annotators":
            assert len(rows) == Label.objects.count()
        transaction.set_rollback(True)


@pytest.mark.parametrize("layer", ["annotators", "adjudicated", "aggregated"])
@pytest.mark.parametrize("articles", [1, 15])
def test_statements_do_not_grow_with_rows(cast, django_assert_max_num_queries, layer, articles):
    for number in range(articles):
        cast.add_article(f"The mill number {number} said so. It was closed on Monday.")
    for _ in range(articles + 1):
        cast.code_all(cast.ana)
    study = open_study(cast.member(cast.reviewer), {"layer": layer})
    with django_assert_max_num_queries(14):  # one batch, and the look for the next
        assert len(list(study.articles())) == articles + 1


def test_agreement_is_taken_from_figures_that_are_fresh(cast, monkeypatch):
    for number in range(2):
        cast.add_article(f"Mill {number} closed, they said. Nobody knew why.")
        disagree(cast, users=(cast.ana, cast.ben))
    manager = cast.member(cast.manager)
    counted = open_study(manager, {}).agreement()
    assert any(row["alpha"] is not None for row in counted)
    figures_of(manager, Filters())
    with monkeypatch.context() as patched:
        patched.setattr(agreeing, "choose", None)
        assert open_study(manager, {}).agreement() == counted
    disagree(cast, users=(cast.ana, cast.ben))
    anew = open_study(manager, {}).agreement()
    assert anew != counted
    assert anew == figures_of(manager, Filters()).document["agreement"]
