"""Find the headline among the first lines of a page."""

from articles.segmentation.blocks import QUOTE_MARKS, STOP_INSIDE, has_capitals, has_finite_verb
from articles.segmentation.labels import BRACKETED
from articles.segmentation.menus import is_page_number
from articles.segmentation.model import Role
from articles.segmentation.names import fold, is_person_name
from articles.segmentation.page import SPEAKER, Page
from articles.segmentation.wording import is_section_label

TITLE_REACH = 8
KICKER_WORDS = 2
SPEAKER_WORDS = 12
SPEAKER_NAME = 3
MENU_WORDS = 5
MENU_LINES = 3
MENU_REACH = 20
QUESTION_WORDS = 18


def set_headline(page: Page, index: int) -> None:
    """Rule on the headline, and on the open lines above it."""
    matches = page.title and fold(page.paragraphs[index].text) == page.title
    reason = "same words as the title" if matches else "first display line, shaped like a title"
    page.set(index, Role.HEADLINE, reason)
    for before in range(index):
        if page.rulings[before] is not None or not page.paragraphs[before].is_display:
            continue
        if page.paragraphs[before].text.endswith(":"):
            page.set(before, Role.HEADLINE, "says above the headline who speaks")
        else:
            page.set(before, Role.FURNITURE, "label or menu before the headline")


def find_headline(page: Page) -> int | None:
    """Return the index of the line that heads the story, or None."""
    if page.title:
        for index, paragraph in enumerate(page.paragraphs[:TITLE_REACH]):
            if len(paragraph.text) < 2 * len(page.title) + 20 and (
                fold(paragraph.text) == page.title
            ):
                return index
    for index, paragraph in enumerate(page.paragraphs[:TITLE_REACH]):
        if page.rulings[index] is not None:
            continue
        if is_section_label(paragraph) and index + 1 < len(page.paragraphs):
            continue
        if is_page_number(paragraph):
            continue
        if _is_kicker(page, index):
            continue
        if paragraph.is_display and (below := _menu_end(page, index)):
            return below if _looks_like_title(page, below) else None
        return index if _looks_like_title(page, index) else None
    return None


def _is_kicker(page: Page, index: int) -> bool:
    """Whether a word or two stand right above a longer line: "Live" above the headline.

    A line that ends in a colon, "The mayor:", tells above the headline who speaks in it.
    """
    paragraph = page.paragraphs[index]
    speaks = paragraph.text.endswith(":") and len(paragraph.words) <= SPEAKER_WORDS
    if not paragraph.is_display or paragraph.is_bullet:
        return False
    if len(paragraph.words) > KICKER_WORDS and not speaks:
        return False
    if index + 1 >= len(page.paragraphs) or page.rulings[index + 1] is not None:
        return False
    below = page.paragraphs[index + 1]
    if not below.is_display or not _looks_like_title(page, index + 1):
        return False
    if speaks:
        return len(below.words) > SPEAKER_NAME
    if len(paragraph.words) > 1 or has_capitals(paragraph.text):
        return len(below.words) >= MENU_WORDS and not has_finite_verb(paragraph)
    return len(below.words) > SPEAKER_NAME


def _menu_end(page: Page, index: int) -> int:
    """Index of the longer headline below a menu of short names that starts here, or 0."""
    names = 0
    for place in range(index, min(len(page.paragraphs), index + MENU_REACH)):
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
