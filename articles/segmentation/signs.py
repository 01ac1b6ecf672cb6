"""Which telling phrases occur anywhere in an article, asked once for all of its paragraphs.

Most occur nowhere, and a rule that needs one is then not asked. To look for them one by one, and
in each paragraph, would take longer than to cut the paragraph into sentences.
"""

from articles.segmentation.lexicon import LEXICON
from articles.segmentation.phrases import PhraseFinder

CREDIT_HINTS = frozenset(
    {
        "photo", "image", "picture", "credit", "courtesy", "graphic", "foto", "bild", "crédit",
        "görsel", "фото", "צילום", "عکس", "صور", "عدس", "صوی", "صوي", "تصویر", "图", "摄", "写真",
        "फोटो", "तस्वीर", "चित्र", "فوٹو", "عکاس", "תמונה", "צילומי", "קרדיט", "تصاویر", "غيتي",
        "撮影", "提供", "画像", "иллюстрация", "инфографика", "illustration",
    }
)  # fmt: skip
"""The lead words of media credits in all languages hold one of these."""

PHRASES = PhraseFinder(
    CREDIT_HINTS
    | LEXICON.caption_marks
    | LEXICON.rights_phrases
    | LEXICON.byline_phrases
    | LEXICON.furniture_phrases
    | LEXICON.block_ends
)


class Signs:
    """Phrases of each kind that occur in an article; `folded` is its text casefolded."""

    def __init__(self, source: str) -> None:
        self.folded = source.casefold()
        found = PHRASES.all_in(self.folded)
        self.caption_marks = tuple(sorted(found & LEXICON.caption_marks))
        self.credit_hints = tuple(sorted(found & CREDIT_HINTS))
        self.rights = tuple(sorted(found & LEXICON.rights_phrases))
        self.has_addresses = "@" in source or " twitter" in self.folded
        self.byline_phrases = tuple(sorted(found & LEXICON.byline_phrases))
        self.may_end_box = not LEXICON.block_ends.isdisjoint(found)
        self.prompts = tuple(sorted(found & LEXICON.furniture_phrases))
