"""Bring articles into a project, each once."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.errors import Conflict
from annotator.projects.actions.copies import want_grouping
from annotator.projects.models import Project, ProjectArticle
from articles.actions import known_outlets, store_articles
from articles.bulk import insert_rows, plain_moment, rows_were_added
from articles.ingestion.drafts import ArticleDraft
from articles.models import Publisher
from articles.pipeline import Preparation, Prepared
from articles.preparing import PreparedArticle
from articles.publishers.matching import find_publishers
from articles.saying import say as _

CHUNK = 500
ENTRY_COLUMNS = (
    "project",
    "article",
    "external_id",
    "content_key",
    "added_by",
    "added_at",
    "copy_kind",
)


class Outcome(StrEnum):
    """What became of one draft."""

    CREATED = "created"
    LINKED = "linked"  # the team had the article in another project: it is shared
    EXISTING = "existing"  # the project had it already
    SKIPPED = "skipped"  # the team had it in another project and did not want it here
    CONFLICT = "conflict"  # its external id stands for another text


NEW = frozenset({Outcome.CREATED, Outcome.LINKED})
"""What brings an article into the project."""


@dataclass(frozen=True, slots=True)
class AddedArticle:
    """The outcome for one draft; `article_id` is None while it is still to be stored."""

    outcome: Outcome
    article_id: int | None = None
    message: str = ""


def add_article(
    *, project: Project, draft: ArticleDraft, actor: User | None, method: str
) -> AddedArticle:
    """Add one article; see `add_articles`."""
    return add_articles(project=project, drafts=[draft], actor=actor, method=method)[0]


def add_articles(
    *,
    project: Project,
    drafts: Sequence[ArticleDraft],
    actor: User | None,
    method: str,
    link_known: bool = True,
) -> list[AddedArticle]:
    """Cut, store and link articles; one outcome per draft, in order.

    A draft is the same article when its external id, or its text and publisher, are already in
    the project; it is linked when they are in another project that the actor belongs to (or
    skipped, when `link_known` is off).
    Repeating a call changes nothing: the database holds the uniqueness.
    """
    with Preparation(known_outlets()) as preparing:
        found = add_prepared(
            project=project,
            prepared=preparing.prepare(drafts),
            actor=actor,
            method=method,
            link_known=link_known,
        )
        return [added for _one, added in found if added]


def add_prepared(
    *,
    project: Project,
    prepared: Iterable[Prepared],
    actor: User | None,
    method: str,
    link_known: bool = True,
) -> Iterator[tuple[Prepared, AddedArticle | None]]:
    """Store and link articles as they come, each chunk in one transaction; see `add_articles`.

    Yields each with its outcome, lazily; what was rejected passes through without one.
    """
    articles = iter(prepared)
    count = 0
    while batch := list(islice(articles, CHUNK)):
        chunk = [one for one in batch if isinstance(one, PreparedArticle)]
        outcomes = iter(_add_chunk(project, chunk, actor, method, link_known))
        count += len(chunk)
        for one in batch:
            yield one, next(outcomes) if isinstance(one, PreparedArticle) else None
    rows_were_added(count)


def find_outcomes(
    *, project: Project, prepared: Sequence[PreparedArticle], actor: User | None
) -> list[AddedArticle]:
    """Say what would become of each draft, without saving: the dry run of `add_articles`."""
    return _Matcher(project, prepared, actor).outcomes()


def _add_chunk(
    project: Project,
    chunk: list[PreparedArticle],
    actor: User | None,
    method: str,
    link_known: bool,
) -> list[AddedArticle]:
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return _store_chunk(project, chunk, actor, method, link_known)
        except IntegrityError:  # the same article came in by another door: look again
            continue
    raise Conflict(_("These articles are being imported by somebody else right now. Try again."))


def _store_chunk(
    project: Project,
    chunk: list[PreparedArticle],
    actor: User | None,
    method: str,
    link_known: bool,
) -> list[AddedArticle]:
    matcher = _Matcher(project, chunk, actor)
    outcomes = matcher.outcomes()
    if not link_known:
        outcomes = [_skipped(one) if one.outcome is Outcome.LINKED else one for one in outcomes]
    fresh = [i for i, one in enumerate(outcomes) if one.outcome is Outcome.CREATED]
    stored = store_articles(prepared=[chunk[i] for i in fresh], actor=actor, method=method)
    for i, article in zip(fresh, stored, strict=True):
        outcomes[i] = AddedArticle(Outcome.CREATED, article.pk)
    # A draft repeated within the chunk waits for the number of the first.
    for i, first in matcher.repeats.items():
        outcomes[i] = AddedArticle(Outcome.EXISTING, outcomes[first].article_id)
    publishers = dict(stored)
    now = plain_moment(timezone.now())
    insert_rows(
        ProjectArticle,
        ENTRY_COLUMNS,
        (
            (
                project.pk,
                one.article_id,
                prepared.draft.external_id,
                content_key(
                    prepared.content_hash,
                    publishers.get(one.article_id, publisher_id),
                ),
                actor.pk if actor else None,
                now,
                "",
            )
            for prepared, one, publisher_id in zip(chunk, outcomes, matcher.publishers, strict=True)
            if one.outcome in NEW and one.article_id is not None
        ),
    )
    if any(one.outcome in NEW for one in outcomes):
        want_grouping(project.pk)
    return outcomes


def _skipped(one: AddedArticle) -> AddedArticle:
    return AddedArticle(Outcome.SKIPPED, one.article_id)


def content_key(content_hash: str, publisher_id: int | None) -> str:
    """Return the key of a text by a publisher; an unknown publisher counts as one."""
    return hashlib.sha256(f"{publisher_id or 0}:{content_hash}".encode()).hexdigest()


class _Matcher:
    """Finds, by a fixed number of queries, which drafts of a chunk are here already."""

    def __init__(
        self, project: Project, chunk: Sequence[PreparedArticle], actor: User | None
    ) -> None:
        self.chunk = chunk
        self.repeats: dict[int, int] = {}
        known = find_publishers((one.draft.publisher, one.draft.url) for one in chunk)
        self.publishers = [known.find(one.draft.publisher, one.draft.url) for one in chunk]
        """The stored publisher of each draft, None when it has none or it is not stored yet."""
        self._keys = [self._key(i) for i in range(len(chunk))]
        self._load_project(project)
        self._load_elsewhere(project, actor)

    def outcomes(self) -> list[AddedArticle]:
        """One outcome per draft; those to be created have no number yet."""
        seen: dict[str, int] = {}
        found = []
        for i, one in enumerate(self.chunk):
            outcome = self._known(one, self._keys[i]) or self._repeated(i, seen)
            found.append(outcome or self._new(i))
            for name in self._names(i):
                seen.setdefault(name, i)
        return found

    def _load_project(self, project: Project) -> None:
        rows = ProjectArticle.objects.filter(project=project)
        columns = ("article_id", "article__content_hash")
        external = {one.draft.external_id for one in self.chunk} - {""}
        self._by_external = {
            name: (pk, digest)
            for name, pk, digest in rows.filter(external_id__in=external).values_list(
                "external_id", *columns
            )
        }
        self._by_content = dict(
            rows.filter(content_key__in=self._keys).values_list("content_key", "article_id")
        )

    def _load_elsewhere(self, project: Project, actor: User | None) -> None:
        rows = ProjectArticle.objects.filter(content_key__in=self._keys).exclude(project=project)
        if actor is not None:
            rows = rows.visible_to(actor)
        self._elsewhere = dict(rows.order_by("-pk").values_list("content_key", "article_id"))

    def _known(self, one: PreparedArticle, key: str) -> AddedArticle | None:
        match = self._by_external.get(one.draft.external_id)
        if match and match[1] != one.content_hash:
            return AddedArticle(Outcome.CONFLICT, match[0], _conflict(one))
        number = match[0] if match else self._by_content.get(key)
        return AddedArticle(Outcome.EXISTING, number) if number else None

    def _repeated(self, i: int, seen: dict[str, int]) -> AddedArticle | None:
        first = next((seen[name] for name in self._names(i) if name in seen), None)
        if first is None:
            return None
        one = self.chunk[i]
        same_id = one.draft.external_id and (
            one.draft.external_id == self.chunk[first].draft.external_id
        )
        if same_id and self.chunk[first].content_hash != one.content_hash:
            return AddedArticle(Outcome.CONFLICT, None, _conflict(one))
        self.repeats[i] = first
        return AddedArticle(Outcome.EXISTING)

    def _key(self, i: int) -> str:
        one, known = self.chunk[i], self.publishers[i]
        is_new = known is None and one.draft.publisher.strip()
        return content_key(one.content_hash, -1 if is_new else known)

    def _names(self, i: int) -> list[str]:
        one = self.chunk[i]
        external = [f"id:{one.draft.external_id}"] if one.draft.external_id else []
        publisher = self.publishers[i] or Publisher.fold(one.draft.publisher)
        return [*external, f"text:{publisher}:{one.content_hash}"]

    def _new(self, i: int) -> AddedArticle:
        number = self._elsewhere.get(self._keys[i])
        return AddedArticle(Outcome.LINKED, number) if number else AddedArticle(Outcome.CREATED)


def _conflict(one: PreparedArticle) -> str:
    return _(
        "The external id “%(id)s” already stands for a different text. "
        "Stored text never changes: import the new version under its own id."
    ) % {"id": one.draft.external_id}
