"""Parsers of foreign documents in a process of their own, with limits on time and memory.

A document that makes its parser loop, swallow memory or crash costs its own import and nothing
else: neither the web server nor the worker parses it.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from articles.ingestion.drafts import DraftError, DraftRejected
from articles.ingestion.limits import PARSER_SECONDS
from articles.saying import gettext_noop
from articles.saying import say as _

HOME = Path(__file__).resolve().parents[2]
_TOO_SLOW = (-signal.SIGXCPU, -signal.SIGKILL)

_PROBLEMS: dict[str, str] = {
    "encrypted": gettext_noop(
        "The document is locked with a password. Save it without one, and send it again."
    ),
    "scanned": gettext_noop(
        "This PDF has no text, only pictures of pages: it was scanned. Run text recognition (OCR) "
        "on it, and send it again."
    ),
    "unreadable_letters": gettext_noop(
        "The letters of this PDF cannot be told: its fonts do not say which they are. Copy the "
        "text from a viewer, or run text recognition (OCR) on it."
    ),
    "broken": gettext_noop("The document is damaged or not whole: it cannot be read."),
    "no_mail": gettext_noop("This is no mail: it has no headers."),
    "headers_too_large": gettext_noop("The headers of this mail are longer than can be read."),
    "too_large": gettext_noop("The document unpacks to more than can be read."),
    "too_slow": gettext_noop("The document takes too long to read, so it was given up."),
    "too_much_memory": gettext_noop("The document takes too much memory to read."),
    "stopped": gettext_noop("The document made its reader fail. Save it in another format."),
}


def parse_confined(parser: str, content: bytes, *, seconds: float = PARSER_SECONDS) -> Any:
    """Return what a parser of `articles.ingestion.parsers` makes of a document.

    Raises `DraftRejected` with the reason where it makes nothing of it.
    """
    with TemporaryFile() as given, TemporaryFile() as answer:
        given.write(content)
        given.seek(0)
        code = _run(parser, given, answer, seconds)
        answer.seek(0)
        found = answer.read()
    if code in _TOO_SLOW:
        raise _refused("too_slow")
    try:
        told = json.loads(found)
    except ValueError as error:
        raise _refused("stopped") from error
    if told.get("missing"):
        message = _("This server cannot read such files: the library %(name)s is not installed.")
        raise _rejected(message % {"name": told["missing"]}, "missing_library")
    if told.get("error"):
        raise _refused(told["error"])
    return told


def _run(parser: str, given: IO[bytes], answer: IO[bytes], seconds: float) -> int:
    process = subprocess.Popen(  # noqa: S603 - our own program, and no shell
        [sys.executable, "-s", "-m", "articles.ingestion.parsers", parser, str(seconds)],
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=HOME,
        env={"PATH": os.defpath, "PYTHONUTF8": "1"},  # neither keys nor addresses of ours
        start_new_session=True,
    )
    try:
        return process.wait(seconds * 2 + 5)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _refused(code: str) -> DraftRejected:
    return _rejected(_(_PROBLEMS.get(code, _PROBLEMS["stopped"])), code)


def _rejected(message: str, code: str) -> DraftRejected:
    return DraftRejected([DraftError("", message, code)])
