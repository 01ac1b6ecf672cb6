"""Bring an import as far as it goes at once; what is large goes on in the background.

Safe to call again, also by two at once: each step is taken by one of them.
"""

from annotator.export.importing.actions.imports import (
    SMALL,
    confirm_import,
    read_import,
    run_import,
)
from annotator.export.importing.tasks import read_in_background, save_in_background
from annotator.export.models import LabelImport

State = LabelImport.State


def read_on(label_import: LabelImport, *, save: bool) -> LabelImport:
    """Read what was uploaded; `save` goes on to save it where every row has its place."""
    if label_import.state == State.READING:
        if label_import.size > SMALL:
            read_in_background.enqueue(str(label_import.public_id), save)
            return label_import
        label_import = read_import(label_import=label_import)
    if save and label_import.state == State.PREVIEW and may_save(label_import):
        return save_on(confirm_import(label_import=label_import, skip_rejected=False))
    return save_on(label_import) if save else label_import


def save_on(label_import: LabelImport) -> LabelImport:
    """Save a confirmed import, or have it saved; any other is left as it is."""
    if label_import.state != State.RUNNING:
        return label_import
    if label_import.size > SMALL:
        save_in_background.enqueue(str(label_import.public_id))
        return label_import
    return run_import(label_import=label_import)


def may_save(label_import: LabelImport) -> bool:
    """Whether every row has its place, or the rest was asked for."""
    skips = label_import.options.get("skip_rejected", False)
    return bool(skips) or not rejected_rows(label_import)


def rejected_rows(label_import: LabelImport) -> int:
    """How many rows have no place here."""
    return sum(label_import.report.get("rejected", {}).values())
