"""Work for the background worker."""

from django_tasks import task

from annotator.projects.models import Membership, Role
from annotator.review.figures.actions import make_figures
from annotator.review.figures.filters import FiltersForm
from annotator.review.figures.store import current_state, is_large
from annotator.review.models import KeptFigures


@task()
def remake_figures(project_id: int, key: str) -> float:
    """Make kept figures anew; return how many seconds it took.

    Those that were thrown away meanwhile, or whose filters no longer mean anything, are left.
    """
    rows = KeptFigures.objects.select_related("project__codebook_version").defer("document")
    kept = rows.filter(project=project_id, key=key).first()
    if kept is None:
        return 0.0
    member = Membership(project=kept.project, role=Role.REVIEWER)  # reads as a reviewer does
    form = FiltersForm(member, kept.filters)
    if not form.is_valid():
        kept.delete()
        return 0.0
    state = current_state(member, large=is_large(member))
    made = make_figures(member=member, filters=form.filters, state=state)
    return made.seconds or 0.0
