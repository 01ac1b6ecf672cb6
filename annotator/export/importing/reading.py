"""The formats that labels come in, and which of them a file seems to be."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import IO
from zipfile import BadZipFile, ZipFile

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotator.export.readers.records import Incoming

Reader = Callable[[IO[bytes]], Iterator[Incoming]]
LOOKED_AT = 4_096
ZIP = b"PK\x03\x04"
TASK = re.compile(rb'"(annotations|completions|annotation_id)"\s*:|"data"\s*:\s*\{')
EXAMPLE = re.compile(rb'"(text|data|label|labels|entities|cats)"\s*:')


@dataclass(frozen=True, slots=True)
class Source:
    """A format by the name that programs give; its reader yields a file article by article."""

    name: str
    title: Promise
    module: str

    def read(self, file: IO[bytes]) -> Iterator[Incoming]:
        """Read a file, lazily. Raises `UnreadableFile` when it is nothing of the kind."""
        reader: Reader = import_module(f"annotator.export.readers.{self.module}").read
        return reader(file)


SOURCES = {
    one.name: one
    for one in (
        Source("jsonl", _("JSON Lines of an export"), "jsonl"),
        Source("zip", _("Tables of an export (zip)"), "archive"),
        Source("labelstudio", _("Label Studio (JSON)"), "labelstudio"),
        Source("doccano", _("doccano (JSON Lines)"), "doccano"),
    )
}


def guess_format(name: str, file: IO[bytes]) -> str:
    """Which format a file seems to be; the file is rewound."""
    file.seek(0)
    head = file.read(LOOKED_AT)
    file.seek(0)
    if head.startswith(ZIP):
        found = _of_archive(file)
        file.seek(0)
        return found
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"["):
        is_doccano = not TASK.search(start) and EXAMPLE.search(start)
        return "doccano" if is_doccano else "labelstudio"
    if b'"annotator"' in head and b'"variable"' in head and b'"claim_text"' in head:
        return "jsonl"
    if b'"annotations"' in head and PurePath(name).suffix.lower() == ".json":
        return "labelstudio"
    return "doccano" if b'"text"' in head else "jsonl"


def _of_archive(file: IO[bytes]) -> str:
    try:
        names = ZipFile(file).namelist()
    except (BadZipFile, OSError, ValueError):
        return "zip"
    if "datapackage.json" in names:
        return "zip"
    return "labelstudio" if any(name.endswith(".json") for name in names) else "doccano"
