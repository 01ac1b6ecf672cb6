"""Imports in steps: begin, read, show, decide, save. What is large is done by the worker."""

from annotator.projects.actions.imports.beginning import (
    begin_upload,
    prepare_address_import,
    prepare_import,
)
from annotator.projects.actions.imports.deciding import (
    AT_ONCE,
    cancel_import,
    confirm_import,
    discard_import,
    name_columns,
    retry_import,
    wait_for_columns,
)
from annotator.projects.actions.imports.items import freeze_draft, thaw_draft
from annotator.projects.actions.imports.later import take_up_later
from annotator.projects.actions.imports.readers import READERS
from annotator.projects.actions.imports.reading import read_import
from annotator.projects.actions.imports.saving import run_import

__all__ = [
    "AT_ONCE",
    "READERS",
    "begin_upload",
    "cancel_import",
    "confirm_import",
    "discard_import",
    "freeze_draft",
    "name_columns",
    "prepare_address_import",
    "prepare_import",
    "read_import",
    "retry_import",
    "run_import",
    "take_up_later",
    "thaw_draft",
    "wait_for_columns",
]
