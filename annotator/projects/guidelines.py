"""Guidelines are written in Markdown; what is shown is sanitised like any imported HTML."""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from articles.ingestion.sanitise import clean_html

_markdown = MarkdownIt("js-default")  # no raw HTML, no links of unknown schemes


def render_guidelines(source: str) -> SafeString:
    """Return guidelines as safe HTML."""
    return mark_safe(clean_html(_markdown.render(source)))  # noqa: S308 - sanitised by bleach
