"""The labels behind a figure, claim by claim."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.annotation.models import Label
from annotator.annotation.querysets import LabelQuerySet
from annotator.codebook.catalogue import Catalogue
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_reviewer
from annotator.review.choices import on_chosen_articles
from annotator.review.figures.choosing import catalogue_for
from annotator.review.figures.filters import Filters, FiltersForm
from annotator.review.forms import ClaimFilterForm
from annotator.review.presenting import Chip, chips_of
from annotator.review.presenting.links import Links
from annotator.review.presenting.panel import Panel
from annotator.review.querysets import (
    by_publisher,
    compared_labels,
    count_labels,
    counted_labels,
    labels_behind,
)
from annotator.review.sheets import marked_words

PER_PAGE = 50


@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """List labels by question, code, publisher and annotator, under the filters of the figures."""
    member = get_member(request.user, slug)
    require_reviewer(member)
    panel = Panel(member, FiltersForm(member, request.GET), request.GET)
    catalogue = catalogue_for(member, panel.filters)
    form = ClaimFilterForm(request.GET, member=member, catalogue=catalogue)
    labels, is_valid = Label.objects.none(), form.is_valid() and panel.form.is_valid()
    if is_valid:
        labels = _chosen(member, catalogue, panel.filters, form.cleaned_data)
    counts = count_labels(labels)
    paginator = Paginator(labels_behind(labels), PER_PAGE)
    paginator.count = counts["labels"]  # counted already
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "member": member,
        "form": form,
        "panel": panel,
        "links": Links(slug, panel.filters),
        "page": page,
        "rows": _shown(page, catalogue),
        **counts,
    }
    return render(request, "review/claims.html", context, status=200 if is_valid else 400)


def _shown(labels: Iterable[Label], catalogue: Catalogue) -> list[tuple[Label, Chip | None, str]]:
    """Each label with its chip, None where its question is not asked, and the words it marks."""
    chips = {key: chips_of(entry) for key, entry in catalogue.variables.items()}
    return [
        (
            label,
            chips.get(label.variable.identifier, {}).get(label.code.identifier),
            marked_words(label),
        )
        for label in labels
    ]


def _chosen(
    member: Membership, catalogue: Catalogue, filters: Filters, asked: dict[str, Any]
) -> LabelQuerySet:
    everything = asked["count"] == "all"
    labels = Label.objects.visible_to(member) if everything else counted_labels(member)
    labels = _filtered(labels, member, filters)  # a pair is compared with nobody else
    if asked["count"] == "compared":
        labels = compared_labels(labels, catalogue.variables[asked["variable"]])
    if asked["variable"]:
        labels = labels.filter(variable=catalogue.variables[asked["variable"]].row)
    if asked["code"]:
        labels = labels.filter(
            code__identifier=asked["code"], code__variable__version=catalogue.version_id
        )
    if asked["publisher"]:
        labels = labels.filter(by_publisher(asked["publisher"], "assignment__article__publisher"))
    if asked["annotator"]:
        labels = labels.filter(assignment__annotator__username=asked["annotator"])
    return labels


def _filtered(labels: LabelQuerySet, member: Membership, filters: Filters) -> LabelQuerySet:
    """Those on the articles, and of the pair of annotators, that the figures are about."""
    labels = on_chosen_articles(labels, member, filters, path="assignment__article")
    if filters.annotators:
        labels = labels.filter(assignment__annotator__username__in=filters.annotators)
    return labels
