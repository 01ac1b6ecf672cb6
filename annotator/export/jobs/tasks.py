"""Work for the background worker."""

from uuid import UUID

from django_tasks import task

from annotator.export.freezing.actions import run_freeze
from annotator.export.jobs.actions import run_export


@task()
def write_export(public_id: str) -> str:
    """Write an export to its file; returns the state it is in then."""
    return run_export(public_id=UUID(public_id))


@task()
def make_freeze(public_id: str) -> str:
    """Freeze a project; returns the state the freeze is in then."""
    return run_freeze(public_id=UUID(public_id))
