"""Keep figures: the only writer of what is derived. Losing it loses nothing."""

import logging
import time
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from annotator.projects.models import Membership
from annotator.review.figures.building import build_document
from annotator.review.figures.filters import Filters
from annotator.review.models import KeptFigures

MAX_KEPT = 100
RETRY_AFTER = timedelta(minutes=10)
"""A worker that has not brought the figures by then has died over them: they are asked for anew."""

logger = logging.getLogger(__name__)


def make_figures(*, member: Membership, filters: Filters, state: dict[str, Any]) -> KeptFigures:
    """Make figures now and keep them; `state` was read before, so they are never thought newer.

    Returned unsaved where the database cannot take them: they are right all the same.
    """
    started = time.perf_counter()
    document = build_document(member, filters)
    values = {
        "filters": filters.as_dict(),
        "state": state,
        "document": document,
        "made_at": timezone.now(),
        "seconds": time.perf_counter() - started,
        "requested_at": None,
    }
    project = member.project_id
    try:
        with transaction.atomic():
            kept, _made = KeptFigures.objects.update_or_create(
                project_id=project, key=filters.key, defaults=values
            )
            _forget_oldest(project)
    except DatabaseError:
        logger.warning("figures could not be kept", exc_info=True)
        kept = KeptFigures(project_id=project, key=filters.key, **values)
    return kept


def _forget_oldest(project: int) -> None:
    rows = KeptFigures.objects.filter(project=project).order_by("-made_at", "-pk")
    if old := [*rows.values_list("pk", flat=True)[MAX_KEPT:]]:
        KeptFigures.objects.filter(pk__in=old).delete()


def begin_figures(*, member: Membership, filters: Filters) -> bool:
    """Have figures made in the background that nobody has asked for so far; see below."""
    try:
        kept, _made = KeptFigures.objects.get_or_create(
            project_id=member.project_id, key=filters.key, defaults={"filters": filters.as_dict()}
        )
    except DatabaseError:
        logger.warning("figures could not be asked for", exc_info=True)
        return False
    return ask_for_figures(kept=kept)


def ask_for_figures(*, kept: KeptFigures) -> bool:
    """Have figures made anew in the background, unless that is under way; say whether it began.

    Of any number of requests at the same time, one begins it: the database decides which.
    """
    now = timezone.now()
    rows = KeptFigures.objects.filter(pk=kept.pk)
    free = rows.filter(Q(requested_at__isnull=True) | Q(requested_at__lt=now - RETRY_AFTER))
    try:
        with transaction.atomic():
            asked = free.update(requested_at=now) == 1
            if asked:
                transaction.on_commit(lambda: _enqueue(kept))
    except DatabaseError:
        logger.warning("figures could not be asked for", exc_info=True)
        return False
    return asked


def _enqueue(kept: KeptFigures) -> None:
    from annotator.review.figures.tasks import remake_figures  # it needs the actions in turn

    remake_figures.enqueue(kept.project_id, kept.key)
