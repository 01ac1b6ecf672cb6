"""Rule on lists of links below a heading such as "Related stories"."""

from articles.segmentation.blocks import DISPLAY_AT_MOST, STOP_INSIDE
from articles.segmentation.inserted import is_boxed
from articles.segmentation.model import Role
from articles.segmentation.page import Page
from articles.segmentation.wording import is_furniture_header


def rule_link_lists(page: Page) -> None:
    """Mark the display lines below "Related stories" and the like as links."""
    below = False
    for index, paragraph in enumerate(page.paragraphs):
        if page.role(index) is Role.FURNITURE:
            below = is_furniture_header(paragraph) or (
                below and _may_be_link(page, index) and not is_boxed(page, index)
            )
        elif below and page.role(index) in (None, Role.ORIGIN) and _may_be_link(page, index):
            if _heads_story(page, index):
                below = False
            else:
                page.set(index, Role.FURNITURE, "link below a list of related stories")
        else:
            below = False


def _may_be_link(page: Page, index: int) -> bool:
    """Whether a line could be the title of another story: some are questions.

    A question that running text answers heads a section of this one.
    """
    paragraph = page.paragraphs[index]
    if paragraph.is_display:
        return True
    if len(paragraph.text) > DISPLAY_AT_MOST or STOP_INSIDE.search(paragraph.text):
        return False
    if not paragraph.text.endswith(("?", "!", "؟", "？")):
        return False
    return index + 1 >= len(page.paragraphs) or not page.is_story(index + 1)


def _heads_story(page: Page, index: int) -> bool:
    following = index + 1
    return (
        following < len(page.paragraphs)
        and page.is_story(following)
        and (page.role(index - 1) is not Role.FURNITURE)
    )
