"""Tell a list of names, of people or outlets, from other words."""

import re

from articles.segmentation.lexicon import LEXICON

BYLINE_WORDS = 14
CREDIT_WORDS = 10
NAME_TAILS = frozenset(
    {"staff", "our", "own", "family", "estate", "collection", "museum", "library", "university"}
)
NAME_JOINERS = frozenset(
    {
        "in", "and", "for", "of", "at", "with", "from", "the", "by", "via", "on",
        "und", "mit", "von", "der", "et", "avec", "de", "du", "y", "con", "del",
    }
)  # fmt: skip
MAY_BE_SMALL = (
    LEXICON.agency_names | NAME_JOINERS | LEXICON.credit_words | LEXICON.byline_jobs | NAME_TAILS
)


def is_name_list(text: str) -> bool:
    """Whether all words are capitalised, or few where a script has no capitals."""
    words = re.findall(r"[^\W\d_][\w\u200c'’.\-]*", text)
    if not words or len(words) > BYLINE_WORDS:
        return False
    cased = [word for word in words if word[0].isupper() or word[0].islower()]
    if not cased:
        return len(words) <= CREDIT_WORDS // 2 + 1 and LEXICON.finite_words.isdisjoint(words)
    return (cased[0][0].isupper() or cased[0] in MAY_BE_SMALL) and all(
        word[0].isupper() or word.casefold() in MAY_BE_SMALL or word.startswith(("al-", "el-"))
        for word in cased
    )
