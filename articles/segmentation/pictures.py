"""Rule on captions and media credits anywhere on the page."""

from articles.segmentation.blocks import STOP_INSIDE, has_capitals
from articles.segmentation.captions import (
    NAMED_ENDS,
    Credit,
    CreditFinder,
    find_named_credit,
    has_caption_mark,
    is_lone_credit,
)
from articles.segmentation.labels import ADDRESS, BRACKETED
from articles.segmentation.model import Role
from articles.segmentation.name_lists import is_name_list
from articles.segmentation.names import is_outlet_name
from articles.segmentation.page import Page
from articles.segmentation.wording import CELLS, SLASHED, is_bare_credit_lead

CAPTION_STOPS = 3
CREDIT_LENGTH = 100
LONGEST_NAMING = 24
CAPTION_WORDS = 4


def rule_captions(page: Page) -> None:
    """Find captions and where their credits start, then credits on lines of their own.

    An agency behind the story's last sentence credits the words and not a picture.
    """
    last = page.last_story()
    marks = page.signs.caption_marks
    finder = CreditFinder(page.source, page.signs, page.outlets)
    for index, paragraph in enumerate(page.paragraphs):
        if page.rulings[index] is None:
            reason = _caption_reason(page, index, marks)
            credit = finder.find(paragraph)
            if reason or credit:
                _rule_caption(page, index, reason, credit, is_last=index == last and index > 0)
        elif page.role(index) is Role.CAPTION and (credit := finder.find(paragraph)):
            page.credits[index] = credit
        elif page.role(index) is Role.ORIGIN and page.is_marked(index, Role.CAPTION):
            page.set(index, Role.CREDIT, "name in the caption of a picture")
    for index in range(1, len(page.paragraphs)):
        _rule_lone_credit(page, index)


def _caption_reason(page: Page, index: int, marks: tuple[str, ...]) -> str | None:
    """Why an open paragraph is a caption whatever it ends in; None where nothing tells."""
    paragraph = page.paragraphs[index]
    if has_caption_mark(paragraph, marks):
        return "points into a picture"
    if not page.is_marked(index, Role.CAPTION):
        return None
    is_credit = BRACKETED.fullmatch(paragraph.text) or SLASHED.fullmatch(paragraph.text)
    return None if is_credit else "caption by the page's own mark"


def _rule_caption(
    page: Page, index: int, reason: str | None, credit: Credit | None, *, is_last: bool
) -> None:
    if reason:
        credit = credit or find_named_credit(page.paragraphs[index], page.outlets)
        page.set(index, Role.CAPTION, reason)
    elif credit and (is_last or credit.signs_off) and not credit.names_medium:
        page.credits[index] = credit
    elif credit and len(STOP_INSIDE.findall(page.paragraphs[index].text)) <= CAPTION_STOPS:
        page.set(index, Role.CAPTION, "closed by a media credit")
    if credit and page.rulings[index] is not None:
        page.credits[index] = credit


def _rule_lone_credit(page: Page, index: int) -> None:
    """Rule on a line that is only a bracketed or slashed name, by what stands before it."""
    paragraph = page.paragraphs[index]
    if len(paragraph.text) > CREDIT_LENGTH:
        return
    if _is_parted(page, index):
        page.set(index, Role.CREDIT, "name below the lead word of a credit")
    if page.rulings[index] is not None:
        return
    after_caption = page.role(index - 1) is Role.CAPTION
    if BRACKETED.fullmatch(paragraph.text):
        inner = paragraph.text.strip("()[]. ")
        if not is_lone_credit(inner, page.outlets):
            return
        if after_caption or index < page.last_story():
            page.set(index, Role.CREDIT, "bracketed name by a picture")
        else:
            page.set(index, Role.ORIGIN, "bracketed name after the last paragraph")
    elif _is_named_before(paragraph.text) or (
        SLASHED.fullmatch(paragraph.text)
        and is_outlet_name(paragraph)
        and (after_caption or has_capitals(paragraph.text))
    ):
        page.set(index, Role.CREDIT, "photographer and agency")


def _is_named_before(text: str) -> bool:
    """Whether a line is a photographer's name and, behind it, "photo" in Chinese or Japanese."""
    return len(text) <= LONGEST_NAMING and text.endswith(NAMED_ENDS)


def _is_parted(page: Page, index: int) -> bool:
    """Whether "Photo credit" stands alone on the line above and a name or address here."""
    if page.role(index - 1) is not Role.CREDIT or not is_bare_credit_lead(
        page.paragraphs[index - 1]
    ):
        return False
    text = page.paragraphs[index].text
    return ADDRESS.fullmatch(text) is not None or is_name_list(text)


def rule_lines_by_credits(page: Page) -> None:
    """Rule on a line right above or below a credit inside the story: it tells what is seen.

    A lone agency right below such a line is its credit as well.
    """
    ruled = [(i, ruling.role) for i, ruling in enumerate(page.rulings) if ruling is not None]
    for index, role in ruled:
        if role not in (Role.CREDIT, Role.ORIGIN) or not _is_inside_story(page, index):
            continue
        if role is Role.CREDIT:
            for near in (index - 1, index + 1):
                if _is_line_beside(page, near, index):
                    page.set(near, Role.CAPTION, "line beside a media credit")
        elif page.outlets.knows(page.paragraphs[index].text) and _is_line_beside(
            page, index - 1, index
        ):
            page.set(index, Role.CREDIT, "agency below the line of a picture")
            page.set(index - 1, Role.CAPTION, "line beside a media credit")


def _is_inside_story(page: Page, index: int) -> bool:
    return index < page.last_story() and page.story_before(index) >= 0


def _is_line_beside(page: Page, index: int, credit: int) -> bool:
    """Whether an open display line of some words touches the credit, no blank line between."""
    paragraph = page.paragraphs[index]
    if page.rulings[index] is not None or not paragraph.is_display or paragraph.is_bullet:
        return False
    upper, lower = sorted((index, credit))
    gap = page.source[page.paragraphs[upper].end : page.paragraphs[lower].start]
    return gap.count("\n") == 1 and len(paragraph.words) >= CAPTION_WORDS


def rule_figure_sources(page: Page) -> None:
    """Turn "Source: X" below a table or caption into a credit: the story goes on behind it."""
    for index in range(1, len(page.paragraphs)):
        if page.role(index) is not Role.ORIGIN or index > page.last_story():
            continue
        above = page.paragraphs[index - 1]
        if CELLS.search(above.text) or page.role(index - 1) is Role.CAPTION:
            page.set(index, Role.CREDIT, "source of the table or picture above")


def rule_pictured_lines(page: Page) -> None:
    """Turn an open line right above a media credit into its caption, once the head is known."""
    for index, ruling in enumerate(page.rulings):
        if ruling is None or ruling.role is not Role.CREDIT or index < 2:
            continue
        if page.rulings[index - 1] is not None:
            continue
        above = page.paragraphs[index - 1]
        if CELLS.search(above.text) or CELLS.search(page.paragraphs[index - 2].text):
            continue
        if above.is_display and len(above.words) >= CAPTION_WORDS:
            page.set(index - 1, Role.CAPTION, "line beside a media credit")
