"""Finish all that is unanimous: many articles, a chunk at a time, in the background if many.

Killed in the middle it is finished by finishing again; run twice, or next to a reviewer who
decides at the same moment, it decides nothing twice and nobody's decision anew.
"""

from django.db import transaction
from django.utils import timezone

from annotator.codebook.catalogue import project_catalogue
from annotator.projects.models import Membership, Role
from annotator.projects.permissions import require_reviewer
from annotator.review.actions.closing import finish_agreed, hold_articles, settle
from annotator.review.actions.recording import begin_step
from annotator.review.models import DecisionStep
from annotator.review.settling import read_table
from annotator.review.unanimous import running_step, unanimous_rest

AT_ONCE = 5_000  # answers; up to here the browser waits, above the worker finishes them
ARTICLES = 50  # in one transaction


@transaction.atomic
def begin_unanimous(*, member: Membership) -> DecisionStep | None:
    """Begin to finish what is unanimous, or go on with what goes on; None if nothing is.

    `run_unanimous` does the work, which is one step: undo takes all of it back.
    """
    require_reviewer(member)
    type(member.project).objects.select_for_update(no_key=True).get(pk=member.project_id)
    running = running_step(member)
    if running:
        return running
    rest = unanimous_rest(member)
    if not rest.articles:
        return None
    return begin_step(member, DecisionStep.Kind.UNANIMOUS, planned=rest.answers)


def finish_unanimous(*, member: Membership) -> DecisionStep | None:
    """Finish what is unanimous now; None if nothing is."""
    step = begin_unanimous(member=member)
    if step:
        run_unanimous(step=step)
        step.refresh_from_db()
    return step


def run_unanimous(*, step: DecisionStep) -> int:
    """Do the work of a step that `begin_unanimous` began; return how many answers it decided."""
    member = Membership(project=step.project, user=step.actor, role=Role.REVIEWER)
    articles = sorted(unanimous_rest(member).articles)
    done = 0
    for start in range(0, len(articles), ARTICLES):
        found = _finish_chunk(step, member, articles[start : start + ARTICLES])
        if found is None:
            return done
        done += found
    _end(step)
    return done


@transaction.atomic
def _finish_chunk(step: DecisionStep, member: Membership, articles: list[int]) -> int | None:
    """None where the step has ended: it was taken back, or another run was faster."""
    hold_articles(member, articles)
    held = DecisionStep.objects.select_for_update().get(pk=step.pk)
    if held.undone_at or held.finished_at:
        return None
    project = member.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    table = read_table(member, catalogue, articles)
    done = finish_agreed(step, table)
    settle(table.finished(), held)
    return done


def _end(step: DecisionStep) -> None:
    running = DecisionStep.objects.filter(pk=step.pk, finished_at__isnull=True)
    running.update(finished_at=timezone.now())
