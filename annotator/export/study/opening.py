"""Open the study that somebody asks for: one way in for pages, API, commands and the worker."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import FilterSet

from annotator.annotation.models import Label
from annotator.export.filters import DecisionFilter, EntryFilter, LabelFilter
from annotator.export.models import Freeze
from annotator.export.study.frozen import FrozenStudy
from annotator.export.study.live import LiveStudy
from annotator.export.study.narrowing import Narrowing
from annotator.export.study.options import Layer, Options
from annotator.export.study.records import Study
from annotator.projects.models import Membership, Project, Role
from annotator.projects.permissions import require_reviewer
from annotator.review.models import Adjudication

FILTERS = tuple(LabelFilter.base_filters)
"""Query parameters that narrow an export, as they narrow the list of labels."""
READ = ("layer", "names", "bom", "freeze", *FILTERS)
"""All that `open_study` reads of a query."""
FILTERS_OF_LAYER = {
    Layer.ANNOTATORS: frozenset(FILTERS),
    Layer.ADJUDICATED: frozenset(DecisionFilter.base_filters),
    Layer.AGGREGATED: frozenset({"article", "claim", "publisher", "variable"}),
}
ABOUT_DECISIONS = ("article", "claim", "publisher", "variable")
"""Filters of labels that decisions beside them are narrowed by too."""


def operator_of(project: Project) -> Membership:
    """Stand in for a manager, for whoever runs commands on the server."""
    return Membership(project=project, role=Role.MANAGER)


def open_study(member: Membership, given: Mapping[str, Any]) -> Study:
    """Return what `given` (a query: options and filters) asks for, as the member may see it.

    `freeze` names a frozen state of the project; without it, it is read as it stands.

    Raises `ValidationError` for values that are wrong or that a layer cannot be narrowed by, and
    `PermissionDenied` where an annotator asks for decisions.
    """
    options = Options.read(given)
    if options.layer != Layer.ANNOTATORS or given.get("freeze"):
        require_reviewer(member)
    chosen = {name: str(given[name]) for name in FILTERS if given.get(name)}
    _refuse_foreign(chosen, options.layer)
    if given.get("freeze"):
        return _frozen(member.project, str(given["freeze"]), options, chosen)
    return LiveStudy(
        member,
        options,
        labels=_narrowed(LabelFilter, chosen, Label.objects.visible_to(member)),
        entries=_narrowed(EntryFilter, chosen, member.project.entries.all()).distinct(),
        decisions=_decisions(member, options.layer, chosen),
    )


def query_of(given: Mapping[str, Any]) -> dict[str, str]:
    """The part of a query that `open_study` reads, every option said: equal for equal exports."""
    chosen = {name: str(given[name]) for name in (*FILTERS, "freeze") if given.get(name)}
    return {**Options.read(given).as_query(), **chosen}


def _frozen(
    project: Project, name: str, options: Options, chosen: Mapping[str, str]
) -> FrozenStudy:
    ready = project.freezes.filter(state=Freeze.State.READY)
    freeze = ready.filter(name=name).first() if name.isprintable() else None
    if freeze is None:
        message = _("There is no finished freeze “%(name)s” of this project.") % {"name": name}
        raise ValidationError({"freeze": message}, "unknown")
    filters = LabelFilter(chosen, queryset=Label.objects.none())
    if not filters.is_valid():
        raise ValidationError(filters.form.errors.as_data())
    cleaned = {key: filters.form.cleaned_data[key] for key in chosen}
    return FrozenStudy(freeze, options, Narrowing(options.layer, cleaned))


def _decisions(member: Membership, layer: Layer, chosen: Mapping[str, str]) -> QuerySet[Any]:
    if not member.may_review:
        return Adjudication.objects.none()
    names = DecisionFilter.base_filters if layer == Layer.ADJUDICATED else ABOUT_DECISIONS
    about = {name: value for name, value in chosen.items() if name in names}
    return _narrowed(DecisionFilter, about, member.project.adjudications.all())


def _refuse_foreign(chosen: Mapping[str, str], layer: Layer) -> None:
    foreign = [name for name in chosen if name not in FILTERS_OF_LAYER[layer]]
    if foreign:
        message = _("Labels of the layer “%(layer)s” cannot be narrowed by this.")
        errors = {name: message % {"layer": layer.value} for name in foreign}
        raise ValidationError(errors)


def _narrowed(kind: type[FilterSet], chosen: Mapping[str, str], rows: Any) -> Any:
    filters = kind(chosen, queryset=rows)
    if not filters.is_valid():
        raise ValidationError(filters.form.errors.as_data())
    return filters.qs
