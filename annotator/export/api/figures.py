"""Counts and agreement: the figures of the review pages; for reviewers and managers."""

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema

from annotator.export.api.base import ProjectView, Request, Response
from annotator.export.conditional import conditional
from annotator.export.serializers.figures import (
    AggregatesSerializer,
    AgreementSerializer,
    FiguresSerializer,
    OneAgreementSerializer,
    SummarySerializer,
)
from annotator.export.states import state_of_figures
from annotator.export.units import PAGE_PARAMETERS, UnitPage
from annotator.projects.permissions import require_reviewer
from annotator.review.figures.aggregating import SEED
from annotator.review.figures.filters import LABELS, Filters, read_filters
from annotator.review.figures.store import Shown, figures_of
from annotator.review.figures.units import DAWID_SKENE, MAJORITY, METHODS, unit_answers
from annotator.review.summary import summary_of

FILTERS = [
    OpenApiParameter("version", str, description="A version of the project's codebook."),
    OpenApiParameter("from", str, description="Published on this day or later: 2026-02-14."),
    OpenApiParameter("to", str, description="Published on this day or earlier."),
    OpenApiParameter("publisher", str, description="A publisher's name; `-` for none."),
    OpenApiParameter("language", str, description="The language of the articles, such as `en`."),
    OpenApiParameter("annotators", str, description="Two usernames: `ana,ben`. Their labels only."),
    OpenApiParameter(
        "labels",
        str,
        enum=list(LABELS),
        description="`before` (as submitted), or `after` (each decision counts as everybody's "
        "answer: shows what deciding changed, and is no reliability to report).",
    ),
]


class FilteredView(ProjectView):
    """Figures of what the filters choose."""

    restricted = True
    filtered = True

    def filters(self) -> Filters:
        """Read them from the query; whoever may not see figures is told so first."""
        require_reviewer(self.member)
        return read_filters(self.member, self.request.query_params)

    @cached_property
    def shown(self) -> Shown:
        """The figures asked for."""
        return figures_of(self.member, self.filters())


def stamped(shown: Shown, figures: dict[str, Any]) -> Response:
    """Figures with the moment they are of."""
    return Response({"made_at": shown.made_at, "is_fresh": shown.is_fresh, **figures})


class SummaryView(FilteredView):
    """Counts of a project."""

    @extend_schema(
        operation_id="get_summary",
        summary="Counts",
        parameters=FILTERS,
        responses={200: SummarySerializer},
    )
    @conditional(state_of_figures)
    def get(self, _request: Request, slug: str) -> Response:
        """Show how far the project is and what was answered."""
        shown = self.shown
        return stamped(shown, summary_of(shown.document))


class AgreementView(FilteredView):
    """Agreement of a project's annotators."""

    @extend_schema(
        operation_id="get_agreement",
        summary="Agreement",
        parameters=FILTERS,
        responses={200: AgreementSerializer},
    )
    @conditional(state_of_figures)
    def get(self, _request: Request, slug: str) -> Response:
        """Show percent agreement, Krippendorff's alpha and other coefficients for each variable."""
        shown = self.shown
        return stamped(shown, {"variables": shown.document["agreement"]})


class VariableAgreementView(FilteredView):
    """Agreement on one variable."""

    @extend_schema(
        operation_id="get_variable_agreement",
        summary="Agreement on one variable",
        parameters=FILTERS,
        responses={200: OneAgreementSerializer},
    )
    @conditional(state_of_figures)
    def get(self, _request: Request, slug: str, variable: str) -> Response:
        """Show everything about one variable: by code, by pair of annotators, and what is taken
        for what. `confusion` is null where answers are not one code of a list."""
        shown = self.shown
        rows = {row["variable"]: row for row in shown.document["agreement"]}
        if variable not in rows:
            raise Http404
        confusion = shown.document["confusion"].get(variable)
        return stamped(shown, {**rows[variable], "confusion": confusion})


class FiguresView(FilteredView):
    """All figures at once."""

    @extend_schema(
        operation_id="get_figures",
        summary="All figures",
        parameters=FILTERS,
        responses={200: FiguresSerializer},
    )
    @conditional(state_of_figures)
    def get(self, _request: Request, slug: str) -> Response:
        """Show every figure of the review pages, in one document."""
        shown = self.shown
        return stamped(shown, shown.document)


class AggregatesView(FilteredView):
    """What the answers to one variable come to, unit by unit."""

    @extend_schema(
        operation_id="list_aggregates",
        summary="Aggregated answers",
        parameters=[
            OpenApiParameter("variable", str, required=True, description="Such as `src`."),
            OpenApiParameter(
                "method", str, enum=list(METHODS), description="`majority` if not given."
            ),
            *FILTERS,
            *PAGE_PARAMETERS,
        ],
        responses={200: AggregatesSerializer},
    )
    def get(self, request: Request, slug: str) -> Response:
        """List the claims (or articles) with an answer, and one code for each: what most gave, or
        what Dawid and Skene's method finds most likely. A tie stays a tie: `answer` is null."""
        filters, method = self.filters(), self._method()
        variable = request.query_params.get("variable", "")
        found = unit_answers(self.member, filters, variable)
        page = UnitPage(request, found, f"aggregates:{variable}:{filters.key}")
        estimate = found.made.estimate if method == DAWID_SKENE else None
        return Response(
            {
                "made_at": found.made_at,
                "variable": variable,
                "method": method,
                "units": found.size,
                "seed": SEED if estimate else None,
                "converged": estimate.converged if estimate else None,
                "iterations": estimate.iterations if estimate else None,
                "warning": estimate.warning if estimate else "",
                **page.links,
                "results": found.rows(page.start, page.stop, method),
            }
        )

    def _method(self) -> str:
        method = self.request.query_params.get("method", "") or MAJORITY
        if method not in METHODS:
            message = _("Choose one of: %(choices)s.") % {"choices": ", ".join(METHODS)}
            raise ValidationError({"method": message})
        return str(method)
