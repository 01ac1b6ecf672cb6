"""What this room does when something happens below it."""

from typing import Any

from django.dispatch import receiver

from annotator.accounts.models import User
from annotator.annotation.actions import release_assignments
from annotator.projects.models import Project
from annotator.projects.signals import annotator_left


@receiver(annotator_left)
def release_work(*, project: Project, user: User, **_kwargs: Any) -> None:
    """Free the places of unfinished articles for others.

    It also keeps coding blind: who comes back as an annotator after having seen everybody's
    labels does not go on with an article they had begun.
    """
    release_assignments(project=project, user=user)
