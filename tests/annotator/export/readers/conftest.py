"""The study that every format has to get through."""

from tests.annotator.export.formats.conftest import empty, foreign

__all__ = ["empty", "foreign"]
