"""Rule on captions and media credits anywhere on the page."""

from articles.segmentation.blocks import STOP_INSIDE
from articles.segmentation.captions import Credit, CreditFinder, has_caption_mark, is_lone_credit
from articles.segmentation.model import Role
from articles.segmentation.names import is_outlet_name
from articles.segmentation.page import Page
from articles.segmentation.wording import BRACKETED, CELLS, SLASHED

CAPTION_STOPS = 3
CREDIT_LENGTH = 100


def rule_captions(page: Page) -> None:
    """Find captions and where their credits start, then credits on lines of their own.

    An agency behind the story's last sentence credits the words and not a picture.
    """
    last = page.last_story()
    marks = page.signs.caption_marks
    finder = CreditFinder(page.source, page.signs, page.outlets)
    for index, paragraph in enumerate(page.paragraphs):
        if page.rulings[index] is None:
            marked = has_caption_mark(paragraph, marks)
            credit = finder.find(paragraph)
            if marked or credit:
                _rule_caption(page, index, marked, credit, is_last=index == last and index > 0)
        elif page.role(index) is Role.CAPTION and (credit := finder.find(paragraph)):
            page.credits[index] = credit
    for index in range(1, len(page.paragraphs)):
        _rule_lone_credit(page, index)


def _rule_caption(
    page: Page, index: int, marked: bool, credit: Credit | None, *, is_last: bool
) -> None:
    if marked:
        page.set(index, Role.CAPTION, "points into a picture")
    elif credit and is_last and not credit.names_medium:
        page.credits[index] = credit
    elif credit and len(STOP_INSIDE.findall(page.paragraphs[index].text)) <= CAPTION_STOPS:
        page.set(index, Role.CAPTION, "closed by a media credit")
    if credit and page.rulings[index] is not None:
        page.credits[index] = credit


def _rule_lone_credit(page: Page, index: int) -> None:
    """Rule on a line that is only a bracketed or slashed name, by what stands before it."""
    paragraph = page.paragraphs[index]
    if len(paragraph.text) > CREDIT_LENGTH or page.rulings[index] is not None:
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
    elif SLASHED.fullmatch(paragraph.text) and is_outlet_name(paragraph):
        page.set(index, Role.CREDIT, "photographer and agency")


def rule_figure_sources(page: Page) -> None:
    """Turn "Source: X" below a table or caption into a credit: the story goes on behind it."""
    for index in range(1, len(page.paragraphs)):
        if page.role(index) is not Role.ORIGIN or index > page.last_story():
            continue
        above = page.paragraphs[index - 1]
        if CELLS.search(above.text) or page.role(index - 1) is Role.CAPTION:
            page.set(index, Role.CREDIT, "source of the table or picture above")
