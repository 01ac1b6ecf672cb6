"""Files on their way to people: while they are read, or as they were written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from annotator.export.jobs.asking import file_name, ready_file
from annotator.export.models import Export
from annotator.export.study.opening import query_of
from annotator.export.study.records import Study
from annotator.export.writers import FORMATS, Format
from annotator.projects.models import Membership


def stream(
    member: Membership, chosen: Format, study: Study, given: Mapping[str, Any]
) -> StreamingHttpResponse:
    """A file that is sent while it is read."""
    name = file_name(member.project.slug, chosen, query_of(given))
    disposition = content_disposition_header(as_attachment=True, filename=name)
    pieces = chosen.write(study)
    return StreamingHttpResponse(
        pieces, content_type=chosen.media_type, headers={"Content-Disposition": disposition}
    )


def send_file(request: Any, member: Membership, export: Export) -> HttpResponseBase:
    """The file of a finished export; nothing when the caller has it already."""
    path, chosen = ready_file(member, export), FORMATS[export.format]
    etag = f'"{export.digest}"'
    answer = get_conditional_response(request, etag=etag) or _whole(member, export, chosen, path)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _whole(member: Membership, export: Export, chosen: Format, path: Path) -> HttpResponse:
    day = f"{export.created_at:%Y-%m-%d}"
    name = file_name(member.project.slug, chosen, export.query, day)
    answer: Any = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    answer["Content-Type"] = chosen.media_type
    return cast(HttpResponse, answer)
