"""What this room does when something happens below it."""

from typing import Any

from django.dispatch import receiver

from annotator.accounts.models import User
from annotator.annotation.actions import forget_draw, release_assignments
from annotator.projects.models import Project
from annotator.projects.signals import annotator_left, sample_changed


@receiver(annotator_left)
def release_work(
    *, project: Project, user: User, actor: User | None = None, **_kwargs: Any
) -> None:
    """Free the places of unfinished articles for others.

    It also keeps coding blind: who comes back as an annotator after having seen everybody's
    labels does not go on with an article they had begun.
    """
    release_assignments(project=project, user=user, actor=actor)


@receiver(sample_changed)
def draw_anew(*, project: Project, **_kwargs: Any) -> None:
    """Another share or seed counts for the articles that nobody has had."""
    forget_draw(project=project)
