"""Near copies among a project's articles: found by comparing texts, corrected by people.

What somebody said stays: comparing again leaves it alone, and what was said while texts were being
compared wins.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from annotator.accounts.models import User
from annotator.errors import Conflict
from annotator.projects.models import Project, ProjectArticle
from articles.bulk import update_rows
from articles.copies.actions import ensure_sketches, shingles_of_articles
from articles.copies.comparing import compare, relation_of
from articles.copies.finding import find_copies
from articles.copies.sketching import Sketch

TRIES = 3
Copy = ProjectArticle.Copy


class _Entry(NamedTuple):
    """What is read of each article; no text."""

    pk: int
    article: int
    publisher: int | None
    origin: int | None
    published: Any
    length: int
    copy_of: int | None
    kind: str
    share: float | None
    said_by: int | None
    signature: bytes
    shingles: int

    @property
    def said(self) -> tuple[int, int | None] | None:
        """What somebody said of it; None for nothing."""
        return (self.pk, self.copy_of) if self.said_by else None


def group_project(*, project: Project) -> int:
    """Look for near copies among all articles of a project; return how many there are.

    Raises `Conflict` when people go on correcting faster than texts are compared.
    """
    ensure_sketches(project.articles.order_by())
    for _attempt in range(TRIES):
        entries = _entries(project)
        found = _find(entries)
        if _store(project, entries, found):
            return sum(of is not None for of, _kind, _share in found)
    raise Conflict(_("Somebody is correcting the copies at this moment. Try again."))


def _entries(project: Project) -> list[_Entry]:
    rows = ProjectArticle.objects.filter(project=project, article__sketch__isnull=False)
    entries = rows.order_by().values_list(
        "pk",
        "article_id",
        "article__publisher_id",
        "article__origin_publisher_id",
        "article__published_at",
        Length("article__text"),
        "copy_of_id",
        "copy_kind",
        "copy_share",
        "copy_set_by_id",
        "article__sketch__signature",
        "article__sketch__shingles",
    )
    return in_rank([_Entry(*row) for row in entries.iterator(chunk_size=5_000)])


def in_rank(entries: Iterable[Any]) -> list[Any]:
    """Order articles as they stand for a group: the original first, as far as one can tell.

    Who others name as their origin comes before who names nobody, and last who names another
    outlet; of these the earliest published, then the longest.
    """
    entries = list(entries)
    named = Counter(one.origin for one in entries if one.origin != one.publisher)
    named.pop(None, None)

    def rank(one: _Entry) -> tuple[Any, ...]:
        if one.origin and one.origin != one.publisher:
            place = 2
        else:
            place = 0 if one.publisher in named else 1
        when = one.published.timestamp() if one.published else float("inf")
        return place, when, -one.length, one.pk

    return sorted(entries, key=rank)


def _find(entries: Sequence[_Entry]) -> list[tuple[int | None, str, float | None]]:
    """Of each entry that nobody said anything of: of which it is a copy, how, and how much."""
    row_of = {one.pk: row for row, one in enumerate(entries)}
    said = {row: one.copy_of for row, one in enumerate(entries) if one.said_by}
    copies = find_copies(
        [Sketch(one.signature, one.shingles) for one in entries],
        lambda rows: _shingles(entries, rows),
        alone=[row for row, of in said.items() if of is None],
        bound={row: row_of[of] for row, of in said.items() if of is not None},
    )
    found: list[tuple[int | None, str, float | None]] = [(None, "", None)] * len(entries)
    for copy in copies:
        found[copy.row] = (entries[copy.of].pk, copy.kind.value, copy.share)
    return [
        (one.copy_of, one.kind, one.share) if one.said_by else new
        for one, new in zip(entries, found, strict=True)
    ]


def _shingles(entries: Sequence[_Entry], rows: Sequence[int]) -> dict[int, Any]:
    found = shingles_of_articles([entries[row].article for row in rows])
    return {row: found[entries[row].article] for row in rows}


@transaction.atomic
def _store(
    project: Project,
    entries: Sequence[_Entry],
    found: Sequence[tuple[int | None, str, float | None]],
) -> bool:
    """Save what changed; nothing when somebody has said something meanwhile."""
    hold_copies(project)
    said = ProjectArticle.objects.filter(project=project, copy_set_by__isnull=False)
    if {one.said for one in entries if one.said_by} != set(said.values_list("pk", "copy_of")):
        return False
    changed = [
        (one.pk, *new)
        for one, new in zip(entries, found, strict=True)
        if new != (one.copy_of, one.kind, one.share)
    ]
    update_rows(ProjectArticle, ("copy_of", "copy_kind", "copy_share"), changed)
    return True


def hold_copies(project: Project) -> None:
    """Let nobody else change a project's copies until the transaction ends."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


# -- What people say -------------------------------------------------------------------------


@transaction.atomic
def set_apart(*, entry: ProjectArticle, actor: User) -> ProjectArticle:
    """Say that an article is no copy of another, and has none. Raises `Conflict` when it has."""
    hold_copies(entry.project)
    entry.refresh_from_db()
    if entry.copies.exists():
        raise Conflict(
            _("This article stands for its copies. Choose another one to stand for them first.")
        )
    _say([entry], None, actor)
    return entry


@transaction.atomic
def set_copy_of(*, entry: ProjectArticle, other: ProjectArticle, actor: User) -> ProjectArticle:
    """Say that an article is a copy of another; what it stood for goes along.

    The other may be a copy itself: then both are of the same. Raises `Conflict` when they are one,
    or in the same group with `entry` standing for it.
    """
    hold_copies(entry.project)
    entry.refresh_from_db()
    other.refresh_from_db()
    head = other.copy_of or other
    if entry.project_id != other.project_id or entry.pk == head.pk:
        raise Conflict(_("An article is not a copy of itself. Choose another one."))
    _say([entry, *entry.copies.all()], head, actor)
    if head.copy_kind:  # it was said to be no copy, and is none: but it has one now
        head.copy_kind, head.copy_set_by = "", None
        head.save(update_fields=["copy_kind", "copy_set_by"])
    entry.refresh_from_db()
    return entry


@transaction.atomic
def choose_representative(*, entry: ProjectArticle, actor: User) -> ProjectArticle:
    """Let a copy stand for its group. Raises `Conflict` when it is in none."""
    hold_copies(entry.project)
    entry.refresh_from_db()
    former = entry.copy_of
    if former is None:
        raise Conflict(_("This article is no copy: there is no group to stand for."))
    others = [former, *former.copies.exclude(pk=entry.pk)]
    entry.copy_of, entry.copy_kind, entry.copy_share, entry.copy_set_by = None, "", None, None
    entry.save(update_fields=["copy_of", "copy_kind", "copy_share", "copy_set_by"])
    _say(others, entry, actor)
    return entry


def set_copies_once(*, project: Project, once: bool) -> Project:
    """Have one of several copies coded and counted, or all of them. No label is lost by it."""
    project.copies_once = once
    project.save(update_fields=["copies_once"])
    return project


@transaction.atomic
def forget_corrections(*, entry: ProjectArticle) -> ProjectArticle:
    """Forget what somebody said of an article; the next comparison decides."""
    hold_copies(entry.project)
    rows = ProjectArticle.objects.filter(pk=entry.pk, copy_set_by__isnull=False)
    rows.update(copy_of=None, copy_kind="", copy_share=None, copy_set_by=None)
    entry.refresh_from_db()
    return entry


def _say(entries: Sequence[ProjectArticle], head: ProjectArticle | None, actor: User) -> None:
    """Write down what somebody says; kind and share are measured all the same."""
    numbers = [one.article_id for one in entries] + ([head.article_id] if head else [])
    shingles = shingles_of_articles(numbers) if head else {}
    for one in entries:
        kind, share = Copy.NONE.value, None
        if head:
            like = compare(shingles[one.article_id], shingles[head.article_id])
            kind, share = relation_of(like.jaccard).value, like.first
        one.copy_of, one.copy_kind, one.copy_share, one.copy_set_by = head, kind, share, actor
    ProjectArticle.objects.bulk_update(
        entries, ["copy_of", "copy_kind", "copy_share", "copy_set_by"], batch_size=200
    )


# -- In the background -----------------------------------------------------------------------

DELAY_SECONDS = 20
"""Articles that come in one by one are compared together, when none has come for a while."""


def want_grouping(project_id: int, *, at_once: bool = False) -> bool:
    """Have a project's articles compared in the background; say whether that was not asked yet.

    Without a worker that can wait it is done on demand only.
    """
    from annotator.projects.tasks import look_for_copies  # it needs the actions in turn

    if not at_once:
        if not look_for_copies.get_backend().supports_defer or is_grouping_wanted(project_id):
            return False
        later = timezone.now() + timedelta(seconds=DELAY_SECONDS)
        look_for_copies.using(run_after=later).enqueue(project_id)
        return True
    look_for_copies.enqueue(project_id)
    return True


def is_grouping_wanted(project_id: int) -> bool:
    """Whether a comparison is waiting for the worker."""
    from annotator.projects.tasks import look_for_copies

    rows = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY,
        task_path=look_for_copies.module_path,
        args_kwargs={"args": [project_id], "kwargs": {}},
    )
    return rows.exists()
