"""Find boxes of links that a page marks off at both ends: "Most read" ... "End of Most read"."""

from articles.segmentation.blocks import Paragraph
from articles.segmentation.lexicon import LEXICON
from articles.segmentation.model import Role
from articles.segmentation.names import fold
from articles.segmentation.page import Page

LONGEST_END = 60
REACH = 12
ENDS = tuple(LEXICON.block_ends)
OPENINGS = tuple(f"{fold(end)} " for end in ENDS)
CLOSINGS = tuple(f" {fold(end)}" for end in ENDS)


def rule_inserted_boxes(page: Page) -> None:
    """Mark as furniture all lines from a box's heading to the line that ends it."""
    for index, paragraph in enumerate(page.paragraphs if page.signs.may_end_box else ()):
        if index and len(paragraph.text) <= LONGEST_END and (name := _ended_box(paragraph)):
            _mark_box(page, name, index)


def is_boxed(page: Page, index: int) -> bool:
    """Whether a line was found inside such a box."""
    ruling = page.rulings[index]
    return ruling is not None and ruling.reason == "box of links, marked at both ends"


def _ended_box(paragraph: Paragraph) -> str:
    """Return the name of the box that a line ends; "" where it ends none."""
    text = paragraph.text.casefold()
    if not text.startswith(ENDS) and not text.endswith(ENDS):
        return ""
    folded = fold(text)
    for opening, closing in zip(OPENINGS, CLOSINGS, strict=True):
        if folded.startswith(opening):
            return folded[len(opening) :]
        if folded.endswith(closing):
            return folded[: -len(closing)]
    return ""


def _mark_box(page: Page, name: str, end: int) -> None:
    for start in range(end - 1, max(-1, end - REACH), -1):
        if fold(page.paragraphs[start].text) == name:
            for index in range(start, end + 1):
                page.set(index, Role.FURNITURE, "box of links, marked at both ends")
            return
