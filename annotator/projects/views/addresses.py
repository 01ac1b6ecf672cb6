"""Articles come in by their addresses: the pages are fetched in the background."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from annotator.http import posted_by
from annotator.projects import actions
from annotator.projects.driving import read_on
from annotator.projects.permissions import get_member, require_manager
from annotator.projects.web_forms import AddressesForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a list of addresses; the next page shows how fetching them goes."""
    member = get_member(request.user, slug)
    require_manager(member)
    form = AddressesForm(posted_by(request))
    if form.is_valid():
        begun = actions.prepare_address_import(
            project=member.project, actor=member.user, urls=form.cleaned_data["addresses"]
        )
        read_on(begun)
        return redirect("article_import", slug, begun.public_id)
    context = {"member": member, "form": form, "way": "addresses"}
    status = 400 if form.is_bound else 200
    return render(request, "projects/addresses.html", context, status=status)
