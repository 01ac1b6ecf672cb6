"""Recognise a line that only tells when, or where and when, the story was filed."""

import re

from articles.segmentation.lexicon import LEXICON, VOWEL_SIGNS, fold_word, phrase_pattern

LONGEST = 110
TOKEN = re.compile(
    r"[^\W\d_]+(?:[\u064b-\u065f\u200c'’.\-]+[^\W\d_]+"
    rf"|[{VOWEL_SIGNS}]+[^\W\d_]*)*|\d+"
)
CLOCK = re.compile(
    r"(?<!\d)\d{1,2}(?:[:.٫٬]|\s?h\s?)\d{2}(?:[:.]\d{2})?(?!\d)\s*(?:[ap]\.?m\b|h\b)?",
    re.IGNORECASE,
)
NUMERIC_DATE = re.compile(r"(?<!\d)\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}(?!\d)")
AGO = re.compile(r"\d+\s*\w+\s+ago\b|\bago$|^منذ\s|^قبل\s+\d|\sپیش$", re.IGNORECASE)
LEAD = re.compile(phrase_pattern(LEXICON.date_leads) + r"\s*[:\-–—]?", re.IGNORECASE)
SEPARATOR = re.compile(r"\s*(?:[,،|/()\[\]·•:;]|\s[-–—]\s|[–—]|\s-|-\s)\s*")
READING = re.compile(r"\s*[|·•–-]\s*\d{1,2}[\s-]min(?:ute)?s?\.?(?:\s\w+){0,2}$", re.IGNORECASE)
SECTION_BEHIND = re.compile(r"\s(?:in|by|under|von|dans|par|en|por)\s[^\d.,:;]{2,40}$")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
DIGIT = re.compile(r"\d")
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
ONE_LETTER = re.compile(r"[^\W\d_]")

CALENDAR = LEXICON.months | LEXICON.weekdays
LEAD_WORDS = frozenset(word for lead in LEXICON.date_leads for word in lead.split())
FILLERS = CALENDAR | LEXICON.date_fillers | LEAD_WORDS
PLACE_WORDS = 4
UNSPACED_FROM, UNSPACED_PLACE = "\u3040", 8
"""Chinese and Japanese set no spaces: a longer run of letters is a clause and no place."""
MOST_SPACES = 18
DATE_LABEL_WORDS = 5


def is_date_line(line: str) -> bool:
    """Whether the whole line is a date or time, alone or with the place of filing.

    >>> is_date_line("KARDA, Feb. 3"), is_date_line("Talks resume on Feb. 3")
    (True, False)
    """
    spaces = line.count(" ")
    if len(line) > LONGEST or spaces > MOST_SPACES:
        return False
    if spaces > PLACE_WORDS + 1 and not DIGIT.search(line):
        return False
    if "min" in line:
        line = READING.sub("", line)
    lead = LEAD.match(line)
    rest = SECTION_BEHIND.sub("", line[lead.end() :]) if lead else line
    if not _has_date_sign(rest):
        return False
    return not _foreign_words(rest) or _opens_with_place(rest)


def is_time_only(line: str) -> bool:
    """Whether a date line tells the hour but no day: the mark of a live-blog entry."""
    words = {word.casefold() for word in TOKEN.findall(line)}
    return bool(CLOCK.search(line)) and not NUMERIC_DATE.search(line) and words.isdisjoint(CALENDAR)


def holds_date(line: str) -> bool:
    """Whether a day with its year stands in a line, and few words that belong to no date."""
    if len(line) > LONGEST or not (NUMERIC_DATE.search(line) or YEAR.search(line)):
        return False
    foreign = _foreign_words(line)
    if not LEXICON.finite_words.isdisjoint(map(fold_word, foreign)):
        return False
    return _has_date_sign(line) and len(foreign) <= DATE_LABEL_WORDS


def _has_date_sign(line: str) -> bool:
    words = [fold_word(word).rstrip(".") for word in TOKEN.findall(line)]
    has_number = any(word.isdigit() for word in words)
    if not has_number and LEXICON.weekdays.isdisjoint(words):
        return AGO.search(line) is not None
    if any(word in LEXICON.weekdays for word in words) and len(words) <= PLACE_WORDS + 1:
        return True
    if has_number and any(word in LEXICON.months for word in words):
        return True
    if NUMERIC_DATE.search(line) or AGO.search(line):
        return True
    return bool(CLOCK.search(line)) and (len(words) > 2 or ":" in line)


def _foreign_words(line: str) -> list[str]:
    words = TOKEN.findall(ORDINAL.sub("", line))
    return [word for word in words if not _belongs_to_date(word)]


def _belongs_to_date(word: str) -> bool:
    folded = fold_word(word).rstrip(".")
    if word.isdigit() or folded in FILLERS:
        return True
    parts = re.split(r"[.\-/'’]", folded)
    return len(parts) > 1 and all(part in FILLERS or ONE_LETTER.fullmatch(part) for part in parts)


def _opens_with_place(line: str) -> bool:
    """Whether all other words stand together before or behind the date, set off by punctuation."""
    parts = [part for part in SEPARATOR.split(line) if part]
    foreign = [part for part in parts if _foreign_words(part)]
    words = [word for part in foreign for word in _foreign_words(part)]
    if not 1 <= len(words) <= PLACE_WORDS or len(foreign) == len(parts):
        return False
    if foreign not in (parts[: len(foreign)], parts[-len(foreign) :]):
        return False
    return all(_is_place(part) for part in foreign)


def _is_place(part: str) -> bool:
    words = TOKEN.findall(part)
    if any(word.isdigit() for word in words) or any(w.casefold() in CALENDAR for w in words):
        return False
    if any(word > UNSPACED_FROM and len(word) > UNSPACED_PLACE for word in words):
        return False
    if not LEXICON.finite_words.isdisjoint(word.casefold() for word in words):
        return False
    return all(word[0].isupper() or not word[0].isascii() for word in words if len(word) > 3)
