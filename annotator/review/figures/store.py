"""Figures as pages and API get them: as they are now, or as they were a moment ago.

Nothing here is a counter that could drift. What is kept says of which state of the project it is
(`fingerprint`), is made anew from all labels when the state is another, and can be thrown away at
any time. A project of up to `LIVE_LABELS` labels is made anew on the spot. A larger one answers
at once with what is kept, says so, and is made anew by the background worker.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotator.annotation.models import AssignmentEvent, Label
from annotator.projects.models import Membership
from annotator.projects.permissions import require_reviewer
from annotator.review.figures.actions import ask_for_figures, begin_figures, make_figures
from annotator.review.figures.filters import Filters
from annotator.review.figures.fingerprint import code_digest, fingerprint, work_in_progress
from annotator.review.models import KeptFigures

LIVE_LABELS = 20_000
MAX_DOCUMENTS = 16
_documents: OrderedDict[tuple[int, datetime], dict[str, Any]] = OrderedDict()
_making = [threading.Lock() for _ in range(8)]


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures and of when they are. `document` is shared: whoever gets it must not change it.

    `changes` counts how often an assignment was handed in since, for figures that are not fresh.
    """

    document: dict[str, Any]
    made_at: datetime
    is_fresh: bool
    is_being_made: bool
    changes: int = 0


def figures_of(member: Membership, filters: Filters) -> Shown:
    """Return the figures of a project; for reviewers and managers, else `PermissionDenied`."""
    require_reviewer(member)
    kept = _kept(member, filters)
    large = is_large(member) if kept is None else _was_large(kept)
    state = current_state(member, large=large)
    if kept is not None and _asks_otherwise(kept, state):
        kept = None
    if kept is not None and kept.state == state:
        return Shown(_document(kept), _made_at(kept), is_fresh=True, is_being_made=False)
    if kept is not None and large:
        ask_for_figures(kept=kept)
        return Shown(
            document=_document(kept),
            made_at=_made_at(kept),
            is_fresh=False,
            is_being_made=True,
            changes=_submissions_since(member, _made_at(kept)),
        )
    return _made(member, filters)


def fresh_document(member: Membership, filters: Filters) -> dict[str, Any] | None:
    """Return what is kept, where it is what would be made now; None else. Makes nothing."""
    kept = _kept(member, filters)
    if kept is None or kept.state != current_state(member, large=_was_large(kept)):
        return None
    return _document(kept)


def figures_at_once(member: Membership, filters: Filters) -> Shown | None:
    """Return figures without counting a large project while somebody waits.

    None where nothing is kept that could be shown: they are being made in the background then.
    """
    require_reviewer(member)
    kept = _kept(member, filters)
    state = current_state(member, large=True)
    if (kept is None or _asks_otherwise(kept, state)) and is_large(member):
        begin_figures(member=member, filters=filters)
        kept = _kept(member, filters)  # a worker in this process has made them by now
        if kept is None or _asks_otherwise(kept, state):
            return None
    return figures_of(member, filters)


def _asks_otherwise(kept: KeptFigures, state: dict[str, Any]) -> bool:
    """Whether the project asks other questions than the figures are about."""
    return (kept.state or {}).get("labels", [None])[0] != state["labels"][0]


def current_state(member: Membership, *, large: bool) -> dict[str, Any]:
    """What figures made now would be of. Of a large project, work in progress is left out: its
    figures would be old at every answer given."""
    progress = None if large else work_in_progress(member)
    return {**fingerprint(member), "in_progress": progress, "code": code_digest()}


def is_large(member: Membership) -> bool:
    """Whether a project has more labels than are counted while somebody waits."""
    labels = Label.objects.visible_to(member).order_by()
    return labels[: LIVE_LABELS + 1].count() > LIVE_LABELS


def _made(member: Membership, filters: Filters) -> Shown:
    """Make them now; whoever asks for the same at the same time waits and gets them too."""
    with _making[hash((member.project_id, filters)) % len(_making)]:
        state = current_state(member, large=is_large(member))
        kept = _kept(member, filters)
        if kept is None or kept.state != state:
            kept = make_figures(member=member, filters=filters, state=state)
    return Shown(_document(kept), _made_at(kept), is_fresh=True, is_being_made=False)


def _kept(member: Membership, filters: Filters) -> KeptFigures | None:
    """What is kept; not what other code made, whose document may have another shape."""
    rows = KeptFigures.objects.filter(project=member.project_id, key=filters.key)
    kept = rows.filter(made_at__isnull=False).defer("document").first()
    return kept if kept and (kept.state or {}).get("code") == code_digest() else None


def _made_at(kept: KeptFigures) -> datetime:
    assert kept.made_at is not None  # noqa: S101 - `_kept` looks for nothing else
    return kept.made_at


def _document(kept: KeptFigures) -> dict[str, Any]:
    """The document, read from the database once."""
    key = (kept.pk, _made_at(kept))
    document = _documents.get(key)
    if document is None:
        document = kept.document or {}
        _documents[key] = document
        while len(_documents) > MAX_DOCUMENTS:
            _documents.popitem(last=False)
    return document


def _was_large(kept: KeptFigures) -> bool:
    return (kept.state or {}).get("in_progress") is None


def _submissions_since(member: Membership, moment: datetime) -> int:
    events = AssignmentEvent.objects.filter(project=member.project, created_at__gt=moment)
    return events.filter(after="submitted").count()
