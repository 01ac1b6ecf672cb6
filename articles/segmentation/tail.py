"""Rule on what stands below the story: origin, about block, author, links."""

import re

from articles.segmentation import about
from articles.segmentation.head import HEAD_REACH
from articles.segmentation.model import Role
from articles.segmentation.names import is_outlet_name, is_person_name
from articles.segmentation.page import Page
from articles.segmentation.wording import author_name, is_furniture_header

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
        elif page.role(index) is Role.CREDIT and YEAR.search(page.paragraphs[index].text):
            page.set(index, Role.FURNITURE, "copyright line of the page")


def _rule_bare_about(page: Page) -> None:
    """Mark closing paragraphs in which an outlet presents itself without a heading."""
    while (last := page.last_story()) > 0:
        ended = any(
            page.role(i) in (Role.ORIGIN, Role.BYLINE, Role.NOTE, Role.FURNITURE)
            or (page.rulings[i] is None and is_outlet_name(page.paragraphs[i]))
            for i in range(page.story_before(last) + 1, last)
        )
        if not about.presents_outlet(page.paragraphs[last], page.outlets, after_story=ended):
            return
        page.set(last, Role.ABOUT, "an outlet presents itself after the story")


def _rule_author_note(page: Page) -> None:
    """Mark a closing paragraph that presents the author: no part of the story's own text."""
    last = page.last_story()
    if last > 1 and about.presents_author(page.paragraphs[last], _authors(page)):
        page.set(last, Role.NOTE, "presents the author")


def _authors(page: Page) -> list[str]:
    return [
        author_name(paragraph.text)
        for index, paragraph in enumerate(page.paragraphs[:HEAD_REACH])
        if page.role(index) is Role.BYLINE
    ]


def _rule_tail_line(page: Page, index: int) -> None:
    paragraph = page.paragraphs[index]
    if paragraph.is_bullet and not is_outlet_name(paragraph):
        return
    if is_person_name(paragraph):
        page.set(index, Role.BYLINE, "person's name after the last paragraph")
    elif is_outlet_name(paragraph) and _is_alone(page, index):
        page.set(index, Role.ORIGIN, "lone outlet name after the last paragraph")


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
        elif below and page.role(index) in (None, Role.ORIGIN) and paragraph.is_display:
            if _heads_story(page, index):
                below = False
            else:
                page.set(index, Role.FURNITURE, "link below a list of related stories")
        else:
            below = False


def _heads_story(page: Page, index: int) -> bool:
    following = index + 1
    return (
        following < len(page.paragraphs)
        and page.is_story(following)
        and (page.role(index - 1) is not Role.FURNITURE)
    )
