"""Assert where a paragraph is cut: cases are written with their boundaries as " ¦ "."""

from articles.segmentation.sentences import split_sentences


def assert_cut(case: str, language: str = "", joint: str = " ") -> None:
    """Fail unless the case, its pieces put together by ``joint``, is cut into them again."""
    expected = case.split(" ¦ ")
    text = joint.join(expected)
    assert [text[a:b] for a, b in split_sentences(text, language=language)] == expected
