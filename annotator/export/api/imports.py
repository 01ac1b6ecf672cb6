"""Labels and whole studies come in as files."""

import json
from collections.abc import Iterator, Mapping
from tempfile import TemporaryFile
from typing import IO, Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as FieldErrors
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.views import APIView

from annotator.export.api.base import (
    ListView,
    ProjectView,
    Request,
    Response,
    caller,
    get_object_or_404,
)
from annotator.export.importing.actions.imports import (
    begin_import,
    confirm_import,
    discard_import,
    problems_of,
)
from annotator.export.importing.actions.study import MAX_WAITED_FOR, import_study
from annotator.export.importing.driving import may_save, read_on, save_on
from annotator.export.importing.options import ImportOptions
from annotator.export.importing.reading import SOURCES
from annotator.export.importing.uploads import MAX_BYTES
from annotator.export.models import LabelImport
from annotator.export.parsers import UPLOADS
from annotator.export.problems import invalid
from annotator.export.readers.records import UnreadableFile
from annotator.export.serializers.imports import (
    ApplySerializer,
    ImportSerializer,
    StudySerializer,
)
from annotator.export.study.options import read_flag
from annotator.http import problem
from annotator.projects.permissions import require_manager

State = LabelImport.State
PIECE = 1 << 16
MARGIN = 1 << 20
"""Bytes that a form may have around its file."""
ERRORS_SENT = 100
KEY = "Idempotency-Key"
NAMES = ("people", "codes")
FILE = {
    "application/x-ndjson": OpenApiTypes.BINARY,
    "application/json": OpenApiTypes.BINARY,
    "application/zip": OpenApiTypes.BINARY,
    "multipart/form-data": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    },
}
FLAGS = {
    "dry_run": "Read and report only.",
    "make_accounts": "Make accounts that nobody can log in with for unknown annotators.",
    "replace": "Replace what an annotator answered otherwise here.",
    "skip_rejected": "Import the rest when some rows have no place here.",
}


class ImportListView(ListView):
    """Imports of labels into a project."""

    queryset = LabelImport.objects.none()
    serializer_class = ImportSerializer
    parser_classes = UPLOADS
    ordering = ("-id",)
    restricted = True

    def get_queryset(self) -> QuerySet[LabelImport]:
        """The project's imports, newest first."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require_manager(self.member)
        return self.member.project.label_imports.select_related("created_by")

    @extend_schema(operation_id="list_imports", summary="Imports of labels")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the imports of the project, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="import_labels",
        summary="Import labels",
        request=FILE,
        parameters=[
            OpenApiParameter("format", str, enum=[*SOURCES], description="Guessed if not given."),
            *(OpenApiParameter(name, bool, description=words) for name, words in FLAGS.items()),
            OpenApiParameter(
                "people", str, description='JSON: `{"name in the file": "username"}`.'
            ),
            OpenApiParameter("codes", str, description='JSON: `{"code in the file": "code id"}`.'),
            OpenApiParameter("file_name", str, description="What the file is called."),
            OpenApiParameter(
                KEY,
                str,
                OpenApiParameter.HEADER,
                description="Your name for this upload: sent again, it is the same import. Sent "
                "after a dry run, it saves what was shown.",
            ),
        ],
        responses={201: ImportSerializer, 200: ImportSerializer, 202: ImportSerializer},
    )
    def post(self, request: Request, slug: str) -> HttpResponseBase:
        """Import a file of labels: all of it in one transaction, or nothing.

        The body is the file, or a form with `file`. Where rows have no place here nothing is
        saved: 409 lists them, and the import waits for `apply/` with `skip_rejected`, or to be
        discarded. A large file is dealt with in the background: 202, and `Location` to ask.
        """
        require_manager(self.member)
        _refuse_too_large(request)
        given = _given(request)
        save = not read_flag(given, "dry_run")
        found, is_new = begin_import(
            member=self.member,
            pieces=_pieces(_file_of(request)),
            name=_name_of(request, given),
            chosen=str(given.get("format") or ""),
            options=ImportOptions.read(given),
            key=request.headers.get(KEY, ""),
        )
        return _told(read_on(found, save=save), is_new=is_new, save=save)


class ImportView(ProjectView):
    """One import."""

    serializer_class = ImportSerializer
    restricted = True

    @extend_schema(operation_id="get_import", summary="An import", responses=ImportSerializer)
    def get(self, request: Request, slug: str, import_id: UUID) -> Response:
        """How far it is, and what it would do or did."""
        return Response(ImportSerializer(_import_of(self, import_id)).data)

    @extend_schema(
        operation_id="discard_import", summary="Discard an import", responses={204: None}
    )
    def delete(self, request: Request, slug: str, import_id: UUID) -> Response:
        """Drop an import that has saved nothing, and its file."""
        discard_import(label_import=_import_of(self, import_id))
        return Response(status=204)


class ImportApplyView(ProjectView):
    """Save an import that was only read."""

    serializer_class = ApplySerializer

    @extend_schema(
        operation_id="apply_import",
        summary="Save an import",
        request=ApplySerializer,
        responses={200: ImportSerializer, 202: ImportSerializer},
    )
    def post(self, request: Request, slug: str, import_id: UUID) -> HttpResponseBase:
        """Save what was shown, all of it or nothing. Sent twice, it is saved once.

        Where the project has changed since, so that something else would be saved, nothing is:
        409, and the import shows what it would do now.
        """
        require_manager(self.member)
        serializer = ApplySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        found = _import_of(self, import_id)
        skip = serializer.validated_data["skip_rejected"]
        return _told(save_on(confirm_import(label_import=found, skip_rejected=skip)), is_new=False)


class StudyListView(APIView):
    """Whole studies."""

    serializer_class = StudySerializer
    parser_classes = UPLOADS

    @extend_schema(
        operation_id="import_study",
        summary="Import a study",
        request={one: FILE[one] for one in ("application/zip", "multipart/form-data")},
        parameters=[
            OpenApiParameter("slug", str, required=True, description="Of the project to make."),
            OpenApiParameter("title", str, description="The study's own if not given."),
            OpenApiParameter("dry_run", bool, description=FLAGS["dry_run"]),
        ],
        responses={201: StudySerializer, 200: StudySerializer},
    )
    def post(self, request: Request) -> Response:
        """Make a new project of an export of all tables (`zip`): all of it, or nothing.

        Articles that you have in another project are shared where text and claims are the same.
        People are those of the same username, else accounts that nobody can log in with.
        """
        if not caller(request).has_perm("annotator.add_project"):
            raise PermissionDenied(_("You may not create projects. Ask the operator of this site."))
        _refuse_too_large(request)
        given = _given(request)
        dry_run = read_flag(given, "dry_run")
        with TemporaryFile() as copy:
            for piece in _pieces(_file_of(request)):
                copy.write(piece)
            copy.seek(0)
            try:
                done = import_study(
                    file=copy,
                    slug=str(given.get("slug") or ""),
                    title=str(given.get("title") or ""),
                    actor=caller(request),
                    dry_run=dry_run,
                    most=MAX_WAITED_FOR,
                )
            except UnreadableFile as error:
                raise FieldErrors({"file": FieldErrors(error.message, error.code)}) from error
        return Response(StudySerializer(done.as_json()).data, status=200 if dry_run else 201)


def _told(found: LabelImport, *, is_new: bool, save: bool = True) -> HttpResponseBase:
    """What an import has come to, in the words of HTTP."""
    place = reverse("api-import", args=[found.project.slug, found.public_id])
    if found.state == State.FAILED:
        return invalid([{"field": "file", "message": found.problem, "code": "unreadable"}])
    waits = found.state == State.PREVIEW and save
    if waits and (found.problem or not may_save(found)):
        detail = found.problem or _("Some rows cannot be imported, so nothing was.")
        errors = problems_of(found.report)[:ERRORS_SENT]
        return problem(409, detail, errors, headers={"Location": place})
    status = 202 if found.state in (State.READING, State.RUNNING) else 201 if is_new else 200
    return Response(ImportSerializer(found).data, status=status, headers={"Location": place})


def _import_of(view: ProjectView, import_id: UUID) -> LabelImport:
    require_manager(view.member)
    rows = view.member.project.label_imports.select_related("project", "created_by")
    found: LabelImport = get_object_or_404(rows, public_id=import_id)
    return found


def _refuse_too_large(request: Request) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > MAX_BYTES + MARGIN:
        raise RequestDataTooBig


def _given(request: Request) -> dict[str, Any]:
    """The options, from the address and from a form."""
    fields = {name: value for name, value in _body(request).items() if name != "file"}
    given: dict[str, Any] = {**request.query_params.dict(), **fields}
    for name in NAMES:
        if given.get(name):
            given[name] = _json(name, given[name])
    return given


def _json(name: str, text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise FieldErrors({name: _("This is not valid JSON.")}) from error


def _body(request: Request) -> Mapping[str, Any]:
    data = request.data
    return data if isinstance(data, Mapping) else {}


def _file_of(request: Request) -> IO[bytes]:
    found: Any = _body(request).get("file")
    if not hasattr(found, "read"):
        raise FieldErrors({"file": _("Send the file as the body, or as “file” of a form.")})
    return cast(IO[bytes], found)


def _name_of(request: Request, given: Mapping[str, Any]) -> str:
    sent = getattr(_body(request).get("file"), "name", "")
    return str(given.get("file_name") or (sent if isinstance(sent, str) else ""))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    left = MAX_BYTES + 1
    while left > 0 and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece
