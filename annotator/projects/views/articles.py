"""A project's articles: the list, and one article with its claims."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotator.projects.models import ArticleImport, Membership
from annotator.projects.permissions import get_member
from annotator.projects.presenting import boundaries, marked_text, name_shown_to
from annotator.projects.querysets import (
    archived_pages_of,
    claim_edits_of,
    entries_of,
    imports_of,
)
from articles.models import Article, Claim, ClaimEdit
from articles.wording import ROLE_NAMES

PER_PAGE = 50
SHOWN_IMPORTS = 5


@require_safe
@login_required
def show_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the articles, searchable by title, publisher and id."""
    member = get_member(request.user, slug)
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    entries = entries_of(member).order_by("-pk")
    if query:
        entries = entries.filter(
            Q(article__title__icontains=query)
            | Q(article__publisher__name__icontains=query)
            | Q(external_id__icontains=query)
        )
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {"member": member, "page": page, "query": query, **_open_imports(member)}
    return render(request, "projects/article_list.html", context)


def _open_imports(member: Membership) -> dict[str, Any]:
    """Imports that go on, and how many wait for a manager, for managers only."""
    if not member.is_manager:
        return {}
    states = ArticleImport.State
    kept = imports_of(member)
    return {
        "going_on": kept.filter(state__in=(states.READING, states.RUNNING))[:SHOWN_IMPORTS],
        "waiting": kept.filter(
            Q(state=states.MAPPING) | Q(state=states.PREVIEW, total__gt=0)
        ).count(),
    }


@require_safe
@login_required
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show an article's text and claims; managers can change how it is cut."""
    member = get_member(request.user, slug)
    entry = get_object_or_404(member.project.entries, article_id=pk)
    article = get_object_or_404(
        Article.objects.select_related("publisher", "origin_publisher", "imported_by"), pk=pk
    )
    claims = list(article.claims.current().order_by("start"))
    context: dict[str, Any] = {
        "member": member,
        "entry": entry,
        "article": article,
        "parts": marked_text(article.text, claims),
        "claims": claims,
        "doubts": [claim for claim in claims if claim.is_doubtful],
        "asserting": sum(claim.is_claim for claim in claims),
        "edits": _edits(member, article),
        "roles": ROLE_NAMES.items(),
        "edit_kinds": dict(ClaimEdit.Kind.choices),
        "archived": archived_pages_of(member, pk).exists(),
    }
    return render(request, "projects/article.html", context | _selected(request, article, claims))


def _edits(member: Membership, article: Article) -> list[tuple[ClaimEdit, str]]:
    """The latest changes of claims, and who made them, as far as the member is to know."""
    return [
        (edit, name_shown_to(member, edit.actor, edit.actor_role))  # type: ignore[attr-defined]
        for edit in claim_edits_of(article, member)[:20]
    ]


def _selected(request: HttpRequest, article: Article, claims: list[Claim]) -> dict[str, Any]:
    wanted = request.GET.get("claim", "")
    place = next((i for i, claim in enumerate(claims) if str(claim.pk) == wanted), None)
    if place is None:
        return {"selected": None}
    claim = claims[place]
    following = claims[place + 1] if place + 1 < len(claims) else None
    joint = boundaries(article.text, claim.start, following.end) if following else []
    return {
        "selected": claim,
        "number": place + 1,
        "following": following,
        "split_points": boundaries(article.text, claim.start, claim.end),
        "joint_points": [point for point in joint if following and point[0] != following.start],
        "predecessors": list(claim.predecessors.all()),
    }
