"""What readers yield, whatever the format: answers as the file has them, each with its row.

Offsets are code points into `IncomingArticle.text` where the file has the text, else into the text
that the file's writer had. Nothing here is matched with the database yet.
"""

from dataclasses import dataclass, field


class UnreadableFile(Exception):
    """Nothing of a file can be read: it is not what it is said to be."""

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.message, self.code = message, code


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something of a file that cannot be read (`error`) or has no place here (`unmapped`).

    `row` says where in words for people: “line 12”, “task 5, annotation 3”.
    """

    row: str
    message: str
    code: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """What tells which article rows are about. Any of it may be missing; the more, the surer."""

    article_id: int | None = None
    external_id: str = ""
    content_hash: str = ""
    title: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class IncomingSpan:
    """Words of a text: where they stood, what they were, and what stood around them."""

    start: int
    end: int
    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class IncomingLabel:
    """One code of one annotator's answer.

    `target` is the claim's stretch, None for an answer about the article. `marked` are the words
    that the answer is about, where it is about some. `submitted` says whether the annotator had
    handed the article in; None where the format does not know.
    """

    row: str
    annotator: str
    variable: str
    code: str
    claim_id: int | None = None
    target: IncomingSpan | None = None
    marked: IncomingSpan | None = None
    note: str = ""
    submitted: bool | None = None
    created_at: str = ""
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One article of a file with its labels and with what could not be read of it."""

    article: IncomingArticle
    labels: tuple[IncomingLabel, ...] = ()
    troubles: tuple[Trouble, ...] = field(default=())
