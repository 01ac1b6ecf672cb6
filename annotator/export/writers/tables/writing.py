"""Write the archive of tables: one reading of the articles, so that its tables fit each other.

`labels`, the largest, is sent while articles are read; the other tables wait on disk until then.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import islice

from annotator.export.study import ArticleRecord, Layer, PersonRecord, Study
from annotator.export.writers.archive import Archive
from annotator.export.writers.tables import rows
from annotator.export.writers.tables.files import SpooledTable, TableFile
from annotator.export.writers.tables.package import (
    as_json,
    codebook_as_json,
    describe_package,
    describe_project,
)
from annotator.export.writers.tables.readme import readme, script
from annotator.export.writers.tables.schema import tables_of

LABELS_AT_ONCE = 2000
OF_A_FREEZE = {
    "methods.md": "methods",
    "methods.html": "methods_html",
    "coder-guide.md": "coder_guide",
    "coder-guide.html": "coder_guide_html",
}
"""Files with a text that was made with a freeze, by its name in `header.more`."""


def write(study: Study) -> Iterator[bytes]:
    """Yield the archive."""
    archive = Archive(compress=not study.header.frozen_as)
    with ExitStack() as open_tables:
        tables = _Tables(study, open_tables)
        for name, text in _texts(study):
            yield from archive.add(name, [text])
        yield from archive.add(tables.labels.table.path, tables.read_articles())
        tables.add_rest()
        for table in tables.waiting:
            yield from archive.add(table.table.path, table.pieces())
        described = describe_package(study.header, [tables.labels, *tables.waiting])
        yield from archive.add("datapackage.json", [as_json(described)])
    yield from archive.close()


def _texts(study: Study) -> Iterator[tuple[str, bytes]]:
    yield "README.md", readme(study).encode()
    yield "load.py", script("load.py", study.header)
    yield "load.R", script("load.R", study.header)
    yield "project.json", as_json(describe_project(study))
    yield "codebook.json", codebook_as_json(study.header.codebook)
    for name, key in OF_A_FREEZE.items():
        if text := study.header.more.get(key):
            yield name, text.encode()


class _Tables:
    """The tables of a study: `labels`, which is sent at once, and those that wait."""

    def __init__(self, study: Study, open_tables: ExitStack) -> None:
        self.study = study
        first, *rest = tables_of(study.options, of_before=study.header.copies_once is None)
        self.labels = TableFile(first)
        self.waiting = [open_tables.enter_context(closing(SpooledTable(one))) for one in rest]
        self._by_name = {one.table.name: one for one in self.waiting}
        self._has_spread = study.options.layer != Layer.ANNOTATORS
        self._people = {person.name: person for person in study.header.people}

    def read_articles(self) -> Iterator[bytes]:
        """Yield the file of labels; fill the tables about articles meanwhile."""
        yield self.labels.header()
        for article in self.study.articles():
            self._add_article(article)
            found = rows.label_rows(article, self._has_spread)
            while piece := self.labels.encode(islice(found, LABELS_AT_ONCE)):
                yield piece

    def add_rest(self) -> None:
        """Fill the tables about people, agreement and codebook."""
        header, table = self.study.header, self._by_name
        table["annotators"].add((one.name, one.role) for one in self._people.values())
        table["agreement"].add(map(rows.agreement_row, self.study.agreement()))
        table["variables"].add(rows.variable_rows(header))
        table["codes"].add(rows.code_rows(header))

    def _add_article(self, article: ArticleRecord) -> None:
        table = self._by_name
        table["articles"].add([rows.article_row(article)])
        table["claims"].add(rows.claim_rows(article))
        table["assignments"].add(rows.assignment_rows(article))
        table["adjudications"].add(rows.decision_rows(article))
        self._meet(article)

    def _meet(self, article: ArticleRecord) -> None:
        """Note who came since the header was read, and whom an annotator sees by their labels."""
        names = {one.annotator for one in article.work}
        if not self._has_spread:
            names.update(one.annotator for one in article.labels)
        for name in sorted(names - self._people.keys()):
            self._people[name] = PersonRecord(name, "annotator")
        for name in sorted({one.decided_by for one in article.decisions} - self._people.keys()):
            self._people[name] = PersonRecord(name, "reviewer")
