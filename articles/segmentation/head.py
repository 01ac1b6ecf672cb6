"""Rule on what stands above the story: headline, deck, byline, date and place, lead picture."""

import re

from articles.segmentation.authors import is_author_line, is_trade, rule_parted_bylines
from articles.segmentation.blocks import STOP_INSIDE, Paragraph, has_capitals, has_finite_verb
from articles.segmentation.captions import Credit
from articles.segmentation.dates import CLOCK, holds_date, is_time_only
from articles.segmentation.headline import KICKER_WORDS, find_headline, set_headline
from articles.segmentation.lexicon import LEXICON
from articles.segmentation.menus import is_page_number
from articles.segmentation.model import Role
from articles.segmentation.names import has_outlet_word, is_outlet_name
from articles.segmentation.page import Page
from articles.segmentation.wording import is_heading_line

HEAD_REACH = 12
TITLE_WORDS = 18
DECK_STOPS = 2
CAPTION_WORDS = 3
PLACE_WORDS = 3
LEAD_CAPTION_WORDS = 5
PLACE_AND_REGION = re.compile(
    r"[^\W\d_a-z]{3,}(?:[ \-][^\W\d_a-z]{2,}){0,2}, [A-Z][\w.]+(?: [A-Z][\w.]+)?"
)
BRACKET_TAIL = re.compile(r"\([^\W\d_][^()\d]{1,24}\)$")
FULL_DATE = re.compile(r"\d{4}")


def rule_head(page: Page) -> None:
    """Find the headline, then rule on the open lines between it and the story."""
    rule_parted_bylines(page)
    title_at = find_headline(page)
    if title_at is not None:
        set_headline(page, title_at)
    end = _head_end(page, title_at)
    start = 0 if title_at is None else title_at + 1
    for index in range(start, end):
        if page.rulings[index] is None and _is_dated(page.paragraphs[index]):
            page.set(index, Role.DATELINE, "date and hour above the story")
    for index in range(start, end):
        if page.rulings[index] is None:
            _rule_head_line(page, index, title_at)


def _is_dated(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return paragraph.is_display and CLOCK.search(text) is not None and holds_date(text)


def _head_end(page: Page, title_at: int | None) -> int:
    """Index of the first paragraph of the story proper.

    A byline or date line within reach moves it: what stands before those is deck or caption.
    """
    start = 0 if title_at is None else title_at + 1
    end = next((i for i in range(start, len(page.paragraphs)) if page.is_story(i)), start)
    running = 0
    for index in range(start, min(len(page.paragraphs), HEAD_REACH)):
        if page.is_story(index):
            running += 1
        if running > 1:
            break
        if _marks_head(page, index) and any(map(page.is_story, page.after(index))):
            end = max(end, index + 1)
    return end


def _marks_head(page: Page, index: int) -> bool:
    role = page.role(index)
    if role is Role.BYLINE:
        return True
    return role is Role.DATELINE and not is_time_only(page.paragraphs[index].text)


def _rule_head_line(page: Page, index: int, title_at: int | None) -> None:
    paragraph = page.paragraphs[index]
    if page.role(index - 1) is Role.BYLINE and is_trade(paragraph):
        page.set(index, Role.BYLINE, "trade below the author's name")
    elif page.is_story(index):
        _rule_head_sentence(page, index, title_at)
    elif is_page_number(paragraph):
        page.set(index, Role.FURNITURE, "number under which the page files the report")
    elif title_at is None:
        return
    elif has_outlet_word(paragraph) and is_outlet_name(paragraph) and index > title_at + 1:
        page.set(index, Role.ORIGIN, "outlet name above the story")
    elif is_author_line(page, index, title_at):
        page.set(index, Role.BYLINE, "person's name above the story")
    elif not paragraph.text.endswith(":"):
        _rule_line_by_place(page, index, title_at)


def _rule_line_by_place(page: Page, index: int, title_at: int) -> None:
    """Rule on a line that names nobody: caption, place, stock title, scrap of a menu or deck."""
    paragraph = page.paragraphs[index]
    if page.is_beside(index, Role.CREDIT) and len(paragraph.words) > CAPTION_WORDS:
        page.set(index, Role.CAPTION, "line beside a media credit above the story")
    elif reason := _place_reason(page, index):
        page.set(index, Role.DATELINE, reason)
    elif _is_captioned(page, index, title_at):
        page.set(index, Role.CAPTION, "closed by a media credit")
    elif is_heading_line(paragraph):
        page.set(index, Role.HEADING, "stock title of a section")
    elif _is_scrap(paragraph):
        page.set(index, Role.FURNITURE, "scrap of a menu or counter under the headline")
    elif not paragraph.is_bullet and _follows_title(page, index, title_at):
        page.set(index, Role.HEADLINE, "line under the headline")
    elif _is_lead_caption(page, index, paragraph):
        page.set(index, Role.CAPTION, "line between byline or date and the story")


def _is_lead_caption(page: Page, index: int, paragraph: Paragraph) -> bool:
    """Whether a line of many words stands where the lead picture does, right above the story.

    Where there are capitals such a line is as often the story's first heading.
    """
    opener = paragraph.folded[0] if paragraph.folded else ""
    if len(paragraph.words) < LEAD_CAPTION_WORDS or opener in LEXICON.heading_openers:
        return False
    if has_capitals(paragraph.text) or paragraph.is_bullet:
        return False
    above = page.paragraphs[index - 1]
    return page.role(index - 1) is not Role.DATELINE or not is_time_only(above.text)


def _is_scrap(paragraph: Paragraph) -> bool:
    """Whether a line is too little for a deck: figures only, or a word or two without a verb."""
    if not any(map(str.isalpha, paragraph.text)):
        return True
    most = KICKER_WORDS if has_capitals(paragraph.text) else 1
    return len(paragraph.words) <= most and not has_finite_verb(paragraph)


def _place_reason(page: Page, index: int) -> str | None:
    paragraph = page.paragraphs[index]
    if PLACE_AND_REGION.fullmatch(paragraph.text):
        return "place in capitals, then its country"
    if page.is_beside(index, Role.DATELINE) and _is_place_name(paragraph):
        return "place name beside the date"
    if _opens_story_below(page, index):
        return "place name above the story that opens with it"
    return None


def _opens_story_below(page: Page, index: int) -> bool:
    """Whether one or two words stand alone above a story whose first word is theirs."""
    paragraph = page.paragraphs[index]
    if len(paragraph.words) > KICKER_WORDS or index + 1 >= len(page.paragraphs):
        return False
    if not page.is_story(index + 1) or not is_outlet_name(paragraph):
        return False
    return page.paragraphs[index + 1].text.startswith(paragraph.text)


def _is_place_name(paragraph: Paragraph) -> bool:
    """Whether a lone name could be a place; where there are no capitals it has to be short."""
    is_cased = any(word[0].isupper() for word in paragraph.words)
    return is_outlet_name(paragraph) and (is_cased or len(paragraph.words) <= PLACE_WORDS)


def _is_captioned(page: Page, index: int, title_at: int) -> bool:
    """Whether a line apart from the headline ends in a short name in brackets; notes where."""
    paragraph = page.paragraphs[index]
    credit = BRACKET_TAIL.search(paragraph.text)
    if credit is None or len(paragraph.words) < PLACE_WORDS + 3:
        return False
    if _follows_title(page, index, title_at):
        return False
    page.credits[index] = Credit(credit.start(), names_medium=False)
    return True


def _rule_head_sentence(page: Page, index: int, title_at: int | None) -> None:
    paragraph = page.paragraphs[index]
    if len(STOP_INSIDE.findall(paragraph.text)) > DECK_STOPS:
        return
    pictures = FULL_DATE.search(paragraph.text) and not LEXICON.reporting_verbs.intersection(
        paragraph.folded
    )
    if index == 0 and page.role(1) is Role.BYLINE and len(paragraph.words) <= TITLE_WORDS:
        page.set(index, Role.HEADLINE, "sentence between headline and byline or date")
    elif title_at is None or pictures or not _follows_title(page, index, title_at):
        page.set(index, Role.CAPTION, "sentence before the date or byline")
    else:
        page.set(index, Role.HEADLINE, "sentence between headline and byline or date")


def _follows_title(page: Page, index: int, title_at: int) -> bool:
    """Whether only furniture and decks stand between the headline and this line."""
    between = {page.role(place) for place in range(title_at, index)}
    return between <= {Role.HEADLINE, Role.FURNITURE}
