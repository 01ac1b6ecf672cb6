"""Copies are found as if every text were compared with every other, without doing that."""

import random
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.copies.candidates import FIRST, find_candidates
from articles.copies.comparing import Relation, compare
from articles.copies.finding import Copy, find_copies, measure
from articles.copies.grouping import group_copies
from articles.copies.shingles import shingles_of
from articles.copies.sketching import Sketch, read_signatures, sketch_text
from tests.articles.copies.texts import corpus, edited, excerpt, story


class Texts:
    """Texts with their sketches, and how often one was read."""

    def __init__(self, texts: list[str]) -> None:
        self.texts, self.loads = texts, 0
        self.sketches = [sketch_text(text) for text in texts]

    def load(self, rows):
        self.loads += len(rows)
        return {row: shingles_of(self.texts[row]) for row in rows}

    def find(self, **said) -> list[Copy]:
        return find_copies(self.sketches, self.load, **said)


def found_by_comparing_all(texts: Texts) -> dict[int, int]:
    measured = measure(list(combinations(range(len(texts.texts)), 2)), texts.load)
    measured = {
        pair: like
        for pair, like in measured.items()
        if like.are_copies or like.is_excerpt(of_second=False) or like.is_excerpt(of_second=True)
    }
    sizes = {row: one.shingles for row, one in enumerate(texts.sketches)}
    return group_copies(measured, sizes)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_all_pairs_of_copies_are_looked_at(seed):
    """Fingerprints of two that share three fifths cannot well differ in all bands (4e-13)."""
    texts = Texts(corpus(seed))
    measured = measure(list(combinations(range(len(texts.texts)), 2)), texts.load)
    signatures = read_signatures(one.signature for one in texts.sketches)
    sizes = np.array([one.shingles for one in texts.sketches])
    looked_at = set(zip(*map(np.ndarray.tolist, find_candidates(signatures, sizes)), strict=True))
    assert {pair for pair, like in measured.items() if like.are_copies} <= looked_at


def test_of_a_hundred_corpora_next_to_no_copy_is_missed():
    """Against every text compared with every other; what is missed are short excerpts."""
    expected = missed = invented = 0
    for seed in range(100):
        texts = Texts(corpus(seed, stories=8))
        naive = set(found_by_comparing_all(texts))
        found = {one.row for one in texts.find()}
        expected += len(naive)
        missed += len(naive - found)
        invented += len(found - naive)
    assert expected > 500
    assert missed <= expected / 100
    assert invented <= expected / 100


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_nothing_is_a_copy_of_a_copy_and_every_copy_was_compared_with_what_stands_for_it(seed):
    texts = Texts(corpus(seed))
    copies = texts.find()
    rows = {one.row for one in copies}
    for one in copies:
        assert one.of not in rows
        like = compare(shingles_of(texts.texts[one.row]), shingles_of(texts.texts[one.of]))
        assert one.share == like.first


def test_the_same_texts_give_the_same_copies():
    texts = Texts(corpus(7))
    assert texts.find() == Texts(corpus(7)).find() != []


def test_kinds_and_shares():
    source = random.Random(3)
    words = story(source, 300)
    texts = Texts(
        [
            " ".join(one)
            for one in (
                words,
                words,
                edited(source, words, 0.02),
                excerpt(source, words, 0.3),
                edited(source, words, 0.5),
                story(source, 300),
            )
        ]
    )
    kinds = {one.row: (one.of, one.kind) for one in texts.find()}
    assert kinds == {
        1: (0, Relation.VERBATIM),
        2: (0, Relation.EDITED),
        3: (0, Relation.EXCERPT),
    }


def test_an_excerpt_that_came_first_is_still_part_of_the_longer_story():
    source = random.Random(4)
    words = story(source, 300)
    part = excerpt(source, words, 0.4)
    found = Texts([" ".join(one) for one in (part, words, edited(source, part, 0.01))]).find()
    assert [(one.row, one.of, one.kind) for one in found] == [
        (0, 1, Relation.EXCERPT),
        (2, 1, Relation.EXCERPT),
    ]
    assert all(one.share > 0.7 for one in found)


def test_two_stories_are_not_joined_by_one_that_quotes_both():
    source = random.Random(5)
    one, other = story(source, 200), story(source, 200)
    found = Texts([" ".join(one), " ".join(other), " ".join(one + other)]).find()
    assert [(copy.row, copy.of) for copy in found] == [(0, 2), (1, 2)]  # both are in the long one
    apart = Texts([" ".join(one), " ".join(other), " ".join(one[:50] + other[:50])]).find()
    assert apart == []  # half of it is in each: an excerpt of neither


def test_what_somebody_said_stays():
    words = story(random.Random(6), 100)
    texts = Texts([" ".join(words)] * 4)
    assert [one.of for one in texts.find()] == [0, 0, 0]
    said = texts.find(alone=[0], bound={1: 3})
    assert [(one.row, one.of) for one in said] == [(2, 3)]


def test_short_texts_are_copies_only_where_they_are_the_same():
    texts = Texts(["Watch the film here now.", "Watch the film here today.", "", ""])
    assert texts.find() == []
    assert [one.row for one in Texts(["Watch the film here now."] * 2).find()] == [1]


def test_many_copies_of_one_story_take_few_comparisons():
    words = " ".join(story(random.Random(8), 100))
    texts = Texts([words] * 500)
    assert len(texts.find()) == 499
    sketches = read_signatures(one.signature for one in texts.sketches)
    sizes = np.array([one.shingles for one in texts.sketches])
    assert len(find_candidates(sketches, sizes).first) <= 2 * FIRST * 500


def test_unrelated_texts_are_never_read():
    source = random.Random(9)
    texts = Texts([" ".join(f"w{source.randrange(10**6)}" for _ in range(200)) for _ in range(300)])
    assert texts.find() == []
    assert texts.loads == 0


def test_no_texts():
    assert find_copies([], dict) == []
    assert find_copies([Sketch(sketch_text("").signature, 0)] * 3, dict) == []
