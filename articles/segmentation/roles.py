"""Give every paragraph a role, first by its wording, then by its place on the page."""

from collections.abc import Mapping

from articles.segmentation.blocks import Paragraph
from articles.segmentation.head import rule_head
from articles.segmentation.headings import rule_display_lines
from articles.segmentation.inserted import rule_inserted_boxes
from articles.segmentation.links import rule_link_lists
from articles.segmentation.model import Role, Ruling
from articles.segmentation.names import Outlets
from articles.segmentation.page import Page
from articles.segmentation.pictures import (
    rule_captions,
    rule_figure_sources,
    rule_lines_by_credits,
    rule_pictured_lines,
)
from articles.segmentation.tail import (
    rule_about_blocks,
    rule_leftovers,
    rule_tail,
)

BODY = Ruling(Role.BODY, "running text of the story")


def assign_roles(
    paragraphs: list[Paragraph], outlets: Outlets, title: str, marked: Mapping[str, Role]
) -> Page:
    """Return the page with every paragraph ruled on.

    The order counts: captions and about blocks are known before head and tail look for the story,
    and a display line is a heading only when nothing else has claimed it. A text of one paragraph
    has no places, so only wording and title speak.
    """
    page = Page(paragraphs, outlets, title, marked)
    if len(paragraphs) > 1 or page.title:
        rule_inserted_boxes(page)
        rule_captions(page)
        rule_lines_by_credits(page)
        rule_figure_sources(page)
        rule_about_blocks(page)
        rule_head(page)
        rule_pictured_lines(page)
        rule_link_lists(page)
        rule_tail(page)
        rule_leftovers(page)
    rule_display_lines(page)
    page.rulings = [ruling or BODY for ruling in page.rulings]
    return page
