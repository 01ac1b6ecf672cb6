"""Rule on a paragraph by its own wording, wherever on the page it stands."""

import re

from articles.segmentation.blocks import Paragraph
from articles.segmentation.dates import is_date_line
from articles.segmentation.leads import COLON, AnyLeads, Leads, first_word
from articles.segmentation.lexicon import LEXICON, phrase_pattern
from articles.segmentation.model import Role, Ruling
from articles.segmentation.names import Outlets, fold, is_job_line
from articles.segmentation.signs import Signs

WORDLESS = re.compile(r"[\W_]+")
BRACKETED = re.compile(r"[(\[][^()\[\]]{1,90}[)\]]\.?")
COPYRIGHT = re.compile(r"(?:©|\(c\)\s|copyright\b)", re.IGNORECASE)
COUNTER = re.compile(
    r"\d+\s+(?:min(?:ute)?s?\s+read|comments?|shares?|views?|likes?)\b|\d+\s*(?:دقائق|دقيقة) قراءة",
    re.IGNORECASE,
)
COUNT_BEHIND = re.compile(r"\s*[(\[]?\d+[)\]]?$")
TRAIL = re.compile(r"[^\n>›»]{1,24}(?:\s[>›»]\s[^\n>›»]{1,40}){1,6}")
NAME_WORDS = r"[^\W\d_][\w.'’\-]*(?:\s[^\W\d_][\w.'’\-]*){0,3}"
SLASHED = re.compile(rf"{NAME_WORDS}\s?/\s?{NAME_WORDS}")

PLACE_AND_OUTLET = re.compile(
    r"(?P<first>[^-–—|/(),،:]{2,40}?)\s?[-–—|/(,،:]\s?(?P<second>[^|/()]{2,40})\)?"
)
PLACE_AND_DASH = re.compile(
    r"[^\W\d_][\w.'’\-]*(?:,?\s[^\W\d_][\w.'’\-]*){0,4},?(?:\s\([^()]{2,20}\))?\s?[–—-]{1,2}"
)
CONTACT = re.compile(r"[\w.+\-]+@[\w.\-]+\.\w+|@\w{2,30}")
SIGN_OFF = re.compile(r"\(?[^\W\d_]{2,12}(?:/[^\W\d_]{2,12}){1,3}\)?")
BRACKET_END = re.compile(r"\s*\([^()]*\)$")
SHORT_LINE = 140
LONGEST_LABEL = 80
FURNITURE_WORDS = 32
BYLINE_WORDS = 14
CREDIT_WORDS = 10
NAME_TAILS = frozenset(
    {"staff", "our", "own", "family", "estate", "collection", "museum", "library", "university"}
)
NAME_JOINERS = frozenset({"in", "and", "for", "of", "at", "with", "from", "the", "by", "via", "on"})


NOTE = Leads(LEXICON.note_leads, COLON)
NOTE_PHRASE = Leads(LEXICON.note_phrases, may_be_cut=True)
BYLINE = Leads(LEXICON.byline_leads, r"\s*:?\s*")
BYLINE_COLON = Leads(LEXICON.byline_leads_colon, COLON)
CREDIT = Leads(LEXICON.credit_leads)
CREDIT_COLON = Leads(LEXICON.credit_leads_colon, COLON)
CAPTION = Leads(LEXICON.caption_leads)
CAPTION_COLON = Leads(LEXICON.caption_leads_colon, COLON)
ORIGIN = Leads(LEXICON.origin_leads)
ORIGIN_COLON = Leads(LEXICON.origin_leads_colon, r"\s*[:：]\s*")
FURNITURE = Leads(LEXICON.furniture_leads)
FURNITURE_COLON = Leads(LEXICON.furniture_leads_colon, r"\s*[:：]\s*")
ANY_LEAD = AnyLeads(
    NOTE, NOTE_PHRASE, BYLINE, BYLINE_COLON, CREDIT, CREDIT_COLON, CAPTION, CAPTION_COLON,
    ORIGIN, ORIGIN_COLON, FURNITURE, FURNITURE_COLON,
)  # fmt: skip

MAY_BE_SMALL = (
    LEXICON.agency_names | NAME_JOINERS | LEXICON.credit_words | LEXICON.byline_jobs | NAME_TAILS
)
CELLS = re.compile(r"\t|\s\|\s|\s{3,}")


def compile_speaker() -> re.Pattern[str]:
    """Build the pattern of a speaker's label: "Q:", or a name of a few words and a colon."""
    leads = phrase_pattern(LEXICON.interview_leads)
    return re.compile(rf"(?:{leads}\s?[:.\-–—]|[^\W\d_][\w .'’\-]{{0,30}}:\s)", re.IGNORECASE)


_FURNITURE_LINES = frozenset(fold(line) for line in LEXICON.furniture_lines)
_FURNITURE_HEADERS = frozenset(fold(line) for line in LEXICON.furniture_headers)
_HEADING_LINES = frozenset(fold(line) for line in LEXICON.heading_lines)
_SECTION_LABELS = frozenset(fold(line) for line in LEXICON.section_labels)


def rule_by_wording(paragraph: Paragraph, outlets: Outlets, signs: Signs) -> Ruling | None:
    """Return the role the wording alone decides, or None where only the position can tell.

    ``signs`` are those of the page that the paragraph stands on.
    """
    text = paragraph.text
    if WORDLESS.fullmatch(text):
        return Ruling(Role.FURNITURE, "line without a word")
    word = first_word(text)
    if ANY_LEAD.match(text, word) and (ruling := _rule_by_lead(paragraph, word)) is not None:
        return ruling
    if len(text) > SHORT_LINE:
        return _rule_by_phrase(paragraph, signs)
    return _rule_short_line(paragraph, outlets, signs)


def is_furniture_header(paragraph: Paragraph) -> bool:
    """Whether the line heads a list of links: "Related stories", "Most read"."""
    return len(paragraph.text) < SHORT_LINE and fold(paragraph.text) in _FURNITURE_HEADERS


def is_section_label(paragraph: Paragraph) -> bool:
    """Whether the line is a bare section name such as "World", as menus and kickers carry it."""
    return len(paragraph.text) < SHORT_LINE and fold(paragraph.text) in _SECTION_LABELS


def is_heading_line(paragraph: Paragraph) -> bool:
    """Whether the line is a stock section title such as "Summary", wherever it stands."""
    return len(paragraph.text) < SHORT_LINE and fold(paragraph.text) in _HEADING_LINES


def _rule_by_lead(paragraph: Paragraph, word: str) -> Ruling | None:
    """Rule by the words a paragraph opens with, the first of which is ``word``."""
    text = paragraph.text
    if NOTE.match(text, word) or NOTE_PHRASE.match(text, word):
        return Ruling(Role.NOTE, "opens with the words of an editor's note")
    if _is_furniture_lead(paragraph, word):
        return Ruling(Role.FURNITURE, "opens with a prompt to the reader")
    for rule in (_rule_credit_lead, _rule_byline_lead, _rule_origin_lead):
        ruling = rule(paragraph, word)
        if ruling is not None:
            return ruling
    if CAPTION_COLON.match(text, word) or CAPTION.match(text, word):
        return Ruling(Role.CAPTION, "opens with the words of a picture caption")
    return None


def _is_furniture_lead(paragraph: Paragraph, word: str) -> bool:
    text = paragraph.text
    if FURNITURE.match(text, word):
        return len(paragraph.words) <= FURNITURE_WORDS
    if not FURNITURE_COLON.match(text, word) or paragraph.ends_with_stop:
        return False
    if CREDIT_COLON.match(text, word) or CAPTION_COLON.match(text, word):
        return False
    return len(paragraph.words) <= FURNITURE_WORDS


def _rule_credit_lead(paragraph: Paragraph, word: str) -> Ruling | None:
    text = paragraph.text
    lead = CREDIT.match(text, word) or CREDIT_COLON.match(text, word)
    if lead is None or len(paragraph.words) > CREDIT_WORDS:
        return None
    if lead.end() == len(text) or is_name_list(text[lead.end() :]):
        return Ruling(Role.CREDIT, "lead word of a media credit, then a name")
    return None


def _rule_byline_lead(paragraph: Paragraph, word: str) -> Ruling | None:
    text = paragraph.text
    lead = BYLINE_COLON.match(text, word) or BYLINE.match(text, word)
    if lead is None or len(text) > 2 * SHORT_LINE or is_date_line(text[lead.end() :]):
        return None
    bracketed = text[0] in "([" and text.rstrip(".")[-1] in ")]"
    if paragraph.ends_with_stop and not bracketed and text.count(" ") > BYLINE_WORDS // 2:
        return None
    names = BRACKET_END.sub("", text[lead.end() :])
    if is_name_list(re.split(r"[|;،,]|\s[-–—]\s", names)[0]) or bracketed:
        return Ruling(Role.BYLINE, "lead word of a byline, then a name")
    return None


def author_name(line: str) -> str:
    """Return the first name of a byline: "By Ada Rowe, trade editor" gives "Ada Rowe"."""
    lead = BYLINE_COLON.match(line) or BYLINE.match(line)
    rest = line[lead.end() :] if lead else line
    return re.split(r"[|;،,]|\s[-–—]\s|\s(?:in|and|for|at)\s", rest)[0].strip()


def _rule_origin_lead(paragraph: Paragraph, word: str) -> Ruling | None:
    text = paragraph.text
    if ORIGIN.match(text, word) and len(paragraph.words) <= FURNITURE_WORDS:
        return Ruling(Role.ORIGIN, "says where the words were first published")
    lead = ORIGIN_COLON.match(text, word)
    if lead is not None and len(paragraph.words) <= CREDIT_WORDS and not paragraph.ends_with_stop:
        return Ruling(Role.ORIGIN, "lead word of an origin line, then a name")
    return None


def is_name_list(text: str) -> bool:
    """Whether all words are capitalised, or few where a script has no capitals."""
    words = re.findall(r"[^\W\d_][\w\u200c'’.\-]*", text)
    if not words or len(words) > BYLINE_WORDS:
        return False
    cased = [word for word in words if word[0].isupper() or word[0].islower()]
    if not cased:
        return len(words) <= CREDIT_WORDS // 2 + 1 and LEXICON.finite_words.isdisjoint(words)
    allowed = (
        LEXICON.agency_names
        | NAME_JOINERS
        | LEXICON.credit_words
        | LEXICON.byline_jobs
        | NAME_TAILS
    )
    return (cased[0][0].isupper() or cased[0] in allowed) and all(
        word[0].isupper() or word.casefold() in allowed or word.startswith(("al-", "el-"))
        for word in cased
    )


def _rule_by_phrase(paragraph: Paragraph, signs: Signs) -> Ruling | None:
    """Rule on a long line, where only phrases tied to one role are safe."""
    if not (signs.rights or signs.byline_phrases) or len(paragraph.text) > 2 * SHORT_LINE:
        return None
    folded = paragraph.text.casefold()
    if _has_any(folded, signs.rights):
        return Ruling(Role.FURNITURE, "copyright line of the page")
    if _has_any(folded, signs.byline_phrases) and folded[0] not in '“"':
        return Ruling(Role.BYLINE, "names who helped to report the story")
    return None


def _has_any(text: str, phrases: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, phrases))


def _names_place_and_outlet(text: str, outlets: Outlets) -> bool:
    """Whether the line is of the shape "Karda - Newsline" or the reverse, the outlet known."""
    parts = PLACE_AND_OUTLET.fullmatch(text)
    if parts is None or len(text) > SHORT_LINE // 2:
        return False
    first, second = parts["first"].strip(), parts["second"].strip()
    if outlets.knows(second):
        return is_name_list(first)
    return outlets.knows(first) and is_name_list(second) and not is_date_line(second)


def _is_menu_line(text: str) -> bool:
    """Whether the line is a known menu wording, a count such as "(14)" behind it left aside."""
    folded = fold(text)
    if folded in _FURNITURE_LINES or folded in _FURNITURE_HEADERS:
        return True
    return folded[-1:].isdigit() and fold(COUNT_BEHIND.sub("", text)) in _FURNITURE_LINES


def _rule_short_line(paragraph: Paragraph, outlets: Outlets, signs: Signs) -> Ruling | None:
    text = paragraph.text
    if is_date_line(text):
        return Ruling(Role.DATELINE, "only a date, time or place of filing")
    if COUNTER.match(text):
        return Ruling(Role.FURNITURE, "counter of comments, shares or minutes")
    if COPYRIGHT.match(text) and not _has_any(text.casefold(), signs.rights):
        return Ruling(Role.CREDIT, "copyright mark, then a name")
    if len(paragraph.text) <= LONGEST_LABEL and (ruling := _rule_label(paragraph, outlets)):
        return ruling
    return _rule_by_phrase(paragraph, signs)


def _rule_label(paragraph: Paragraph, outlets: Outlets) -> Ruling | None:
    """Rule on a line short enough for a menu name, an outlet or a person with a trade."""
    text = paragraph.text
    if _is_menu_line(text):
        return Ruling(Role.FURNITURE, "menu, share or advert wording")
    if CONTACT.fullmatch(text):
        return Ruling(Role.BYLINE, "address of the author")
    if SIGN_OFF.fullmatch(text) and any(map(outlets.knows, text.strip("()").split("/"))):
        return Ruling(Role.ORIGIN, "only the name of a known outlet or agency")
    if outlets.knows(text) and not BRACKETED.fullmatch(text):
        return Ruling(Role.ORIGIN, "only the name of a known outlet or agency")
    if _names_place_and_outlet(text, outlets):
        return Ruling(Role.ORIGIN, "a place, then a known outlet or agency")
    if text.isupper() and PLACE_AND_DASH.fullmatch(text):
        return Ruling(Role.DATELINE, "place in capitals, then a dash")
    if is_job_line(paragraph):
        return Ruling(Role.BYLINE, "a name, then a reporter's trade")
    if not paragraph.ends_with_stop and TRAIL.fullmatch(text):
        return Ruling(Role.FURNITURE, "trail of menu names")
    return None
