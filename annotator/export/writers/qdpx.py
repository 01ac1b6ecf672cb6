"""REFI-QDA project: the articles, the codebook and who coded what, in an archive.

`project.qde` comes first and is written article by article. Notes have to stand behind all
sources there, so they wait in a temporary file, which keeps them and the codings from one reading.
"""

from collections.abc import Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from lxml import etree

from annotator.codebook.reading import read_codebook
from annotator.export.study import Layer, Study
from annotator.export.study.records import ADJUDICATED_BY, AGGREGATED_BY
from annotator.export.writers.archive import Archive
from annotator.export.writers.formats import Format
from annotator.export.writers.markup import attributes
from annotator.export.writers.refi.codes import CodeTree
from annotator.export.writers.refi.guids import Guids
from annotator.export.writers.refi.sources import FIELDS, SPACE, SourceMaker, element

IN_MEMORY = 1 << 20  # bytes of notes before they go to the disk
PIECE = 1 << 16
SPEAKER = {Layer.ADJUDICATED: ADJUDICATED_BY, Layer.AGGREGATED: AGGREGATED_BY}


def write(study: Study) -> Iterator[bytes]:
    """Yield the file."""
    guids = Guids(study.header)
    archive = Archive(compress=not study.header.frozen_as)
    yield from archive.add("project.qde", write_project(study, guids))
    for article in study.articles():
        name = f"sources/{guids.of('article', article.id)}.txt"
        yield from archive.add(name, [article.text.encode()])
    yield from archive.close()


def write_project(study: Study, guids: Guids) -> Iterator[bytes]:
    """Yield `project.qde`."""
    out, header = _Pieces(), study.header
    tree = CodeTree(read_codebook(header.codebook))
    root = attributes(name=header.title, origin="Sourcemark", creationDateTime=header.created_at)
    with SpooledTemporaryFile(IN_MEMORY) as notes, etree.xmlfile(out, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{SPACE}}}Project", root, nsmap={None: SPACE}):
            xml.write(*_users(study, guids), _codebook(tree, guids), _variables(guids))
            maker = SourceMaker(tree, guids, lambda note: notes.write(etree.tostring(note)))
            yield from _sources(study, maker, xml, out)
            yield from _notes(notes, xml, out)
            xml.write(_description(study))
    yield out.take()


class _Pieces:
    """A file for `xmlfile` that hands over what was written to it."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


def _sources(study: Study, maker: SourceMaker, xml: Any, out: _Pieces) -> Iterator[bytes]:
    articles = study.articles()
    first = next(articles, None)
    if first is None:  # the schema knows no empty list
        return
    with xml.element(f"{{{SPACE}}}Sources"):
        for article in chain([first], articles):
            xml.write(maker.source(article))
            xml.flush()
            yield out.take()


def _notes(notes: IO[bytes], xml: Any, out: _Pieces) -> Iterator[bytes]:
    if not notes.tell():
        return
    notes.seek(0)
    with xml.element(f"{{{SPACE}}}Notes"):
        xml.write("\n")  # or the start tag would wait for the first element
        xml.flush()
        yield out.take()
        yield from iter(lambda: notes.read(PIECE), b"")


def _users(study: Study, guids: Guids) -> list[Any]:
    """Everybody who gave labels. An annotator is not told who they are: those are looked for."""
    names = dict.fromkeys(person.name for person in study.header.people)
    if study.options.layer in SPEAKER:
        names[SPEAKER[study.options.layer]] = None
    elif not study.sees_all:
        names |= dict.fromkeys(sorted({label[0] for _target, label in study.rows()}))
    users = element("Users")
    users.extend(element("User", guid=guids.of("user", name), name=name, id=name) for name in names)
    return [users] if names else []


def _codebook(tree: CodeTree, guids: Guids) -> Any:
    """All questions, also those that the project asks no more: there may be labels of them."""
    book, codes = element("CodeBook"), element("Codes")
    codes.extend(tree.element(node, SPACE, guids) for node in tree.questions + tree.role_nodes)
    book.append(codes)
    return book


def _variables(guids: Guids) -> Any:
    made = element("Variables")
    made.extend(
        element("Variable", guid=guids.of("variable", name), name=name, typeOfVariable="Text")
        for name in FIELDS
    )
    return made


def _description(study: Study) -> Any:
    header = study.header
    codebook = f"{header.codebook_name} {header.codebook_version}"
    parts = (header.guidelines, f"codebook: {codebook}", f"layer: {study.options.layer.value}")
    return element("Description", "\n\n".join(part for part in parts if part))


FORMAT = Format(
    name="qdpx",
    title=_("REFI-QDA project (.qdpx), for ATLAS.ti, MAXQDA, NVivo, QualCoder"),
    media_type="application/zip",
    extension="qdpx",
    carries=_(
        "The text of every article with its stretches and marked words as coded selections, one "
        "coding for each code and annotator, the notes, the codebook, what is known about each "
        "article. In other layers a note says how many gave each code."
    ),
    loses=_(
        "Whether work was handed in, whether an answer was carried over from a claim that was cut "
        "anew, when it was changed, retired claims, scales and rules of the codebook. A tie is a "
        "note without a code. Characters that XML cannot hold are replaced in notes."
    ),
    write=write,
)
