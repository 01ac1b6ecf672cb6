"""Files that hold one article: text, page, Word document, PDF, mail."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from articles.ingestion.archive import Stored
from articles.ingestion.confined import parse_confined
from articles.ingestion.drafts import DraftError, DraftRejected
from articles.ingestion.dropped import Dropped, gathered
from articles.ingestion.encoding import TextUndecodable, decode
from articles.ingestion.limits import MAX_FILE_BYTES
from articles.ingestion.mail import read_mail
from articles.saying import gettext_noop
from articles.saying import say as _

MAGIC_PLACE = 1024
"""A PDF may begin this late."""

_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file gives: the fields of an article, and what was left out on the way."""

    fields: dict[str, Any]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file that nobody has read yet; call it to do so. It can be sent to another process."""

    ending: str
    content: bytes | Stored

    def __call__(self) -> Loaded:
        """Return what the file gives, or raise `DraftRejected`."""
        content = self.content if isinstance(self.content, bytes) else self.content.read()
        check_size(len(content), MAX_FILE_BYTES)
        try:
            return DOCUMENTS[self.ending](content)
        except TextUndecodable as error:
            raise rejected(error.message, "undecodable") from error


def check_size(size: int, limit: int) -> None:
    """Raise `DraftRejected` for a file that is empty or too large."""
    if not size:
        raise rejected(_("The file is empty."), "empty")
    if size > limit:
        message = _("A file may have %(limit)s bytes; this one has %(size)s.")
        raise rejected(message % {"limit": f"{limit:,}", "size": f"{size:,}"}, "too_large")


def rejected(message: str, code: str) -> DraftRejected:
    """Return the error of a whole file."""
    return DraftRejected([DraftError("", message, code)])


def ending_of(name: str) -> str:
    """Return the ending of a file's name, lower case, with its dot."""
    return PurePath(name).suffix.lower()


def _read_text(content: bytes) -> Loaded:
    return Loaded({"text": decode(content)})


def _read_page(content: bytes) -> Loaded:
    from articles.ingestion.html import declared_charset  # slow to load, and seldom needed

    return Loaded({"html": decode(content, declared_charset(content))})


def _read_pdf(content: bytes) -> Loaded:
    if b"%PDF-" not in content[:MAGIC_PLACE]:
        raise _mislabelled(gettext_noop("a PDF file"))
    return _parsed("pdf", content)


def _read_docx(content: bytes) -> Loaded:
    if not content.startswith(_OFFICE):
        raise _mislabelled(gettext_noop("a Word document (.docx)"))
    return _parsed("docx", content)


def _read_mail(content: bytes) -> Loaded:
    mail = read_mail(content)
    return Loaded(mail.fields, gathered(mail.dropped))


def _parsed(parser: str, content: bytes) -> Loaded:
    told = parse_confined(parser, content)
    dropped = gathered((kind, text) for kind, text in told.pop("dropped"))
    return Loaded(told, dropped)


def _mislabelled(kind: str) -> DraftRejected:
    message = _("By its name this is %(kind)s, but by its content it is not. Check the file.")
    return rejected(message % {"kind": _(kind)}, "mislabelled")


DOCUMENTS: dict[str, Callable[[bytes], Loaded]] = {
    ".txt": _read_text,
    ".html": _read_page,
    ".htm": _read_page,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
    ".eml": _read_mail,
}
