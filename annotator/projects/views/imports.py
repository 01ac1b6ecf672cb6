"""Articles come in: paste or upload, look at the proposed claims, save."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from annotator.errors import Conflict
from annotator.projects import actions
from annotator.projects.columns import columns_of
from annotator.projects.driving import go_on, read_on, save_on
from annotator.projects.forms import ColumnsForm, PasteHtmlForm, PasteTextForm, UploadForm
from annotator.projects.models import ArticleImport, Membership
from annotator.projects.permissions import get_member, require_manager
from annotator.projects.querysets import imports_of
from annotator.projects.views.import_pages import import_page
from articles.ingestion.drafts import ArticleDraft, DraftRejected, build_draft

PER_PAGE = 50
WAYS: dict[str, tuple[type[Form], Promise]] = {
    "text": (PasteTextForm, gettext_lazy("Paste text")),
    "html": (PasteHtmlForm, gettext_lazy("Paste HTML")),
    "file": (UploadForm, gettext_lazy("Files")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Read what is pasted or uploaded; the next page shows it before anything is stored."""
    member = get_member(request.user, slug)
    require_manager(member)
    way = request.GET.get("from", "text")
    way = way if way in WAYS else "text"
    form_class, _label = WAYS[way]
    if request.method == "POST":
        form = form_class(request.POST, request.FILES)
        kept = _begin(member, way, form) if form.is_valid() else None
        if kept is not None:
            return redirect("article_import", slug, kept.public_id)
    else:
        form = form_class(initial={"url": request.GET.get("url", "")[:2000]})
    context = {"member": member, "form": form, "way": way, "ways": WAYS.items()}
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "projects/article_add.html", context, status=status)


def _begin(member: Membership, way: str, form: Form) -> ArticleImport | None:
    """Begin an import; None when what was sent was refused and the form says why."""
    if way == "file":
        return _upload(member, form)
    draft = _pasted(form)
    if draft is None:
        return None
    return actions.prepare_import(
        project=member.project, actor=member.user, method=f"paste_{way}", read=[draft]
    )


def _upload(member: Membership, form: Form) -> ArticleImport | None:
    try:
        begun = actions.begin_upload(
            project=member.project, actor=member.user, files=form.cleaned_data["file"]
        )
        return read_on(begun)
    except Conflict as error:
        form.add_error("file", error.message)
    return None


def _pasted(form: Form) -> ArticleDraft | None:
    try:
        return build_draft({name: value for name, value in form.cleaned_data.items() if value})
    except DraftRejected as rejected:
        for error in rejected.errors:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    return None


@require_safe
@login_required
def show_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the imports, so that one is found again whose page was left."""
    member = get_member(request.user, slug)
    require_manager(member)
    page = Paginator(imports_of(member), PER_PAGE).get_page(request.GET.get("page"))
    context = {"member": member, "page": page, "way": "imports"}
    return render(request, "projects/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str, import_id: Any) -> HttpResponse:
    """Show an import: what was read, how it goes, what came of it."""
    member = get_member(request.user, slug)
    require_manager(member)
    kept = get_object_or_404(member.project.imports, public_id=import_id)
    if request.method != "POST":
        return import_page(request, member, kept)
    try:
        return _act(request, member, kept)
    except Conflict as error:
        return import_page(request, member, kept, problem=error.message, status=409)


def _act(request: HttpRequest, member: Membership, kept: ArticleImport) -> HttpResponse:
    """Do what the button says that was pressed."""
    if "discard" in request.POST:
        actions.discard_import(article_import=kept)
        kept.refresh_from_db()
        if kept.state == ArticleImport.State.DISCARDED:
            messages.info(request, _("Nothing was imported."))
            return redirect("article_add", member.project.slug)
        return redirect("article_import", member.project.slug, kept.public_id)
    if "name_columns" in request.POST:
        return _name_columns(request, member, kept)
    if "cancel" in request.POST:
        actions.cancel_import(article_import=kept)
    elif "retry" in request.POST:
        go_on(actions.retry_import(article_import=kept))
    elif "again" in request.POST:
        go_on(kept)
    else:
        return _confirm(request, member, kept)
    return redirect("article_import", member.project.slug, kept.public_id)


def _name_columns(request: HttpRequest, member: Membership, kept: ArticleImport) -> HttpResponse:
    form = ColumnsForm(request.POST, columns=columns_of(kept))
    if not form.is_valid():
        return import_page(request, member, kept, form=form, status=400)
    named = actions.name_columns(article_import=kept, columns=form.cleaned_data)
    go_on(named)
    return redirect("article_import", member.project.slug, kept.public_id)


def _confirm(request: HttpRequest, member: Membership, kept: ArticleImport) -> HttpResponse:
    confirmed = save_on(
        actions.confirm_import(
            article_import=kept,
            title=request.POST.get("title"),
            link_known=request.POST.get("known", "link") == "link",
            skip_rejected="skip_rejected" in request.POST,
        )
    )
    if confirmed.state == ArticleImport.State.DONE and confirmed.total == 1:
        done = confirmed.items.filter(outcome__in=("created", "linked"), state="saved").first()
        if done and done.article_id:
            messages.success(request, _("The article is stored and ready to be coded."))
            return redirect("article", member.project.slug, done.article_id)
    return redirect("article_import", member.project.slug, confirmed.public_id)
