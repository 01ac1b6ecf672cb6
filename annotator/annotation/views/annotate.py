"""The annotate page, and its plain form for those without JavaScript."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from annotator.annotation import actions, presenting
from annotator.annotation.actions import AnswerError, give_labels, lock_assignment
from annotator.annotation.actions.claims import may_edit_claims
from annotator.annotation.changes import changes_since
from annotator.annotation.models import Assignment
from annotator.annotation.places import may_take_up
from annotator.annotation.plain_form import PlainForm
from annotator.annotation.position import position_of
from annotator.annotation.progress import Status
from annotator.annotation.views.entering import logged_in, own_assignment, user_of
from annotator.annotation.worksheet import Entry, Worksheet, load_worksheet
from annotator.codebook.models import Variable
from annotator.errors import Conflict
from annotator.projects.guidelines import render_guidelines
from annotator.projects.models import Membership

Problems = Sequence[dict[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page  # a long article is a megabyte of markup
@never_cache
@logged_in
def annotate(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Show an assignment; as a form without JavaScript, save one claim and go to the next."""
    member, assignment = own_assignment(request, slug, public_id)
    if request.method != "POST":
        return show_sheet(request, member, assignment)
    try:
        return _save(request, slug, public_id)
    except AnswerError as error:
        return show_sheet(request, member, assignment, status=400, problems=error.errors)
    except Conflict as error:
        problems = [{"field": "", "message": error.message, "code": "conflict"}]
        return show_sheet(request, member, assignment, status=409, problems=problems)


def show_sheet(
    request: HttpRequest,
    member: Membership,
    assignment: Assignment,
    *,
    status: int = 200,
    problems: Problems = (),
    missing: Problems = (),
) -> HttpResponse:
    """Render the page, with what was wrong about the form that was just sent."""
    sheet = load_worksheet(assignment)
    entry = sheet.entry(request.POST.get("claim", "") or request.GET.get("claim", ""))
    article = assignment.article
    context = {
        "member": member,
        "assignment": assignment,
        "page_url": reverse("annotate", args=[member.project.slug, assignment.public_id]),
        "article": article,
        "article_title": presenting.shown_title(article),
        "sheet": sheet,
        "paragraphs": presenting.paragraphs(article.text, sheet.segments, sheet.entries),
        "rows": presenting.rows(sheet, entry),
        "forms": _forms(sheet, entry),
        "selected": entry,
        "previous": sheet.neighbour(entry, -1) if entry else None,
        "following": sheet.neighbour(entry, +1) if entry else None,
        "marked": presenting.marked_words(sheet, entry.claim if entry else None),
        "seen": sheet.digest(entry.claim.pk if entry and entry.claim else None),
        "position": position_of(assignment, member),
        "changes": changes_since(assignment),
        "may_edit_claims": assignment.is_writable
        and may_edit_claims(member, assignment.article_id),
        "may_reopen": actions.may_reopen(assignment),
        "may_take_up": may_take_up(assignment, member),
        "guidelines": render_guidelines(member.project.guidelines or ""),
        "roles": presenting.roles(),
        "problems": problems,
        "missing": presenting.missing_links(sheet, missing),
    }
    return render(request, "annotation/annotate.html", context, status=status)


def _forms(sheet: Worksheet, entry: Entry | None) -> list[dict[str, object]]:
    """The form about a claim and the one about the article; one of them is in sight."""
    shown = []
    for scope in (Variable.Scope.CLAIM, Variable.Scope.ARTICLE):
        is_here = entry is not None and (entry.claim is None) == (scope == Variable.Scope.ARTICLE)
        claim_id = entry.claim.pk if is_here and entry and entry.claim else None
        asked = presenting.questions(sheet, scope, claim_id if is_here else -1)
        if asked:
            shown.append({"scope": scope.value, "questions": asked, "is_here": is_here})
    return shown


@transaction.atomic
def _save(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    assignment = lock_assignment(public_id=public_id, slug=slug, user=user_of(request))
    sheet = load_worksheet(assignment)
    form = PlainForm(sheet, request.POST)
    given = give_labels(assignment=assignment, answers=form.answers(), actor=user_of(request))
    left_out = form.left_out | {variable for _claim, variable in given.dropped}
    if left_out:
        messages.warning(request, form.explain(left_out))
    after = load_worksheet(assignment)
    entry = after.entry(request.POST.get("claim", ""))
    target = _next_to_show(after, entry, stay="preset" in request.POST)
    page = reverse("annotate", args=[slug, public_id])
    return redirect(f"{page}?claim={target.key}#code" if target else page)


def _next_to_show(sheet: Worksheet, entry: Entry | None, *, stay: bool) -> Entry | None:
    """The next claim; after a preset the same one, as long as something is open in it."""
    if entry is None or (stay and entry.status != Status.DONE):
        return entry
    return sheet.neighbour(entry, +1) or entry
