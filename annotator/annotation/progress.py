"""How far an annotator is with a claim: nothing, something, everything that is required."""

from collections.abc import Sequence
from enum import StrEnum

from django.utils.translation import gettext as _

from annotator.annotation.applicability import Codes
from annotator.annotation.completeness import ABOUT_CLAIMS, open_questions
from annotator.codebook.catalogue import Catalogue
from annotator.codebook.models import Variable


class Status(StrEnum):
    """Where one claim, or the article's own questions, stand."""

    OPEN = "open"
    PART = "part"
    DONE = "done"

    @property
    def words(self) -> str:
        """How the page says it."""
        return {
            Status.OPEN: _("open"),
            Status.PART: _("partly done"),
            Status.DONE: _("done"),
        }[self]


class Measure:
    """Statuses under one catalogue. Claims with equal answers are worked out once."""

    def __init__(self, catalogue: Catalogue, about_article: Codes) -> None:
        self.catalogue, self.about_article = catalogue, about_article
        self._known: dict[tuple[tuple[str, tuple[str, ...]], ...], Status] = {}

    def claim(self, given: Codes) -> Status:
        """The status of a claim with these answers."""
        pattern = tuple(sorted((name, tuple(codes)) for name, codes in given.items()))
        if pattern not in self._known:
            answers = {**self.about_article, **given}
            self._known[pattern] = self._status(ABOUT_CLAIMS, given, answers)
        return self._known[pattern]

    def article(self) -> Status:
        """The status of the questions about the article as a whole."""
        return self._status((Variable.Scope.ARTICLE,), self.about_article, self.about_article)

    def _status(self, scopes: Sequence[str], given: Codes, answers: Codes) -> Status:
        if any(open_questions(self.catalogue, scope, None, answers) for scope in scopes):
            return Status.PART if given else Status.OPEN
        asked = any(
            entry.row.required for scope in scopes for entry in self.catalogue.scoped(scope)
        )
        return Status.DONE if given or asked else Status.OPEN
