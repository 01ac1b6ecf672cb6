"""Rule on a paragraph by its own wording, wherever on the page it stands."""

import re

from articles.segmentation.blocks import QUOTE_MARKS, STOP_INSIDE, Paragraph, has_capitals
from articles.segmentation.dates import is_date_line
from articles.segmentation.labels import rule_label
from articles.segmentation.leads import COLON, AnyLeads, Leads, first_word
from articles.segmentation.lexicon import LEXICON, phrase_pattern
from articles.segmentation.menus import LETTER_SIZE
from articles.segmentation.model import Role, Ruling
from articles.segmentation.name_lists import BYLINE_WORDS, CREDIT_WORDS, is_name_list
from articles.segmentation.names import Outlets, fold, is_free_of_verbs, names_outlet
from articles.segmentation.signs import Signs

WORDLESS = re.compile(r"[\W_]+")
COPYRIGHT = re.compile(r"(?:©|\(c\)(?:\s|(?-i:[A-Z]))|copyright\b)", re.IGNORECASE)
AUTHOR_WORDS = (" by ", " von ", " par ", " por ")
AUTHOR_BEHIND_DATE = re.compile(
    r"(?P<date>.{0,60}?\d.{0,40}?)\s(?:by|von|par|por)\s(?P<names>[^\d.!?]{3,60})", re.IGNORECASE
)
COUNTER = re.compile(
    r"\d+[\s-]+(?:min(?:ute)?s?\.?\s+(?:read|lesezeit|de lecture|de lectura)|comments?|shares?"
    r"|views?|likes?|kommentare?|commentaires?|comentarios?|yorum|تعليقات|تعليق"
    r"|نظر|دیدگاه|комментари[йяев]+|תגובות|تبصرے|टिप्पणियां)\b"
    r"|\d+\s*(?:دقائق|دقيقة) قراءة|残り\s?\d+文字"
    r"|(?:reading time|lesezeit|temps de lecture|tiempo de lectura)\s*:?\s*(?:ca\. |env\. )?\d+",
    re.IGNORECASE,
)
COUNTER_WORDS = 6
NAME_WORDS = r"[^\W\d_][\w.'’\-]*(?:\s[^\W\d_][\w.'’\-]*){0,3}"
SLASHES = re.compile(r"[^\W\d_][\w .'’-]{1,40}(?:/[^\W\d_][\w .'’-]{1,40}){1,3}")
SLASHED = re.compile(rf"{NAME_WORDS}\s?/\s?{NAME_WORDS}")

CONTACT_LEAD = re.compile(
    r"(?:[Yy]ou can )?(?:[Cc]ontact|[Rr]each|[Ee]-?mail|[Ff]ollow) (?:[A-Z]|(?:him|her|them)\b"
    r"|the (?:author|writer|reporter)\b)"
    r"|[\w.'’ -]{2,40} (?:can|may) be (?:reached|contacted|followed|found) "
)
PICTURE_WORD = re.compile(r"(?:PHOTOS?|FOTOS?|PHOTOGRAPH)\s")
SOURCE_WORD = re.compile(r"SOURCE\s")
SPOKEN = QUOTE_MARKS + "„‹›「『"
BRACKET_END = re.compile(r"\s*\([^()]*\)$")
SHORT_LINE = 140
LONGEST_LABEL = 80
SCENE_WORDS = 12
FURNITURE_WORDS = 32


NOTE = Leads(LEXICON.note_leads, COLON)
NOTE_DATED = Leads(LEXICON.note_leads - {"note", "notes"}, r"[^:.\n]{0,24}\d[^:.\n]{0,24}:\s")
NOTE_PHRASE = Leads(LEXICON.note_phrases, may_be_cut=True)
BYLINE = Leads(LEXICON.byline_leads, r"\s*:?\s*")
BYLINE_COLON = Leads(LEXICON.byline_leads_colon, COLON)
NAME_FIRST = frozenset({"reported from", "reporting from"})
CREDIT = Leads(LEXICON.credit_leads)
CREDIT_COLON = Leads(LEXICON.credit_leads_colon, rf"(?:{COLON}|\s?(?:…|\.\.\.)\s*)")
CREDIT_CUT = Leads(LEXICON.credit_cut_leads, may_be_cut=True)
CAPTION = Leads(LEXICON.caption_leads)
CAPTION_CUT = Leads(LEXICON.caption_cut_leads, may_be_cut=True)
CAPTION_COLON = Leads(LEXICON.caption_leads_colon, COLON)
ORIGIN = Leads(LEXICON.origin_leads)
ORIGIN_NAME = Leads(LEXICON.origin_leads_name, r"\s+")
ORIGIN_COLON = Leads(LEXICON.origin_leads_colon, r"\s*[:：]\s*")
FURNITURE = Leads(LEXICON.furniture_leads)
FURNITURE_LINE = Leads(LEXICON.furniture_leads_line)
FURNITURE_COLON = Leads(LEXICON.furniture_leads_colon, r"\s*[:：]\s*")
SPEAKS = LEXICON.reporting_verbs | {"say", "tell", "sagen", "disent", "dicen"}
PROMPT = Leads(LEXICON.prompt_openers)
PROMPT_WORDS = tuple(sorted(LEXICON.prompt_words))
IN_CAPITALS = Leads(("source", "photo", "photos", "foto", "fotos"), r"\s")
ANY_LEAD = AnyLeads(
    NOTE, NOTE_DATED, NOTE_PHRASE, BYLINE, BYLINE_COLON, CREDIT, CREDIT_COLON, CAPTION,
    CAPTION_COLON, ORIGIN, ORIGIN_NAME, ORIGIN_COLON, FURNITURE, FURNITURE_LINE,
    FURNITURE_COLON, PROMPT, IN_CAPITALS, CREDIT_CUT, CAPTION_CUT,
)  # fmt: skip

CELLS = re.compile(r"\t|\s\|\s|\s{3,}")


def compile_speaker() -> re.Pattern[str]:
    """Build the pattern of a speaker's label: "Q:", or a name of a few words and a colon."""
    leads = phrase_pattern(LEXICON.interview_leads)
    return re.compile(rf"(?:{leads}\s?[:.\-–—]|[^\W\d_][\w .'’\-]{{0,30}}:\s)", re.IGNORECASE)


_FURNITURE_HEADERS = frozenset(fold(line) for line in LEXICON.furniture_headers)
_BARE_BYLINES = frozenset(fold(lead) for lead in LEXICON.byline_leads | LEXICON.byline_leads_colon)
_HEADING_LINES = frozenset(fold(line) for line in LEXICON.heading_lines)
_SECTION_LABELS = frozenset(fold(line) for line in LEXICON.section_labels)


def rule_by_wording(paragraph: Paragraph, outlets: Outlets, signs: Signs) -> Ruling | None:
    """Return the role the wording alone decides, or None where only the position can tell.

    ``signs`` are those of the page that the paragraph stands on.
    """
    text = paragraph.text
    if WORDLESS.fullmatch(text) or (len(text) < 3 and LETTER_SIZE.fullmatch(text)):
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


def is_bare_byline_lead(paragraph: Paragraph) -> bool:
    """Whether the line is only "By" or "Written by": the name stands on the next one."""
    return fold(paragraph.text) in _BARE_BYLINES


def is_bare_credit_lead(paragraph: Paragraph) -> bool:
    """Whether the line is only "Photo credit": the name stands on the next one."""
    return fold(paragraph.text) in LEXICON.credit_leads


def is_section_label(paragraph: Paragraph) -> bool:
    """Whether the line is a bare section name such as "World", as menus and kickers carry it."""
    return len(paragraph.text) < SHORT_LINE and fold(paragraph.text) in _SECTION_LABELS


def is_heading_line(paragraph: Paragraph) -> bool:
    """Whether the line is a stock section title such as "Summary", wherever it stands."""
    return len(paragraph.text) < SHORT_LINE and fold(paragraph.text) in _HEADING_LINES


def _rule_by_lead(paragraph: Paragraph, word: str) -> Ruling | None:
    """Rule by the words a paragraph opens with, the first of which is ``word``."""
    text = paragraph.text
    if any(note.match(text, word) for note in (NOTE, NOTE_DATED, NOTE_PHRASE)):
        return Ruling(Role.NOTE, "opens with the words of an editor's note")
    for rule in (_rule_origin_lead, _rule_prompt, _rule_credit_lead, _rule_byline_lead):
        ruling = rule(paragraph, word)
        if ruling is not None:
            return ruling
    if any(lead.match(text, word) for lead in (CAPTION_COLON, CAPTION, CAPTION_CUT)):
        return Ruling(Role.CAPTION, "opens with the words of a picture caption")
    return None


def _rule_prompt(paragraph: Paragraph, word: str) -> Ruling | None:
    """Rule on what asks something of the reader; in quotation marks somebody in the story asks."""
    if paragraph.text[0] in SPOKEN or not _is_furniture_lead(paragraph, word):
        return None
    if paragraph.ends_with_stop and not SPEAKS.isdisjoint(paragraph.folded):
        return None
    return Ruling(Role.FURNITURE, "opens with a prompt to the reader")


def _is_furniture_lead(paragraph: Paragraph, word: str) -> bool:
    text = paragraph.text
    if FURNITURE.match(text, word) or _is_prompt(paragraph, word):
        return len(paragraph.words) <= FURNITURE_WORDS
    if paragraph.ends_with_stop:
        return False
    if FURNITURE_LINE.match(text, word):
        return len(paragraph.words) <= FURNITURE_WORDS
    if not FURNITURE_COLON.match(text, word):
        return False
    if CREDIT_COLON.match(text, word) or CAPTION_COLON.match(text, word):
        return False
    return len(paragraph.words) <= FURNITURE_WORDS


def _is_prompt(paragraph: Paragraph, word: str) -> bool:
    """Whether "Get" or "Join" comes before a newsletter, channel or the like."""
    if not PROMPT.match(paragraph.text, word):
        return False
    if paragraph.ends_with_stop and not has_capitals(paragraph.text):
        return False  # "joined" and "join" are one word in Arabic
    folded = f" {' '.join(paragraph.folded)} ".replace("’", "'")
    return any(f" {prompt} " in folded for prompt in PROMPT_WORDS)


def _rule_credit_lead(paragraph: Paragraph, word: str) -> Ruling | None:
    text = paragraph.text
    lead = CREDIT.match(text, word) or CREDIT_COLON.match(text, word)
    if lead is None and text.isupper():
        lead = PICTURE_WORD.match(text)
    if lead is None:
        return _rule_cut_credit(paragraph, word)
    if len(paragraph.words) > CREDIT_WORDS:
        return None
    names = text[lead.end() :]
    if not names or is_name_list(names) or SLASHES.fullmatch(names):
        return Ruling(Role.CREDIT, "lead word of a media credit, then a name")
    return None


def _rule_cut_credit(paragraph: Paragraph, word: str) -> Ruling | None:
    """Rule on a lead that copying has glued to the name: "Image sourceGetty Images"."""
    if not CREDIT_CUT.match(paragraph.text, word) or paragraph.ends_with_stop:
        return None
    if len(paragraph.words) > CREDIT_WORDS:
        return None
    return Ruling(Role.CREDIT, "lead word of a media credit, then a name")


def _rule_byline_lead(paragraph: Paragraph, word: str) -> Ruling | None:
    text = paragraph.text
    lead = BYLINE_COLON.match(text, word) or BYLINE.match(text, word)
    if lead is None or len(text) > 2 * SHORT_LINE:
        return None
    if is_date_line(text[lead.end() :]) and not is_name_list(text[lead.end() :].partition("|")[0]):
        return None
    bracketed = text[0] in "([" and text.rstrip(".")[-1] in ")]"
    if paragraph.ends_with_stop and not bracketed and _is_sentence(paragraph):
        return None
    names = BRACKET_END.sub("", text[lead.end() :])
    if names_outlet(names):
        return Ruling(Role.ORIGIN, "lead word of a byline, then an outlet")
    if is_name_list(re.split(r"[|;،,]|\s[-–—]\s", names)[0]) or bracketed:
        return Ruling(Role.BYLINE, "lead word of a byline, then a name")
    return None


def _is_sentence(paragraph: Paragraph) -> bool:
    """Whether a line with a stop says more than who wrote.

    In Arabic the verb comes first, "Wrote the mayor on his page.", and no capital tells a name.
    """
    if paragraph.text.count(" ") > BYLINE_WORDS // 2 or not is_free_of_verbs(paragraph):
        return True
    return not has_capitals(paragraph.text)


def author_name(line: str) -> str:
    """Return the first name of a byline: "By Ada Rowe, trade editor" gives "Ada Rowe"."""
    lead = BYLINE_COLON.match(line) or BYLINE.match(line)
    rest = line[lead.end() :] if lead else line
    return re.split(r"[|;،,]|\s[-–—]\s|\s(?:in|and|for|at)\s", rest)[0].strip()


def _rule_origin_lead(paragraph: Paragraph, word: str) -> Ruling | None:
    text = paragraph.text
    lead = ORIGIN.match(text, word)
    if lead is not None and len(paragraph.words) <= FURNITURE_WORDS:
        if is_date_line(text[lead.end() :]):
            return None
        return Ruling(Role.ORIGIN, "says where the words were first published")
    lead = ORIGIN_NAME.match(text, word) or SOURCE_WORD.match(text)
    if (
        lead is not None
        and len(paragraph.words) <= CREDIT_WORDS
        and is_name_list(text[lead.end() :])
        and (has_capitals(text) or not paragraph.ends_with_stop)
    ):
        return Ruling(Role.ORIGIN, "lead word of an origin line, then a name")
    lead = ORIGIN_COLON.match(text, word)
    if lead is not None and len(paragraph.words) <= CREDIT_WORDS and not paragraph.ends_with_stop:
        return Ruling(Role.ORIGIN, "lead word of an origin line, then a name")
    return None


def _rule_by_phrase(paragraph: Paragraph, signs: Signs) -> Ruling | None:
    """Rule on a long line, where only phrases tied to one role are safe."""
    if len(paragraph.text) > 2 * SHORT_LINE:
        return None
    if not (signs.rights or signs.byline_phrases or signs.has_addresses):
        return None
    folded = paragraph.text.casefold()
    if _has_any(folded, signs.rights):
        return Ruling(Role.FURNITURE, "copyright line of the page")
    if folded[0] in SPOKEN:
        return None
    if any(_names_helper(paragraph.text, folded, phrase) for phrase in signs.byline_phrases):
        return Ruling(Role.BYLINE, "names who helped to report the story")
    if ("@" in folded or " twitter" in folded) and CONTACT_LEAD.match(paragraph.text):
        return Ruling(Role.BYLINE, "address of the author")
    return None


def _names_helper(text: str, folded: str, phrase: str) -> bool:
    """Whether the phrase tells who helped; before "reported from" only names tell that.

    Shelling may be reported from a town as well.
    """
    at = folded.find(phrase)
    return at >= 0 and (phrase not in NAME_FIRST or is_name_list(text[:at]))


def _has_any(text: str, phrases: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, phrases))


def _is_date_and_author(text: str) -> bool:
    found = AUTHOR_BEHIND_DATE.fullmatch(text)
    if found is None:
        return False
    return is_date_line(found["date"]) and is_name_list(found["names"])


def _rule_short_line(paragraph: Paragraph, outlets: Outlets, signs: Signs) -> Ruling | None:
    text = paragraph.text
    if is_date_line(text):
        return Ruling(Role.DATELINE, "only a date, time or place of filing")
    if _has_any(text.lower(), AUTHOR_WORDS) and _is_date_and_author(text):
        return Ruling(Role.DATELINE, "a date, then the author")
    if COUNTER.match(text) and len(paragraph.words) <= COUNTER_WORDS:
        return Ruling(Role.FURNITURE, "counter of comments, shares or minutes")
    if COPYRIGHT.match(text) and not _has_any(text.casefold(), signs.rights):
        if len(paragraph.words) > SCENE_WORDS and STOP_INSIDE.search(text):
            return Ruling(Role.CAPTION, "copyright mark, then what the picture shows")
        return Ruling(Role.CREDIT, "copyright mark, then a name")
    if len(paragraph.text) <= LONGEST_LABEL and (ruling := rule_label(paragraph, outlets, signs)):
        return ruling
    return _rule_by_phrase(paragraph, signs)
