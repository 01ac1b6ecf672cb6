"""Feeds of a project: see, add, look now, pause, resume, remove."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import Conflict
from annotator.projects import actions
from annotator.projects.actions.feeds import look_at_feed
from annotator.projects.models import Feed, Membership
from annotator.projects.permissions import get_member, require_manager
from annotator.projects.polling import look_now
from annotator.projects.querysets import feeds_of
from annotator.projects.web_forms import FeedAddressForm, FeedForm
from articles.fetching import FetchRefused

PREVIEWED = 10


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """List the feeds; look at a new one before it is added."""
    member = get_member(request.user, slug)
    require_manager(member)
    if request.method != "POST":
        return _page(request, member, FeedAddressForm())
    if "add" in request.POST:
        return _add(request, member)
    return _look(request, member)


@require_POST
@login_required
def change(request: HttpRequest, slug: str, feed_id: UUID) -> HttpResponse:
    """Do what the button says that was pressed."""
    member = get_member(request.user, slug)
    require_manager(member)
    feed = get_object_or_404(member.project.feeds, public_id=feed_id)
    act = next((act for name, act in ACTS.items() if name in request.POST), None)
    if act:
        messages.success(request, act(member, feed) % {"feed": feed})
    return redirect("feeds", slug)


def _look(request: HttpRequest, member: Membership) -> HttpResponse:
    form = FeedAddressForm(request.POST)
    if not form.is_valid():
        return _page(request, member, form, status=400)
    url = form.cleaned_data["url"]
    try:
        _fetched, reading = look_at_feed(url)
    except FetchRefused as refused:
        form.add_error("url", refused.message)
        return _page(request, member, form, status=400)
    chosen = FeedForm(initial={"url": url, "title": reading.title})
    newest = reading.entries[::-1][:PREVIEWED]
    found = {"url": url, "entries": newest, "count": len(reading.entries)}
    return _page(request, member, chosen, found=found)


def _add(request: HttpRequest, member: Membership) -> HttpResponse:
    form = FeedForm(request.POST)
    if form.is_valid():
        try:
            feed = actions.add_feed(project=member.project, actor=member.user, **form.cleaned_data)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            look_now(feed)
            message = _("“%(feed)s” is added. Its articles come in now.")
            messages.success(request, message % {"feed": feed})
            return redirect("feeds", member.project.slug)
    return _page(request, member, form, found={"url": form.data.get("url", "")}, status=400)


def _page(
    request: HttpRequest,
    member: Membership,
    form: FeedAddressForm,
    *,
    found: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "member": member,
        "form": form,
        "found": found,
        "feeds": feeds_of(member),
        "way": "feeds",
    }
    return render(request, "projects/feeds.html", context, status=status)


def _look_now(_member: Membership, feed: Feed) -> str:
    look_now(feed)
    return _("“%(feed)s” is being looked at. What is new shows up here and among the articles.")


def _pause(_member: Membership, feed: Feed) -> str:
    actions.pause_feed(feed=feed)
    return _("“%(feed)s” is paused.")


def _resume(member: Membership, feed: Feed) -> str:
    actions.resume_feed(feed=feed, actor=member.user)
    look_now(feed)
    return _("“%(feed)s” is looked at again.")


def _remove(_member: Membership, feed: Feed) -> str:
    actions.remove_feed(feed=feed)
    return _("“%(feed)s” is removed. Its articles stay.")


ACTS = {"look": _look_now, "pause": _pause, "resume": _resume, "remove": _remove}
