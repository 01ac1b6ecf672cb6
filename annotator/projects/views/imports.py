"""Articles come in: paste or upload, look at the proposed claims, save."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotator.errors import Conflict
from annotator.projects import actions
from annotator.projects.actions.imports import AT_ONCE, thaw_draft
from annotator.projects.forms import PasteHtmlForm, PasteTextForm, UploadForm
from annotator.projects.models import ArticleImport, Membership
from annotator.projects.permissions import get_member, require_manager
from annotator.projects.presenting import Part, marked_text
from annotator.projects.tasks import save_import
from articles.actions import known_outlets
from articles.ingestion.drafts import ArticleDraft, DraftRejected, build_draft
from articles.ingestion.files import read_file
from articles.models import Claim
from articles.preparing import PreparedArticle, prepare_article

WAYS: dict[str, tuple[type[Form], str, Promise]] = {
    "text": (PasteTextForm, "paste_text", gettext_lazy("Paste text")),
    "html": (PasteHtmlForm, "paste_html", gettext_lazy("Paste HTML")),
    "file": (UploadForm, "upload", gettext_lazy("Upload a file")),
}
PREVIEWED = 20
LISTED = 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Read what is pasted or uploaded; the next page shows it before anything is stored."""
    member = get_member(request.user, slug)
    require_manager(member)
    way = request.GET.get("from", "text")
    way = way if way in WAYS else "text"
    form_class, method, _label = WAYS[way]
    posted = request.method == "POST"
    form = form_class(request.POST, request.FILES) if posted else form_class()
    if posted and form.is_valid():
        read = _read(form)
        if read is not None:
            upload = form.cleaned_data.get("file")
            kept = actions.prepare_import(
                project=member.project,
                actor=member.user,
                method=method,
                read=read,
                file_name=upload.name if upload else "",
            )
            return redirect("article_import", slug, kept.public_id)
    context = {"member": member, "form": form, "way": way, "ways": WAYS.items()}
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "projects/article_add.html", context, status=status)


def _read(form: Form) -> Iterable[ArticleDraft | DraftRejected] | None:
    """Return drafts; None when a pasted article was refused and the form says why."""
    values = dict(form.cleaned_data)
    if "file" in values:
        return read_file(values["file"].name, values["file"])
    try:
        return [build_draft({name: value for name, value in values.items() if value})]
    except DraftRejected as rejected:
        for error in rejected.errors:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str, import_id: Any) -> HttpResponse:
    """Show an import: what was read, how it goes, what came of it."""
    member = get_member(request.user, slug)
    require_manager(member)
    kept = get_object_or_404(member.project.imports, public_id=import_id)
    if request.method == "POST":
        if "discard" in request.POST:
            actions.discard_import(article_import=kept)
            messages.info(request, _("Nothing was imported."))
            return redirect("article_add", slug)
        return _confirm(request, member, kept)
    return _page(request, member, kept)


def _confirm(request: HttpRequest, member: Membership, kept: ArticleImport) -> HttpResponse:
    try:
        confirmed = actions.confirm_import(
            article_import=kept,
            title=request.POST.get("title"),
            link_known=request.POST.get("known", "link") == "link",
            skip_rejected="skip_rejected" in request.POST,
        )
    except Conflict as error:
        return _page(request, member, kept, problem=error.message, status=409)
    if confirmed.total > AT_ONCE:
        save_import.enqueue(str(confirmed.public_id))
    else:
        confirmed = actions.run_import(article_import=confirmed)
    done = [one["article"] for one in confirmed.report if one["outcome"] in ("created", "linked")]
    if confirmed.total == 1 and done:
        messages.success(request, _("The article is stored and ready to be coded."))
        return redirect("article", member.project.slug, done[0])
    return redirect("article_import", member.project.slug, confirmed.public_id)


def _page(
    request: HttpRequest,
    member: Membership,
    kept: ArticleImport,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"member": member, "kept": kept, "problem": problem}
    if kept.state == ArticleImport.State.PREVIEW:
        context |= _preview(member, kept)
    context["report"] = kept.report[:LISTED]
    context["rejects"] = kept.rejects[:LISTED]
    template = "projects/article_import.html"
    return render(request, template, context, status=status)


def _preview(member: Membership, kept: ArticleImport) -> dict[str, Any]:
    outlets = known_outlets()
    shown = [
        prepare_article(thaw_draft(one), known_outlets=outlets) for one in kept.drafts[:PREVIEWED]
    ]
    outcomes = actions.find_outcomes(project=member.project, prepared=shown, actor=member.user)
    previews = [
        {"prepared": one, "parts": _parts(one), "outcome": outcome}
        for one, outcome in zip(shown, outcomes, strict=True)
    ]
    return {
        "previews": previews,
        "unseen": kept.total - len(shown),
        "some_known": any(one.outcome == actions.Outcome.LINKED for one in outcomes),
    }


def _parts(one: PreparedArticle) -> list[Part]:
    text = one.draft.text
    claims = [
        Claim(start=part.start, end=part.end, role=part.role.value, reason=part.reason)
        for part in one.segments
    ]
    return marked_text(text, claims)
