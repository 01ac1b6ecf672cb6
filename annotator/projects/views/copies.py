"""Near copies: the groups, two texts side by side, and what people say of them."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotator.errors import Conflict
from annotator.projects.actions import copies as actions
from annotator.projects.copies import (
    copies_in,
    groups_of,
    heads_of,
    percent,
    set_apart_in,
    side_by_side,
)
from annotator.projects.models import Membership, ProjectArticle
from annotator.projects.permissions import get_member, require_manager

PER_PAGE = 20
_NUMBER = re.compile(r"(?:\S*/(?:articles|copies)/)?([0-9]{1,18})/?(?:[?#]\S*)?")
"""An article by its number, or by the address of its page."""
LISTED = 50
"""Copies of one group on the page of all groups."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List groups of near copies; managers have texts compared, and copies counted once."""
    member = get_member(request.user, slug)
    if request.method == "POST":
        require_manager(member)
        _act(request, member)
        return redirect("copies", slug)
    page = Paginator(heads_of(member), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "member": member,
        "page": page,
        "groups": groups_of(list(page), with_states=member.may_review, most=LISTED),
        "copies": copies_in(member),
        "apart": set_apart_in(member),
        "waiting": actions.is_grouping_wanted(member.project_id),
    }
    return render(request, "projects/copies.html", context)


def _act(request: HttpRequest, member: Membership) -> None:
    once = request.POST.get("once")
    if once in ("on", "off"):
        actions.set_copies_once(project=member.project, once=once == "on")
        messages.success(request, _("Saved. No label was changed."))
    else:
        actions.want_grouping(member.project_id, at_once=True)
        messages.success(request, _("The texts are being compared. Reload in a moment."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a copy beside what it is a copy of; managers say how it is."""
    member = get_member(request.user, slug)
    entries = member.project.entries.select_related("article__publisher", "copy_of__article")
    entry = get_object_or_404(entries, article_id=pk)
    if request.method == "POST":
        require_manager(member)
        try:
            _say(request, member, entry)
        except Conflict as error:
            return _page(request, member, entry, error.message)
        messages.success(request, _("Saved. Comparing texts again leaves it as you said."))
        return redirect("copy", slug, pk)
    return _page(request, member, entry)


def _say(request: HttpRequest, member: Membership, entry: ProjectArticle) -> None:
    do, actor = request.POST.get("do"), member.user
    if do == "apart":
        actions.set_apart(entry=entry, actor=actor)
    elif do == "represent":
        actions.choose_representative(entry=entry, actor=actor)
    elif do == "forget":
        actions.forget_corrections(entry=entry)
    elif do == "copy":
        other = _other(request.POST, member)
        actions.set_copy_of(entry=entry, other=other, actor=actor)
    else:
        raise Conflict(_("Choose what to say of this article."))


def _other(given: Any, member: Membership) -> ProjectArticle:
    number = given.get("other", "").strip()
    found = None
    if match := _NUMBER.fullmatch(number):
        found = member.project.entries.filter(article_id=int(match[1])).first()
    if found is None:
        message = _("“%(number)s” is the number of no article of this project.")
        raise Conflict(message % {"number": number[:40]})
    return found


def _page(
    request: HttpRequest, member: Membership, entry: ProjectArticle, problem: str = ""
) -> HttpResponse:
    head = entry.copy_of
    context = {
        "member": member,
        "entry": entry,
        "head": head,
        "share": percent(entry.copy_share),
        "difference": side_by_side(head.article, entry.article) if head else None,
        "copies": groups_of([entry])[0].copies,
        "problem": problem,
        "given": request.POST.get("other", ""),
    }
    return render(request, "projects/copy.html", context, status=409 if problem else 200)
