"""Which columns the tables of an upload have, and what they seem to be."""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from annotator.projects.models import ArticleImport
from annotator.projects.uploads import kept_files
from articles.ingestion.archive import Stored, close_archives
from articles.ingestion.columns import guess_columns
from articles.ingestion.drafts import FIELDS, IGNORED_FIELDS, DraftRejected
from articles.ingestion.samples import Sample, sample_of
from articles.ingestion.sources import parts_of

MAX_TABLES = 20
"""Tables of one upload that are looked into."""


class Column(NamedTuple):
    """A column as it was named, the field it seems to be, and what stands in it."""

    name: str
    guess: str
    examples: list[str]


def columns_asked(article_import: ArticleImport) -> bool:
    """Whether somebody has to say which column is which field before tables can be read."""
    if "columns" in article_import.options:
        return False
    names = {name for sample in _samples(article_import) for name in sample.columns}
    unknown = names - {*FIELDS, *IGNORED_FIELDS, ""}
    return bool(unknown) or bool(names and not names & {"text", "html"})


def columns_of(article_import: ArticleImport) -> list[Column]:
    """Return the columns of all tables in an upload, each with a guess and a few values."""
    examples: dict[str, list[str]] = {}
    for sample in _samples(article_import):
        for name, values in sample.columns.items():
            examples.setdefault(name, []).extend(values)
    guesses = guess_columns(examples)
    return [Column(name, guess, examples[name][:3]) for name, guess in guesses.items()]


def _samples(article_import: ArticleImport) -> Iterator[Sample]:
    seen = 0
    try:
        for name, place in parts_of(kept_files(article_import)):
            if not isinstance(place, Stored) or seen == MAX_TABLES:
                continue
            with suppress(DraftRejected, OSError):  # told when it is read
                if sample := sample_of(name, place):
                    seen += 1
                    yield sample
    finally:
        close_archives()
