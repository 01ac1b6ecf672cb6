"""Keep pages as they came: the archived copy behind an article."""

import zlib

from articles.fetching.client import Fetched
from articles.models import Article, FetchedPage


def archive_page(*, fetched: Fetched, article: Article | None = None) -> FetchedPage:
    """Store a fetched page with its bytes, headers, hash, redirects and time.

    An import says later which article it became; `article` is for one that is stored already.
    """
    return FetchedPage.objects.create(
        url=fetched.url,
        final_url=fetched.final_url,
        redirects=list(fetched.redirects),
        status=fetched.status,
        headers=dict(fetched.headers),
        media_type=fetched.media_type,
        content=zlib.compress(fetched.content, level=6),
        size=len(fetched.content),
        digest=fetched.digest,
        fetched_at=fetched.fetched_at,
        article=article,
    )
