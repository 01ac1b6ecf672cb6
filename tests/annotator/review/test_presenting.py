"""Lengths and places of the figures, their words, and what they lead to."""

from xml.etree import ElementTree

import pytest

from annotator.annotation.models import Assignment
from annotator.codebook.catalogue import catalogue_of
from annotator.review.figures.filters import Filters
from annotator.review.presenting import MAX_CONTEXT, excerpt
from annotator.review.presenting.coefficients import coefficient, coefficients
from annotator.review.presenting.drawing import Cell, Grid, Line, Lines, draw
from annotator.review.presenting.grids import MAX_WEEKS, Week, confusion, coverage, level_of
from annotator.review.presenting.links import Links
from annotator.review.presenting.people import people
from annotator.review.presenting.spreads import (
    MAX_PUBLISHERS,
    chosen_mixes,
    comparisons,
    distribution,
    mixes,
    ticks,
)
from annotator.review.presenting.strips import lowest, scale, strips
from annotator.review.sheets import letters


def figures(variable: str, alpha: float | None, interval: list[float] | None) -> dict:
    return {"variable": variable, "alpha": alpha, "interval": interval, "units": 2, "percent": 0.5}


def shares(*labels: int) -> list[dict]:
    total = sum(labels)
    codes = ("slant:none", "slant:some", "slant:strong")
    return [
        {
            "code": code,
            "labels": count,
            "share": count / total if total else None,
            "interval": [0.1, 0.5] if count else None,
            "reason": "",
        }
        for code, count in zip(codes, labels, strict=True)
    ]


LINKS = Links("quay", Filters(publisher="Harbour Post"))


def test_bars_stack_to_the_whole(cast):
    entry = catalogue_of(cast.version).variables["slant"]
    found = distribution(entry, shares(1, 0, 3), LINKS)
    assert found.labels == 4
    assert [bar.width for bar in found.bars] == ["25.000%", "0.000%", "75.000%"]
    assert [bar.x for bar in found.bars] == ["0.000%", "25.000%", "25.000%"]
    assert [bar.percent for bar in found.bars] == ["25 %", "0 %", "75 %"]
    assert [bar.range for bar in found.bars] == ["10 to 50 %", "", "10 to 50 %"]
    assert (found.bars[0].left, found.bars[0].right) == ("10.000%", "50.000%")
    assert [bar.chip.hue for bar in found.bars] == [1, 2, 3]


def test_without_labels_nothing_is_drawn(cast):
    entry = catalogue_of(cast.version).variables["slant"]
    found = distribution(entry, shares(0, 0, 0), LINKS)
    assert {bar.share for bar in found.bars} == {None}
    assert {bar.width for bar in found.bars} == {"0.000%"}
    assert {bar.percent for bar in found.bars} == {"–"}


def test_links_keep_the_filters_and_may_narrow_them():
    assert LINKS.labels(variable="src").endswith("?publisher=Harbour+Post&variable=src")
    assert LINKS.labels(publisher="-").endswith("claims/?publisher=-")
    assert Links("quay", Filters()).dashboard() == "/projects/quay/review/"
    assert LINKS.file("mix", "svg", variable="src").endswith(
        "review/figures/mix.svg?publisher=Harbour+Post&variable=src"
    )


def mix(publisher: str, *labels: int, suppressed: bool = False) -> dict:
    codes = [
        {**one, "share": None, "interval": None} if suppressed else one for one in shares(*labels)
    ]
    return {"publisher": publisher, "articles": 4, "labels": sum(labels), "suppressed": suppressed,
            "codes": codes}  # fmt: skip


def test_publishers_stand_side_by_side_code_by_code(cast):
    entry = catalogue_of(cast.version).variables["slant"]
    few = mix("Few", 1, 0, 0, suppressed=True)
    found = mixes(entry, [mix("Small", 9, 9, 9), few, mix("", 30, 0, 9)], LINKS)
    assert [one.publisher for one in found] == ["", "Small", "Few"]
    assert [one.publisher for one in chosen_mixes(found, [])] == ["", "Small"]
    assert [one.publisher for one in chosen_mixes(found, ["-", "Few"])] == ["", "Few"]
    rows = comparisons(chosen_mixes(found, []))
    assert [[(side.number, side.mix.publisher) for side in row.sides] for row in rows] == [
        [(1, ""), (2, "Small")]
    ] * 3
    assert [side.bar.labels for side in rows[0].sides] == [30, 9]
    assert {side.end for row in rows for side in row.sides} == {0.5}
    assert (rows[0].sides[0].low, rows[0].sides[0].high) == ("21.200%", "98.000%")
    assert ticks(0.5) == ["0", "25", "50 %"]
    assert rows[0].sides[0].bar.link == LINKS.labels(
        variable="slant", code="slant:none", publisher="-"
    )
    assert comparisons(chosen_mixes(found, ["Few"])) == []


def test_weeks_are_named_by_their_monday_and_chosen_by_their_days():
    week = Week("2026-W07")
    assert (week.label, week.year) == ("9 Feb", "2026")
    assert week.query == {"from": "2026-02-09", "to": "2026-02-15"}
    assert Week("").query == {}
    assert Week("").label == "no date"


def covered(publishers: int, weeks: int) -> dict:
    names = [f"2026-W{week + 1:02}" for week in range(weeks)]
    rows = [
        {
            "publisher": f"P{number}",
            "cells": [{"week": week, "coded": 1, "planned": 2} for week in names],
            "coded": weeks,
            "planned": 2 * weeks + number,
        }
        for number in range(publishers)
    ]
    return {"weeks": [*names, ""], "publishers": rows}


def test_coverage_shows_the_last_weeks_and_the_largest_publishers():
    shown = coverage(covered(40, 40), LINKS)
    assert (len(shown.weeks), len(shown.rows)) == (MAX_WEEKS + 1, MAX_PUBLISHERS)
    assert (shown.publishers, shown.all_weeks, shown.is_wide) == (40, 41, True)
    assert shown.weeks[0].name == "2026-W15"
    assert shown.weeks[-1].name == ""
    assert shown.rows[0].publisher == "P39"
    assert shown.rows[0].cells[-1] is None
    cell = shown.rows[0].cells[0]
    assert (cell.coded, cell.planned, cell.level) == (1, 2, 3)
    assert cell.link.endswith("claims/?publisher=P39&from=2026-04-06&to=2026-04-12")
    assert cell.words == "1 of 2 articles coded: P39, week of 6 Apr 2026"


@pytest.mark.parametrize(
    ("share", "level"), [(0, 0), (0.01, 1), (0.2, 1), (0.21, 2), (0.6, 3), (0.999, 5), (1, 5)]
)
def test_darker_is_more(share, level):
    assert level_of(share) == level


def test_a_confusion_leads_to_the_claims_behind_it(cast):
    entry = catalogue_of(cast.version).variables["att"]
    found = {"codes": ["att:explicit", "att:none"], "counts": [[6, 2], [2, 0]], "units": 5}
    shown = confusion(entry, found, LINKS)
    first, second = shown.rows
    assert [(cell.count, cell.share, cell.is_same) for cell in first.cells] == [
        (6, 0.75, True),
        (2, 0.25, False),
    ]
    assert first.cells[1].link == LINKS.queue(variable="att", pair="att:explicit,att:none")
    assert first.cells[0].link == LINKS.compared("att", code="att:explicit")
    assert first.cells[1].words == "Attributed here against Unattributed: 2, 25 % of the row"
    assert second.cells[0].share == 1.0
    assert second.total == 2


def test_annotators_are_named_to_managers_only():
    states = dict.fromkeys(Assignment.State.values, 2)
    rows = [
        {"annotator": name, "assignments": states, "labels": 5, "alpha_with_others": None}
        for name in ("ana", "ben")
    ]
    named = people(rows, LINKS, named=True)
    assert [(one.name, one.labels) for one in named] == [("ana", 5), ("ben", 5)]
    assert named[0].link == LINKS.labels(count="all", annotator="ana")
    (whole,) = people(rows, LINKS, named=False)
    assert (whole.name, whole.labels) == ("", 10)
    assert {cell.count for cell in whole.cells} == {4}
    assert "annotator=" not in whole.link
    assert people([], LINKS, named=False) == []


def test_strips_share_one_scale(cast):
    catalogue = catalogue_of(cast.version)
    rows = [
        figures("att", 0.9, [0.5, 1.0]),
        figures("src", None, None),
        figures("slant", 0.7, [-0.25, 0.8]),
    ]
    found = strips(catalogue, rows)
    assert {strip.begin for strip in found} == {-0.4}
    assert found[0].high == "97.000%"
    assert found[0].place(-0.4) == "3.000%"
    assert [strip.verdict for strip in found] == ["reliable", "", "tentative"]
    assert lowest(found) is found[2]
    assert [text for text, _ in scale(found).marks] == ["-0.4", "1", ".667", ".80"]


def test_an_alpha_far_below_chance_stays_on_the_strip(cast):
    (strip,) = strips(catalogue_of(cast.version), [figures("att", -3.0, [-5.0, 0.1])])
    assert (strip.begin, strip.low) == (-1.0, "3.000%")


@pytest.mark.parametrize("length", [10, MAX_CONTEXT * 3])
def test_an_excerpt_is_around_the_claim(length):
    text = "é" * length + "claim" + "é" * length
    found = excerpt(text, length, length + 5)
    assert found.claim == "claim"
    assert found.is_whole == (length == 10)
    assert found.before == found.after == "é" * min(length, MAX_CONTEXT)


def test_letters_go_on_after_z():
    assert letters(3) == ["A", "B", "C"]
    assert letters(53)[25:28] == ["Z", "A2", "B2"]
    assert letters(53)[-1] == "A3"
    assert len(set(letters(53))) == 53


def test_coefficients_say_what_they_are_and_why_they_are_not():
    figure = {"value": 0.8123, "interval": [0.5, 0.9], "reason": ""}
    row = {
        "percent": 0.75, "alpha": None, "interval": None, "reason": "only one annotator",
        "ac1": figure, "ac2": None, "span_f1": {**figure, "interval": None},
    }  # fmt: skip
    found = {one.key: one for one in coefficients(row)}
    assert list(found) == ["percent", "alpha", "ac1", "span_f1"]
    assert (found["percent"].shown, found["percent"].range) == ("75 %", "")
    assert (found["alpha"].shown, found["alpha"].reason) == ("–", "only one annotator")
    assert (found["ac1"].shown, found["ac1"].range) == ("0.81", "0.50 to 0.90")
    assert found["ac1"].exact == "0.8123"
    assert found["span_f1"].shown == "81 %"
    assert all(one.meaning and one.name for one in found.values())
    assert coefficient("alpha", None).value is None


SVG = "{http://www.w3.org/2000/svg}"


def parsed(figure: Lines | Grid) -> ElementTree.Element:
    return ElementTree.fromstring(draw(figure))


def test_a_drawing_stands_alone():
    """No style sheet, no script, no other file: every colour is an attribute."""
    line = Line('A "b" <c> & d\x00', "0.50", 0.5, (0.25, 0.75), hue=2)
    root = parsed(Lines("Title <1>", "n: 3. Method.", [line, Line("why", "no labels yet")], []))
    assert root.find(f"{SVG}title").text == "Title <1>"
    assert root.find(f"{SVG}desc").text == "n: 3. Method."
    assert {one.tag for one in root.iter()} <= {
        SVG + tag for tag in ("svg", "title", "desc", "rect", "line", "circle", "text")
    }
    names = {name for one in root.iter() for name in one.attrib}
    assert not names & {"style", "class", "href"}
    (dot,) = root.iter(f"{SVG}circle")
    ends = [one for one in root.iter(f"{SVG}line") if one.get("stroke-width") == "2"]
    assert [float(ends[0].get(name)) for name in ("x1", "x2")] == [
        float(dot.get("cx")) - 75,
        float(dot.get("cx")) + 75,
    ]
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert 'A "b" <c> & d' in texts
    assert "no labels yet" in texts


def test_a_grid_is_drawn_with_its_numbers():
    rows = [("First", [Cell("3", 5, words="three"), Cell("0")]), ("Second", [Cell("1/2", 3)])]
    root = parsed(Grid("Title", "About.", ["AA", "BB"], rows))
    texts = {one.text: one.get("fill") for one in root.iter(f"{SVG}text")}
    assert texts["3"] == "#ffffff"
    assert texts["1/2"] != "#ffffff"
    assert {"First", "Second", "AA", "BB", "0"} <= texts.keys()


def test_a_figure_with_nothing_is_drawn_empty():
    assert list(parsed(Lines("Title", "About.", [], [])).iter(f"{SVG}circle")) == []
    assert list(parsed(Grid("Title", "About.", [], [])).iter(f"{SVG}circle")) == []


def test_coefficients_are_rounded_not_cut():
    """Django's `number_format` cuts digits off: 0.659 would read 0.65."""
    one = coefficient("alpha", {"value": 0.659, "interval": [0.1699, 0.9951], "reason": ""})
    assert (one.shown, one.range) == ("0.66", "0.17 to 1.00")
