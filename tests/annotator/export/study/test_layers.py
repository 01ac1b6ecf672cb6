"""The layers: what was decided, what most answered; against plain loops over the tables."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotation.models import Label
from annotator.codebook.unstored import catalogue_from
from annotator.export.study import LabelRecord
from annotator.export.study.layers import aggregated_labels
from annotator.export.study.opening import open_study
from annotator.review.actions import adjudicate
from annotator.review.models import Adjudication
from tests.annotator.export.formats.studies import FOREIGN, foreign_study
from tests.plugins.cast import SMALL_CODEBOOK

WHEN = "2026-01-02T03:04:05Z"
LATER = "2026-01-02T03:04:05.000001Z"


def label(annotator: str, code: str, claim: int | None = 1, **more) -> LabelRecord:
    variable = code.partition(":")[0]
    row = LabelRecord(
        claim, annotator, variable, code, None, None, "", "1", "submitted", WHEN, WHEN
    )
    return row._replace(**more)


def counted(*labels: LabelRecord, codebook=FOREIGN) -> list[LabelRecord]:
    catalogue = catalogue_from(codebook, [one["id"] for one in codebook["variables"]])
    return list(aggregated_labels(labels, catalogue))


def outcome(record: LabelRecord) -> tuple:
    return record.code, record.votes, record.distribution


# -- what most answered, case by case ----------------------------------------------------------


def test_the_code_that_most_gave():
    (one,) = counted(
        label("ana", "att:none"), label("ben", "att:explicit"), label("cleo", "att:none")
    )
    assert outcome(one) == ("att:none", 2, {"att:explicit": 1, "att:none": 2})
    assert (one.annotator, one.state, one.claim_id) == ("majority", "aggregated", 1)


def test_a_tie_has_no_code():
    (one,) = counted(label("ana", "att:none"), label("ben", "att:explicit"))
    assert outcome(one) == (None, None, {"att:explicit": 1, "att:none": 1})


def test_an_answer_of_several_codes_is_one_answer():
    both = [label(name, f"topic:{code}") for name in ("ana", "ben") for code in ("water", "roads")]
    found = counted(*both, label("cleo", "topic:water"))
    spread = {"topic:water": 3, "topic:roads": 2}
    assert list(map(outcome, found)) == [("topic:water", 3, spread), ("topic:roads", 2, spread)]


def test_each_item_of_a_set_is_counted_by_itself():
    found = counted(
        label("ana", "sig:byline=yes", None),
        label("ana", "sig:date=yes", None),
        label("ben", "sig:byline=yes", None),
        label("ben", "sig:date=na", None),
    )
    assert list(map(outcome, found)) == [
        ("sig:byline=yes", 2, {"sig:byline=yes": 2}),
        (None, None, {"sig:date=yes": 1, "sig:date=na": 1}),
    ]


def test_answers_in_words_and_open_work_are_not_counted():
    assert not counted(label("ana", "remark:text", note="Said so"))
    assert not counted(label("ana", "att:none", state="open"))
    assert not counted(label("ana", "elsewhere:none"))


def test_times_are_those_of_the_first_answer_and_the_last_change():
    (one,) = counted(
        label("ana", "att:none", created_at=LATER, updated_at=WHEN),
        label("ben", "att:none", created_at=WHEN, updated_at=LATER),
    )
    assert (one.created_at, one.updated_at) == (WHEN, LATER)


def test_the_order_is_the_codebooks_whoever_answered_first():
    found = counted(
        label("ana", "topic:water"), label("ben", "att:none"), label("ben", "topic:water")
    )
    assert [one.variable for one in found] == ["att", "topic"]


ANNOTATORS = ("ana", "ben", "cleo", "dora")
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(ANNOTATORS),
        st.sampled_from([None, 1, 2]),
        st.sampled_from(["slant:none", "slant:some", "slant:strong", "att:none", "att:explicit"]),
        st.sampled_from(["submitted", "open"]),
    ),
    unique_by=lambda one: (one[0], one[1], one[2].partition(":")[0]),
    max_size=30,
)


@given(ANSWERS)
def test_aggregation_of_single_choices_is_a_count(answers):
    labels = [label(name, code, claim, state=state) for name, claim, code, state in answers]
    expected = {}
    counts = defaultdict(Counter)
    for _name, claim, code, state in answers:
        if state == "submitted":
            counts[claim, code.partition(":")[0]][code] += 1
    for unit, spread in counts.items():
        (first, most), *others = spread.most_common()
        tie = bool(others) and others[0][1] == most
        expected[unit] = (None, None, dict(spread)) if tie else (first, most, dict(spread))
    found = counted(*labels, codebook=SMALL_CODEBOOK)
    assert {(one.claim_id, one.variable): outcome(one) for one in found} == expected
    assert len(found) == len(expected)


@given(ANSWERS, st.randoms())
def test_aggregation_does_not_depend_on_who_came_first(answers, random):
    labels = [label(name, code, 1, state=state) for name, _claim, code, state in answers]
    kept = {(one.annotator, one.variable): one for one in labels}
    mixed = list(kept.values())
    random.shuffle(mixed)
    straight = counted(*kept.values(), codebook=SMALL_CODEBOOK)
    assert counted(*mixed, codebook=SMALL_CODEBOOK) == straight


# -- against the tables ------------------------------------------------------------------------


@pytest.fixture
def foreign(cast):
    return foreign_study(cast)


def records(foreign, **given) -> list[tuple]:
    found = foreign.study(**given).articles()
    return [(article.id, record) for article in found for record in article.labels]


def test_the_decided_layer_is_every_code_of_every_decision(foreign):
    expected = {
        (
            *(one.article_id, one.claim_id, one.variable.identifier, code.identifier),
            *(one.note, one.distribution.get(code.identifier, 0)),
        )
        for one in Adjudication.objects.filter(project=foreign.cast.project)
        for code in one.codes.all()
    }
    found = records(foreign, layer="adjudicated")
    assert {
        (number, one.claim_id, one.variable, one.code, one.note, one.votes) for number, one in found
    } == expected
    assert len(found) == len(expected) == 6
    assert {(one.annotator, one.state) for _, one in found} == {("adjudicated", "adjudicated")}


def test_a_decision_on_a_retired_claim_is_history(foreign):
    from annotator.annotation.actions import split_claim

    claim = foreign.claims(foreign.articles[0])[0]
    before = [one for _, one in records(foreign, layer="adjudicated") if one.claim_id == claim.pk]
    middle = claim.start + claim.text.index(" ") + 1
    split_claim(claim=claim, at=middle, member=foreign.cast.member(foreign.cast.manager))
    after = records(foreign, layer="adjudicated")
    assert before
    assert claim.pk not in {one.claim_id for _, one in after}


def test_a_withdrawn_decision_has_no_labels(foreign):
    member = foreign.cast.member(foreign.cast.reviewer)
    adjudicate(member=member, variable="genre", codes=(), article=foreign.articles[0])
    found = records(foreign, layer="adjudicated")
    genres = [number for number, one in found if one.variable == "genre"]
    assert genres == [foreign.articles[1].pk]


def test_the_counted_layer_against_a_loop_over_labels(foreign):
    counts = defaultdict(Counter)
    rows = Label.objects.filter(assignment__project=foreign.cast.project, span_start=None)
    for one in rows.select_related("assignment", "variable", "code").order_by("pk"):
        if one.variable.select == "one":
            place = one.assignment.article_id, one.claim_id, one.variable.identifier
            counts[place][one.code.identifier] += 1
    expected = {}
    for place, spread in counts.items():
        leaders = [code for code, votes in spread.items() if votes == max(spread.values())]
        expected[place] = (leaders[0] if len(leaders) == 1 else None, dict(spread))
    found = {
        (number, one.claim_id, one.variable): (one.code, one.distribution)
        for number, one in records(foreign, layer="aggregated")
        if one.variable in ("genre", "att")
    }
    assert found == expected
    assert {code for code, _ in expected.values()} >= {None, "att:explicit"}


@pytest.mark.parametrize("layer", ["annotators", "adjudicated", "aggregated"])
def test_annotators_have_no_other_layer_than_labels(cast, layer):
    from django.core.exceptions import PermissionDenied

    member = cast.member(cast.ana)
    if layer == "annotators":
        assert open_study(member, {"layer": layer}).options.layer == layer
    else:
        with pytest.raises(PermissionDenied):
            open_study(member, {"layer": layer})
