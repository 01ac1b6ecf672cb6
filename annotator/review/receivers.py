"""What this room does when something happens below it."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext as _

from annotator.annotation.models import Assignment
from annotator.annotation.signals import handed_in, taking_back
from annotator.errors import Conflict
from annotator.review.actions import reopen_article, settle_article
from annotator.review.models import Adjudication
from articles.models import ClaimEdit


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


@receiver(handed_in)
def settle_what_is_decided(*, assignment: Assignment, **_kwargs: Any) -> None:
    """An article that was sent back and comes in again may be decided as it is."""
    settle_article(project=assignment.project, article_id=assignment.article_id)


@receiver(post_save, sender=ClaimEdit)
def open_what_is_cut_anew(*, instance: ClaimEdit, **_kwargs: Any) -> None:
    """Its new claims wait for decisions of their own."""
    reopen_article(article_id=instance.article_id)
