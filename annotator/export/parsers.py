"""JSON bodies, read so that nothing a client sends can break the server."""

from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """Refuses nesting that Python could not follow."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        """Return the values, or raise `ParseError`."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error


class UploadParser(parsers.BaseParser):
    """A body that is a file: handed on as it comes, not held in memory."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        """Return the stream as the body's one value."""
        return {"file": stream}


class LinesUpload(UploadParser):
    """Lines of JSON."""

    media_type = "application/x-ndjson"


class JSONUpload(UploadParser):
    """One JSON document."""

    media_type = "application/json"


class ZipUpload(UploadParser):
    """An archive."""

    media_type = "application/zip"


class OtherUpload(UploadParser):
    """A file of which the sender does not say what it is."""

    media_type = "application/octet-stream"


UPLOADS = (parsers.MultiPartParser, LinesUpload, JSONUpload, ZipUpload, OtherUpload)
