import random
import unicodedata

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from articles.copies.shingles import (
    _TYPOGRAPHY,
    _WORD,
    WORDS,
    shingles_of,
    story_of,
    words_of,
)
from articles.copies.sketching import NUMBERS, estimated_jaccard, read_signatures, sketch_text
from tests.articles.copies.texts import edited, story


@given(st.text(alphabet=st.characters(max_codepoint=127)) | st.text())
def test_the_short_way_for_plain_letters_gives_the_same_words(text):
    plain = unicodedata.normalize("NFKC", _TYPOGRAPHY.sub(" ", text)).casefold()
    assert words_of(text) == _WORD.findall(plain)


def test_shingles_are_the_runs_of_words():
    words = ["the", "quay", "has", "been", "closed", "since", "spring"]
    runs = {tuple(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}
    assert len(shingles_of(" ".join(words))) == len(runs)
    assert len(shingles_of(" ".join(words * 3))) == len(words)  # each start of a run once
    assert len(shingles_of("the quay")) == 1
    assert len(shingles_of("…")) == 0


def test_marks_case_and_the_way_letters_are_written_make_no_difference():
    assert np.array_equal(
        shingles_of("“The Café, he said, was full.”"),
        shingles_of("the cafe\u0301 he said was full"),
    )


def test_order_makes_a_difference():
    assert not set(shingles_of("a b c d").tolist()) & set(shingles_of("d c b a").tolist())


def test_scripts_without_spaces_are_compared_letter_by_letter():
    one = shingles_of("港口办公室周一表示北码头将重新开放。")
    other = shingles_of("港口办公室周二表示北码头将重新开放。")
    assert len(one) > 10
    assert 0.5 < len(np.intersect1d(one, other)) / len(one) < 1
    assert len(shingles_of("ท่าเรือจะเปิดอีกครั้ง")) > 5


def test_only_the_story_is_compared():
    text = "Quay opens\nThe quay opened.\nPhoto: A. Nother"
    parts = [(0, 10, "headline"), (11, 27, "body"), (28, 44, "credit")]
    assert story_of(text, parts) == "Quay opens\nThe quay opened."
    assert story_of(text, [(0, 10, "furniture")]) == text
    assert story_of(text, []) == text


def test_a_sketch_estimates_what_two_texts_share():
    source = random.Random(2)
    words = story(source, 400)
    for share in (0.0, 0.02, 0.1, 1.0):
        one, other = (" ".join(words), " ".join(edited(source, words, share)))
        signatures = read_signatures([sketch_text(one).signature, sketch_text(other).signature])
        estimate = estimated_jaccard(signatures, [np.array([0]), np.array([1])])[0]
        first, second = shingles_of(one), shingles_of(other)
        true = len(np.intersect1d(first, second)) / len(np.union1d(first, second))
        assert abs(estimate - true) < 4 * 0.5 / NUMBERS**0.5


def test_a_sketch_is_the_same_everywhere_and_of_one_size():
    sketch = sketch_text("The harbour office said on Monday that the north quay would reopen.")
    assert len(sketch.signature) == 4 * NUMBERS
    assert sketch.shingles == 9
    assert sketch.signature[:8].hex() == "11a5c46b507a9194"
