"""Names for everything in a REFI-QDA file, made from our own ids: a second export has the same."""

from functools import cached_property
from uuid import NAMESPACE_URL, UUID, uuid5

from annotator.export.study.records import Header

ROOT = uuid5(NAMESPACE_URL, "urn:sourcemark:refi-qda")


class Guids:
    """GUIDs of one project.

    Codes are named by the codebook alone, so the codebook by itself and every project that uses
    it have the same; all else is named within the project.
    """

    def __init__(self, header: Header) -> None:
        self._header = header

    @cached_property
    def _project(self) -> UUID:
        return uuid5(ROOT, f"project\n{self._header.slug}\n{self._header.created_at}")

    @cached_property
    def _codebook(self) -> UUID:
        return uuid5(ROOT, f"codebook\n{self._header.codebook_digest}")

    def code(self, identifier: str) -> str:
        """The GUID of a variable or code."""
        return str(uuid5(self._codebook, identifier))

    def of(self, kind: str, *ids: object) -> str:
        """The GUID of something in the project: `guids.of("article", 12)`."""
        return str(uuid5(self._project, "\n".join(map(str, (kind, *ids)))))
