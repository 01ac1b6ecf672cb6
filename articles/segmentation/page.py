"""One article while its paragraphs are being ruled on."""

from collections.abc import Mapping

from articles.segmentation.blocks import Paragraph, has_capitals
from articles.segmentation.captions import Credit
from articles.segmentation.lazy import lazy
from articles.segmentation.lexicon import LEXICON
from articles.segmentation.model import Role, Ruling
from articles.segmentation.names import Outlets, fold
from articles.segmentation.signs import Signs
from articles.segmentation.wording import compile_speaker, rule_by_wording

SPEAKER = compile_speaker()
SCRIPT_SAMPLE = 100
RUNNING_WORDS = 10
LINE_WORDS = 7


class Page:
    """The paragraphs of an article and the rulings found so far, None where still open.

    It is read as head (up to the story's first running paragraph), story, and tail.
    """

    def __init__(
        self,
        paragraphs: list[Paragraph],
        outlets: Outlets,
        title: str,
        marked: Mapping[str, Role],
    ) -> None:
        self.paragraphs = paragraphs
        self._marked = marked
        self.source = paragraphs[0].source if paragraphs else ""
        self.outlets = outlets
        self.title = fold(title)
        self.signs = signs = Signs(self.source)
        self.rulings: list[Ruling | None] = [
            rule_by_wording(paragraph, outlets, signs) for paragraph in paragraphs
        ]
        self.credits: dict[int, Credit] = {}
        sample = self.source[:SCRIPT_SAMPLE]
        if not sample.isascii() and not has_capitals(sample):
            self._take_unstopped()
        self._last = len(paragraphs) - 1

    def _take_unstopped(self) -> None:
        """Read long lines as running text where an outlet sets no stop behind its paragraphs.

        Arabic, Persian and Urdu pages often do not; the first open line may be the headline.
        """
        still_open = [
            p for p, ruling in zip(self.paragraphs, self.rulings, strict=True) if not ruling
        ]
        unstopped = [p for p in still_open[1:] if p.is_display and len(p.words) >= LINE_WORDS]
        stopped = sum(not p.is_display for p in still_open)
        if sum(len(p.words) >= RUNNING_WORDS for p in unstopped) <= max(1, stopped):
            return
        for paragraph in unstopped:
            paragraph.is_display = paragraph.is_bullet

    def is_marked(self, index: int, role: Role) -> bool:
        """Whether the page's own markup gives a paragraph the role."""
        return bool(self._marked) and self._marked.get(self.paragraphs[index].text) is role

    def set(self, index: int, role: Role, reason: str) -> None:
        """Rule on a paragraph, overruling what was found before."""
        self.rulings[index] = Ruling(role, reason)

    def role(self, index: int) -> Role | None:
        """Return the role found so far; None for an open one and beyond either end."""
        if not 0 <= index < len(self.rulings):
            return None
        ruling = self.rulings[index]
        return ruling.role if ruling else None

    def is_story(self, index: int) -> bool:
        """Whether a paragraph is running text that no rule has claimed."""
        return self.rulings[index] is None and not self.paragraphs[index].is_display

    def last_story(self) -> int:
        """Index of the last running paragraph, or -1; it only moves up the page, so it is kept."""
        while self._last >= 0 and not self.is_story(self._last):
            self._last -= 1
        return self._last

    def story_before(self, index: int) -> int:
        """Index of the nearest running paragraph above, or -1."""
        return next((i for i in range(index - 1, -1, -1) if self.is_story(i)), -1)

    def after(self, index: int) -> range:
        """Indices of the paragraphs below."""
        return range(index + 1, len(self.paragraphs))

    def is_beside(self, index: int, role: Role) -> bool:
        """Whether the line above or below has the role."""
        return role in (self.role(index - 1), self.role(index + 1))

    @lazy
    def is_interview(self) -> bool:
        """Whether questions are put to someone: labelled, or in the second person."""
        asked = 0
        for paragraph in self.paragraphs:
            if paragraph.text.endswith(("?", "؟")):
                labelled = SPEAKER.match(paragraph.text) is not None
                asked += labelled or not LEXICON.second_person.isdisjoint(paragraph.folded)
        return asked > 1
