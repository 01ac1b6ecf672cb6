"""Pages and feeds from the web: only public ones, politely, within limits, and kept as they came.

`fetch` knows no models; `actions.archive_page` keeps what it brought.
"""

from articles.fetching.client import Fetched, Kind
from articles.fetching.polite import fetch
from articles.fetching.refusal import FetchRefused

__all__ = ["FetchRefused", "Fetched", "Kind", "fetch"]
