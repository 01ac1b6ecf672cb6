"""Tell the author's line among those above the story."""

import re

from articles.segmentation.about import presents_author
from articles.segmentation.blocks import Paragraph, has_capitals
from articles.segmentation.headline import TITLE_REACH
from articles.segmentation.lexicon import LEXICON, fold_word
from articles.segmentation.model import Role
from articles.segmentation.names import (
    could_be_person,
    is_free_of_verbs,
    is_person_name,
    opens_with_person,
)
from articles.segmentation.page import Page
from articles.segmentation.wording import is_bare_byline_lead, is_section_label

LONGEST_LEAD = 40
BIO_REACH = 8
TRADE_WORDS = 8
SENDER = re.compile(
    r"(?:[^\W\d_]{2,14}(?:\s[^\W\d_]{2,14})?\s?:|من)\s(?P<given>[^\W\d_]+)(?:\s[^\W\d_]+){1,3}"
)
HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}[^\W\d_市県区町村省府州国都京港县镇]")


def rule_parted_bylines(page: Page) -> None:
    """Join "By" on a line of its own and the name on the next."""
    for index, paragraph in enumerate(page.paragraphs[:TITLE_REACH]):
        if len(paragraph.text) > LONGEST_LEAD or page.rulings[index] is not None:
            continue
        if is_section_label(paragraph):
            continue
        if index + 1 < len(page.paragraphs) and is_bare_byline_lead(paragraph):
            page.set(index, Role.BYLINE, "lead word of a byline, then a name")
            if page.rulings[index + 1] is None and could_be_person(page.paragraphs[index + 1]):
                page.set(index + 1, Role.BYLINE, "lead word of a byline, then a name")


def is_author_line(page: Page, index: int, title_at: int) -> bool:
    """Whether a lone name above the story is its author's.

    Where the headline is written like a sentence, a line in capitals is no second headline.
    """
    paragraph = page.paragraphs[index]
    if is_person_name(paragraph) or opens_with_person(paragraph):
        return True
    if _names_sender(paragraph):
        return True
    if HAN_NAME.fullmatch(paragraph.text):
        return page.is_beside(index, Role.DATELINE)
    if not could_be_person(paragraph):
        return False
    headline = page.paragraphs[title_at].words
    sentence_case = sum(word[0].islower() and len(word) > 3 for word in headline)
    if page.is_beside(index, Role.DATELINE) or _is_presented_below(page, paragraph):
        return True
    return sentence_case > 0 and paragraph.text[0].isupper()


def is_trade(paragraph: Paragraph) -> bool:
    """Whether a line without capitals tells what the author above it is: "Writer on river law"."""
    words = paragraph.folded
    if not words or words[0] not in LEXICON.byline_jobs or len(words) > TRADE_WORDS:
        return False
    return not has_capitals(paragraph.text) and is_free_of_verbs(paragraph)


def _names_sender(paragraph: Paragraph) -> bool:
    """Whether a person stands behind the place of filing or, in Arabic, behind "from"."""
    match = SENDER.fullmatch(paragraph.text)
    return match is not None and fold_word(match["given"]) in LEXICON.given_names


def _is_presented_below(page: Page, paragraph: Paragraph) -> bool:
    """Whether one of the last paragraphs opens with the name: "Ada Rowe is a lecturer"."""
    last = page.paragraphs[-BIO_REACH:]
    return any(presents_author(closing, [paragraph.text]) for closing in last)
