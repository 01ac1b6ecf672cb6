"""Labels as files: at once, or written in the background and fetched later."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics

from annotator.annotation.models import Label
from annotator.export.api.base import ListView, ProjectView, Request, Response, get_object_or_404
from annotator.export.filters import LabelFilter
from annotator.export.jobs.actions import drop_export, exports_of
from annotator.export.jobs.asking import begin_export, format_named
from annotator.export.jobs.sending import send_file, stream
from annotator.export.jobs.tidying import tidy_exports
from annotator.export.models import Export
from annotator.export.serializers.exports import (
    ExportRequestSerializer,
    ExportSerializer,
    FormatSerializer,
)
from annotator.export.study.opening import open_study
from annotator.export.study.options import Layer, Names, read_flag
from annotator.export.writers import FORMATS

AFTER = "2"
"""Seconds after which to ask again how far an export is."""


def given_by(request: Request) -> dict[str, str]:
    """The query of an address as plain data, the last of each name."""
    return request.query_params.dict()


class ExportView(ProjectView, generics.GenericAPIView):
    """All labels as a file."""

    queryset = Label.objects.none()
    filterset_class = LabelFilter
    pagination_class = None
    restricted = conflicts = True

    @extend_schema(
        operation_id="export_labels",
        summary="Download labels",
        parameters=[
            OpenApiParameter(
                "as", str, required=True, enum=list(FORMATS), description="The file format."
            ),
            OpenApiParameter(
                "layer", str, enum=Layer.values, description="Whose answers; `annotators` first."
            ),
            OpenApiParameter(
                "names", str, enum=Names.values, description="What people are called."
            ),
            OpenApiParameter("bom", bool, description="Begin `csv` with a byte order mark."),
            OpenApiParameter("freeze", str, description="The name of a freeze to read from."),
            OpenApiParameter("background", bool, description="Write it in the background."),
            *(
                OpenApiParameter(name, str, description="As in the list of labels.")
                for name in LabelFilter.base_filters
            ),
        ],
        responses={
            **{
                (200, one.media_type.partition(";")[0]): OpenApiTypes.STR
                for one in FORMATS.values()
            },
            202: ExportSerializer,
            303: OpenApiResponse(description="It has been written: `Location` is the file."),
        },
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Stream all labels that you may see, one row per code, with the filters of the list.

        In `csv`, a text that a spreadsheet would run as a formula gets a leading apostrophe;
        `jsonl` is exact. A large export is written in the background: the answer is 202 and says
        where to ask how far it is. The same request answers 303 to the file once it is written,
        for ten minutes, of a freeze as long as there is the file.
        """
        member, given = self.member, given_by(request)
        chosen = format_named(given.get("as", ""))
        study = open_study(member, given)
        in_background = read_flag(given, "background")
        if not in_background and not study.has_more_labels_than(chosen.streams_up_to):
            return stream(member, chosen, study, given)
        export, is_new = begin_export(member, chosen, given)
        if not is_new and export.state == Export.State.READY:
            place = reverse("api-export-file", args=[slug, export.public_id])
            return HttpResponseRedirect(place, status=303)
        return under_way(request, export)


def under_way(request: Request, export: Export) -> Response:
    """Say that it is being written, and where to ask again."""
    found = ExportSerializer(export, context={"request": request}).data
    return Response(found, status=202, headers={"Location": found["url"], "Retry-After": AFTER})


class FormatsView(ProjectView):
    """The file formats."""

    @extend_schema(
        operation_id="list_formats",
        summary="File formats",
        responses={200: FormatSerializer(many=True)},
    )
    def get(self, _request: Request, slug: str) -> Response:
        """List the formats of exports, what is in a file of each and what is not."""
        context = {"sees_all": self.member.may_review}
        found = FormatSerializer([*FORMATS.values()], many=True, context=context)
        return Response(found.data)


class ExportListView(ListView):
    """Your exports in the background."""

    queryset = Export.objects.none()
    serializer_class = ExportSerializer
    filter_backends = ()
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> QuerySet[Export]:
        """Return the caller's own."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return exports_of(self.member).select_related("project")

    @extend_schema(operation_id="list_exports", summary="Your exports in the background")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List what you have asked for in this project, the latest first."""
        _ = self.member
        tidy_exports()
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="begin_export",
        summary="Export in the background",
        request=ExportRequestSerializer,
        responses={202: ExportSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Have an export written in the background, however small it is.

        The same one is not written twice: while it is under way or its file is fresh, the answer
        is that one.
        """
        _ = self.member
        read = ExportRequestSerializer(data=request.data)
        read.is_valid(raise_exception=True)
        chosen = format_named(read.validated_data["format"])
        export, _is_new = begin_export(self.member, chosen, read.validated_data["query"])
        return under_way(request, export)


class OwnExportView(ProjectView):
    """One of the caller's exports."""

    def export(self, export_id: UUID) -> Export:
        """Return it, or 404."""
        return get_object_or_404(
            exports_of(self.member).select_related("project"), public_id=export_id
        )


class ExportOneView(OwnExportView):
    """An export in the background."""

    @extend_schema(
        operation_id="get_export", summary="How far it is", responses={200: ExportSerializer}
    )
    def get(self, request: Request, slug: str, export_id: UUID) -> Response:
        """Show where your export stands, and how many articles are done."""
        tidy_exports()
        export = self.export(export_id)
        return Response(ExportSerializer(export, context={"request": request}).data)

    @extend_schema(
        operation_id="drop_export",
        summary="Cancel or remove",
        request=None,
        responses={204: None},
    )
    def delete(self, _request: Request, slug: str, export_id: UUID) -> Response:
        """Cancel an export that is under way; remove one that is over, with its file."""
        drop_export(export=self.export(export_id))
        return Response(status=204)


class ExportFileView(OwnExportView):
    """The file of an export."""

    restricted = conflicts = True

    @extend_schema(
        operation_id="get_export_file",
        summary="The file",
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="You have it: `If-None-Match` is its digest."),
        },
    )
    def get(self, request: Request, slug: str, export_id: UUID) -> HttpResponseBase:
        """Download the file that was written for you, while you may still see what is in it.

        `ETag` is the SHA-256 of the file. 409: it is not written yet, or has expired.
        """
        return send_file(request, self.member, self.export(export_id))
