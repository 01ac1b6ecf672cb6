"""Imports for the background worker."""

from django_tasks import task

from annotator.export.importing.actions.imports import confirm_import, read_import, run_import
from annotator.export.models import LabelImport

_imports = LabelImport.objects.select_related("project__codebook_version", "created_by")


@task()
def read_in_background(public_id: str, save: bool = False) -> str:
    """Read an upload; `save` saves it at once when every row has its place. Returns its state."""
    found = read_import(label_import=_imports.get(public_id=public_id))
    rejected = sum(found.report.get("rejected", {}).values())
    asked = found.options.get("skip_rejected") or not rejected
    if save and found.state == LabelImport.State.PREVIEW and asked:
        found = run_import(label_import=confirm_import(label_import=found, skip_rejected=False))
    return found.state


@task()
def save_in_background(public_id: str) -> str:
    """Save a confirmed import; returns its state."""
    return run_import(label_import=_imports.get(public_id=public_id)).state
