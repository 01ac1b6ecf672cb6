"""`manage.py import_articles demo news.jsonl more.csv` stores articles from files."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.management.lookups import find_project
from annotator.projects.actions import AddedArticle, Outcome, add_articles, find_outcomes
from annotator.projects.models import Project
from articles.actions import known_outlets, prepare_article
from articles.ingestion.drafts import ArticleDraft, DraftError, DraftRejected
from articles.ingestion.files import read_file

CHUNK = 500


class Command(BaseCommand):
    """Import articles from files."""

    help = (
        "Import articles from txt, html, jsonl and csv files. When anything is rejected nothing "
        "is stored, unless --skip-rejected asks for the rest. Exits with 1 if any was rejected."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project")
        parser.add_argument("files", nargs="+")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen.")
        parser.add_argument(
            "--skip-rejected", action="store_true", help="Import the rest when some are rejected."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read twice: once to find what is wrong, once to store, so that memory stays flat."""
        project = find_project(options["project"])
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
        for name, one in _read_all(names):
            if isinstance(one, DraftRejected):
                rejected += 1
                self.stderr.write(f"{name}: {one}")
            else:
                read += 1
        return read, rejected

    def _import(self, project: Project, names: list[str], store: bool) -> Counter[Outcome]:
        counts: Counter[Outcome] = Counter()
        chunk: list[ArticleDraft] = []
        drafts = (one for _name, one in _read_all(names) if isinstance(one, ArticleDraft))
        for draft in drafts:
            chunk.append(draft)
            if len(chunk) == CHUNK:
                counts += self._import_chunk(project, chunk, store)
                chunk = []
        return counts + self._import_chunk(project, chunk, store)

    def _import_chunk(
        self, project: Project, drafts: list[ArticleDraft], store: bool
    ) -> Counter[Outcome]:
        added = _store(project, drafts) if store else _dry_run(project, drafts)
        for draft, one in zip(drafts, added, strict=True):
            if one.outcome is Outcome.CONFLICT:
                self.stderr.write(f"line {draft.source_line}: {one.message}")
        return Counter(one.outcome for one in added)


def _store(project: Project, drafts: list[ArticleDraft]) -> list[AddedArticle]:
    return add_articles(project=project, drafts=drafts, actor=None, method="command")


def _dry_run(project: Project, drafts: list[ArticleDraft]) -> list[AddedArticle]:
    outlets = known_outlets()
    prepared = [prepare_article(draft, known_outlets=outlets) for draft in drafts]
    return find_outcomes(project=project, prepared=prepared, actor=None)


def _read_all(names: list[str]) -> Iterator[tuple[str, ArticleDraft | DraftRejected]]:
    for name in names:
        path = Path(name)
        if not path.exists():
            raise CommandError(f"{name}: no such file.")
        try:
            with path.open("rb") as file:
                for one in read_file(path.name, file):
                    yield name, one
        except OSError as error:
            yield name, DraftRejected([DraftError("", str(error), "unreadable")])
