"""Tell a quoted title from speech where no capital tells: a song called "Help!" was out in 1965."""

from articles.segmentation.lexicon import LEXICON, fold_word
from articles.segmentation.surroundings import NEAR, Stop, Surroundings

TITLE_AT_MOST = 40
LEADS_TO_SPEECH = frozenset(":،,؛;(")
WORDS_BEFORE_SPEECH = 4


def is_title(stop: Stop, around: Surroundings) -> bool:
    """Whether the quotation that closes here only names something, and the sentence goes on.

    Nobody speaks it: no colon or comma leads to it, and no verb of saying.
    """
    if around.first.isupper() or not around.first.isalpha() or stop.enclosures is None:
        return False
    quote = stop.enclosures.quotes.holding(stop.at, stop.at + 2)
    if quote is None or quote[0] <= stop.start or quote[1] - quote[0] > TITLE_AT_MOST:
        return False
    before = stop.text[max(stop.start, quote[0] - NEAR) : quote[0]].rstrip()
    if before[-1:] in LEADS_TO_SPEECH:
        return False
    words = [fold_word(word).lstrip("وف") for word in before.split()[-WORDS_BEFORE_SPEECH:]]
    return LEXICON.reporting_verbs.isdisjoint(words)
