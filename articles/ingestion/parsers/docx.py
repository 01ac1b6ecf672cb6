"""Word documents to HTML, by mammoth: headings, lists, tables and notes stay what they are."""

import html
import re
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from articles.ingestion.parsers.problems import Unreadable

MAX_PART_BYTES = 30_000_000
"""Of one part of the document in XML, unpacked."""

MAX_PARTS = 5_000
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='caption'] => figure > figcaption:fresh
p[style-name='Caption'] => figure > figcaption:fresh
"""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_DOCUMENT = "word/document.xml"
_ASIDE = {
    re.compile(r"word/header\d*\.xml"): "page_header",
    re.compile(r"word/footer\d*\.xml"): "page_footer",
    re.compile(r"word/comments\.xml"): "remark",
}
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_WAY_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-\d+">↑</a>')

Found = list[tuple[str, str]]


def parse(content: bytes) -> dict[str, Any]:
    """Return `html`, and under `dropped` what Word shows around it."""
    import mammoth  # type: ignore[import-untyped]

    if content.startswith(_OLD_OFFICE):  # what Word makes of a document with a password
        raise Unreadable("encrypted")
    dropped = _checked(content)

    def without_picture(picture: Any) -> list[Any]:
        dropped.append(("picture", picture.alt_text or ""))
        return []

    converted = mammoth.convert_to_html(
        BytesIO(content), style_map=STYLES, convert_image=without_picture
    )
    return {"html": _WAY_BACK.sub("", converted.value), "dropped": dropped}


def _checked(content: bytes) -> Found:
    """Refuse what would unpack without end; return what stands around the text."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or any(_too_large(part) for part in parts):
                raise Unreadable("too_large")
            if _DOCUMENT not in archive.namelist():
                raise Unreadable("broken")
            return [found for part in parts for found in _aside(archive, part.filename)]
    except BadZipFile as error:
        raise Unreadable("broken") from error


def _too_large(part: Any) -> bool:
    is_xml = part.filename.endswith((".xml", ".rels"))
    return is_xml and part.file_size > MAX_PART_BYTES


def _aside(archive: ZipFile, name: str) -> Found:
    kind = next((kind for pattern, kind in _ASIDE.items() if pattern.fullmatch(name)), None)
    if kind is None:
        return []
    xml = archive.read(name).decode("utf-8", "replace")
    texts = (
        html.unescape("".join(_WORDS.findall(paragraph))) for paragraph in _PARAGRAPH.findall(xml)
    )
    return [(kind, text) for text in texts if text.strip()]
