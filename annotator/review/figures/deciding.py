"""Labels as they would be if everybody had answered what was decided."""

from collections.abc import Sequence

import numpy as np
from django.db.models import Q
from django.db.models.functions import Coalesce

from annotator.codebook.catalogue import Catalogue
from annotator.projects.models import Membership
from annotator.review.columns import Columns, IntArray, joined
from annotator.review.models import Adjudication
from articles.segmentation import CLAIM_ROLES


def as_decided(
    member: Membership, catalogue: Catalogue, labels: Columns, coders: Sequence[tuple[int, int]]
) -> Columns:
    """Put each decision in the place of the answers that it decided, for everybody who coded.

    `coders` lists (article, annotator) of all who have submitted. Labels on what is not decided
    stay as they are.
    """
    decided = _decided(member, catalogue)
    answered = np.isin(_keys(labels), _keys(decided))
    return joined(labels.where(~answered), _for_everybody(decided, coders))


def _decided(member: Membership, catalogue: Catalogue) -> Columns:
    """Decisions that stand on claims that stand, one row a code; nobody is their annotator."""
    roles = [role.value for role in CLAIM_ROLES]
    rows = Adjudication.objects.filter(
        Q(claim__isnull=True) | Q(claim__is_current=True, claim__role__in=roles),
        project=member.project,
        codes__isnull=False,
        variable__in=[entry.row.pk for entry in catalogue.variables.values()],
    )
    numbers = rows.order_by("pk", "codes").values_list(
        "article_id", Coalesce("claim_id", "article_id"), "variable_id", "codes"
    )
    table = np.array([*numbers], dtype=np.intp).reshape(-1, 4)
    article, unit, variable, code = np.ascontiguousarray(table.T)
    return Columns(article, unit, np.zeros_like(article), variable, code)


def _for_everybody(decided: Columns, coders: Sequence[tuple[int, int]]) -> Columns:
    """Each decision once for each annotator of its article."""
    table = np.array([*coders], dtype=np.intp).reshape(-1, 2)
    article, annotator = table[np.argsort(table[:, 0], kind="stable")].T
    first = np.searchsorted(article, decided.article, side="left")
    count = np.searchsorted(article, decided.article, side="right") - first
    rows = np.repeat(np.arange(decided.article.size), count)
    place = np.arange(rows.size) - np.repeat(np.cumsum(count) - count, count)
    copies = decided.where(rows)
    coder = annotator[np.repeat(first, count) + place]
    return Columns(copies.article, copies.unit, coder, copies.variable, copies.code)


def _keys(labels: Columns) -> IntArray:
    return (labels.unit << 24) + labels.variable
