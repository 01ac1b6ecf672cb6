"""Lengths and places of the figures."""

import pytest

from annotator.codebook.catalogue import catalogue_of
from annotator.review.presenting import (
    MAX_CONTEXT,
    distribution,
    excerpt,
    lowest,
    scale,
    strips,
)
from annotator.review.sheets import letters


def figures(variable: str, alpha: float | None, interval: list[float] | None) -> dict:
    return {"variable": variable, "alpha": alpha, "interval": interval, "units": 2, "percent": 0.5}


def test_bars_stack_to_the_whole(cast):
    entry = catalogue_of(cast.version).variables["slant"]
    counts = [
        {"code": code, "labels": labels}
        for code, labels in zip(entry.codes, (1, 0, 3), strict=True)
    ]
    found = distribution(entry, counts)
    assert found.labels == 4
    assert [bar.width for bar in found.bars] == ["25.000%", "0.000%", "75.000%"]
    assert [bar.x for bar in found.bars] == ["0.000%", "25.000%", "25.000%"]
    assert [bar.percent for bar in found.bars] == ["25 %", "0 %", "75 %"]
    assert [bar.chip.hue for bar in found.bars] == [1, 2, 3]


def test_without_labels_nothing_is_drawn(cast):
    entry = catalogue_of(cast.version).variables["att"]
    found = distribution(entry, [{"code": code, "labels": 0} for code in entry.codes])
    assert {bar.share for bar in found.bars} == {0.0}


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
