"""Rule on what stands below the story: origin, about block, author, links."""

import re

from articles.segmentation import about
from articles.segmentation.blocks import DISPLAY_AT_MOST, STOP_INSIDE, Paragraph
from articles.segmentation.head import HEAD_REACH
from articles.segmentation.model import Role
from articles.segmentation.names import has_outlet_word, is_outlet_name, is_person_name
from articles.segmentation.page import Page
from articles.segmentation.wording import CELLS, author_name, is_furniture_header, is_heading_line

MARK = re.compile(r"^(?:©|\(c\)|copyright)\s*", re.IGNORECASE)
CLOSING_PARAGRAPHS = 3
BIO_REACH = 5
SHORTEST_AUTHOR = 3
MARK_LENGTH = 3
ENDS = (Role.ORIGIN, Role.BYLINE, Role.NOTE, Role.ABOUT)
YEAR = re.compile(r"(?:©|\(c\)|copyright)[^\n]{0,60}\b(?:19|20)\d\d\b", re.IGNORECASE)


def rule_about_blocks(page: Page) -> None:
    """Rule on "About X" headings and the paragraphs under them, for outlets and authors."""
    for index, paragraph in enumerate(page.paragraphs):
        name = about.about_name(paragraph) if page.rulings[index] is None else None
        if name is None:
            continue
        following = _run_after(page, index)
        if about.is_author_name(name):
            _mark_block(page, index, following, Role.NOTE, "about the author")
        elif about.heads_about_block(name, [page.paragraphs[i] for i in following], page.outlets):
            _mark_block(page, index, following, Role.ABOUT, "under the publisher's heading")


def _run_after(page: Page, index: int) -> list[int]:
    run: list[int] = []
    for following in range(index + 1, len(page.paragraphs)):
        if page.rulings[following] is not None or page.paragraphs[following].is_display:
            break
        run.append(following)
    return run


def _mark_block(page: Page, index: int, following: list[int], role: Role, reason: str) -> None:
    page.set(index, Role.HEADING, "heads a block about its maker")
    for place in following:
        page.set(place, role, reason)


def rule_tail(page: Page) -> None:
    """Rule on self-descriptions and lone names behind the last paragraph of the story."""
    _rule_bare_about(page)
    _rule_author_note(page)
    last = page.last_story()
    if last < 0:
        return
    for index in page.after(last):
        if page.rulings[index] is None:
            _rule_tail_line(page, index)
        elif page.role(index) is Role.CREDIT:
            _rule_copyright(page, index)


def _rule_copyright(page: Page, index: int) -> None:
    """Tell a copyright mark below the story, which is the page's or an agency's, from a credit."""
    text = page.paragraphs[index].text
    if YEAR.search(text):
        page.set(index, Role.FURNITURE, "copyright line of the page")
    elif page.role(index - 1) is not Role.CAPTION and page.outlets.names(MARK.sub("", text)):
        page.set(index, Role.ORIGIN, "only the name of a known outlet or agency")


def _rule_bare_about(page: Page) -> None:
    """Mark closing paragraphs in which an outlet presents itself without a heading."""
    closing = _closing_run(page)
    if closing and about.presents_outlet(
        page.paragraphs[closing[0]], page.outlets, after_story=True
    ):
        for index in closing:
            page.set(index, Role.ABOUT, "an outlet presents itself after the story")
    while (last := page.last_story()) > 0:
        ended = any(_ends_story(page, i) for i in range(page.story_before(last) + 1, last))
        if not about.presents_outlet(page.paragraphs[last], page.outlets, after_story=ended):
            return
        page.set(last, Role.ABOUT, "an outlet presents itself after the story")


def _ends_story(page: Page, index: int) -> bool:
    """Whether a line between running paragraphs shows that the story is over."""
    if page.role(index) in (Role.ORIGIN, Role.BYLINE, Role.NOTE, Role.FURNITURE):
        return True
    return page.rulings[index] is None and is_outlet_name(page.paragraphs[index])


def _closing_run(page: Page) -> list[int]:
    """The few running paragraphs at the very end, with a line before them that ends the story."""
    run: list[int] = []
    index = page.last_story()
    while index > 0 and page.is_story(index) and len(run) < CLOSING_PARAGRAPHS:
        run.insert(0, index)
        index -= 1
    if not run or not _ends_story(page, index) or page.story_before(index) < 0:
        return []
    return run


def _rule_author_note(page: Page) -> None:
    """Mark a paragraph that presents the author: it is no part of the story's own text.

    It stands below the byline or at the end; only there does an author go by the full name.
    """
    head = page.rulings[:HEAD_REACH]
    bylines = [i for i, ruling in enumerate(head) if ruling and ruling.role is Role.BYLINE]
    if not bylines:
        return
    names = [author_name(page.paragraphs[index].text) for index in bylines]
    authors = tuple(name for name in names if len(name) > SHORTEST_AUTHOR)
    last, end = page.last_story(), len(page.paragraphs)
    places = [index + 1 for index in bylines if index + 1 < end]
    if last > 1:
        places += range(max(2, min(last, end - BIO_REACH)), end)
    for index in places:
        paragraph = page.paragraphs[index]
        if not paragraph.text.startswith(authors) or page.rulings[index] is not None:
            continue
        if about.presents_author(paragraph, authors):
            page.set(index, Role.NOTE, "presents the author")


def _rule_tail_line(page: Page, index: int) -> None:
    paragraph = page.paragraphs[index]
    if paragraph.is_bullet and not is_outlet_name(paragraph):
        return
    if _heads_note(page, index):
        page.set(index, Role.HEADING, "heads a note")
        return
    if is_person_name(paragraph):
        page.set(index, Role.BYLINE, "person's name after the last paragraph")
    elif is_outlet_name(paragraph) and _is_alone(page, index):
        page.set(index, Role.ORIGIN, "lone outlet name after the last paragraph")


def _heads_note(page: Page, index: int) -> bool:
    """Whether a title without an outlet's name in it stands right above a note."""
    paragraph = page.paragraphs[index]
    if page.role(index + 1) is not Role.NOTE or has_outlet_word(paragraph):
        return False
    return is_heading_line(paragraph) or is_outlet_name(paragraph)


def _is_alone(page: Page, index: int) -> bool:
    """Whether the line is no part of a list of display lines."""
    return not any(
        page.role(near) is None and page.paragraphs[near].is_display
        for near in (index - 1, index + 1)
        if 0 <= near < len(page.paragraphs)
    )


def rule_link_lists(page: Page) -> None:
    """Mark the display lines below "Related stories" and the like as links."""
    below = False
    for index, paragraph in enumerate(page.paragraphs):
        if page.role(index) is Role.FURNITURE:
            below = is_furniture_header(paragraph) or (
                below and not page.is_story(index) and paragraph.is_display
            )
        elif below and page.role(index) in (None, Role.ORIGIN) and _may_be_link(paragraph):
            if _heads_story(page, index):
                below = False
            else:
                page.set(index, Role.FURNITURE, "link below a list of related stories")
        else:
            below = False


def _may_be_link(paragraph: Paragraph) -> bool:
    """Whether a line could be the title of another story; some are questions."""
    if paragraph.is_display:
        return True
    return len(paragraph.text) <= DISPLAY_AT_MOST and (
        paragraph.text.endswith(("?", "!", "؟")) and not STOP_INSIDE.search(paragraph.text)
    )


def rule_leftovers(page: Page) -> None:
    """Mark what is left below the end of the story: link titles, names of tags, sizes of type.

    A line of the story itself is followed by none that tells the words' source or maker.
    """
    last = page.last_story()
    ended = False
    for index in page.after(last) if last >= 0 else ():
        paragraph = page.paragraphs[index]
        if page.rulings[index] is not None:
            ended = ended or page.role(index) in ENDS
        elif not paragraph.is_display or paragraph.is_bullet:
            continue
        elif len(paragraph.text) < MARK_LENGTH or (ended and not CELLS.search(paragraph.text)):
            page.set(index, Role.FURNITURE, "line below the end of the story")


def _heads_story(page: Page, index: int) -> bool:
    following = index + 1
    return (
        following < len(page.paragraphs)
        and page.is_story(following)
        and (page.role(index - 1) is not Role.FURNITURE)
    )
