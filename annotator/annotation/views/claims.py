"""Change how an article is cut: plain forms of the article page, managers only."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.annotation import actions
from annotator.errors import Conflict
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_manager
from articles.models import Claim, ClaimEdit

Edit = Callable[[HttpRequest, Membership, Claim], ClaimEdit]


@require_POST
@login_required
def edit(request: HttpRequest, slug: str, pk: int, kind: str) -> HttpResponse:
    """Split, merge, move the end of, or change the role of a claim; then show the article."""
    member = get_member(request.user, slug)
    require_manager(member)
    claim = get_object_or_404(
        Claim.objects.select_related("article"),
        pk=pk,
        article__entries__project_id=member.project_id,
    )
    try:
        done = EDITS[kind](request, member, claim)
    except (Conflict, ValueError) as error:
        messages.error(request, str(error))
        return _article(slug, claim.article_id, claim.pk if claim.is_current else None)
    messages.success(request, DONE[kind]())
    first = done.lineage.order_by("successor__start").values_list("successor_id", flat=True).first()
    return _article(slug, claim.article_id, first)


@require_POST
@login_required
def undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an edit back."""
    member = get_member(request.user, slug)
    require_manager(member)
    done = get_object_or_404(ClaimEdit, pk=pk, article__entries__project_id=member.project_id)
    try:
        actions.undo_claim_edit(edit=done, member=member)
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The change was undone; the labels of before stand again."))
    return _article(slug, done.article_id, None)


def _split(request: HttpRequest, member: Membership, claim: Claim) -> ClaimEdit:
    return actions.split_claim(claim=claim, at=_place(request), member=member)


def _merge(request: HttpRequest, member: Membership, claim: Claim) -> ClaimEdit:
    return actions.merge_claims(first=claim, second=_following(claim), member=member)


def _move(request: HttpRequest, member: Membership, claim: Claim) -> ClaimEdit:
    at = _place(request)
    return actions.move_boundary(first=claim, second=_following(claim), at=at, member=member)


def _role(request: HttpRequest, member: Membership, claim: Claim) -> ClaimEdit:
    return actions.change_role(claim=claim, role=request.POST.get("role", ""), member=member)


EDITS: dict[str, Edit] = {"split": _split, "merge": _merge, "move": _move, "role": _role}
DONE: dict[str, Callable[[], str]] = {
    "split": lambda: _("The claim was split. You can undo this below."),
    "merge": lambda: _("The claims were merged. You can undo this below."),
    "move": lambda: _("The boundary was moved. You can undo this below."),
    "role": lambda: _("The role was changed. You can undo this below."),
}


def _place(request: HttpRequest) -> int:
    given = request.POST.get("at", "")
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise ValueError(_("Choose the place to cut."))
    return int(given)


def _following(claim: Claim) -> Claim:
    after = Claim.objects.current().filter(article_id=claim.article_id, start__gte=claim.end)
    following = after.order_by("start").first()
    if following is None:
        raise ValueError(_("Nothing follows this claim."))
    return following


def _article(slug: str, article_id: int, claim_id: int | None) -> HttpResponse:
    url = reverse("article", args=[slug, article_id])
    return redirect(f"{url}?claim={claim_id}#claim-{claim_id}" if claim_id else url)
