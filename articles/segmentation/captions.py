"""Tell captions by their marks, and cut the media credit from their end."""

import re
from functools import partial
from typing import NamedTuple

from articles.segmentation.blocks import STOP_INSIDE, Paragraph, ends_in_stop
from articles.segmentation.dates import TOKEN
from articles.segmentation.lexicon import LEXICON, phrase_pattern
from articles.segmentation.name_lists import is_name_list
from articles.segmentation.names import Outlets, fold
from articles.segmentation.signs import Signs
from articles.segmentation.wording import NAME_WORDS

TAIL = 140
LONGEST_CAPTION = 700
MOST_STOPS = 4
CREDIT_WORDS = 9

POSITION = re.compile(
    r"[(\[]\s*(?:"
    + phrase_pattern(LEXICON.caption_positions).removesuffix(r"(?!\w)")
    + r")\s*[)\]]",
    re.IGNORECASE,
)
BRACKET_TAIL = re.compile(r"[(\[]([^()\[\]]{2,100})[)\]]\.?$")
LEAD_TAIL = re.compile(
    r"(?:[|/–—\-]\s*)?(?:"
    + phrase_pattern(LEXICON.credit_leads).removesuffix(r"(?!\w)")
    + r"|(?:"
    + phrase_pattern(LEXICON.credit_leads_colon).removesuffix(r"(?!\w)")
    + r")\s*(?::|\.{3}|…))\s*(?P<name>(?:[^.!?؟|]|\.(?=\w)|(?<=\s[A-Z])\.){2,80})\.?$",
    re.IGNORECASE,
)
COPYRIGHT_TAIL = re.compile(r"(?:©|\(c\)\s?)[^.!?؟]{2,80}\.?$")
SLASH_TAIL = re.compile(
    rf"(?<=[.!?؟”\"])\s+({NAME_WORDS}\s?/\s?{NAME_WORDS}(?:\svia\s[\w .]{{2,40}})?)$"
)
AGENCY_TAIL = re.compile(rf"\s(([A-Z][\w-]{{1,12}})\s?/\s?{NAME_WORDS})$")
NAMED_TAIL = re.compile(r"[.!?؟”\"]\s+([^\W\d_][^.!?؟]{1,40})$")
DASH_TAIL = re.compile(r"(?<=[.!?؟”\"])\s*[–—-]{1,2}\s*([^.!?؟–—]{2,50})$")
DESK_MARK = re.compile(r"[a-z]{2,5}(?:/[a-z]{2,5}){1,2}")
NAMED_BEFORE = ("摄", "撮影", "供图", "提供")
"""Chinese and Japanese name the photographer first: "李文 摄"."""
NAMED_ENDS = (*NAMED_BEFORE, *(word + bracket for word in NAMED_BEFORE for bracket in ")）"))
NAMED_BEFORE_TAIL = re.compile(
    r"(?<=[。！？」])\s*(?P<name>[^。！？\n]{2,30})$|、\s*(?P<last>[^。！？、\n]{2,16})$"
)
QUOTE_ENDS = frozenset('"”»״')
BRACKET_ENDS = (")", "]", ").", "].")
DASHES = frozenset("–—-")
NO_NAME_END = frozenset(".!?؟")


class Credit(NamedTuple):
    """Where the credit at the end of a paragraph starts, and whether it speaks of a picture."""

    start: int
    names_medium: bool
    signs_off: bool = False
    """Whether it is a desk's mark, "(dpa/kn)", which ends a report and is no picture's."""


def has_caption_mark(paragraph: Paragraph, marks: tuple[str, ...]) -> bool:
    """Whether a short paragraph points into a picture: "(L)", "(pictured)", "file photo"."""
    text = paragraph.text
    if len(text) > LONGEST_CAPTION:
        return False
    marked = bool(marks) and any(map(text.casefold().__contains__, marks))
    if not marked and (("(" not in text and "[" not in text) or not POSITION.search(text)):
        return False
    return len(STOP_INSIDE.findall(text)) < MOST_STOPS


class CreditFinder:
    """Finds the credit that closes a paragraph: behind its last stop, or in brackets.

    Only the forms of which the page holds a sign anywhere are looked for in its paragraphs.
    """

    def __init__(self, source: str, signs: Signs, outlets: Outlets) -> None:
        forms = (
            (_bracketed, ")" in source or "]" in source),
            (partial(_led, hints=signs.credit_hints), signs.credit_hints),
            (_copyright, "©" in source or "(c)" in signs.folded),
            (_slashed, "/" in source),
            (_dashed, not DASHES.isdisjoint(source)),
            (_named_before, any(map(source.__contains__, NAMED_BEFORE))),
        )
        self._outlets = outlets
        self._forms = tuple(find for find, may_occur in forms if may_occur)

    def find(self, paragraph: Paragraph) -> Credit | None:
        """Return where the paragraph's credit starts, or None."""
        offset = max(0, len(paragraph.text) - TAIL)
        tail = paragraph.text[offset:]
        for find in self._forms:
            credit = find(tail, self._outlets)
            if credit is not None and offset + credit.start > 0:
                return credit._replace(start=offset + credit.start)
        return None


def find_named_credit(paragraph: Paragraph, outlets: Outlets) -> Credit | None:
    """Find the bare name that closes a caption: a known agency, or a name in capitals."""
    match = NAMED_TAIL.search(paragraph.text[-TAIL:])
    if match is None:
        return None
    name = match.group(1)
    if not outlets.knows(name) and not (name.isupper() and is_name_list(name)):
        return None
    return Credit(len(paragraph.text) - len(name), True)


def _bracketed(tail: str, outlets: Outlets) -> Credit | None:
    match = BRACKET_TAIL.search(tail) if tail.endswith(BRACKET_ENDS) else None
    if match is None:
        return None
    before = tail[: match.start()].rstrip()
    inner = match.group(1)
    names_medium = _speaks_of_picture(inner) or "/" in inner
    is_sure = _is_sure_credit(inner, outlets) or _is_square_pair(match.group(), inner)
    if not ends_in_stop(before) and not is_sure:
        return None
    is_mark = DESK_MARK.fullmatch(inner) and any(map(outlets.knows, inner.split("/")))
    if is_mark and ends_in_stop(before):
        return Credit(match.start(), names_medium=False, signs_off=True)
    if is_sure or is_lone_credit(inner, outlets):
        return Credit(match.start(), names_medium)
    return None


def _is_sure_credit(inner: str, outlets: Outlets) -> bool:
    parts = re.split(r"[/,،|-]|\svia\s|\sعبر\s", inner)
    return _speaks_of_picture(inner) or any(outlets.knows(part) for part in [*parts, inner])


def _is_square_pair(brackets: str, inner: str) -> bool:
    """Whether photographer and agency stand in square brackets, which prose seldom ends with."""
    return brackets[0] == "[" and "/" in inner and is_name_list(inner)


def _speaks_of_picture(inner: str) -> bool:
    words = TOKEN.findall(inner.casefold())
    weak = {"by", "via", "file", "pool", "از", "عبر"}
    return not (LEXICON.credit_words - weak).isdisjoint(words) and len(words) <= CREDIT_WORDS


def is_lone_credit(inner: str, outlets: Outlets) -> bool:
    """Whether bracketed words could name an agency: few, capitalised, no stop, no verb.

    In a script without capitals only a slash or a known name tells, or one word alone.
    """
    words = TOKEN.findall(inner)
    if not 1 <= len(words) <= CREDIT_WORDS or ends_in_stop(inner):
        return False
    if outlets.knows(inner):
        return True
    cased = [word for word in words if word[0].isupper() or word[0].islower()]
    if not cased:
        return ("/" in inner or len(words) <= 2) and LEXICON.finite_words.isdisjoint(words)
    return is_name_list(inner)


def _led(tail: str, _outlets: Outlets, hints: tuple[str, ...]) -> Credit | None:
    folded = tail.casefold()
    if not any(map(folded.__contains__, hints)):
        return None
    for match in LEAD_TAIL.finditer(tail):
        before = tail[: match.start()].rstrip()
        if _is_set_off(before, match.group()) and is_name_list(match["name"]):
            return Credit(match.start(), True)
    return None


def _is_set_off(before: str, credit: str) -> bool:
    """Whether a stop or a dash parts the words from the credit; before a colon a quotation does."""
    if not before or ends_in_stop(before) or credit[0] in "|/–—-":
        return True
    return before[-1] in QUOTE_ENDS and ":" in credit


def _copyright(tail: str, _outlets: Outlets) -> Credit | None:
    match = COPYRIGHT_TAIL.search(tail) if "©" in tail or "(c)" in tail.casefold() else None
    return Credit(match.start(), True) if match and match.start() else None


def _slashed(tail: str, outlets: Outlets) -> Credit | None:
    match = None
    if "/" in tail:
        match = AGENCY_TAIL.search(tail)
        if match is not None and match.start() and outlets.knows(match.group(2)):
            return Credit(match.start(1), True)
        match = SLASH_TAIL.search(tail)
    if match is None or not is_name_list(match.group(1)):
        return None
    return Credit(match.start(1), True)


def _named_before(tail: str, _outlets: Outlets) -> Credit | None:
    match = NAMED_BEFORE_TAIL.search(tail) if tail.endswith(NAMED_ENDS) else None
    if match is None:
        return None
    return Credit(match.start(match.lastgroup or 0), True)


def _dashed(tail: str, outlets: Outlets) -> Credit | None:
    if tail[-1] in NO_NAME_END or DASHES.isdisjoint(tail[-60:]):
        return None
    match = DASH_TAIL.search(tail)
    if match is None or match.start() == 0:
        return None
    name = match.group(1)
    bare = re.sub(r"\s*\b(?:photo|file)s?$", "", name, flags=re.IGNORECASE)
    if not outlets.knows(bare):
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return Credit(start, fold(bare) != fold(name))
