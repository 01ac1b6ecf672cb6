"""The history of labels and decisions: read it page by page, or take it along as a file."""

from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError

from annotator.annotation.models import LabelEvent
from annotator.export.api.base import ListView, ProjectView, Request, Response
from annotator.export.conditional import conditional
from annotator.export.filters import LabelHistoryFilter
from annotator.export.history import Kind, read_history
from annotator.export.history.events import ORDER
from annotator.export.history.writing import FORMS
from annotator.export.serializers.history import EventSerializer
from annotator.export.states import state_of_history
from annotator.export.study.options import Names, Options
from annotator.export.study.people import People

KIND = OpenApiParameter(
    "kind", str, enum=Kind.values, description="`label` if not given; `decision` for reviewers."
)
FILTERS = [
    KIND,
    OpenApiParameter("annotator", str, description="A username. Not of decisions."),
    OpenApiParameter("variable", str, description="Such as `src`."),
    OpenApiParameter("article", OpenApiTypes.INT64, description="An article's id."),
    OpenApiParameter("claim", OpenApiTypes.INT64, description="A claim's id."),
    OpenApiParameter("since", OpenApiTypes.DATETIME, description="Made at this time or later."),
]


class HistoryView(ListView):
    """How labels, and decisions, came to be."""

    queryset = LabelEvent.objects.none()
    serializer_class = EventSerializer
    filterset_class = LabelHistoryFilter
    ordering = ORDER
    restricted = True

    @extend_schema(
        operation_id="list_history",
        summary="How labels came to be",
        parameters=[KIND],
    )
    @conditional(state_of_history)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List changes in the order they were made, of labels or (for reviewers) of decisions.

        Whoever may see a label may see its history: annotators their own, others' as the project
        says. A cleared answer is a change whose `after` is empty. Nothing here is ever changed or
        taken away; the answers to a question are what its last change says.
        """
        history = read_history(self.member, request.query_params)
        page = self.paginate_queryset(history.rows) or []
        found = [history.event(row) for row in page]
        return self.get_paginated_response(EventSerializer(found, many=True).data)


class HistoryExportView(ProjectView):
    """The history as a file."""

    restricted = True
    filtered = True

    @extend_schema(
        operation_id="export_history",
        summary="Download the history",
        parameters=[
            OpenApiParameter("as", str, enum=list(FORMS), description="`jsonl` if not given."),
            OpenApiParameter(
                "names", str, enum=Names.values, description="What people are called."
            ),
            *FILTERS,
        ],
        responses={
            (200, media.partition(";")[0]): OpenApiTypes.STR for media, _write in FORMS.values()
        },
    )
    def get(self, request: Request, slug: str) -> StreamingHttpResponse:
        """Stream every change that you may see, in the order they were made, as in the list."""
        name = request.query_params.get("as") or "jsonl"
        if name not in FORMS:
            message = _("Choose one of: %(choices)s.") % {"choices": ", ".join(FORMS)}
            raise ValidationError({"as": message}, code="invalid")
        people = People(self.member.project, Options.read(request.query_params).names)
        history = read_history(self.member, request.query_params, people.called)
        media_type, write = FORMS[name]
        file = f"{slug}-history-{history.kind}.{name}"
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return StreamingHttpResponse(write(history), content_type=media_type, headers=headers)
