"""Rule on the display lines inside the story: headings, labels, and what only looks like them."""

import re

from articles.segmentation.blocks import (
    DISPLAY_AT_MOST,
    QUOTE_MARKS,
    STOP_INSIDE,
    Paragraph,
    has_finite_verb,
)
from articles.segmentation.lexicon import LEXICON
from articles.segmentation.model import Role
from articles.segmentation.page import SPEAKER, Page
from articles.segmentation.sentences import split_sentences
from articles.segmentation.wording import CELLS

HEADING_WORDS = 14
LABEL_WORDS = 8
LIST_LINES = 3
DOTTED_WORDS = 6
CLOCK_OPENING = re.compile(r"\d{1,2}[:.]\d{2}\b")


def rule_display_lines(page: Page) -> None:
    """Decide for each line still open whether it heads a section or belongs to the body."""
    for index, paragraph in enumerate(page.paragraphs):
        if page.rulings[index] is None:
            reason = _heading_reason(page, index, paragraph)
            if reason:
                page.set(index, Role.HEADING, reason)
            elif paragraph.is_display:
                page.set(index, Role.BODY, "line of the story: list, table, speech or clause")


def _heading_reason(page: Page, index: int, paragraph: Paragraph) -> str | None:
    if index + 1 >= len(page.paragraphs) or _is_too_long(paragraph):
        return None
    if page.is_marked(index, Role.HEADING):
        return "heading by the page's own mark"
    if paragraph.text[0] in QUOTE_MARKS:
        return _quote_reason(page, index, paragraph)
    if SPEAKER.match(paragraph.text):
        return _label_reason(page, index, paragraph)
    if not paragraph.is_display:
        return _question_reason(page, index, paragraph)
    if paragraph.text.endswith(":"):
        return _label_reason(page, index, paragraph)
    if _is_table_header(page, index):
        return "names the columns of a table"
    if _asserts(paragraph) or _has_sentences(paragraph) or _is_row(page, index):
        return None
    return "short display line without a stop inside the story"


def _asserts(paragraph: Paragraph) -> bool:
    """Whether a line says something rather than head a section: a verb, a clock, a sum, an end."""
    text = paragraph.text
    opener = paragraph.folded[0] if paragraph.folded else ""
    if has_finite_verb(paragraph) and opener not in LEXICON.heading_openers:
        return True
    if text.endswith((".", "…")) and len(paragraph.words) > DOTTED_WORDS:
        return True
    return bool(CLOCK_OPENING.match(text)) or ("=" in text and any(map(str.isdigit, text)))


def _is_too_long(paragraph: Paragraph) -> bool:
    return len(paragraph.text) > DISPLAY_AT_MOST or len(paragraph.words) > HEADING_WORDS


def _has_sentences(paragraph: Paragraph) -> bool:
    """Whether a line holds more than one sentence, as a quoted post does."""
    return len(split_sentences(paragraph.text)) > 1


def _label_reason(page: Page, index: int, paragraph: Paragraph) -> str | None:
    """A line that ends in a colon heads a list, unless it lets someone speak."""
    ends_in_colon = paragraph.text.endswith(":") and paragraph.is_display
    if not ends_in_colon or len(paragraph.words) > LABEL_WORDS:
        return None
    opener = paragraph.folded[0] if paragraph.folded else ""
    if opener not in LEXICON.heading_openers:
        speaks = not LEXICON.reporting_verbs.isdisjoint(paragraph.folded[-2:])
        if speaks or has_finite_verb(paragraph):
            return None
    return "label that opens a list" if index + 1 < len(page.paragraphs) else None


def _quote_reason(page: Page, index: int, paragraph: Paragraph) -> str | None:
    """A few quoted words on a line of their own head a section; more are a pull quote."""
    whole = paragraph.text[-1] in QUOTE_MARKS and paragraph.is_display
    if whole and len(paragraph.words) <= LABEL_WORDS and page.is_story(index + 1):
        return "few quoted words that head a section"
    return None


def _question_reason(page: Page, index: int, paragraph: Paragraph) -> str | None:
    words = paragraph.folded[paragraph.text[0].isdigit() :]
    if not paragraph.text.endswith(("?", "؟")) or not 2 <= len(words) <= LABEL_WORDS:
        return None
    text = paragraph.text.lstrip("0123456789.) ")
    if index == 0 or STOP_INSIDE.search(text) or page.is_interview:
        return None
    if not LEXICON.second_person.isdisjoint(words):
        return None
    opens = words[0] in LEXICON.question_words or not words[0].isascii()
    following = page.paragraphs[index + 1]
    follows = following.is_bullet or following.text.endswith(":")
    follows = follows or (page.is_story(index + 1) and not following.text.endswith("?"))
    return "short question that heads a section" if opens and follows else None


def _is_row(page: Page, index: int) -> bool:
    """Whether the line belongs to a list or table: marks, cells, or a run of such lines."""
    paragraph = page.paragraphs[index]
    if paragraph.is_bullet:
        return _in_bullet_list(page, index)
    if CELLS.search(paragraph.text):
        return True
    return _run_length(page, index) >= LIST_LINES


def _is_table_header(page: Page, index: int) -> bool:
    """Whether a line of cells without a number opens a run of such lines."""
    text = page.paragraphs[index].text
    if not CELLS.search(text) or any(map(str.isdigit, text)):
        return False
    above = index > 0 and CELLS.search(page.paragraphs[index - 1].text)
    return not above and CELLS.search(page.paragraphs[index + 1].text) is not None


def _in_bullet_list(page: Page, index: int) -> bool:
    """A numbered line between running paragraphs is a heading; beside others like it, a list."""
    near = [i for i in (index - 1, index + 1) if 0 <= i < len(page.paragraphs)]
    if any(page.paragraphs[i].is_bullet for i in near):
        return True
    return not page.paragraphs[index].text[:1].isalnum()


def _run_length(page: Page, index: int) -> int:
    length = 1
    for step in (-1, 1):
        place = index + step
        while 0 <= place < len(page.paragraphs) and _may_be_row(page, place):
            length += 1
            place += step
            if length >= LIST_LINES:
                return length
    return length


def _may_be_row(page: Page, index: int) -> bool:
    ruling = page.rulings[index]
    paragraph = page.paragraphs[index]
    if not paragraph.is_display or paragraph.is_bullet or CELLS.search(paragraph.text):
        return False
    return ruling is None or ruling.role is Role.BODY
