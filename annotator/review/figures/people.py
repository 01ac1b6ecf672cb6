"""The annotators: what they have in hand, what they have labelled."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db.models import Count

from annotator.annotation.models import Assignment, Label
from annotator.projects.models import Role
from annotator.review.figures.choosing import Chosen
from annotator.review.figures.comparing import Compared


def people(
    chosen: Chosen, questions: Sequence[Compared], aggregation: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """One row for each annotator of the project and each former one who has worked in it.

    `labels` counts those of work in progress, too: it equals the list of the annotator's labels
    on the chosen articles. `agreement` has a row for each question with an answer that another
    annotator gave, too: Krippendorff's alpha of the annotator's answers against each other's, and
    how many pairs of answers that rests on. `alpha_with_others` is their mean, each question
    weighing as many as it has pairs. `competence` is by question, out of `aggregation`.
    """
    found = _labels_by_work(chosen)
    assignments: dict[str, Counter[str]] = defaultdict(Counter)
    labels: Counter[str] = Counter()
    keys = {name: key for key, name in chosen.names.items()}
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
            **_agreement(keys.get(name, 0), questions),
            "competence": _competence(name, aggregation),
        }
        for name, counts in sorted(assignments.items())
    ]


def _agreement(annotator: int, questions: Sequence[Compared]) -> dict[str, Any]:
    found = [(one.entry.id, *_alpha(annotator, one)) for one in questions]
    known = [(alpha, pairs) for _variable, alpha, pairs in found if alpha is not None]
    weight = sum(pairs for _alpha, pairs in known)
    return {
        "alpha_with_others": sum(alpha * pairs for alpha, pairs in known) / weight
        if weight
        else None,
        "agreement": [
            {"variable": variable, "alpha": alpha, "pairs": pairs}
            for variable, alpha, pairs in found
            if pairs
        ],
    }


def _alpha(annotator: int, question: Compared) -> tuple[float | None, int]:
    place = question.pairs.places.get(annotator)
    return (None, 0) if place is None else question.pairs.alpha_of(place, question.distance)


def _competence(name: str, aggregation: Mapping[str, Any]) -> dict[str, float]:
    return {
        variable: row["competence"]
        for variable, figures in aggregation.items()
        for row in figures["annotators"]
        if row["annotator"] == name
    }


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
