"""Figures kept in the process until a label that counts may have changed.

Nothing is stored that could drift: what is kept carries the state of the project it was made
from, and is made anew when the state is another. Labels of submitted assignments change only
with an assignment's state or with an edit of claims; both append to a history. Rows of a history
are counted, not looked up by their time or their highest number: transactions do not commit in
the order they began in, so a row may appear behind one that was seen already.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db.models import Count, Max, Sum

from annotator.annotation.models import AssignmentEvent
from annotator.projects.models import Membership
from articles.models import ClaimEdit

Made = TypeVar("Made")
MAX_PROJECTS = 8


def state_of(member: Membership) -> list[Any]:
    """What every change of a counted label, or of the questions asked, changes. JSON data.

    Two queries, along indexes. An edit of claims can be undone and made again, so the undone
    ones are told apart as well as counted: by their numbers' sum and by when the last was undone.
    """
    project = member.project
    events = AssignmentEvent.objects.filter(project=project).count()
    edits = ClaimEdit.objects.filter(article__entries__project=project).aggregate(
        made=Count("pk"), undone=Count("undone_at"), last=Max("undone_at")
    )
    undone = ClaimEdit.objects.filter(article__entries__project=project, undone_at__isnull=False)
    last = edits["last"] and edits["last"].isoformat()
    which = undone.aggregate(which=Sum("pk"))["which"] if edits["undone"] else None
    study = [project.created_at.isoformat(), project.codebook_version_id, *project.variable_ids]
    return [study, events, edits["made"], edits["undone"], last, which]


def remembered(make: Callable[[Membership], Made]) -> Callable[[Membership], Made]:
    """Make once for each state of a project. The caller must not change what it gets.

    What is made may depend on the counted labels, their claims and the project's questions only:
    names, decisions and open work are not part of the state.
    """
    kept: dict[int, tuple[Any, Made]] = {}

    @wraps(make)
    def made_or_kept(member: Membership) -> Made:
        state = state_of(member)
        found = kept.pop(member.project_id, None)
        if found is None or found[0] != state:
            found = (state, make(member))
        kept[member.project_id] = found
        for oldest in list(kept)[:-MAX_PROJECTS]:
            kept.pop(oldest, None)
        return found[1]

    return made_or_kept
