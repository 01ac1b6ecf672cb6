"""`manage.py import_articles demo news.jsonl more.csv` stores articles from files."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.management.lookups import find_project
from annotator.projects.actions import AddedArticle, Outcome, add_prepared, find_outcomes
from annotator.projects.models import Project
from articles.actions import known_outlets
from articles.ingestion.columns import folded
from articles.ingestion.drafts import FIELDS, DraftRejected
from articles.ingestion.files import Unbuilt
from articles.ingestion.once import ReadOnce
from articles.ingestion.sources import Source, read_sources
from articles.pipeline import Preparation, Prepared
from articles.preparing import PreparedArticle

CHUNK = 500


class Command(BaseCommand):
    """Import articles from files."""

    help = (
        "Import articles from txt, html, docx, pdf, eml, jsonl and csv files, and zip files of "
        "them. When anything is rejected nothing is stored, unless --skip-rejected asks for the "
        "rest. Exits with 1 if any was rejected."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project")
        parser.add_argument("files", nargs="+")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen.")
        parser.add_argument(
            "--skip-rejected", action="store_true", help="Import the rest when some are rejected."
        )

        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="Which field a column of a table is; COLUMN= leaves it out. May be repeated.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through it twice: to find what is wrong, and to store, so that memory stays flat.

        Documents are read once for both, tables twice.
        """
        project = find_project(options["project"])
        self.columns = _columns(options["map"])
        with Preparation(known_outlets()) as self.preparing, ReadOnce() as self.read_once:
            self._handle(project, options)

    def _handle(self, project: Project, options: dict[str, Any]) -> None:
        read, rejected = self._check(options["files"])
        store = not options["dry_run"] and (not rejected or options["skip_rejected"])
        if store or options["dry_run"]:
            counts = self._import(project, options["files"], store)
            word = "" if store else "would be "
            for outcome in Outcome:
                if counts[outcome]:
                    self.stdout.write(f"{counts[outcome]} {word}{outcome}")
            rejected += counts[Outcome.CONFLICT]
        else:
            self.stdout.write(f"{read} read, nothing stored. Use --skip-rejected for the rest.")
        self.stdout.write(f"{rejected} rejected")
        if rejected:
            raise SystemExit(1)

    def _check(self, names: list[str]) -> tuple[int, int]:
        read = rejected = 0
        sources = _Sources(names, self.columns, self.read_once)
        for place, reason in enumerate(self.preparing.check(sources.articles())):
            self.read_once.count(place)
            name = sources.places.popleft()
            read += not reason
            if reason:
                rejected += 1
                self.stderr.write(f"{name}: {reason}")
        return read, rejected

    def _import(self, project: Project, names: list[str], store: bool) -> Counter[Outcome]:
        counts: Counter[Outcome] = Counter()
        prepared = self._prepared(names)
        for one, added in (_store if store else _dry_run)(project, prepared):
            counts[added.outcome] += 1
            if added.outcome is Outcome.CONFLICT:
                line = one.draft.source_line
                place = "" if line is None else f"line {line}: "
                self.stderr.write(f"{place}{added.message}")
        return counts

    def _prepared(self, names: list[str]) -> Iterator[Prepared]:
        sources = _Sources(names, self.columns, self.read_once)
        return self.preparing.prepare(sources.articles())


class _Sources:
    """The articles of files as they are read; `places` are the names of those handed out."""

    def __init__(self, names: list[str], columns: dict[str, str], once: ReadOnce) -> None:
        self.names, self.columns, self.once = names, columns, once
        self.places: deque[str] = deque()

    def articles(self) -> Iterator[Unbuilt | DraftRejected]:
        for place, source in enumerate(self._sources()):
            self.places.append(source.name)
            yield self.once.of(place, source.article)

    def _sources(self) -> Iterator[Source]:
        for name in self.names:
            if not Path(name).exists():
                raise CommandError(f"{name}: no such file.")
            yield from read_sources([_File(name, Path(name))], columns=self.columns)


Added = Iterator[tuple[PreparedArticle, AddedArticle]]


def _store(project: Project, prepared: Iterable[Prepared]) -> Added:
    added = add_prepared(project=project, prepared=prepared, actor=None, method="command")
    for one, outcome in added:
        if isinstance(one, PreparedArticle) and outcome:
            yield one, outcome


def _dry_run(project: Project, prepared: Iterable[Prepared]) -> Added:
    articles = (one for one in prepared if isinstance(one, PreparedArticle))
    while chunk := list(islice(articles, CHUNK)):
        outcomes = find_outcomes(project=project, prepared=chunk, actor=None)
        yield from zip(chunk, outcomes, strict=True)


class _File(NamedTuple):
    name: str
    path: Path


def _columns(given: list[str]) -> dict[str, str]:
    columns = {}
    for one in given:
        column, sign, field = one.rpartition("=")
        if not sign or (field and field not in FIELDS):
            raise CommandError(f"{one}: give COLUMN=FIELD, with one of {', '.join(FIELDS)}.")
        columns[folded(column)] = field
    return columns
