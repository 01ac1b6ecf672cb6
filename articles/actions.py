"""Store articles and change how they are cut: the only writer of this app."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.errors import Conflict
from articles.bulk import insert_rows, plain_moment, reserve_ids
from articles.models import (
    Article,
    ArticleSketch,
    Claim,
    ClaimEdit,
    ClaimLineage,
    Publisher,
    PublisherAlias,
)
from articles.preparing import PreparedArticle
from articles.publishers.matching import Known, find_publishers, publishers_named
from articles.segmentation import Role
from articles.segmentation.confidence import CONFIDENCE

ROLE_NAMES = frozenset(role.value for role in Role)
ROLE_VALUES = {role: role.value for role in Role}  # an enum is slow to say its value
PERCENT = {reason: round(100 * confidence) for reason, confidence in CONFIDENCE.items()}
ARTICLE_COLUMNS = (
    *("id", "publisher", "origin_publisher", "title", "text", "html", "content_hash", "byline"),
    *("url", "published_at", "language", "import_method", "imported_by", "imported_at"),
)
CLAIM_COLUMNS = (
    *("article", "start", "end", "text", "role", "reason", "confidence", "is_current"),
)
SKETCH_COLUMNS = ("article", "signature", "shingles")


def known_outlets() -> list[str]:
    """Names of outlets seen before, which help to recognise an origin line."""
    names = Publisher.objects.order_by("-pk").values_list("name", flat=True)[:2000]
    aliases = PublisherAlias.objects.order_by("-pk").values_list("name", flat=True)[:2000]
    return [*names, *aliases]


def ensure_publishers(names: Iterable[str]) -> dict[str, Publisher]:
    """Return a publisher for each non-empty name, by folded name; missing ones are created.

    A name may be another one that a publisher goes by, or that of one merged into another.
    """
    wanted = {Publisher.fold(name): " ".join(name.split()) for name in names if name.strip()}
    found = publishers_named(wanted)
    missing = [Publisher(name=wanted[key], key=key) for key in wanted if key not in found]
    if missing:
        Publisher.objects.bulk_create(missing, ignore_conflicts=True)
        found |= publishers_named(one.key for one in missing)
    return found


class StoredArticle(NamedTuple):
    """What the database made of a prepared article."""

    pk: int
    publisher_id: int | None


@transaction.atomic
def store_articles(
    *, prepared: Sequence[PreparedArticle], actor: User | None, method: str
) -> list[StoredArticle]:
    """Save articles with their claims, in the order given, a few statements for all."""
    names = {name for one in prepared for name in (one.draft.publisher, one.origin_publisher)}
    unnamed = (("", one.draft.url) for one in prepared if not one.draft.publisher.strip())
    known = Known(ensure_publishers(names), find_publishers(unnamed).by_domain)
    stored = [
        StoredArticle(pk, known.find(one.draft.publisher, one.draft.url))
        for pk, one in zip(reserve_ids(Article, len(prepared)), prepared, strict=True)
    ]
    rows = list(zip(stored, prepared, strict=True))
    common = (method, actor.pk if actor else None, plain_moment(timezone.now()))
    insert_rows(
        Article,
        ARTICLE_COLUMNS,
        (
            (*article, known.find(one.origin_publisher), *_article_cells(one), *common)
            for article, one in rows
        ),
    )
    insert_rows(
        Claim,
        CLAIM_COLUMNS,
        chain.from_iterable(_claim_rows(article.pk, one) for article, one in rows),
    )
    insert_rows(
        ArticleSketch,
        SKETCH_COLUMNS,
        (
            (article.pk, one.sketch.signature, one.sketch.shingles)
            for article, one in rows
            if one.sketch
        ),
    )
    return stored


def _article_cells(one: PreparedArticle) -> tuple[Any, ...]:
    draft = one.draft
    return (
        one.title,
        draft.text,
        draft.html,
        one.content_hash,
        draft.byline,
        draft.url,
        plain_moment(draft.published_at),
        draft.language,
    )


def _claim_rows(pk: int, one: PreparedArticle) -> list[tuple[Any, ...]]:
    text = one.draft.text
    return [
        (pk, start, end, text[start:end], ROLE_VALUES[role], reason, PERCENT.get(reason), True)
        for start, end, role, reason in one.segments
    ]


def confidence_behind(reason: str) -> int | None:
    """How sure a rule is of the role it gives, 0 to 100; None where none of today's gave it."""
    return PERCENT.get(reason)


# -- Claim edits -----------------------------------------------------------------------------


def split_claim(*, claim: Claim, at: int, actor: User) -> ClaimEdit:
    """Cut a claim in two before the code point `at` of the article's text.

    White space at the joint belongs to neither part. Raises `Conflict` when the claim is no
    longer current, `ValueError` when a part would be empty.
    """
    article = claim.article
    left = _stretch(article, claim.start, at, claim.role)
    right = _stretch(article, at, claim.end, claim.role)
    return _replace(article, [claim], [left, right], ClaimEdit.Kind.SPLIT, actor)


def merge_claims(*, first: Claim, second: Claim, actor: User) -> ClaimEdit:
    """Join a claim with the next one; the joint's white space comes back between them."""
    article = _neighbours(first, second)
    joined = _stretch(article, first.start, second.end, first.role)
    return _replace(article, [first, second], [joined], ClaimEdit.Kind.MERGE, actor)


def move_boundary(*, first: Claim, second: Claim, at: int, actor: User) -> ClaimEdit:
    """Move the joint of two neighbours to before the code point `at`.

    Raises `ValueError` when a part would be empty, or when the joint is there already.
    """
    article = _neighbours(first, second)
    left = _stretch(article, first.start, at, first.role)
    right = _stretch(article, at, second.end, second.role)
    if left.end == first.end and right.start == second.start:
        raise ValueError(_("The boundary is there already."))
    kind = ClaimEdit.Kind.MOVE_BOUNDARY
    return _replace(article, [first, second], [left, right], kind, actor)


def change_role(*, claim: Claim, role: str, actor: User) -> ClaimEdit:
    """Give a claim another role, for example one that is not a claim."""
    if role not in ROLE_NAMES:
        message = _("“%(role)s” is not a role. Choose one of: %(choices)s.")
        raise ValueError(message % {"role": role, "choices": ", ".join(Role)})
    if role == claim.role:
        message = _("This stretch already has the role “%(role)s”.")
        raise ValueError(message % {"role": claim.role_name})
    changed = Claim(
        article=claim.article, start=claim.start, end=claim.end, text=claim.text, role=role
    )
    return _replace(claim.article, [claim], [changed], ClaimEdit.Kind.CHANGE_ROLE, actor)


@transaction.atomic
def undo_edit(*, edit: ClaimEdit, actor: User) -> ClaimEdit:
    """Take an edit back: the claims before it stand again, with the labels they had.

    Raises `Conflict` when it was undone already or a later edit builds on it.
    """
    locked = ClaimEdit.objects.select_for_update().get(pk=edit.pk)
    if locked.undone_at:
        raise Conflict(_("This change was already undone."))
    before, after = _sides(locked)
    later = _("A later change builds on this one. Undo the later one first.")
    _switch(after, current=False, otherwise=later)
    _switch(before, current=True, otherwise=later)
    locked.undone_at, locked.undone_by = timezone.now(), actor
    locked.save(update_fields=["undone_at", "undone_by"])
    return locked


@transaction.atomic
def redo_edit(*, edit: ClaimEdit) -> ClaimEdit:
    """Make an edit again that was undone: the same claims come back, not copies of them.

    It counts as made now. Raises `Conflict` when it stands, or when its claims were changed in
    another way since.
    """
    locked = ClaimEdit.objects.select_for_update().get(pk=edit.pk)
    if locked.undone_at is None:
        raise Conflict(_("This change was not undone: it stands."))
    before, after = _sides(locked)
    later = _("These claims were changed in another way since, so this cannot be done again.")
    _switch(before, current=False, otherwise=later)
    _switch(after, current=True, otherwise=later)
    locked.created_at, locked.undone_at, locked.undone_by = timezone.now(), None, None
    locked.save(update_fields=["created_at", "undone_at", "undone_by"])
    return locked


def changed_meanwhile() -> str:
    """Return what to say to somebody who edits claims that are no longer there."""
    return _(
        "The claims of this article were changed in the meantime. Look at them again, then retry."
    )


def _sides(edit: ClaimEdit) -> tuple[set[int], set[int]]:
    lineage = list(edit.lineage.values_list("predecessor_id", "successor_id"))
    return {before for before, _after in lineage}, {after for _before, after in lineage}


def _neighbours(first: Claim, second: Claim) -> Article:
    following = (
        Claim.objects.current()
        .filter(article_id=first.article_id, start__gte=first.end)
        .order_by("start")
        .first()
    )
    if following != second:
        raise Conflict(_("These two claims do not follow each other (any more). Look again."))
    return first.article


def _stretch(article: Article, start: int, end: int, role: str) -> Claim:
    if not start < end <= len(article.text):
        raise ValueError(_("The place to cut lies outside the claim."))
    text = article.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    if not any(character.isalnum() for character in text):
        raise ValueError(_("Each part needs at least one word. Choose a place between two words."))
    return Claim(article=article, start=start, end=start + len(text), text=text, role=role)


@transaction.atomic
def _replace(
    article: Article, old: list[Claim], new: list[Claim], kind: str, actor: User
) -> ClaimEdit:
    """Retire `old`, add `new`, keep the lineage. All parts descend from all they overlap."""
    _switch({claim.pk for claim in old}, current=False)
    try:
        with transaction.atomic():
            added = Claim.objects.bulk_create(new)
    except IntegrityError as error:
        raise Conflict(changed_meanwhile()) from error
    edit = ClaimEdit.objects.create(article=article, kind=kind, actor=actor)
    ClaimLineage.objects.bulk_create(
        ClaimLineage(edit=edit, predecessor=before, successor=after)
        for before in old
        for after in added
        if before.start < after.end and after.start < before.end
    )
    return edit


def _switch(pks: set[int], *, current: bool, otherwise: str = "") -> None:
    """Retire or revive claims; all of them must still be the other way round."""
    rows = Claim.objects.filter(pk__in=pks, is_current=not current)
    try:
        with transaction.atomic():
            changed = rows.update(is_current=current)
    except IntegrityError as error:
        raise Conflict(otherwise or changed_meanwhile()) from error
    if changed != len(pks):
        raise Conflict(otherwise or changed_meanwhile())
