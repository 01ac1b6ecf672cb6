"""Tell the language of a text by its script, a hint, and its small words."""

import re
from collections import Counter

BEYOND_LATIN = re.compile(r"[\u0370-\u1dff\u3040-\ud7ff\uf900-\uffef]")
ARABIC_LETTER = re.compile(r"[ء-ۓ]")
PERSIAN_LETTER = re.compile(r"[پچژگکی]")
URDU_LETTER = re.compile(r"[ٹڈڑںےۓ۔]")
LATIN_LETTER = re.compile(r"[A-Za-z]")
HEBREW_LETTER = re.compile(r"[א-ת]")
CYRILLIC_LETTER = re.compile(r"[Ѐ-ӿ]")
KANA = re.compile(r"[ぁ-ヿ]")
HAN = re.compile(r"[一-鿿]")
DEVANAGARI = re.compile(r"[ऀ-ॿ]")
SMALL_WORDS = re.compile(r"(?<!\w)[a-zàâçéèêëîïôûùüÿñæœäöüßğışİıçáíóú]{1,5}(?!\w)")

BY_SCRIPT = (
    (HEBREW_LETTER, "he"), (CYRILLIC_LETTER, "ru"), (KANA, "ja"), (HAN, "zh"), (DEVANAGARI, "hi"),
)  # fmt: skip
ARABIC_SCRIPT = frozenset({"ar", "fa", "ur", "ckb", "ps"})
OTHER_SCRIPTS = frozenset(
    {"he", "yi", "ru", "uk", "bg", "sr", "ja", "zh", "hi", "mr", "ko", "th", "el", "ka", "hy"}
)
NOT_LATIN = ARABIC_SCRIPT | OTHER_SCRIPTS
SMALL_LISTS = {
    "en": "the of and to in is was for that on with by he it at as from",
    "de": "der die und das den von ist nicht mit im ein eine auf dem zu des",
    "fr": "le la les de des et une est pas dans du qui que au sur pour",
    "es": "el los las de que y en un una por con para del se su al",
    "tr": "ve bir bu için ile da de çok daha olan gibi ise o ne",
}
SMALL = {code: frozenset(words.split()) for code, words in SMALL_LISTS.items()}
OPENING = 200
SAMPLE = 4000
WORDS_SAMPLE = 1500


def language_of(text: str, hint: str = "") -> str:
    """Return the language to split by: ``hint`` unless the script of ``text`` speaks against it.

    >>> language_of("Plain words", "fa"), language_of("قال الوزير", "en")
    ('en', 'ar')
    """
    code = hint.partition("-")[0].lower()
    if text.isascii() or not BEYOND_LATIN.search(text, 0, OPENING):
        return "en" if code in NOT_LATIN or not code else code
    if ARABIC_LETTER.search(text) and not _is_mostly_latin(text):
        return code if code in ARABIC_SCRIPT else _arabic_script(text)
    if code in OTHER_SCRIPTS:
        return code
    for letter, language in BY_SCRIPT:
        if letter.search(text):
            return language
    return "en" if code in NOT_LATIN or not code else code


def _is_mostly_latin(text: str) -> bool:
    if not LATIN_LETTER.search(text):
        return False
    return len(ARABIC_LETTER.findall(text)) < len(LATIN_LETTER.findall(text))


def _arabic_script(text: str) -> str:
    if URDU_LETTER.search(text):
        return "ur"
    return "fa" if PERSIAN_LETTER.search(text) else "ar"


def guess_language(text: str) -> str:
    """Guess an article's language where nobody told it; "" where its opening does not show it."""
    sample = text[:SAMPLE]
    scripted = language_of(sample)
    if scripted != "en":
        return scripted
    found = Counter(SMALL_WORDS.findall(sample, 0, WORDS_SAMPLE))
    counts = {
        code: sum(map(found.__getitem__, small & found.keys())) for code, small in SMALL.items()
    }
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= 3 and counts[best] > counts["en"] else ""
