"""Labels as they would be if everybody had answered what was decided."""

from collections.abc import Sequence

import numpy as np

from annotator.codebook.catalogue import Catalogue
from annotator.projects.models import Membership
from annotator.review.cells import project_cells
from annotator.review.columns import Columns, IntArray, joined
from annotator.review.models import Adjudication
from annotator.review.standing import overtaken, read_decided


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
    """Decisions that stand on claims that stand, one row a code; nobody is their annotator.

    What was decided because all said it stands only while they do.
    """
    found = read_decided(Adjudication.objects.filter(project=member.project), catalogue)
    if not found.automatic.any():
        return found.codes
    return found.codes.where(~overtaken(project_cells(member), found))


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
