"""Sketches of stored articles, and the shingles behind them, read from the claims that stand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import QuerySet

from articles.copies.shingles import STORY_ROLES, Shingles, shingles_of, story_of
from articles.copies.sketching import sketch_text
from articles.models import Article, ArticleSketch, Claim

CHUNK = 500


def ensure_sketches(articles: QuerySet[Article]) -> int:
    """Make the sketches that are missing, a chunk at a time; return how many."""
    missing = articles.filter(sketch__isnull=True).values_list("pk", flat=True)
    numbers = iter(list(missing))
    made = 0
    while chunk := list(islice(numbers, CHUNK)):
        rows = [
            ArticleSketch(article_id=pk, signature=one.signature, shingles=one.shingles)
            for pk, story in _stories(chunk)
            for one in [sketch_text(story)]
        ]
        ArticleSketch.objects.bulk_create(rows, ignore_conflicts=True)
        made += len(rows)
    return made


def shingles_of_articles(numbers: Sequence[int]) -> dict[int, Shingles]:
    """Return the shingles of articles' stories, by article. Queries grow with chunks only."""
    found = {}
    for start in range(0, len(numbers), CHUNK):
        found.update({pk: shingles_of(story) for pk, story in _stories(numbers[start:][:CHUNK])})
    return found


def _stories(numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The story of each article, as import sketches it."""
    parts: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    claims = Claim.objects.current().filter(article__in=numbers, role__in=STORY_ROLES)
    rows: Iterable = claims.order_by("article", "start").values_list(
        "article_id", "start", "end", "role"
    )
    for article, start, end, role in rows:
        parts[article].append((start, end, role))
    texts = Article.objects.filter(pk__in=numbers).order_by().values_list("pk", "text")
    for pk, text in texts:
        yield pk, story_of(text, parts[pk])
