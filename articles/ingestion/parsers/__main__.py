"""`python -m articles.ingestion.parsers pdf 60` reads a document and writes JSON."""

import json
import math
import resource
import sys
from collections.abc import Callable
from typing import Any

from articles.ingestion.limits import PARSER_MEMORY, PARSER_OUTPUT
from articles.ingestion.parsers import docx, feed, mail, pdf
from articles.ingestion.parsers.problems import Unreadable

PARSERS: dict[str, Callable[[bytes], dict[str, Any]]] = {
    "pdf": pdf.parse,
    "docx": docx.parse,
    "feed": feed.parse,
    "mail": mail.parse,
}


def confine(seconds: float) -> None:
    """Let this process have so much computing, memory and output, and no more."""
    most = math.ceil(seconds)
    limits = {
        resource.RLIMIT_CPU: (most, most + 2),
        resource.RLIMIT_AS: (PARSER_MEMORY, PARSER_MEMORY),
        resource.RLIMIT_FSIZE: (PARSER_OUTPUT, PARSER_OUTPUT),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, pair in limits.items():
        try:
            resource.setrlimit(kind, pair)
        except (OSError, ValueError):  # a system that knows no such limit; the clock still holds
            continue


def told(parser: str, content: bytes) -> dict[str, Any]:
    """Return what the parser makes of a document, or why it makes nothing of it."""
    try:
        return PARSERS[parser](content)
    except Unreadable as problem:
        return {"error": problem.code}
    except (MemoryError, OverflowError):
        return {"error": "too_much_memory"}
    except ImportError as error:
        return {"missing": error.name or str(error)}
    except Exception:  # a parser meets a document that it was not made for
        return {"error": "broken"}


if __name__ == "__main__":
    confine(float(sys.argv[2]))
    answer = json.dumps(told(sys.argv[1], sys.stdin.buffer.read()))
    sys.stdout.write(answer)
