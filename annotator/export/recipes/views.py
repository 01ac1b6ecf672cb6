"""The API by example, for people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.export.recipes import read_recipes


@require_safe
def show_recipes(request: HttpRequest) -> HttpResponse:
    """Show how the commonest jobs are done, with this site's own address in every example."""
    recipes = read_recipes(request.build_absolute_uri("/api/v1"))
    return render(request, "help/api.html", {"recipes": recipes})
