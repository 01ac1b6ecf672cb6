"""Figures and disputes of every kind of variable equal plain loops."""

from collections import Counter, defaultdict

import pytest

from annotator.annotation.actions import Answer
from annotator.annotation.models import Label
from annotator.codebook.catalogue import project_catalogue
from annotator.review.agreement import agreement
from annotator.review.disputes import project_disputes
from annotator.review.querysets import compared_labels, counted_labels
from tests.annotator.review.figured import project_agreement, project_summary
from tests.annotator.review.kinds import code


def figures(kinds) -> dict[str, dict]:
    rows = project_agreement(kinds.member(kinds.reviewer))
    return {row["variable"]: row for row in rows}


METRICS = {
    "att": "nominal",
    "slant": "ordinal",
    "topic": "jaccard",
    "check": "nominal",
    "device": "jaccard",
    "device_holder": "jaccard",
    "part": "jaccard",
    "genre": "nominal",
    "sig": "nominal",
}


def cells(variable: str) -> dict[tuple, set[str]]:
    """Codes by (article, claim, item, annotator), read label by label."""
    found: dict[tuple, set[str]] = defaultdict(set)
    for label in Label.objects.filter(variable__identifier=variable):
        target = (label.assignment.article_id, label.claim_id)
        found[(*target, label.code.item, label.assignment.annotator_id)].add(label.code.identifier)
    return found


def by_loop(variable: str) -> dict:
    metric = METRICS[variable]
    rows = []
    for (article, claim, item, annotator), codes in cells(variable).items():
        if not codes & {"att:unclear"}:
            code = frozenset(codes) if metric == "jaccard" else next(iter(codes))
            if item:  # a yes to one item is the same answer as a yes to another
                code = code.rpartition("=")[2]
            rows.append((article, (article, claim, item), annotator, code))
    order = ["slant:none", "slant:some", "slant:strong"] if metric == "ordinal" else ()
    found = agreement(rows, metric=metric, order=order)
    return {
        "metric": metric,
        "units": found.units,
        "annotators": found.annotators,
        "labels": found.labels,
        "percent": pytest.approx(found.percent),
        "alpha": pytest.approx(found.alpha, abs=1e-9),
        "reason": found.reason,
    }


def test_agreement_of_every_kind_equals_a_plain_loop(answered):
    found = figures(answered)
    assert list(found) == [
        *("att", "slant", "topic", "check", "why", "device", "device_holder", "part"),
        *("genre", "sig", "remark"),
    ]
    for variable in METRICS:
        row = {name: found[variable][name] for name in by_loop(variable)}
        assert row == by_loop(variable), variable
        assert row["units"] > 0


def test_words_have_a_row_without_figures(answered):
    row = figures(answered)["why"]
    assert (row["alpha"], row["interval"], row["percent"]) == (None, None, None)
    assert (row["units"], row["labels"], row["annotators"]) == (0, 0, 0)
    assert row["reason"] == "answered in words, which are not compared"


def test_each_item_of_a_set_is_a_unit(kinds):
    first, second = kinds.claims()[:2]
    for user, placed in ((kinds.ana, "yes"), (kinds.ben, "na")):
        code(
            kinds,
            user,
            Answer(first.pk, "check", ("check:dated=yes", f"check:placed={placed}")),
            Answer(second.pk, "check", ("check:dated=no",)),
            Answer(None, "sig", ("sig:byline=no",)),
        )
    check = figures(kinds)["check"]
    assert (check["units"], check["labels"], check["annotators"]) == (3, 6, 2)
    assert check["percent"] == pytest.approx(2 / 3)
    assert figures(kinds)["sig"]["units"] == 1
    member = kinds.member(kinds.reviewer)
    (dispute,) = project_disputes(member)
    assert dispute.target == (kinds.article.pk, first.pk)
    assert dispute.variables == ("check",)
    assert dispute.share == pytest.approx(1 / 2)


def test_a_code_that_stands_for_no_answer_is_not_compared(kinds):
    claims = kinds.claims()
    for user, second in ((kinds.ana, "att:unclear"), (kinds.ben, "att:named")):
        code(
            kinds,
            user,
            Answer(claims[0].pk, "att", ("att:named",)),
            Answer(claims[1].pk, "att", (second,)),
            Answer(claims[2].pk, "att", ("att:unclear",)),
        )
    row = figures(kinds)["att"]
    assert (row["units"], row["labels"], row["percent"]) == (1, 2, 1.0)
    assert figures(kinds)["check"]["reason"] == "no labels yet"
    assert (
        len(project_disputes(kinds.member(kinds.reviewer))) == 1
    )  # a reviewer decides all the same


def test_only_codes_that_stand_for_no_answer_say_so(kinds):
    for user in (kinds.ana, kinds.ben):
        code(kinds, user, Answer(kinds.claims()[0].pk, "att", ("att:unclear",)))
    assert figures(kinds)["att"]["reason"] == "no label has a code on the scale"


def test_marks_are_compared_by_the_codes_used_on_a_claim(kinds):
    claim = kinds.claims()[0]
    begin = claim.start

    def marks(*places: int) -> list[Answer]:
        return [
            Answer(claim.pk, "part", (f"part:{name}",), span=(begin + place, begin + place + 3))
            for name, place in zip(("source", "cue"), places, strict=True)
        ]

    code(kinds, kinds.ana, *marks(0, 10))
    code(kinds, kinds.ben, *marks(4, 14))
    code(kinds, kinds.cleo, *marks(0, 10)[:1])
    row = figures(kinds)["part"]
    assert (row["units"], row["labels"]) == (1, 3)
    (dispute,) = project_disputes(kinds.member(kinds.reviewer))
    assert (dispute.variables, dispute.share) == (("part",), pytest.approx(2 / 3))


def test_the_list_behind_a_figure_holds_its_labels(answered):
    member = answered.member(answered.reviewer)
    catalogue = project_catalogue(answered.version, answered.project.variable_ids)
    for variable, row in figures(answered).items():
        listed = compared_labels(counted_labels(member), catalogue.variables[variable])
        targets = {(one.assignment.article_id, one.claim_id, one.code.item) for one in listed}
        assert len(targets) == row["units"], variable
        if METRICS.get(variable, "jaccard") != "jaccard":
            assert listed.count() == row["labels"]


def disputed_by_loop() -> dict[tuple, set[str]]:
    found: dict[tuple, set[str]] = defaultdict(set)
    for variable in METRICS:
        answers: dict[tuple, list] = defaultdict(list)
        for (article, claim, item, _), codes in cells(variable).items():
            answers[article, claim, item].append(frozenset(codes))
        for (article, claim, _), given in answers.items():
            if len(set(given)) > 1:
                found[article, claim].add(variable)
    return found


def test_disputes_of_every_kind_equal_a_plain_loop(answered):
    found = project_disputes(answered.member(answered.reviewer))
    assert {one.target: set(one.variables) for one in found} == disputed_by_loop()
    assert all(len(set(one.variables)) == len(one.variables) for one in found)
    assert all(0 < one.share <= 1 for one in found)


def test_every_kind_is_counted(answered):
    summary = project_summary(answered.member(answered.reviewer))
    given = Counter(Label.objects.values_list("code__identifier", flat=True))
    listed = {one["code"]: one["labels"] for row in summary["variables"] for one in row["codes"]}
    assert {code: labels for code, labels in listed.items() if labels} == given
    assert listed["why:text"] == 27
