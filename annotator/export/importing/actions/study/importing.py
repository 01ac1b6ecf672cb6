"""Make a project of an archive, all of it in one transaction or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.codebook.actions import publish_codebook
from annotator.codebook.catalogue import catalogue_of, project_catalogue
from annotator.codebook.document import CodebookError
from annotator.codebook.models import CodebookVersion
from annotator.export.importing.actions.study.articles import ArticleKeeper
from annotator.export.importing.actions.study.copies import CopyKeeper
from annotator.export.importing.actions.study.decisions import keep_decisions
from annotator.export.importing.actions.study.labels import LabelKeeper
from annotator.export.importing.actions.study.people import PeopleKeeper
from annotator.export.importing.actions.study.records import ArticleRows
from annotator.export.readers.package import Ordered, Package
from annotator.export.readers.records import UnreadableFile
from annotator.export.writers.tables.schema import (
    ADJUDICATIONS,
    ANNOTATORS,
    ARTICLES,
    ASSIGNMENTS,
    CLAIMS,
    LABELS,
)
from annotator.projects.actions import create_project
from annotator.projects.actions.copies import set_copies_once
from annotator.projects.models import Membership, Project, Role
from annotator.review.actions.closing import settle
from annotator.review.settling import read_table
from articles.bulk import rows_were_added

MAX_WAITED_FOR = 60_000_000
"""Bytes of tables up to which somebody waits for a study: some 100,000 labels with their texts."""
AT_ONCE = 50
"""Articles dealt with at once,"""
ROWS_AT_ONCE = 20_000
"""or fewer, where many rows are about each."""
KEPT_BY_ARTICLE = (CLAIMS, ASSIGNMENTS, LABELS, ADJUDICATIONS)


@dataclass(slots=True)
class ImportedStudy:
    """What came in. `project` is None after a dry run."""

    project: Project | None
    articles: int = 0
    shared: int = 0
    claims: int = 0
    people: int = 0
    accounts: int = 0
    labels: int = 0
    decisions: int = 0

    def as_json(self) -> dict[str, Any]:
        """The counts, with the project's slug."""
        counts = {name: value for name, value in asdict(self).items() if name != "project"}
        return {"project": self.project.slug if self.project else None, **counts}


def import_study(
    *,
    file: IO[bytes],
    slug: str,
    title: str,
    actor: User,
    dry_run: bool = False,
    most: int | None = None,
) -> ImportedStudy:
    """Make a new project of an archive of tables; a dry run does the same and takes it back.

    `most` bounds the bytes of its tables, for whoever waits. Raises `UnreadableFile`, which says
    which row is wrong; `ValidationError` by field and `Conflict` for the slug; `PermissionDenied`
    for who may not add projects.
    """
    package = Package(file)
    if most is not None and package.size > most:
        message = _(
            "The tables in this archive have more than %(limit)s bytes together, which takes too "
            "long here. Ask whoever runs the server to bring it in: manage.py import_study."
        )
        raise UnreadableFile(message % {"limit": f"{most:,}"}, "too_large")
    with transaction.atomic():
        imported = _Importing(package, slug, title, actor).run()
        if dry_run:
            transaction.set_rollback(True)
            imported.project = None
    if not dry_run:
        rows_were_added(imported.claims + imported.labels)
    return imported


class _Importing:
    """One archive on its way in."""

    def __init__(self, package: Package, slug: str, title: str, actor: User) -> None:
        self.package, self.actor = package, actor
        version = _publish(package)
        self.project = _create(package, version, slug, title, actor)
        self.people = PeopleKeeper(self.project, actor, package.project.get("names") == "real")
        self.articles = ArticleKeeper(self.project, actor)
        self.copies = CopyKeeper(self.project, actor)
        self.labels = LabelKeeper(self.project, catalogue_of(version), actor)
        self.imported = ImportedStudy(self.project)

    def run(self) -> ImportedStudy:
        """Keep everything."""
        self.people.keep(self.package.rows(ANNOTATORS))
        articles = _by_article(self.package)
        for batch in _batches(articles):
            self._keep(batch)
        self.copies.keep()
        if self.package.project.get("copies_once") is True:
            set_copies_once(project=self.project, once=True)
        done = self.imported
        done.people, done.accounts = len(self.people.users), self.people.made
        done.shared = self.articles.shared
        return done

    def _keep(self, rows: Sequence[ArticleRows]) -> None:
        kept = self.articles.keep(rows)
        self.copies.meet(kept)
        self.labels.keep(kept, self.people)
        made = keep_decisions(self.project, self.labels.catalogue, kept, self.people)
        self.imported.articles += len(rows)
        self.imported.claims += sum(len(one.claims) for one in rows)
        self.imported.labels += sum(len(one.labels) for one in rows)
        self.imported.decisions += made
        decided = [one.article_id for one in kept if one.rows.decisions]
        if decided:
            member = Membership(project=self.project, role=Role.REVIEWER)
            asked = project_catalogue(self.project.codebook_version, self.project.variable_ids)
            settle(read_table(member, asked, decided))


def _by_article(package: Package) -> Iterator[ArticleRows]:
    ordered = {table.name: Ordered(package.rows(table)) for table in KEPT_BY_ARTICLE}
    for article in package.rows(ARTICLES):
        found = {name: rows.take(article["id"]) for name, rows in ordered.items()}
        yield ArticleRows(
            article, found["claims"], found["assignments"], found["labels"], found["adjudications"]
        )
    for table in KEPT_BY_ARTICLE:
        ordered[table.name].require_end(table)


def _batches(articles: Iterator[ArticleRows]) -> Iterator[list[ArticleRows]]:
    batch: list[ArticleRows] = []
    rows = 0
    for one in articles:
        batch.append(one)
        rows += sum(map(len, one[1:]))
        if len(batch) >= AT_ONCE or rows >= ROWS_AT_ONCE:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _publish(package: Package) -> CodebookVersion:
    try:
        version = publish_codebook(document=package.codebook)
    except CodebookError as error:
        raise UnreadableFile(f"codebook.json: {error}", "codebook") from error
    if version.digest != package.project.get("codebook_digest"):
        message = _("codebook.json is not the codebook that project.json names.")
        raise UnreadableFile(message, "codebook")
    return version


def _create(
    package: Package, version: CodebookVersion, slug: str, title: str, actor: User
) -> Project:
    told = package.project
    choosable = {entry.id for entry in catalogue_of(version).choosable()}
    try:
        return create_project(
            slug=slug,
            title=title.replace("\x00", "") or _text(told, "title") or slug,
            codebook_version=version,
            variable_ids=[one for one in _texts(told, "variable_ids") if one in choosable],
            overlap=_number(told, "overlap") or 1,
            guidelines=_text(told, "guidelines"),
            creator=actor,
            reliability_share=_number(told, "reliability_share") or 0,
            quota=_number(told, "quota"),
            seed=_number(told, "seed") or 0,
            blind=_text(told, "blind") or Project.Blind.UNTIL_DECIDED,
        )
    except ValidationError as error:
        foreign = set(getattr(error, "error_dict", {})) - {"slug", "title"}
        if not foreign:
            raise
        raise UnreadableFile(f"project.json: {' '.join(error.messages)}", "project") from error


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value.replace("\x00", "") if isinstance(value, str) else ""


def _texts(told: Mapping[str, Any], name: str) -> list[str]:
    value = told.get(name)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _number(told: Mapping[str, Any], name: str) -> int | None:
    value = told.get(name)
    return value if type(value) is int else None
