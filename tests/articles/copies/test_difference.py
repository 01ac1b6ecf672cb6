from hypothesis import given, settings
from hypothesis import strategies as st

from articles.copies.difference import MOST_SENTENCES, Piece, compare_side_by_side

WORDS = ["the", "quay", "opened", "closed", "price", "doubled"]
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join), max_size=8)


def side(rows, number):
    return ["".join(piece.text for piece in row[number]) for row in rows if row[number]]


@settings(deadline=None)
@given(SENTENCES, SENTENCES)
def test_each_side_is_its_text_and_what_is_shared_is_the_same_on_both(left, right):
    rows, left_out = compare_side_by_side(left, right)
    assert side(rows, 0) == left
    assert side(rows, 1) == right
    assert left_out == 0
    for row in rows:
        shared = [
            " ".join(piece.text.strip() for piece in pieces if piece.is_shared)
            for pieces in (row.left, row.right)
        ]
        assert shared[0] == shared[1]


@given(SENTENCES)
def test_the_same_text_has_no_difference(text):
    assert all(row.is_same for row in compare_side_by_side(text, text).rows)


def test_words_that_were_changed_are_told_from_those_that_were_kept():
    rows, _left_out = compare_side_by_side(
        ["The quay reopens.", "The price had doubled, two people said.", "It rains."],
        ["The quay reopens.", "The price had tripled, two people said.", "A ship came in."],
    )
    assert rows[0].is_same
    assert rows[1].left == (
        Piece("The price had", True),
        Piece(" doubled,", False),
        Piece(" two people said.", True),
    )
    assert Piece(" tripled,", False) in rows[1].right
    assert (rows[2].left, rows[2].right) == ((Piece("It rains.", False),), ())
    assert rows[3].right == (Piece("A ship came in.", False),)


def test_white_space_is_no_difference():
    assert compare_side_by_side(["The  quay\nopens."], ["The quay opens."]).rows[0].is_same


def test_very_long_texts_are_cut_and_it_is_said():
    text = [f"Sentence {number}." for number in range(MOST_SENTENCES + 3)]
    rows, left_out = compare_side_by_side(text, text[:10])
    assert len(rows) == MOST_SENTENCES
    assert left_out == 3
