"""Short pages written with their roles, so that a test reads like the page it is about."""

from typing import Any

from articles.segmentation import check_tiling, segment

JOINT = " ¦ "


def read_marked(page: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the text and the (role, words) pairs of a page in the notation of these tests.

    Every line is a paragraph and starts with its role and a bar; " ¦ " parts the segments of a
    paragraph, each later one with its own role and bar where that differs.
    """
    paragraphs: list[str] = []
    expected: list[tuple[str, str]] = []
    for line in page.strip().splitlines():
        if not line.strip():
            continue
        role, _, rest = line.strip().partition("| ")
        words = []
        for piece in rest.split(JOINT):
            own, bar, inner = piece.partition("| ")
            is_marked = bool(bar) and own.isalpha()
            words.append(inner if is_marked else piece)
            expected.append((own if is_marked else role.strip(), words[-1]))
        paragraphs.append(" ".join(words))
    return "\n\n".join(paragraphs), expected


def assert_roles(page: str, **known: Any) -> None:
    """Check that the page's text alone, or with what is known, gives its roles back."""
    text, expected = read_marked(page)
    segments = segment(text, **known)
    check_tiling(text, segments)
    assert [(str(s.role), text[s.start : s.end]) for s in segments] == expected
