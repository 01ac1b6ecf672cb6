"""Figures kept in the process until a label that counts may have changed.

Nothing is stored that could drift: what is kept carries the state of the project it was made
from, and is made anew when the state is another. Labels of submitted assignments change only
with an assignment's state or with an edit of claims; both append to a history. Rows of a history
are counted, not looked up by their time or their highest number: transactions do not commit in
the order they began in, so a row may appear behind one that was seen already.
"""

import hashlib
import json
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Generic, TypeVar

from django.db.models import Count, Max, Q, Sum

from annotator.annotation.models import AssignmentEvent
from annotator.projects.models import Membership
from annotator.projects.querysets import copies_left_out
from articles.models import ClaimEdit

Made = TypeVar("Made")
Articles = Collection[int] | None
"""Some articles of a project by their keys, or None for all of them."""

MAX_PROJECTS = 8
MAX_CHANGED = 500
"""Articles made anew one by one; when more have changed, all are."""


def state_of(member: Membership) -> list[Any]:
    """What every change of a counted label, or of the questions asked, changes. JSON data.

    Two queries, along indexes, and one more where copies count once. An edit of claims can be
    undone and made again, so the undone ones are told apart as well as counted: by their numbers'
    sum and by when the last was undone.
    """
    project = member.project
    events = AssignmentEvent.objects.filter(project=project).count()
    edits = ClaimEdit.objects.filter(article__entries__project=project).aggregate(
        made=Count("pk"),
        undone=Count("undone_at"),
        last=Max("undone_at"),
        which=Sum("pk", filter=Q(undone_at__isnull=False)),
    )
    edits["last"] = edits["last"] and edits["last"].isoformat()
    edits["which"] = int(edits["which"] or 0)  # PostgreSQL sums to a decimal
    study = [project.created_at.isoformat(), project.codebook_version_id, *project.variable_ids]
    return [study, events, *edits.values(), _copies(member)]


def _copies(member: Membership) -> str:
    """Names which articles are left out as copies of others; no query where none are."""
    if not member.project.copies_once:
        return ""
    left_out = sorted(copies_left_out(member.project))
    return hashlib.sha256(json.dumps(left_out).encode()).hexdigest()


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


@remembered
def states_of_articles(member: Membership) -> dict[int, tuple[Any, ...]]:
    """What every change of a counted label changes, article by article; untouched ones are not in.

    Two queries, whatever the number of rows.
    """
    events = AssignmentEvent.objects.filter(project=member.project).order_by()
    counts = events.values_list("assignment__article_id").annotate(Count("pk"))
    states: dict[int, tuple[Any, ...]] = {article: (count,) for article, count in counts}
    edits = ClaimEdit.objects.filter(article__entries__project=member.project).order_by()
    for article, *edited in edits.values_list("article_id").annotate(
        made=Count("pk"),
        undone=Count("undone_at"),
        last=Max("undone_at"),
        which=Sum("pk", filter=Q(undone_at__isnull=False)),
    ):
        states[article] = (*states.get(article, ()), *edited)
    for article in copies_left_out(member.project) if member.project.copies_once else ():
        states[article] = (*states.get(article, ()), "left out")
    return states


class ByArticle(Generic[Made]):
    """Like `remembered`, but only what is of changed articles is made anew.

    After a submission that is one article, however large the project. `make` makes something of
    some articles or of all; `splice` puts what was made of some in the place of what was kept.
    """

    def __init__(
        self,
        make: Callable[[Membership, Articles], Made],
        splice: Callable[[Made, Collection[int], Made], Made],
    ) -> None:
        self.make, self.splice = make, splice
        self._kept: dict[int, tuple[Any, dict[int, tuple[Any, ...]], Made]] = {}

    def __call__(self, member: Membership) -> Made:
        """What there is for the project; the caller must not change it."""
        state = state_of(member)
        found = self._kept.pop(member.project_id, None)
        if found is None or found[0] != state:
            # Read before the labels: what changes in between is found to be old the next time.
            articles = states_of_articles(member)
            found = (state, articles, self._anew(member, state, articles, found))
        self._kept[member.project_id] = found
        for oldest in list(self._kept)[:-MAX_PROJECTS]:
            self._kept.pop(oldest, None)
        return found[2]

    def _anew(
        self, member: Membership, state: list[Any], articles: dict[int, tuple[Any, ...]], found: Any
    ) -> Made:
        if found is None or found[0][0] != state[0]:  # other questions, or another project
            return self.make(member, None)
        before, made = found[1], found[2]
        keys = before.keys() | articles.keys()
        changed = {key for key in keys if before.get(key) != articles.get(key)}
        if len(changed) > MAX_CHANGED:
            return self.make(member, None)
        return self.splice(made, changed, self.make(member, changed)) if changed else made
