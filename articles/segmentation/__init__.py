"""Cut an article's text into sentences and display lines, and say what part of the page each is.

Plain Python without Django. ``segment`` is the way in; the rooms behind it are ``blocks``
(paragraphs), ``sentences``, ``wording`` and ``roles`` (what a paragraph is), ``lexicon`` (words).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from articles.segmentation.blocks import Paragraph, find_paragraphs
from articles.segmentation.captions import Credit
from articles.segmentation.languages import guess_language
from articles.segmentation.menus import is_end_mark
from articles.segmentation.model import CLAIM_ROLES, Role, Ruling, Segment
from articles.segmentation.names import OutletNames, Outlets
from articles.segmentation.origin import find_origin
from articles.segmentation.roles import BODY, assign_roles
from articles.segmentation.sentences import split_sentences
from articles.segmentation.tiling import TilingError, check_tiling, tiles

__all__ = [
    "CLAIM_ROLES",
    "OutletNames",
    "Role",
    "Segment",
    "TilingError",
    "check_tiling",
    "find_origin",
    "segment",
    "tiles",
]

ONE_SEGMENT_ROLES = frozenset(
    {
        Role.HEADLINE, Role.BYLINE, Role.DATELINE, Role.CREDIT, Role.HEADING, Role.ORIGIN,
        Role.FURNITURE,
    }
)  # fmt: skip
"""Roles that belong to a whole display line; stops in it are those of initials and "Feb."."""

LONGEST_LINE = 240
SENTENCE_ENDS = frozenset('.!?؟۔。"”»')
WORDLESS = 100
"""Pieces shorter than this are looked at for a word: "***" or ":)" asserts nothing."""


def segment(
    text: str,
    *,
    language: str = "",
    title: str = "",
    publisher: str = "",
    known_outlets: Iterable[str] | OutletNames = (),
    marked: Mapping[str, Role] | None = None,
) -> list[Segment]:
    """Return the segments of ``text`` in order; they tile it (see ``check_tiling``).

    ``language`` is a code such as "en" or "fa", only a hint, guessed where missing; ``title``,
    ``publisher`` and ``known_outlets`` help to tell headline, about block and origin line;
    ``marked`` gives the role of lines that the page's own markup tells. None is needed. Who cuts
    many articles folds the names once, as ``OutletNames``.
    """
    language = language or guess_language(text)
    outlets = Outlets(publisher, known_outlets)
    page = assign_roles(find_paragraphs(text), outlets, title, marked or {})
    segments: list[Segment] = []
    for index, paragraph in enumerate(page.paragraphs):
        ruling = page.rulings[index] or BODY
        segments.extend(_cut(paragraph, ruling, page.credits.get(index), language))
    return segments


def _cut(
    paragraph: Paragraph, ruling: Ruling, credit: Credit | None, language: str
) -> Iterator[Segment]:
    start, text = paragraph.start, paragraph.text
    words = text[: credit.start].rstrip() if credit else text
    role, reason = ruling
    for left, right in _pieces(words, role, language):
        is_odd = words[right - 1] not in SENTENCE_ENDS or not words[left].isalnum()
        is_short = is_odd and left and right - left < WORDLESS
        if is_short and (why := _empty_reason(words[left:right])):
            yield Segment(start + left, start + right, Role.FURNITURE, why)
        else:
            yield Segment(start + left, start + right, role, reason)
    if credit:
        yield _credit_segment(paragraph, ruling, credit)


def _empty_reason(piece: str) -> str | None:
    """Say why a short piece behind a sentence asserts nothing; None where it may."""
    if not any(map(str.isalnum, piece)):
        return "line without a word"
    is_mark = piece[-1] not in SENTENCE_ENDS and is_end_mark(piece)
    return "mark that ends the report" if is_mark else None


def _credit_segment(paragraph: Paragraph, ruling: Ruling, credit: Credit) -> Segment:
    start = paragraph.start + credit.start
    if ruling.role is Role.CAPTION:
        return Segment(start, paragraph.end, Role.CREDIT, "credit at the end of a caption")
    return Segment(start, paragraph.end, Role.ORIGIN, "outlet named behind the last sentence")


def _pieces(words: str, role: Role, language: str) -> Sequence[tuple[int, int]]:
    if role in ONE_SEGMENT_ROLES and len(words) <= LONGEST_LINE:
        return [(0, len(words))]
    return split_sentences(words, language=language)
