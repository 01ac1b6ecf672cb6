"""The archived page of an article, beside its text: as it came, and without any network."""

import zlib
from typing import Any

from csp.decorators import csp
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from annotator.projects.permissions import get_member
from annotator.projects.presenting import marked_text
from annotator.projects.querysets import archived_pages_of
from articles.ingestion.archived import archived_html, archived_text
from articles.ingestion.encoding import TextUndecodable
from articles.ingestion.markup import HtmlRefused
from articles.models import FetchedPage

SANDBOX = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "sandbox": True,
}
HTML = frozenset({"text/html", "application/xhtml+xml", ""})


@require_safe
@login_required
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show the stored text with its claims, and the page it was taken from beside it."""
    member = get_member(request.user, slug)
    entry = get_object_or_404(member.project.entries.select_related("article"), article_id=pk)
    pages = list(archived_pages_of(member, pk).defer("content"))
    page = _chosen(request, pages)
    article = entry.article
    claims = list(article.claims.current().order_by("start"))
    context = {
        "member": member,
        "article": article,
        "parts": marked_text(article.text, claims),
        "page": page,
        "pages": pages,
        "headers": sorted(page.headers.items()),
    }
    return render(request, "projects/archived.html", context)


@require_safe
@login_required
@xframe_options_sameorigin
@csp(SANDBOX)  # type: ignore[arg-type]  # it knows only views without parameters
@cache_control(private=True, no_store=True)
def frame(request: HttpRequest, slug: str, pk: int, page_id: int) -> HttpResponse:
    """Show the archived page alone: sanitised, in a sandbox, with nothing fetched but our style."""
    member = get_member(request.user, slug)
    page = get_object_or_404(archived_pages_of(member, pk), pk=page_id)
    return render(request, "projects/archived_frame.html", _shown(page))


def _chosen(request: HttpRequest, pages: list[FetchedPage]) -> FetchedPage:
    """The copy that is asked for, else the one that was fetched last."""
    if not pages:
        raise Http404("No page was archived for this article.")
    wanted = request.GET.get("page", "")
    return next((page for page in pages if str(page.pk) == wanted), pages[0])


def _shown(page: FetchedPage) -> dict[str, Any]:
    content = zlib.decompress(page.content)
    try:
        if page.media_type in HTML:
            body = archived_html(content, page.charset, page.final_url)
            return {"body": mark_safe(body)}  # noqa: S308 - sanitised, see there
        if page.media_type.startswith("text/"):
            return {"text": archived_text(content, page.charset)}
    except (HtmlRefused, TextUndecodable) as error:
        return {"problem": str(error)}
    kind = {"type": page.media_type}
    return {"problem": _("A copy of the type “%(type)s” is kept, but not shown here.") % kind}
