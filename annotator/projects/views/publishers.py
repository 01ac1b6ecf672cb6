"""The registry of publishers, as far as the project's articles are by them or come from them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotator.errors import Conflict
from annotator.projects.actions import publishers as merging
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_manager
from annotator.projects.publishers import (
    list_publishers,
    managed_publishers,
    merges_of,
    publishers_of,
)
from articles.models import Article, Publisher, PublisherMerge
from articles.publishers import actions
from articles.publishers.presenting import changes_of, proposed_descriptions, proposed_domains

Change = Callable[[Membership, Publisher, Any], object]


@require_safe
@login_required
def show_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the publishers of the project's articles."""
    member = get_member(request.user, slug)
    context = {"member": member, "publishers": list_publishers(member)}
    return render(request, "projects/publishers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what is known of a publisher; managers change it, and merge others into it."""
    member = get_member(request.user, slug)
    publisher = get_object_or_404(publishers_of(member), pk=pk)
    if request.method == "POST":
        require_manager(member)
        return _changed(request, member, publisher)
    return _page(request, member, publisher)


def _changed(request: HttpRequest, member: Membership, publisher: Publisher) -> HttpResponse:
    change = CHANGES.get(request.POST.get("do", ""))
    if change is None:
        return _page(request, member, publisher, _("Choose what to change."))
    try:
        change(member, publisher, request.POST)
    except Conflict as error:
        return _page(request, member, publisher, error.message, status=409)
    except ValidationError as error:
        return _page(request, member, publisher, " ".join(error.messages))
    messages.success(request, _("Saved."))
    return redirect("publisher", member.project.slug, publisher.pk)


def _page(
    request: HttpRequest,
    member: Membership,
    publisher: Publisher,
    problem: str = "",
    status: int = 400,
) -> HttpResponse:
    articles = member.project.articles.all()
    context: dict[str, Any] = {
        "member": member,
        "publisher": publisher,
        "articles": articles.filter(publisher=publisher).count(),
        "originals": articles.filter(origin_publisher=publisher).count(),
        "problem": problem,
        "given": request.POST,
        "described_in": articles.filter(pk=publisher.described_in_id or 0).first(),
    }
    if member.is_manager:
        context |= {
            "domains": proposed_domains(publisher, articles),
            "descriptions": proposed_descriptions(publisher, articles),
            "others": publishers_of(member).exclude(pk=publisher.pk).order_by("name"),
            "merges": merges_of(publisher),
            "changes": changes_of(publisher),
        }
    return render(request, "projects/publisher.html", context, status=status if problem else 200)


def _facts(member: Membership, publisher: Publisher, given: Any) -> object:
    country, language = given.get("country", ""), given.get("language", "")
    return actions.describe_publisher(
        publisher=publisher, country=country, language=language, actor=member.user
    )


def _add_alias(member: Membership, publisher: Publisher, given: Any) -> object:
    name = given.get("name", "")
    return actions.add_alias(publisher=publisher, name=name, actor=member.user)


def _remove_alias(member: Membership, publisher: Publisher, given: Any) -> object:
    alias = get_object_or_404(publisher.aliases, pk=_number(given, "alias"))
    return actions.remove_alias(alias=alias, actor=member.user)


def _add_domain(member: Membership, publisher: Publisher, given: Any) -> object:
    domain = given.get("domain", "")
    return actions.add_domain(publisher=publisher, domain=domain, actor=member.user)


def _remove_domain(member: Membership, publisher: Publisher, given: Any) -> object:
    domain = get_object_or_404(publisher.domains, pk=_number(given, "domain"))
    return actions.remove_domain(domain=domain, actor=member.user)


def _describe(member: Membership, publisher: Publisher, given: Any) -> object:
    here = Article.objects.filter(entries__project=member.project)
    article = get_object_or_404(here, pk=_number(given, "article"))
    return actions.accept_description(publisher=publisher, article=article, actor=member.user)


def _remove_description(member: Membership, publisher: Publisher, _given: Any) -> object:
    return actions.remove_description(publisher=publisher, actor=member.user)


def _merge(member: Membership, publisher: Publisher, given: Any) -> object:
    other = get_object_or_404(managed_publishers(member), pk=_number(given, "other"))
    return merging.merge_publishers(member=member, merged=other, kept=publisher)


def _undo(member: Membership, publisher: Publisher, given: Any) -> object:
    done = PublisherMerge.objects.filter(kept=publisher)
    merge = get_object_or_404(done, pk=_number(given, "merge"))
    return merging.undo_merge(member=member, merge=merge)


CHANGES: dict[str, Change] = {
    "facts": _facts,
    "add_alias": _add_alias,
    "remove_alias": _remove_alias,
    "add_domain": _add_domain,
    "remove_domain": _remove_domain,
    "describe": _describe,
    "remove_description": _remove_description,
    "merge": _merge,
    "undo": _undo,
}


def _number(given: Any, name: str) -> int:
    """A row's number that a form of the page sends."""
    value = given.get(name, "")
    if not (value.isascii() and value.isdecimal() and len(value) <= 18):
        raise Http404("No such row.")
    return int(value)
