"""Plain rows at once are what the ORM would have made of them."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from articles import bulk
from articles.bulk import insert_rows, plain_moment, reserve_ids, update_rows
from articles.models import Article, Claim, Publisher

COLUMNS = ("article", "start", "end", "text", "role", "reason", "is_current")
NASTY = (
    "plain",
    "tab\there",
    "line\nbreak",
    "back\\slash \\N \\.",
    "“quoted” 'it'",
    "🌊 پل",
    "%s ?",
)


@pytest.fixture
def article(db) -> Article:
    return Article.objects.create(text="x " * 500, content_hash="0" * 64, import_method="api")


def cells(article: Article, number: int, text: str) -> tuple:
    return article.pk, number * 10, number * 10 + 5, text, "body", f"reason {number}", True


@pytest.mark.django_db
def test_rows_are_those_of_bulk_create(article):
    insert_rows(Claim, COLUMNS, (cells(article, n, text) for n, text in enumerate(NASTY)))
    other = Article.objects.create(text="x " * 500, content_hash="0" * 64, import_method="api")
    Claim.objects.bulk_create(
        Claim(
            article=other,
            start=n * 10,
            end=n * 10 + 5,
            text=text,
            role="body",
            reason=f"reason {n}",
        )
        for n, text in enumerate(NASTY)
    )
    names = [
        field.name for field in Claim._meta.concrete_fields if field.name not in ("id", "article")
    ]
    made, expected = (
        list(Claim.objects.filter(article=one).order_by("pk").values_list(*names))
        for one in (article, other)
    )
    assert made == expected


def test_ids_rise_in_the_order_given(article):
    insert_rows(Claim, COLUMNS, (cells(article, n, str(n)) for n in range(1_000, 0, -1)))
    texts = Claim.objects.order_by("pk").values_list("text", flat=True)
    assert list(texts) == [str(n) for n in range(1_000, 0, -1)]


def test_none_is_null_and_not_an_empty_text(db):
    columns = (
        "name",
        "key",
        "country",
        "language",
        "self_description",
        "merged_into",
        "created_at",
    )
    insert_rows(Publisher, columns, [("A", "a", "", "", "", None, "2026-01-02 03:04:05+00:00")])
    one = Publisher.objects.get()
    assert (one.country, one.merged_into_id, one.created_at.hour) == ("", None, 3)


def test_the_constraints_of_the_database_hold(article):
    twice = [cells(article, 1, "a"), cells(article, 1, "b")]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Claim, COLUMNS, twice)
    backwards = [(article.pk, 9, 3, "a", "body", "", True)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Claim, COLUMNS, backwards)
    assert not Claim.objects.exists()


def test_reserved_ids_are_nobody_elses(article):
    ids = reserve_ids(Publisher, 3)
    assert ids == sorted(set(ids))
    columns = ("id", "name", "key", "country", "language", "self_description", "created_at")
    now = plain_moment(timezone.now())
    insert_rows(Publisher, columns, [(pk, f"n{pk}", f"k{pk}", "", "", "", now) for pk in ids])
    later = Publisher.objects.create(name="later", key="later")
    assert later.pk > ids[-1]
    Publisher.objects.filter(pk__in=[*ids, later.pk]).delete()
    assert min(reserve_ids(Publisher, 2)) > later.pk  # an id is never used twice


def test_no_ids_are_reserved_for_nothing(article):
    assert reserve_ids(Publisher, 0) == []


def test_a_source_that_breaks_leaves_nothing(article):
    def broken():
        yield cells(article, 1, "a")
        raise ValueError("the source broke")

    with pytest.raises((ValueError, DataError)), transaction.atomic():
        insert_rows(Claim, COLUMNS, broken())
    assert not Claim.objects.exists()
    with connection.cursor() as cursor:  # the connection is fit for use
        cursor.execute("SELECT 1")


def test_rows_are_changed_by_their_ids(article):
    insert_rows(Claim, COLUMNS, (cells(article, n, str(n)) for n in range(4)))
    first, second, *_rest = Claim.objects.order_by("pk")
    update_rows(Claim, ("text", "is_current"), [(second.pk, "new", False), (0, "other", True)])
    texts = list(Claim.objects.order_by("pk").values_list("text", "is_current"))
    assert texts == [("0", True), ("new", False), ("2", True), ("3", True)]
    assert first.text == "0"


def test_many_new_rows_tell_the_database_how_many_there_are(article, monkeypatch):
    """SQLite, which never looks by itself, would else go through whole tables."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL looks at its tables by itself.")
    monkeypatch.setattr(bulk, "MANY", 10)
    insert_rows(Claim, COLUMNS, (cells(article, n, str(n)) for n in range(300)))
    bulk.rows_were_added(9)
    assert known_rows("articles_claim") != {"300"}
    bulk.rows_were_added(300)
    assert known_rows("articles_claim") == {"300"}


def known_rows(table: str) -> set[str]:
    """How many rows SQLite believes that a table has, by each of its indexes."""
    if not _has_statistics():
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [table])
        return {stat.split()[0] for (stat,) in cursor.fetchall()}


def _has_statistics() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        return bool(cursor.fetchone()[0])
