"""JSON bodies, read so that nothing a client sends can break the server."""

from typing import IO, Any

from django.conf import settings
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from annotator.export.problems import TooLarge


class JSONParser(parsers.JSONParser):
    """Refuses bodies over the site's limit and nesting that Python could not follow."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        """Return the values, or raise `ParseError` or `TooLarge`."""
        request = (parser_context or {}).get("request")
        length = int((request and request.META.get("CONTENT_LENGTH")) or 0)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
