"""How far an annotator is with a claim: nothing, something, everything that is required."""

from collections.abc import Mapping
from enum import StrEnum

from annotator.annotation.completeness import open_questions
from annotator.codebook.catalogue import Catalogue
from annotator.codebook.models import Variable

Codes = Mapping[str, list[str]]  # variable id -> code ids


class Status(StrEnum):
    """Where one claim, or the article's own questions, stand."""

    OPEN = "open"
    PART = "part"
    DONE = "done"

    @property
    def words(self) -> str:
        """How the page says it."""
        return "partly done" if self is Status.PART else self.value


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
            self._known[pattern] = self._status(Variable.Scope.CLAIM, given, answers)
        return self._known[pattern]

    def article(self) -> Status:
        """The status of the questions about the article as a whole."""
        return self._status(Variable.Scope.ARTICLE, self.about_article, self.about_article)

    def _status(self, scope: str, given: Codes, answers: Codes) -> Status:
        if open_questions(self.catalogue, scope, None, dict(answers)):
            return Status.PART if given else Status.OPEN
        asked = any(entry.row.required for entry in self.catalogue.scoped(scope))
        return Status.DONE if given or asked else Status.OPEN
