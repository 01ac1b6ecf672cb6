"""The words of the archive for people, and the scripts that load it."""

from collections.abc import Iterator
from pathlib import Path
from string import Template

from annotator.export.study import Layer, Names, Study
from annotator.export.study.records import Header
from annotator.export.writers.tables.columns import Table
from annotator.export.writers.tables.schema import tables_of

TEXTS = Path(__file__).parent / "texts"
CAME_LATER = b"# came later\n"
"""Ends the lines of a script that an old freeze lacks."""
LAYERS = {
    Layer.ANNOTATORS: "every annotator's labels",
    Layer.ADJUDICATED: "what the reviewers decided, one answer for each claim and question; "
    "`annotator` is `adjudicated`",
    Layer.AGGREGATED: "what most annotators answered in what they handed in; `annotator` is "
    "`majority`, a tie has no code, and answers in words are left out",
}
NAMES = {
    Names.REAL: "People stand under their usernames.",
    Names.PSEUDONYMS: "People stand under pseudonyms: A1, A2, … are annotators in the order in "
    "which they took their first article, R1, R2, … those who only decided, M1, M2, … other "
    "members. Notes are left as they were written.",
}


_OF_COPIES = (
    "\n\nNear copies name in `copy_of` the article that stands for their group; that one, and all "
    "others, name none. "
)
COPIES = {
    None: "",
    False: f"{_OF_COPIES}In this project copies are coded and counted like all other articles.",
    True: f"{_OF_COPIES}In this project only the one that stands for a group is coded and counted; "
    "labels that its copies had before are here all the same.",
}
"""By whether one of several copies is coded and counted."""


def readme(study: Study) -> str:
    """Say what is what, how texts are written, and which versions these are."""
    header = study.header
    return Template((TEXTS / "README.md").read_text(encoding="utf-8")).substitute(
        title=_in_one_line(header.title or header.slug),
        slug=header.slug,
        standing=_standing(header),
        codebook=_in_one_line(f"{header.codebook_name}, version {header.codebook_version}"),
        codebook_uid=header.codebook_uid,
        codebook_digest=header.codebook_digest,
        layer=LAYERS[study.options.layer],
        names=NAMES[study.options.names],
        copies=COPIES[header.copies_once],
        tables="\n".join(
            line
            for table in tables_of(study.options, of_before=header.copies_once is None)
            for line in _described(table)
        ),
    )


def script(name: str, header: Header) -> bytes:
    """A script that reads the tables; it lies here as a text, since it is none of ours to run."""
    lines = (TEXTS / f"{name}.txt").read_bytes().splitlines(keepends=True)
    if header.copies_once is None:
        lines = [line for line in lines if not line.endswith(CAME_LATER)]
    return b"".join(lines)


def _standing(header: Header) -> str:
    if not header.frozen_as:
        return "The project as it stood when this was written: it goes on changing."
    name = _in_one_line(header.frozen_as)
    return f"The study as it was frozen under the name “{name}”, {header.frozen_at}."


def _described(table: Table) -> Iterator[str]:
    yield f"\n### `{table.path}`\n\n{table.words}\n\n| column | type | |\n| --- | --- | --- |"
    for column in table.columns:
        yield f"| `{column.name}` | {column.kind} | {column.words} |"


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
