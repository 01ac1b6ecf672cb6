"""A fetched page, text or PDF read as an article."""

from dataclasses import replace
from typing import Any

from articles.fetching.client import Fetched
from articles.ingestion.documents import DOCUMENTS
from articles.ingestion.drafts import ArticleDraft, DraftError, DraftRejected, build_draft
from articles.ingestion.encoding import TextUndecodable, decode
from articles.ingestion.html import declared_charset

PDF = "application/pdf"


def draft_of(fetched: Fetched, **known: Any) -> ArticleDraft:
    """Read what was fetched, or raise DraftRejected with the reason.

    `known` are fields that are known from elsewhere, and stand against what the page says.
    """
    given = {"url": fetched.final_url, **{name: value for name, value in known.items() if value}}
    if fetched.media_type == PDF:
        loaded = DOCUMENTS[".pdf"](fetched.content)
        return replace(build_draft({**loaded.fields, **given}), dropped=loaded.dropped)
    try:
        text = decode(fetched.content, fetched.charset or declared_charset(fetched.content))
    except TextUndecodable as error:
        raise DraftRejected([DraftError("url", error.message, "undecodable")]) from error
    is_plain = fetched.media_type == "text/plain"
    return build_draft({"text" if is_plain else "html": text, **given})
