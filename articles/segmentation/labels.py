"""Rule on a line short enough for a label: a menu name, an outlet, an address, a trade."""

import re

from articles.segmentation.blocks import Paragraph
from articles.segmentation.dates import is_date_line
from articles.segmentation.lexicon import LEXICON
from articles.segmentation.menus import ends_with_prompt, is_menu_line, menu_reason
from articles.segmentation.model import Role, Ruling
from articles.segmentation.name_lists import is_name_list
from articles.segmentation.names import (
    PICTURE_AGENCIES,
    Outlets,
    fold,
    has_byline_label,
    is_desk_line,
    is_job_line,
)
from articles.segmentation.signs import Signs

BRACKETED = re.compile(r"[(\[][^()\[\]]{1,90}[)\]]\.?")
PLACE_AND_OUTLET = re.compile(
    r"(?P<first>[^-–—|/(),،:]{2,40}?)\s?[-–—|/(,،:]\s?(?P<second>[^|/()]{2,40})\)?"
)
PLACE_AND_DASH = re.compile(
    r"[^\W\d_][\w.'’\-]*(?:,?\s[^\W\d_][\w.'’\-]*){0,4},?(?:\s\([^()]{2,20}\))?\s?[–—-]{1,2}"
)
CONTACT = re.compile(r"[\w.+\-]+@[\w.\-]+\.\w+|@\w{2,30}")
PLACEHOLDER = re.compile(r"(?:photo|foto|image|imagen|bild|video)\s\d{1,2}", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
SIGN_OFF = re.compile(r"\(?[^\W\d_]{2,12}(?:/[^\W\d_]{2,12}){1,3}\)?")
LONGEST_PLACE = 70
FILED_PARTS = 3

_BYLINE_LINES = frozenset(fold(line) for line in LEXICON.byline_lines)


def rule_label(paragraph: Paragraph, outlets: Outlets, signs: Signs) -> Ruling | None:
    """Rule on a line short enough for a menu name, an outlet or a person with a trade."""
    text = paragraph.text
    ruling = _rule_known_line(text)
    if ruling is None and has_byline_label(paragraph):
        return Ruling(Role.BYLINE, "label of an author box, then a name or trade")
    ruling = ruling or _rule_outlet(text, outlets)
    if ruling is not None:
        return ruling
    if text.isupper() and PLACE_AND_DASH.fullmatch(text):
        return Ruling(Role.DATELINE, "place in capitals, then a dash")
    if is_job_line(paragraph) or is_desk_line(paragraph):
        return Ruling(Role.BYLINE, "a name, then a reporter's trade")
    if paragraph.ends_with_stop:
        reason = "prompt to the reader" if ends_with_prompt(text, signs) else None
    else:
        reason = menu_reason(text, signs)
    return Ruling(Role.FURNITURE, reason) if reason else None


def _rule_known_line(text: str) -> Ruling | None:
    """Rule on a line that the lexicon knows whole, or that is only an address."""
    folded = fold(text)
    if is_menu_line(folded, text):
        return Ruling(Role.FURNITURE, "menu, share or advert wording")
    if folded in _BYLINE_LINES:
        return Ruling(Role.BYLINE, "names the newsroom as the author")
    if folded in LEXICON.date_leads:
        return Ruling(Role.DATELINE, "only a date, time or place of filing")
    if PLACEHOLDER.fullmatch(text):
        return Ruling(Role.FURNITURE, "menu, share or advert wording")
    if ADDRESS.fullmatch(text):
        return Ruling(Role.FURNITURE, "only an address on the web")
    if CONTACT.fullmatch(text):
        return Ruling(Role.BYLINE, "address of the author")
    return None


def _rule_outlet(text: str, outlets: Outlets) -> Ruling | None:
    """Rule on a line that is only the name of an outlet or agency, with its place or alone."""
    is_bracketed = BRACKETED.fullmatch(text) is not None
    if not is_bracketed and fold(text) in PICTURE_AGENCIES:
        return Ruling(Role.CREDIT, "only the name of a picture agency")
    signed = SIGN_OFF.fullmatch(text) and any(map(outlets.knows, text.strip("()").split("/")))
    if text.count("/") == FILED_PARTS - 1 and _is_filed(text, outlets):
        return Ruling(Role.BYLINE, "place, name and agency")
    if signed or (not is_bracketed and outlets.names(text)):
        return Ruling(Role.ORIGIN, "only the name of a known outlet or agency")
    if _names_place_and_outlet(text, outlets):
        return Ruling(Role.ORIGIN, "a place, then a known outlet or agency")
    return None


def _is_filed(text: str, outlets: Outlets) -> bool:
    """Whether place, reporter and agency stand in a row: "Karda/ Sami Tarif/ Newsline"."""
    place, name, agency = text.split("/")
    return outlets.knows(agency) and is_name_list(place) and is_name_list(name)


def _names_place_and_outlet(text: str, outlets: Outlets) -> bool:
    """Whether the line is of the shape "Karda - Newsline" or the reverse, the outlet known."""
    parts = PLACE_AND_OUTLET.fullmatch(text)
    if parts is None or len(text) > LONGEST_PLACE or text[-1] in "?؟？":
        return False
    first, second = parts["first"].strip(), parts["second"].strip()
    if outlets.knows(second):
        return is_name_list(first)
    return outlets.knows(first) and is_name_list(second) and not is_date_line(second)
