"""What an annotator answers, and why an answer cannot be taken."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from annotator.annotation.standing import Span, Standing
from annotator.codebook.catalogue import VariableEntry
from annotator.codebook.models import Variable

MAX_NOTE = 5_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An annotator's answer to one variable on one claim (None: on the article).

    `codes` replaces what was answered before; empty clears it. `span` is for span variables:
    code points of the article's text inside the claim. A `note` of None leaves the note as it is.
    `text` answers a text variable in words. `was` is what the sender believed to stand (codes, or
    the words of a text variable): where something else stands, somebody answered in between, and
    the answer is refused as stale.
    """

    claim_id: int | None
    variable: str
    codes: tuple[str, ...]
    span: Span | None = None
    note: str | None = None
    text: str | None = None
    was: tuple[str, ...] | None = None

    @property
    def place(self) -> tuple[int | None, str, Span | None]:
        """What it answers: of two answers to the same question the later one counts."""
        return self.claim_id, self.variable, self.span

    def in_codes(self, entry: VariableEntry) -> "Answer":
        """The same answer with its words as the note of the text variable's one code."""
        words = self.note if self.text is None else self.text
        if entry.row.select != Variable.Select.TEXT or (self.text is None and not self.codes):
            return self
        words = _storable(words or "")
        return replace(self, codes=tuple(entry.codes) if words else (), note=words)


def _storable(words: str) -> str:
    """Without the line ends of forms, and without NUL, which no database holds."""
    return words.replace("\r\n", "\n").replace("\x00", "").strip()


class AnswerError(ValueError):
    """An answer that no state would accept: `errors` names the field and says why."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("; ".join(error["message"] for error in errors))
        self.errors = errors


@dataclass(slots=True)
class Given:
    """What stands now on the claims at hand, all of it; what was dropped because its question no
    longer applies; and the step to undo it by (None when nothing changed)."""

    claims: dict[int | None, Standing] = field(default_factory=dict)
    dropped: list[tuple[int | None, str]] = field(default_factory=list)
    step: UUID | None = None

    def plain(self, article_key: str) -> dict[str, Any]:
        """For the browser, which knows the article's own answers under `article_key`."""
        return {
            "claims": {str(key or article_key): one.plain() for key, one in self.claims.items()},
            "dropped": [[str(key or article_key), variable] for key, variable in self.dropped],
            "step": str(self.step) if self.step else None,
        }
