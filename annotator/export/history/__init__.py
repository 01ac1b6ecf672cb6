"""The history of labels and of decisions: appended when something changes, never edited."""

from annotator.export.history.events import Event, Kind, read_history

__all__ = ["Event", "Kind", "read_history"]
