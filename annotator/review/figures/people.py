"""The annotators: what they have in hand, what they have labelled."""

from collections import Counter, defaultdict
from typing import Any

import numpy as np
from django.db.models import Count

from annotator.annotation.models import Assignment, Label
from annotator.projects.models import Role
from annotator.review.figures.choosing import Chosen


def people(chosen: Chosen) -> list[dict[str, Any]]:
    """One row for each annotator of the project and each former one who has worked in it.

    `labels` counts those of work in progress, too: it equals the list of the annotator's labels
    on the chosen articles.
    """
    found = _labels_by_work(chosen)
    assignments: dict[str, Counter[str]] = defaultdict(Counter)
    labels: Counter[str] = Counter()
    for name in _annotators(chosen):
        assignments[name].update(())
    for one in chosen.work:
        assignments[one.name][one.state] += 1
        labels[one.name] += found.get((one.article, one.annotator), 0)
    return [
        {
            "annotator": name,
            "assignments": {state: counts[state] for state in Assignment.State.values},
            "labels": labels[name],
        }
        for name, counts in sorted(assignments.items())
    ]


def _annotators(chosen: Chosen) -> list[str]:
    members = chosen.member.project.memberships.filter(role=Role.ANNOTATOR)
    return list(members.values_list("user__username", flat=True))


def _labels_by_work(chosen: Chosen) -> dict[tuple[int, int], int]:
    """(article, annotator) -> labels: submitted ones from the columns, the others counted."""
    submitted = chosen.everybody
    keys, counts = np.unique((submitted.article << 24) + submitted.annotator, return_counts=True)
    found = {
        (key >> 24, key & (1 << 24) - 1): count
        for key, count in zip(keys.tolist(), counts.tolist(), strict=True)
    }
    rows = Label.objects.visible_to(chosen.member).on_current_claims()
    others = rows.exclude(assignment__state=Assignment.State.SUBMITTED).order_by()
    where = ("assignment__article_id", "assignment__annotator_id")
    counted = others.values_list(*where).annotate(labels=Count("pk"))
    return {**found, **{(article, person): count for article, person, count in counted}}
