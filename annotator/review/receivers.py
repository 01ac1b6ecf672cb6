"""What this room does when something happens below it."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from annotator.annotation.models import Assignment
from annotator.annotation.signals import taking_back
from annotator.errors import Conflict
from annotator.review.models import Adjudication


@receiver(taking_back)
def keep_what_was_decided_on(*, assignment: Assignment, **_kwargs: Any) -> None:
    """A decision rests on the answers as they were submitted: they stay.

    One that was withdrawn (it has no codes) rests on nothing.
    """
    decided = Adjudication.objects.filter(
        project_id=assignment.project_id, article_id=assignment.article_id, codes__isnull=False
    )
    if decided.exists():
        raise Conflict(
            _("A reviewer has decided on this article; ask them to send it back to you.")
        )
