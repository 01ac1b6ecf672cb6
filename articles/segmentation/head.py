"""Rule on what stands above the story: headline, deck, byline, date and place, lead picture."""

import re

from articles.segmentation.about import presents_author
from articles.segmentation.blocks import QUOTE_MARKS, STOP_INSIDE, Paragraph, has_finite_verb
from articles.segmentation.captions import Credit
from articles.segmentation.dates import is_time_only
from articles.segmentation.labels import BRACKETED
from articles.segmentation.lexicon import LEXICON
from articles.segmentation.model import Role
from articles.segmentation.names import (
    could_be_person,
    fold,
    has_outlet_word,
    is_outlet_name,
    is_person_name,
    opens_with_person,
)
from articles.segmentation.page import SPEAKER, Page
from articles.segmentation.wording import (
    is_bare_byline_lead,
    is_heading_line,
    is_section_label,
)

HEAD_REACH = 12
TITLE_REACH = 8
LONGEST_LEAD = 40
KICKER_WORDS = 2
MENU_WORDS = 5
MENU_LINES = 3
DECK_STOPS = 2
QUESTION_WORDS = 18
CAPTION_WORDS = 3
BIO_REACH = 8
PLACE_WORDS = 3
PLACE_AND_REGION = re.compile(
    r"[^\W\d_a-z]{3,}(?:[ \-][^\W\d_a-z]{2,}){0,2}, [A-Z][\w.]+(?: [A-Z][\w.]+)?"
)
BRACKET_TAIL = re.compile(r"\([^\W\d_][^()\d]{1,24}\)$")
FULL_DATE = re.compile(r"\d{4}")


def rule_head(page: Page) -> None:
    """Find the headline, then rule on the open lines between it and the story."""
    _rule_parted_bylines(page)
    title_at = _find_headline(page)
    if title_at is not None:
        _set_headline(page, title_at)
    end = _head_end(page, title_at)
    start = 0 if title_at is None else title_at + 1
    for index in range(start, end):
        if page.rulings[index] is None:
            _rule_head_line(page, index, title_at)


def _rule_parted_bylines(page: Page) -> None:
    """Join "By" on a line of its own and the name on the next."""
    for index, paragraph in enumerate(page.paragraphs[:TITLE_REACH]):
        if len(paragraph.text) > LONGEST_LEAD or page.rulings[index] is not None:
            continue
        if index + 1 < len(page.paragraphs) and is_bare_byline_lead(paragraph):
            page.set(index, Role.BYLINE, "lead word of a byline, then a name")
            if page.rulings[index + 1] is None and could_be_person(page.paragraphs[index + 1]):
                page.set(index + 1, Role.BYLINE, "lead word of a byline, then a name")


def _set_headline(page: Page, index: int) -> None:
    matches = page.title and fold(page.paragraphs[index].text) == page.title
    reason = "same words as the title" if matches else "first display line, shaped like a title"
    page.set(index, Role.HEADLINE, reason)
    for before in range(index):
        if page.rulings[before] is None and page.paragraphs[before].is_display:
            page.set(before, Role.FURNITURE, "label or menu before the headline")


def _find_headline(page: Page) -> int | None:
    if page.title:
        for index, paragraph in enumerate(page.paragraphs[:TITLE_REACH]):
            if len(paragraph.text) < 2 * len(page.title) + 20 and (
                fold(paragraph.text) == page.title
            ):
                return index
    below_menu = 0
    for index, paragraph in enumerate(page.paragraphs[:TITLE_REACH]):
        if page.rulings[index] is not None or index < below_menu:
            continue
        if is_section_label(paragraph) and index + 1 < len(page.paragraphs):
            continue
        if _is_kicker(page, index):
            continue
        if paragraph.is_display and (below_menu := _menu_end(page, index)):
            continue
        return index if _looks_like_title(page, index) else None
    return None


def _is_kicker(page: Page, index: int) -> bool:
    """Whether a word or two stand right above a longer line: "Live" above the headline."""
    paragraph = page.paragraphs[index]
    if not paragraph.is_display or len(paragraph.words) > KICKER_WORDS or paragraph.is_bullet:
        return False
    if index + 1 >= len(page.paragraphs) or page.rulings[index + 1] is not None:
        return False
    below = page.paragraphs[index + 1]
    return below.is_display and len(below.words) >= MENU_WORDS and not has_finite_verb(paragraph)


def _menu_end(page: Page, index: int) -> int:
    """Index of the longer headline below a menu of short names that starts here, or 0."""
    names = 0
    for place in range(index, min(len(page.paragraphs), index + TITLE_REACH)):
        paragraph = page.paragraphs[place]
        if page.role(place) in (Role.FURNITURE, Role.ORIGIN):
            continue
        if page.rulings[place] is not None or not paragraph.is_display:
            return 0
        if len(paragraph.words) > MENU_WORDS:
            return place if names >= MENU_LINES else 0
        if not is_person_name(paragraph):
            names += 1
    return 0


def _looks_like_title(page: Page, index: int) -> bool:
    paragraph = page.paragraphs[index]
    if len(page.paragraphs) < 2 or paragraph.is_bullet or BRACKETED.fullmatch(paragraph.text):
        return False
    speaks = SPEAKER.match(paragraph.text) and paragraph.ends_with_stop
    if speaks and (page.is_interview or not paragraph.text.endswith("?")):
        return False
    if not any(page.is_story(later) for later in range(index + 1, len(page.paragraphs))):
        return False
    if paragraph.is_display:
        return not paragraph.text.endswith((":", ",", "،"))
    asks = paragraph.text.rstrip(QUOTE_MARKS).endswith(("?", "؟", "!"))
    short = len(paragraph.words) <= QUESTION_WORDS
    return asks and short and not STOP_INSIDE.search(paragraph.text)


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
    if page.is_story(index):
        _rule_head_sentence(page, index, title_at)
    elif title_at is None:
        return
    elif has_outlet_word(paragraph) and is_outlet_name(paragraph) and index > title_at + 1:
        page.set(index, Role.ORIGIN, "outlet name above the story")
    elif _is_author_line(page, index, title_at):
        page.set(index, Role.BYLINE, "person's name above the story")
    elif not paragraph.text.endswith(":"):
        _rule_line_by_place(page, index, title_at)


def _rule_line_by_place(page: Page, index: int, title_at: int) -> None:
    """Rule on a line that names nobody: caption, place, stock title, scrap of a menu or deck."""
    paragraph = page.paragraphs[index]
    if page.is_beside(index, Role.CREDIT) and len(paragraph.words) > CAPTION_WORDS:
        page.set(index, Role.CAPTION, "line beside a media credit above the story")
    elif _is_captioned(page, index, title_at):
        page.set(index, Role.CAPTION, "closed by a media credit")
    elif reason := _place_reason(page, index):
        page.set(index, Role.DATELINE, reason)
    elif is_heading_line(paragraph):
        page.set(index, Role.HEADING, "stock title of a section")
    elif _is_scrap(paragraph):
        page.set(index, Role.FURNITURE, "scrap of a menu or counter under the headline")
    elif not paragraph.is_bullet and _follows_title(page, index, title_at):
        page.set(index, Role.HEADLINE, "line under the headline")


def _is_scrap(paragraph: Paragraph) -> bool:
    """Whether a line is too little for a deck: figures only, or a word or two without a verb."""
    if not any(map(str.isalpha, paragraph.text)):
        return True
    short = len(paragraph.words) <= KICKER_WORDS and not has_finite_verb(paragraph)
    return short and (paragraph.text[0].isupper() or paragraph.text[0].islower())


def _place_reason(page: Page, index: int) -> str | None:
    paragraph = page.paragraphs[index]
    if PLACE_AND_REGION.fullmatch(paragraph.text):
        return "place in capitals, then its country"
    if page.is_beside(index, Role.DATELINE) and _is_place_name(paragraph):
        return "place name beside the date"
    return None


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


def _is_author_line(page: Page, index: int, title_at: int) -> bool:
    """Whether a lone name above the story is its author's.

    Where the headline is written like a sentence, a line in capitals is no second headline.
    """
    paragraph = page.paragraphs[index]
    if is_person_name(paragraph) or opens_with_person(paragraph):
        return True
    if not could_be_person(paragraph):
        return False
    headline = page.paragraphs[title_at].words
    sentence_case = sum(word[0].islower() and len(word) > 3 for word in headline)
    if page.is_beside(index, Role.DATELINE) or _is_presented_below(page, paragraph):
        return True
    return sentence_case > 0 and paragraph.text[0].isupper()


def _is_presented_below(page: Page, paragraph: Paragraph) -> bool:
    """Whether one of the last paragraphs opens with the name: "Ada Rowe is a lecturer"."""
    last = page.paragraphs[-BIO_REACH:]
    return any(presents_author(closing, [paragraph.text]) for closing in last)


def _rule_head_sentence(page: Page, index: int, title_at: int | None) -> None:
    paragraph = page.paragraphs[index]
    if len(STOP_INSIDE.findall(paragraph.text)) > DECK_STOPS:
        return
    pictures = FULL_DATE.search(paragraph.text) and not LEXICON.reporting_verbs.intersection(
        paragraph.folded
    )
    if title_at is None or pictures or not _follows_title(page, index, title_at):
        page.set(index, Role.CAPTION, "sentence before the date or byline")
    else:
        page.set(index, Role.HEADLINE, "sentence between headline and byline or date")


def _follows_title(page: Page, index: int, title_at: int) -> bool:
    """Whether only furniture and decks stand between the headline and this line."""
    between = {page.role(place) for place in range(title_at, index)}
    return between <= {Role.HEADLINE, Role.FURNITURE}
