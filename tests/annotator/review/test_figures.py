"""Every figure of the document equals a plain loop over all rows."""

import random
from collections import Counter
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.annotation.actions import (
    Answer,
    change_role,
    give_labels,
    return_assignment,
    submit_assignment,
)
from annotator.codebook.actions import publish_codebook
from annotator.projects.models import ProjectArticle
from annotator.review.actions import adjudicate, finish_unanimous
from annotator.review.agreement import agreement
from annotator.review.agreement.intervals import cluster_interval
from annotator.review.agreement.resampling import article_weights
from annotator.review.figures import spreading
from annotator.review.figures.building import build_document
from annotator.review.figures.disputing import TOP
from annotator.review.figures.filters import Filters, read_filters
from annotator.review.figures.intervals import share_intervals
from tests.annotator.review.deciding import Slow
from tests.annotator.review.naive import METRICS, SCALE, Naive
from tests.annotator.review.studies import add_articles, disagree, run_study
from tests.plugins.cast import SMALL_CODEBOOK

FILTERS = {
    "everything": ({}, {}),
    "publisher": ({"publisher": "Valley Wire"}, {"publisher": "Valley Wire"}),
    "no publisher": ({"publisher": "-"}, {"publisher": ""}),
    "pair": ({"annotators": "ben,ana"}, {"pair": ("ana", "ben")}),
    "another pair": ({"annotators": "ana,cleo"}, {"pair": ("ana", "cleo")}),
    "after": ({"labels": "after"}, {"after": True}),
    "pair after": (
        {"labels": "after", "annotators": "ana,ben"}, {"after": True, "pair": ("ana", "ben")},
    ),
}  # fmt: skip


def study(cast, seed: int) -> None:
    """Random answers of three annotators, some of them decided, one claim cut away since."""
    chance = random.Random(seed)
    run_study(cast, seed=seed, articles=6)
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    for _ in range(3):
        cast.code_all(cast.cleo, slant=chance.choice(["none", "some", "strong"]))
    decide_some(cast, chance)
    change_role(claim=cast.claims()[1], role="caption", member=cast.member(cast.manager))


def decide_some(cast, chance: random.Random) -> None:
    member = cast.member(cast.reviewer)
    for entry in ProjectArticle.objects.filter(project=cast.project):
        for claim in cast.claims(entry.article):
            if chance.random() < 0.4:
                choice = chance.choice(["att:none", "att:explicit"])
                adjudicate(member=member, claim=claim, variable="att", codes=[choice], reason="So.")


def check_agreement(document, naive):
    assert [row["variable"] for row in document["agreement"]] == list(METRICS)
    for row in document["agreement"]:
        variable = row["variable"]
        order = SCALE if variable == "slant" else ()
        expected = agreement(naive.rows(variable), metric=METRICS[variable], order=order)
        for name in ("metric", "units", "articles", "annotators", "labels", "reason"):
            assert row[name] == getattr(expected, name), (variable, name)
        assert row["percent"] == pytest.approx(expected.percent)
        assert row["alpha"] == pytest.approx(expected.alpha)
        universe = naive.universe(variable)
        assert row["universe"] == universe
        assert row["share"] == (row["units"] / universe if universe else None)
        ends = pytest.approx([*expected.interval]) if expected.interval else None
        assert row["interval"] == ends


def check_agreement_code_by_code(document, naive):
    for row in document["agreement"]:
        for one in row["codes"]:
            rows = [
                (article, unit, name, one["code"] in codes if row["metric"] == "jaccard" else
                 one["code"] == codes)
                for article, unit, name, codes in naive.rows(row["variable"])
            ]  # fmt: skip
            expected = agreement(rows, metric="nominal", resamples=0).alpha
            assert one["alpha"] == pytest.approx(expected), one
            assert one["alpha"] is not None or one["reason"]
        if row["units"]:
            assert sum(one["labels"] for one in row["codes"]) >= row["labels"]


def check_agreement_of_two(document, naive):
    for row in document["agreement"]:
        people = {name for given in naive.by_unit(row["variable"]).values() for name in given}
        pairs = {tuple(one["annotators"]): one for one in row["pairs"]}
        assert set(pairs) == set(combinations(sorted(people), 2))
        for (one, other), figures in pairs.items():
            both = [
                (given[one], given[other])
                for given in naive.by_unit(row["variable"]).values()
                if {one, other} <= set(given)
            ]
            assert figures["units"] == len(both)
            if not both:
                assert figures["kappa"]["value"] is None
                assert figures["kappa"]["reason"]
                continue
            agreed = sum(a == b for a, b in both) / len(both)
            assert figures["percent"]["value"] == pytest.approx(agreed)
            codes = {code for answers in both for code in answers}
            chance = sum(
                sum(a == code for a, _ in both) * sum(b == code for _, b in both) for code in codes
            ) / len(both) ** 2  # fmt: skip
            if chance < 1:
                kappa = (agreed - chance) / (1 - chance)
                assert figures["kappa"]["value"] == pytest.approx(kappa)
            else:
                assert figures["kappa"]["value"] is None


def check_coefficients_stand_where_they_are_for(document, _naive):
    for row in document["agreement"]:
        there = {name for name in ("fleiss", "ac1", "ac2", "masi") if row[name] is not None}
        expected = {"jaccard": {"masi"}, "ordinal": {"fleiss", "ac1", "ac2"}}
        assert there == expected.get(row["metric"], {"fleiss", "ac1"})
        for name in there:
            assert (row[name]["value"] is None) <= bool(row[name]["reason"])


def check_labels_distribution_and_mix(document, naive):
    articles = {
        name: {e.article_id for e in naive.entries if naive.publisher(e.article) == name}
        for name in {naive.publisher(e.article) for e in naive.entries}
    }
    assert document["articles"] == len(naive.entries)
    assert document["labels"] == sum(len(codes) for codes in naive.answers.values())
    for variable in METRICS:
        check_counts(document["distribution"][variable], naive.counts(variable))
        rows = document["mix"][variable]
        assert [row["publisher"] for row in rows] == sorted(
            articles, key=lambda name: (name == "", name)
        )
        for row in rows:
            here = articles[row["publisher"]]
            counts = naive.counts(variable, here)
            assert row["labels"] == counts.total()
            assert row["articles"] == len(
                {key[0] for key in naive.answers if key[0] in here and key[2] == variable}
            )
            few = row["articles"] < spreading.MIN_ARTICLES or row["labels"] < spreading.MIN_LABELS
            assert row["suppressed"] == few
            if few:
                assert {one["code"]: one["labels"] for one in row["codes"]} == {
                    one["code"]: counts[one["code"]] for one in row["codes"]
                }
                assert all(one["share"] is one["interval"] is None for one in row["codes"])
            else:
                check_counts(row["codes"], counts)


def check_counts(codes: list[dict], counts: Counter) -> None:
    assert {one["code"]: one["labels"] for one in codes if one["labels"]} == counts
    for one in codes:
        total = counts.total()
        share = pytest.approx(counts[one["code"]] / total) if total else None
        assert one["share"] == share
        if one["interval"]:
            assert one["interval"][0] <= one["share"] <= one["interval"][1]
        else:
            assert one.get("reason", "suppressed")


def check_confusion(document, naive):
    assert set(document["confusion"]) == {"att", "src", "slant", "genre"}
    for variable, table in document["confusion"].items():
        counts = naive.confusion(variable)
        codes = table["codes"]
        for (i, one), (k, other) in combinations([*enumerate(codes)] * 2, 2):
            pairs = counts[tuple(sorted([one, other]))]
            assert table["counts"][i][k] == table["counts"][k][i] == pairs
        assert sum(counts.values()) == sum(
            table["counts"][i][k] for i in range(len(codes)) for k in range(i + 1)
        )
        assert table["units"] == sum(len(given) > 1 for given in naive.by_unit(variable).values())


def check_coverage(document, naive):
    states = Counter()
    for entry in naive.entries:
        work = [one for one in naive.work if one.article_id == entry.article_id]
        taken = [one.state for one in work if one.state != "skipped"]
        coded = taken.count("submitted") >= naive.cast.project.overlap
        states["coded" if coded else "in_progress" if taken else "not_started"] += 1
    assert {state: n for state, n in document["coverage"]["states"].items() if n} == states
    rows = document["coverage"]["publishers"]
    assert sum(row["planned"] for row in rows) == len(naive.entries)
    assert sum(row["coded"] for row in rows) == states["coded"]


def check_annotators(document, naive):
    rows = {row["annotator"]: row for row in document["annotators"]}
    assert list(rows) == ["ana", "ben", "cleo"]
    for name, row in rows.items():
        mine = [one for one in naive.work if one.annotator.username == name]
        states = Counter(one.state for one in mine)
        assert {state: n for state, n in row["assignments"].items() if n} == states
        alphas, pairs = 0.0, 0
        for one in row["agreement"]:
            variable = one["variable"]
            order = SCALE if variable == "slant" else ()
            rows_with = naive.pairs_with(variable, name)
            expected = agreement(
                rows_with, metric=METRICS[variable], order=order, resamples=0
            ).alpha
            assert one["alpha"] == pytest.approx(expected), variable
            assert one["pairs"] == len(rows_with) // 2
            if expected is not None:
                alphas += expected * one["pairs"]
                pairs += one["pairs"]
        assert row["alpha_with_others"] == (pytest.approx(alphas / pairs) if pairs else None)


def check_disputes(document, naive):
    slow = Slow(naive.cast)
    looked_at = {
        place: standing
        for place, standing in slow.all().items()
        if place[0] in naive.articles and slow.is_looked_at(place)
    }
    still = {place[:2] for place, standing in looked_at.items() if standing == "OPEN"}
    assert document["disputes"]["disputed"] == len({place[:2] for place in looked_at})
    assert document["disputes"]["open"] == len(still)
    shares = [one["share"] for one in document["disputes"]["top"]]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == min(TOP, document["disputes"]["open"])


def check_aggregation(document, naive):
    assert set(document["aggregation"]) == {"att", "src", "slant", "genre"}
    for variable, figures in document["aggregation"].items():
        winners = Counter()
        for given in naive.by_unit(variable).values():
            counts = Counter(code for codes in given.values() for code in codes).most_common(2)
            tie = len(counts) == 2 and counts[0][1] == counts[1][1]
            winners["tie" if tie else counts[0][0]] += 1
        assert figures["units"] == winners.total()
        assert figures["ties"]["majority"] == winners["tie"]
        for row in figures["codes"]:
            assert row["majority"] == winners[row["code"]]
        estimated = sum(row["dawid_skene"] for row in figures["codes"])
        assert estimated + figures["ties"]["dawid_skene"] == figures["units"]
        labels = Counter(key[3] for key in naive.answers if key[2] == variable)
        assert {row["annotator"]: row["labels"] for row in figures["annotators"]} == labels
        assert bool(figures["warning"]) == (len(labels) < 3 or not three_on_a_unit(naive, variable))
        people = {row["annotator"]: row["competence"] for row in document["annotators"]}
        for row in figures["annotators"]:
            assert people[row["annotator"]][variable] == row["competence"]


def three_on_a_unit(naive, variable) -> bool:
    return any(len(given) > 2 for given in naive.by_unit(variable).values())


CHECKS = [
    check_agreement, check_agreement_code_by_code, check_agreement_of_two,
    check_coefficients_stand_where_they_are_for, check_labels_distribution_and_mix,
    check_confusion, check_coverage, check_annotators, check_disputes, check_aggregation,
]  # fmt: skip


@pytest.mark.parametrize("choice", FILTERS)
def test_every_figure_is_that_of_a_plain_loop(cast, choice):
    study(cast, seed=len(choice))
    query, more = FILTERS[choice]
    member = cast.member(cast.reviewer)
    document = build_document(member, read_filters(member, query))
    naive = Naive(cast, **more)
    assert any(row["units"] for row in document["agreement"])
    for check in CHECKS:
        check(document, naive)


# -- what each rule is for ---------------------------------------------------------------------


def rows_of(cast, **query) -> dict[str, dict]:
    member = cast.member(cast.reviewer)
    document = build_document(member, read_filters(member, query))
    return {row["variable"]: row for row in document["agreement"]}


def test_text_that_nobody_labelled_is_no_agreement(cast):
    """Topics are optional: who marks none has not agreed with anybody."""
    disagree(cast)
    row = rows_of(cast)["topic"]
    assert (row["units"], row["universe"], row["share"], row["alpha"]) == (0, 3, 0, None)


def test_notes_are_no_disagreement(cast):
    for user in (cast.ana, cast.ben):
        assignment = cast.take(user)
        answers = [
            Answer(claim.pk, variable, (code,), note=f"{user} was not sure")
            for claim in cast.claims()
            for variable, code in (("att", "att:none"), ("slant", "slant:none"))
        ]
        give_labels(assignment=assignment, actor=user, answers=answers)
        submit_assignment(assignment=assignment, actor=user)
    assert rows_of(cast)["att"]["percent"] == 1


def test_a_difference_in_attribution_is_not_counted_again_in_what_depends_on_it(cast):
    disagree(cast, claims={0})
    rows = rows_of(cast)
    assert (rows["att"]["units"], rows["att"]["percent"]) == (3, 2 / 3)
    assert (rows["src"]["units"], rows["src"]["universe"], rows["src"]["share"]) == (0, 3, 0)


def test_what_all_had_said_counts_as_decided_only_while_they_say_it(cast):
    member = cast.member(cast.reviewer)
    work, _other = [cast.code_all(user) for user in (cast.ana, cast.ben)]
    finish_unanimous(member=member)
    assert rows_of(cast, labels="after")["slant"]["percent"] == 1
    return_assignment(assignment=work, member=member, reason="Look again.")
    work.refresh_from_db()
    for claim in cast.claims():
        cast.answer(work, claim, slant="strong")
    submit_assignment(assignment=work, actor=cast.ana)
    before, after = rows_of(cast), rows_of(cast, labels="after")
    assert before["slant"]["percent"] == after["slant"]["percent"] == 0
    assert after["att"]["percent"] == 1  # which all still say
    claim = cast.claims()[0]
    adjudicate(member=member, claim=claim, variable="slant", codes=["slant:none"])
    assert rows_of(cast, labels="after")["slant"]["percent"] == pytest.approx(1 / 3)


def test_what_was_decided_counts_as_everybody_s_and_closes_what_depends_on_it(cast):
    for user, code in ((cast.ana, "official"), (cast.ben, "unknown")):
        assignment = cast.take(user)
        for claim in cast.claims():
            cast.answer(assignment, claim, att="explicit", src=code, slant="none")
        submit_assignment(assignment=assignment, actor=user)
    member, (one, two, _three) = cast.member(cast.reviewer), cast.claims()
    adjudicate(member=member, claim=one, variable="src", codes=["src:official"], reason="So.")
    adjudicate(member=member, claim=two, variable="att", codes=["att:none"], reason="So.")
    before, after = rows_of(cast)["src"], rows_of(cast, labels="after")["src"]
    assert (before["units"], before["percent"]) == (3, 0)
    assert (after["units"], after["percent"]) == (2, 0.5)


def test_work_sent_back_does_not_count(cast):
    disagree(cast)
    last = disagree_again(cast)
    assert rows_of(cast)["att"]["articles"] == 2
    return_assignment(assignment=last, member=cast.member(cast.reviewer), reason="Again.")
    row = rows_of(cast)["att"]
    assert (row["articles"], row["universe"]) == (1, 3)


def disagree_again(cast):
    add_articles(cast, 1)
    return disagree(cast)


def test_days_and_languages_choose_articles(cast):
    for day, language in ((1, "en"), (2, "en"), (3, "fr")):
        cast.add_article(
            f"On day {day} the office said that the road would be closed.",
            published_at=f"2026-02-0{day}",
            language=language,
        )
    member = cast.member(cast.reviewer)

    def articles(**query) -> int:
        return build_document(member, read_filters(member, query))["articles"]

    assert articles() == 4
    assert articles(**{"from": "2026-02-02"}) == 2
    assert articles(to="2026-02-02") == 2
    assert articles(**{"from": "2026-02-02", "to": "2026-02-02"}) == 1
    assert articles(language="fr") == 1
    assert articles(publisher="harbour  POST") == 1
    weeks = build_document(member, Filters())["coverage"]["weeks"]
    assert weeks == ["2026-W05", "2026-W06", ""]


def test_an_interval_is_that_of_a_plain_loop():
    chance = np.random.default_rng(3)
    counts = chance.integers(0, 5, size=(9, 4)).astype(float)
    counts[:, 3] = 0
    counts[2:, 2] = 0
    stacks = np.array([0, 0, 1, 1])
    found = share_intervals(counts, stacks, resamples=400)
    weights = np.concatenate([*article_weights([9], resamples=400, seed=0)])
    for code in range(4):
        shares = []
        for row in weights:
            totals = [sum(row[a] * counts[a][c] for a in range(9)) for c in range(4)]
            whole = sum(totals[c] for c in range(4) if stacks[c] == stacks[code])
            shares.append(totals[code] / whole if whole else np.nan)
        expected, _lost = cluster_interval(np.array(shares), 9, lowest=0)
        assert found[code] == (expected and pytest.approx([*expected]))
    assert found[0] is not None
    assert found[2] is None  # two articles only: often none of them is drawn


def test_the_queries_do_not_grow_with_rows(cast):
    def queries() -> int:
        disagree(cast)
        member = cast.member(cast.reviewer)
        with CaptureQueriesContext(connection) as made:
            build_document(member, Filters(labels="after"))
        return len(made)

    few = queries()
    add_articles(cast, 1, claims=40)
    assert queries() == few


def test_an_empty_project_has_figures_too(cast):
    document = build_document(cast.member(cast.reviewer), Filters())
    assert document["labels"] == 0
    assert {row["reason"] for row in document["agreement"]} == {"no labels yet"}
    assert all(one["labels"] == 0 for one in document["distribution"]["att"])
    assert document["disputes"] == {"disputed": 0, "open": 0, "top": []}


# -- filters in addresses ----------------------------------------------------------------------


def test_one_choice_has_one_address():
    chosen = Filters(
        version="2", since=date(2026, 2, 1), until=date(2026, 3, 1), publisher="A & B",
        language="en", annotators=("ana", "ben"), labels="after",
    )  # fmt: skip
    assert chosen.query == (
        "version=2&from=2026-02-01&to=2026-03-01&publisher=A+%26+B&language=en"
        "&annotators=ana%2Cben&labels=after"
    )
    assert Filters().query == ""
    assert len({chosen.key, Filters().key, chosen.without("to").key}) == 3
    for name in chosen.as_dict():
        assert name not in chosen.without(name).as_dict()


def test_the_same_choice_however_it_is_written(cast, rf):
    cast.code_all(cast.ana)
    cast.code_all(cast.ben)
    member = cast.member(cast.reviewer)
    request = rf.get("/", {"annotators": ["ben", "ana"], "labels": "before", "page": "2"})
    assert read_filters(member, request.GET) == Filters(annotators=("ana", "ben"))
    assert read_filters(member, {"version": cast.version.version}) == Filters()


def test_another_version_of_the_codebook_has_questions_of_its_own(cast):
    disagree(cast)
    document = {**SMALL_CODEBOOK, "version": "2", "variables": SMALL_CODEBOOK["variables"][:3]}
    publish_codebook(document=document)
    member = cast.member(cast.reviewer)
    found = build_document(member, read_filters(member, {"version": "2"}))
    assert [row["variable"] for row in found["agreement"]] == ["att", "src", "slant"]
    assert {row["units"] for row in found["agreement"]} == {0}
    assert found["filters"] == {"version": "2"}
    assert found["agreement"][0]["universe"] == 3
