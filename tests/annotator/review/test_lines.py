"""Lines under marked words: nothing of the text is lost, every mark has its line."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.review.presenting import drawn_lines

TEXTS = st.text(min_size=1, max_size=30)
SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda one: one[0] < one[1])
MARKS = st.lists(st.lists(SPANS, max_size=3), max_size=4)


@given(text=TEXTS, start=st.integers(0, 20), marks=MARKS)
def test_every_character_has_the_lines_of_the_marks_over_it(text, start, marks):
    named = [(f"L{number}", spans) for number, spans in enumerate(marks, start=1)]
    pieces = drawn_lines(text, start, named)
    drawn = [
        (letter, {line.letter for line in piece.lines}) for piece in pieces for letter in piece.text
    ]
    expected = [
        (
            letter,
            {name for name, spans in named if any(low <= place < high for low, high in spans)},
        )
        for place, letter in enumerate(text, start=start)
    ]
    is_marked = any(over for _letter, over in expected)
    assert drawn == (expected if is_marked else [])


def test_marks_that_overlap_have_lines_of_their_own():
    pieces = drawn_lines("a quiet day", 100, [("A", [(102, 111)]), ("B", []), ("C", [(100, 107)])])
    assert [(piece.text, [line.number for line in piece.lines]) for piece in pieces] == [
        ("a ", [3]),
        ("quiet", [1, 3]),
        (" day", [1]),
    ]
    assert [line.begins for line in pieces[1].lines] == [True, False]
    assert [line.ends for line in pieces[1].lines] == [False, True]
