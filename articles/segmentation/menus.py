"""Tell the lines of a page's own menus and numbers, and the mark that ends a report."""

import re

from articles.segmentation.blocks import Paragraph
from articles.segmentation.lexicon import LEXICON
from articles.segmentation.names import fold
from articles.segmentation.signs import Signs

LETTER_SIZE = re.compile(r"[+-]?[^\W\d_][+-]?")
PAGE_NUMBER = re.compile(r"[^\W\d][^\d:：]{1,24}[:：]\s?\d{5,}")
COUNT_BEHIND = re.compile(r"\s*[(\[]?\d+[)\]]?$")
TRAIL = re.compile(r"[^\n>›»→]{1,24}(?:\s[>›»→]\s[^\n>›»→]{1,40}){1,6}")
MENU_BAR = re.compile(r"\s[/|]\s|[,،]\s")
LONGEST_MARK = 32

_END_MARKS = frozenset(map(fold, LEXICON.end_marks))
_LINES = frozenset(map(fold, LEXICON.furniture_lines | LEXICON.furniture_headers)) | _END_MARKS
_SECTIONS = frozenset(map(fold, LEXICON.section_labels))


def is_end_mark(text: str) -> bool:
    """Whether a line only says that the report is over: "/Ends/", or with the desk's letters."""
    return len(text) <= LONGEST_MARK and fold(text).partition("/")[0].strip() in _END_MARKS


def is_page_number(paragraph: Paragraph) -> bool:
    """Whether a line is a label and a long number, by which a page files its report."""
    return PAGE_NUMBER.fullmatch(paragraph.text) is not None


def is_menu_line(folded: str, text: str) -> bool:
    """Whether the line is a known menu wording, a count such as "(14)" behind it left aside."""
    if folded in _LINES or ("/" in folded and is_end_mark(text)):
        return True
    return folded[-1:].isdigit() and fold(COUNT_BEHIND.sub("", text)) in _LINES


def menu_reason(text: str, signs: Signs) -> str | None:
    """Say why a short line without a stop is furniture; None where it may be something else."""
    if TRAIL.fullmatch(text) or (MENU_BAR.search(text) and _is_menu_bar(text)):
        return "trail of menu names"
    if signs.prompts and any(map(text.casefold().__contains__, signs.prompts)):
        return "prompt to the reader"
    return None


def ends_with_prompt(text: str, signs: Signs) -> bool:
    """Whether a short sentence ends in a prompt to the reader: "... in our channel." """
    return bool(signs.prompts) and text.casefold().rstrip(" .!").endswith(signs.prompts)


def _is_menu_bar(text: str) -> bool:
    """Whether a line is two or more section names in a row: "Home / World / Europe"."""
    names = [fold(name) for name in MENU_BAR.split(text)]
    return len(names) > 1 and all(name in _SECTIONS or name in _LINES for name in names)
