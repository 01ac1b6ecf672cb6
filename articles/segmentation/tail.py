"""Rule on what stands below the story: origin, about block, author, links."""

import re

from articles.segmentation import about
from articles.segmentation.blocks import Paragraph, has_capitals, has_finite_verb
from articles.segmentation.head import HEAD_REACH
from articles.segmentation.menus import is_end_mark, is_page_number
from articles.segmentation.model import Role
from articles.segmentation.names import has_outlet_word, is_outlet_name, is_person_name
from articles.segmentation.page import Page
from articles.segmentation.wording import CELLS, author_name, is_heading_line

MARK = re.compile(r"^(?:©|\(c\)|copyright)\s*", re.IGNORECASE)
CLOSING_PARAGRAPHS = 3
BIO_REACH = 5
SHORTEST_AUTHOR = 3
MARK_LENGTH = 3
MENU_WORDS = 6
DESK_NUMBERS = re.compile(r"\d{3,}(?:\s?[/*]\s?\d{3,}){1,3}")
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
        elif name == about.A_NOTE:
            _mark_block(page, index, following[:1], Role.NOTE, "heads a note")
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
    alone = {i for i in page.after(last) if page.rulings[i] is None and _is_alone(page, i)}
    below = ended = False
    for index in page.after(last):
        paragraph = page.paragraphs[index]
        if page.role(index) is Role.CREDIT:
            _rule_copyright(page, index)
        elif page.rulings[index] is None and ended and _is_left_over(paragraph):
            page.set(index, Role.FURNITURE, "line below the mark that ends the report")
        elif page.rulings[index] is None:
            _rule_tail_line(page, index, is_alone=index in alone, below_menu=below)
        if page.role(index) is Role.FURNITURE:
            below, ended = True, ended or is_end_mark(paragraph.text)


def _is_left_over(paragraph: Paragraph) -> bool:
    """Whether a line below the mark that ends the report is no author's name."""
    return paragraph.is_display and not is_person_name(paragraph)


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
    if page.role(index) in (*ENDS, Role.CREDIT, Role.FURNITURE):
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


def _rule_tail_line(page: Page, index: int, *, is_alone: bool, below_menu: bool) -> None:
    paragraph = page.paragraphs[index]
    is_name = is_outlet_name(paragraph)
    if paragraph.is_bullet and not is_name:
        return
    if _heads_note(page, index):
        page.set(index, Role.HEADING, "heads a note")
    elif is_person_name(paragraph):
        page.set(index, Role.BYLINE, "person's name after the last paragraph")
    elif is_page_number(paragraph) or DESK_NUMBERS.fullmatch(paragraph.text):
        page.set(index, Role.FURNITURE, "number under which the page files the report")
    elif below_menu and _is_menu_item(paragraph, is_name=is_name, is_alone=is_alone):
        page.set(index, Role.FURNITURE, "short line below the menus that follow the story")
    elif is_name and is_alone:
        page.set(index, Role.ORIGIN, "lone outlet name after the last paragraph")


def _is_menu_item(paragraph: Paragraph, *, is_name: bool, is_alone: bool) -> bool:
    """Whether a line below a menu is of it too: a few words that cannot be an outlet's name.

    Where there are no capitals nearly all short lines look like names, so an outlet's word tells.
    """
    if len(paragraph.words) > MENU_WORDS or CELLS.search(paragraph.text):
        return False
    if has_finite_verb(paragraph):
        return False
    if is_name and is_alone:
        return not has_capitals(paragraph.text) and not has_outlet_word(paragraph)
    return not any(map(str.isdigit, paragraph.text))


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
