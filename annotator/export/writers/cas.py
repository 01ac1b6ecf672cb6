"""UIMA CAS: XMI documents with their type system, as INCEpTION and DKPro read and write them.

A CAS holds one annotator's view of one text, so there is a folder for each annotator.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from annotator.codebook.reading import read_codebook
from annotator.export.study import ArticleRecord, Study
from annotator.export.writers.archive import Archive
from annotator.export.writers.formats import Format
from annotator.export.writers.uima.documents import by_annotator, write_document
from annotator.export.writers.uima.offsets import Utf16Offsets
from annotator.export.writers.uima.types import TypeSystem

NOBODY = "(no labels)"
"""The folder of texts without labels. Nobody's name has a space in it."""


def write(study: Study) -> Iterator[bytes]:
    """Yield the file."""
    header = study.header
    archive = Archive(compress=not header.frozen_as)
    types = TypeSystem(read_codebook(header.codebook), frozenset(header.variable_ids))
    yield from archive.add("TypeSystem.xml", [types.xml()])
    for article in study.articles():
        for folder, document in _documents(study, types, article):
            yield from archive.add(f"{folder}/{article.id}.xmi", [document])
    yield from archive.close()


def _documents(
    study: Study, types: TypeSystem, article: ArticleRecord
) -> Iterator[tuple[str, bytes]]:
    offsets, given = Utf16Offsets(article.text), list(by_annotator(article))
    for name, labels in given:
        yield folder(name), write_document(study.header, types, article, offsets, name, labels)
    if not given:
        yield NOBODY, write_document(study.header, types, article, offsets, "", [])


def folder(name: str) -> str:
    """A name as that of a folder, where dots at the end mean something else.

    >>> folder("ana.b"), folder("..")
    ('ana.b', '%2E%2E')
    """
    return re.sub(r"\.(?=\.*$)|[^\w.@+-]", lambda sign: f"%{ord(sign[0]):02X}", name)


FORMAT = Format(
    name="cas",
    title=_("UIMA CAS (XMI), for INCEpTION and DKPro"),
    media_type="application/zip",
    extension="zip",
    carries=_(
        "A document for each article and annotator, with the type system. Segments, claims and "
        "marked words are annotations with a feature for each question that the project asks; "
        "answers about the article are features of an annotation of the whole text. Each code is "
        "also a label of its own, with its note, state and times, and whether it was carried over "
        "from a claim that was cut anew."
    ),
    loses=_(
        "Retired claims, reasons of decisions, definitions and rules of the codebook. A tie is a "
        "label without a code. Characters that XML cannot hold are replaced in notes. Offsets "
        "count UTF-16 code units, as UIMA does."
    ),
    write=write,
)
