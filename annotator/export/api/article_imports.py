"""Articles come in as files: sent, read, looked at, saved; large ones by the worker."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as FieldErrors
from django.core.files.base import File
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from annotator.export.api.base import (
    ListView,
    ProjectView,
    Request,
    Response,
    caller,
    get_object_or_404,
)
from annotator.export.parsers import UPLOADS
from annotator.export.serializers.article_imports import (
    ArticleImportApplySerializer,
    ArticleImportSerializer,
    ImportItemSerializer,
)
from annotator.export.study.options import read_flag
from annotator.http import problem
from annotator.projects import actions
from annotator.projects.driving import go_on, read_on, save_on
from annotator.projects.models import ArticleImport, ImportItem
from annotator.projects.permissions import require_manager
from annotator.projects.querysets import items_of
from articles.ingestion.columns import folded
from articles.ingestion.drafts import FIELDS
from articles.ingestion.limits import MAX_UPLOAD_BYTES

State = ArticleImport.State
GOES_ON = (State.READING, State.RUNNING)
PIECE = 1 << 16
ERRORS_SENT = 100
FILE = {
    "multipart/form-data": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
        },
    },
    "application/octet-stream": OpenApiTypes.BINARY,
    "application/x-ndjson": OpenApiTypes.BINARY,
    "application/zip": OpenApiTypes.BINARY,
}
ANSWERS = {200: ArticleImportSerializer, 202: ArticleImportSerializer}


class ArticleImportListView(ListView):
    """Imports of articles into a project."""

    queryset = ArticleImport.objects.none()
    serializer_class = ArticleImportSerializer
    parser_classes = UPLOADS
    ordering = ("-id",)
    restricted = True

    def get_queryset(self) -> QuerySet[ArticleImport]:
        """The project's imports, newest first."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require_manager(self.member)
        return self.member.project.imports.select_related("created_by")

    @extend_schema(operation_id="list_article_imports", summary="Imports of articles")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the imports of articles, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="import_articles",
        summary="Import articles from files",
        request=FILE,
        parameters=[
            OpenApiParameter("file_name", str, description="What a file sent as body is called."),
            OpenApiParameter("dry_run", bool, description="Read and report only."),
            OpenApiParameter(
                "skip_rejected", bool, description="Import the rest when some cannot be imported."
            ),
            OpenApiParameter(
                "map", str, description='JSON: `{"column of a table": "field"}`, "" for none.'
            ),
        ],
        responses={201: ArticleImportSerializer, 202: ArticleImportSerializer},
    )
    def post(self, request: Request, slug: str) -> HttpResponseBase:
        """Import `txt html docx pdf eml csv jsonl` files, or a zip file of them.

        Send a form with one or more `file`, or a file as the body with its `file_name`. Where
        something cannot be imported nothing is saved: 409 lists why, and the import waits for
        `apply/` with `skip_rejected`, or to be discarded. What is large is read in the background:
        202, and `Location` to ask.
        """
        require_manager(self.member)
        given = _given(request)
        options: dict[str, Any] = {}
        if not read_flag(given, "dry_run"):
            options["save_when_read"] = "rest" if read_flag(given, "skip_rejected") else "all"
        if given.get("map"):
            options["columns"] = _columns(given["map"])
        with TemporaryFile() as copy:
            begun = actions.begin_upload(
                project=self.member.project,
                actor=caller(request),
                files=_files(request, given, copy),
                method="api",
                options=options,
            )
        found = read_on(begun, ask=False)
        waits = found.state == State.PREVIEW and "save_when_read" in options
        return _refused(found) if waits else _told(found, status=201)


class ArticleImportView(ProjectView):
    """One import of articles."""

    serializer_class = ArticleImportSerializer
    restricted = True

    @extend_schema(
        operation_id="get_article_import",
        summary="An import of articles",
        responses=ArticleImportSerializer,
    )
    def get(self, request: Request, slug: str, import_id: UUID) -> Response:
        """How far it is, and what came of it."""
        return Response(ArticleImportSerializer(_import_of(self, import_id)).data)

    @extend_schema(
        operation_id="discard_article_import",
        summary="Discard an import of articles",
        responses={204: None},
    )
    def delete(self, request: Request, slug: str, import_id: UUID) -> HttpResponseBase:
        """Drop an import that waits and has saved nothing, and its files."""
        found = _import_of(self, import_id)
        actions.discard_import(article_import=found)
        found.refresh_from_db()
        if found.state != State.DISCARDED:
            return problem(409, _("Only an import that has saved nothing can be discarded."))
        return Response(status=204)


class ArticleImportItemsView(ListView):
    """What an import of articles brings, one by one."""

    queryset = ImportItem.objects.none()
    serializer_class = ImportItemSerializer
    ordering = ("position",)
    restricted = True

    def get_queryset(self) -> QuerySet[ImportItem]:
        """The items of one import."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        state = self.request.query_params.get("item_state", "")
        if state and state not in ImportItem.State.values:
            message = _("“%(state)s” is not one of: %(states)s.")
            words = {"state": state[:40], "states": ", ".join(ImportItem.State.values)}
            raise FieldErrors({"item_state": message % words})
        return items_of(_import_of(self, self.kwargs["import_id"]), state)

    @extend_schema(
        operation_id="list_article_import_items",
        summary="What an import brings, one by one",
        parameters=[OpenApiParameter("item_state", str, enum=ImportItem.State.values)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List files, rows and addresses: what became of each, or why it could not be imported."""
        return super().get(request, *args, **kwargs)


class ArticleImportApplyView(ProjectView):
    """Save an import that was read."""

    serializer_class = ArticleImportApplySerializer

    @extend_schema(
        operation_id="apply_article_import",
        summary="Save an import of articles",
        request=ArticleImportApplySerializer,
        responses=ANSWERS,
    )
    def post(self, request: Request, slug: str, import_id: UUID) -> HttpResponseBase:
        """Save what was read. Sent twice, it is saved once."""
        require_manager(self.member)
        serializer = ArticleImportApplySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        found = _import_of(self, import_id)
        confirmed = actions.confirm_import(
            article_import=found, title=None, **serializer.validated_data
        )
        return _told(save_on(confirmed))


class ArticleImportCancelView(ProjectView):
    """Stop an import that goes on."""

    serializer_class = ArticleImportSerializer

    @extend_schema(
        operation_id="cancel_article_import",
        summary="Cancel an import of articles",
        request=None,
        responses=ArticleImportSerializer,
    )
    def post(self, request: Request, slug: str, import_id: UUID) -> HttpResponseBase:
        """Stop it. What is saved stays; `retry/` goes on with the rest.

        Of one that is read or done, addresses that would be tried again later are given up.
        """
        return _told(actions.cancel_import(article_import=_import_of(self, import_id)))


class ArticleImportRetryView(ProjectView):
    """Go on with an import."""

    serializer_class = ArticleImportSerializer

    @extend_schema(
        operation_id="retry_article_import",
        summary="Try an import of articles again",
        request=None,
        responses=ANSWERS,
    )
    def post(self, request: Request, slug: str, import_id: UUID) -> HttpResponseBase:
        """Go on with what was cancelled, and try again what failed."""
        return _told(go_on(actions.retry_import(article_import=_import_of(self, import_id))))


def _import_of(view: ProjectView, import_id: UUID) -> ArticleImport:
    require_manager(view.member)
    rows = view.member.project.imports.select_related("project", "created_by")
    found: ArticleImport = get_object_or_404(rows, public_id=import_id)
    return found


def _told(found: ArticleImport, status: int = 200) -> HttpResponseBase:
    status = 202 if found.state in GOES_ON else status
    headers = {"Location": _place(found)}
    return Response(ArticleImportSerializer(found).data, status=status, headers=headers)


def _refused(found: ArticleImport) -> HttpResponseBase:
    failed = found.items.filter(state=ImportItem.State.FAILED).order_by("position")
    errors = [
        {**asdict(error), "source": item.source, "line": item.line}
        for item in failed[:ERRORS_SENT]
        for error in item.reasons
    ]
    detail = _("Some articles cannot be imported, so nothing was.")
    return problem(409, detail, errors, headers={"Location": _place(found)})


def _place(found: ArticleImport) -> str:
    return reverse("api-article-import", args=[found.project.slug, found.public_id])


def _given(request: Request) -> dict[str, Any]:
    """The options, from the address and from a form."""
    body = request.data if isinstance(request.data, Mapping) else {}
    fields = {name: value for name, value in body.items() if name != "file"}
    return {**request.query_params.dict(), **fields}


def _files(request: Request, given: dict[str, Any], copy: Any) -> list[File]:
    """The files of a form; or the body, copied, for its size is not known."""
    data: Any = request.data
    if isinstance(data, MultiValueDict):
        sent = [one for one in data.getlist("file") if isinstance(one, File)]
        if sent:
            return sent
    elif isinstance(data, Mapping) and hasattr(data.get("file"), "read"):
        if not given.get("file_name"):
            raise FieldErrors({"file_name": _("Say what the file is called, with its ending.")})
        for piece in _pieces(data["file"]):
            copy.write(piece)
        copy.seek(0)
        return [File(copy, name=str(given["file_name"]))]
    raise FieldErrors({"file": _("Send the file as the body, or as “file” of a form.")})


def _pieces(body: Any) -> Iterable[bytes]:
    left = MAX_UPLOAD_BYTES + 1
    while left > 0 and (piece := body.read(min(PIECE, left))):
        left -= len(piece)
        yield piece


def _columns(text: Any) -> dict[str, str]:
    try:
        columns = json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise FieldErrors({"map": _("This is not valid JSON.")}) from error
    if not isinstance(columns, dict) or not set(map(str, columns.values())) <= {*FIELDS, ""}:
        message = _("Give an object of columns and fields. Fields: %(fields)s.")
        raise FieldErrors({"map": message % {"fields": ", ".join(FIELDS)}})
    return {folded(str(column)): str(field) for column, field in columns.items()}
