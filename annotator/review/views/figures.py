"""Figures as files: CSV and SVG, with the numbers of the pages."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from annotator.cells import harmless
from annotator.review.presenting.drawing import draw
from annotator.review.presenting.files import OF_QUESTION, Sheet, sheet_of
from annotator.review.views.boards import Opened, of_figures

TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml; charset=utf-8"}


@of_figures
def download(_request: HttpRequest, opened: Opened, name: str, kind: str) -> HttpResponse:
    """Send one figure as a file."""
    board = opened.board
    sheet = sheet_of(name, board) if kind in TYPES else None
    if sheet is None or (kind == "svg" and sheet.drawing is None):
        raise Http404
    variable = board.asked.variable if name in OF_QUESTION else ""
    file_name = "-".join(part for part in (board.member.project.slug, name, variable) if part)
    response = HttpResponse(_content(sheet, kind), content_type=TYPES[kind])
    disposition = content_disposition_header(as_attachment=True, filename=f"{file_name}.{kind}")
    response["Content-Disposition"] = str(disposition)
    return response


def _content(sheet: Sheet, kind: str) -> str:
    if kind == "svg" and sheet.drawing:
        return draw(sheet.drawing)
    written = io.StringIO()
    csv.writer(written).writerows([sheet.columns, *_safe(sheet)])
    return written.getvalue()


def _safe(sheet: Sheet) -> list[list[object]]:
    """Cells that no spreadsheet runs."""
    return [[harmless(cell) for cell in row] for row in sheet.rows]
