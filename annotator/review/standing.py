"""What is still to be decided: where each question on a claim (or article) stands.

One function tells it for one article, for a chunk of articles and for a whole project, so that
the queue, the page, the unanimous rest and “this article is decided” cannot disagree.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from annotator.codebook.catalogue import Catalogue
from annotator.review.cells import BITS, Cells, Mask, conditional, distinct, keys_of, on_same
from annotator.review.columns import Columns, IntArray, joined
from annotator.review.figures.applying import closed_by
from annotator.review.models import Adjudication
from articles.segmentation import CLAIM_ROLES

NOBODY = 0
"""In place of an annotator, for what is decided or agreed on."""


class Standing(IntEnum):
    """Where a question on a claim stands. Nothing is left to do in the first two."""

    DECIDED = 0
    CLOSED = 1  # by what is decided or agreed on, it does not apply: its answers fall away
    OPEN = 2  # the annotators do not say the same: for a reviewer to decide
    WAITING = 3  # whether it applies is still to be decided
    AGREED = 4  # all who answered say the same: may be finished without looking


LEFT = (Standing.OPEN, Standing.WAITING, Standing.AGREED)


@dataclass(frozen=True, eq=False)
class Decided:
    """Decisions that stand, one row a code; `automatic` are those that took what all had said."""

    codes: Columns
    automatic: Mask


def read_decided(decisions: QuerySet[Adjudication], catalogue: Catalogue) -> Decided:
    """Read decisions on what stands: one query."""
    roles = [role.value for role in CLAIM_ROLES]
    rows = decisions.filter(
        Q(claim__isnull=True) | Q(claim__is_current=True, claim__role__in=roles),
        codes__isnull=False,
        variable__in=[entry.row.pk for entry in catalogue.variables.values()],
    )
    numbers = rows.order_by().values_list(
        "article_id", Coalesce("claim_id", "article_id"), "variable_id", "codes", "method"
    )
    table = np.array(
        [(*row, method == Adjudication.Method.UNANIMOUS) for *row, method in numbers],
        dtype=np.intp,
    ).reshape(-1, 5)
    article, unit, variable, code, automatic = np.ascontiguousarray(table.T)
    nobody = np.full_like(article, NOBODY)
    return Decided(Columns(article, unit, nobody, variable, code), automatic.astype(np.bool_))


def standing_of(catalogue: Catalogue, cells: Cells, decided: Decided) -> IntArray:
    """Tell the `Standing` of each cell.

    A decision that took what all had said stands as long as all still say it. A question
    whose answer hangs on one that is still open is not settled before that is.
    """
    stands = _stands(cells, decided)
    closed = _closed(catalogue, cells, stands, decided)
    pending = cells.look & ~stands & ~closed
    waiting = np.zeros_like(closed)
    for entry in conditional(catalogue):
        of = cells.variable == entry.row.pk
        waiting |= of & on_same(catalogue, cells, entry, pending)
    found = np.full(cells.unit.size, Standing.AGREED, dtype=np.intp)
    found[cells.behind] = Standing.OPEN
    found[waiting] = Standing.WAITING
    found[cells.differ] = Standing.OPEN
    found[closed] = Standing.CLOSED
    found[stands] = Standing.DECIDED
    return found


def _stands(cells: Cells, decided: Decided) -> Mask:
    keys = keys_of(decided.codes.unit, decided.codes.variable)
    by_hand = np.isin(cells.key, keys[~decided.automatic])
    return by_hand | _still_said(cells, decided.codes.where(decided.automatic))


def _still_said(cells: Cells, codes: Columns) -> Mask:
    """Whether all who answered say what was decided, no code more and none less."""
    if not codes.code.size:
        return np.zeros(cells.unit.size, dtype=np.bool_)
    place, known = _places(cells, codes)
    decided = distinct((place[known] << BITS) + codes.code[known])
    agreed = (~cells.look)[cells.place]
    said = distinct((cells.place[agreed] << BITS) + cells.labels.code[agreed])
    both = np.intersect1d(decided, said, assume_unique=True)
    sizes = [np.bincount(one >> BITS, minlength=cells.unit.size) for one in (decided, said, both)]
    return (sizes[0] == sizes[2]) & (sizes[1] == sizes[2]) & (sizes[2] > 0)


def _places(cells: Cells, codes: Columns) -> tuple[IntArray, Mask]:
    """The cell that each decided code is about, and whether there is one."""
    keys = keys_of(codes.unit, codes.variable)
    place = np.searchsorted(cells.key, keys)
    known = place < cells.unit.size
    known[known] = cells.key[place[known]] == keys[known]
    return place, known


def _closed(catalogue: Catalogue, cells: Cells, stands: Mask, decided: Decided) -> Mask:
    """Whether what is decided, and where nothing is, what is agreed on, closes the question."""
    closed = np.zeros(cells.unit.size, dtype=np.bool_)
    known = _known(cells, stands, decided)
    for entry in conditional(catalogue):
        here = np.flatnonzero(cells.variable == entry.row.pk)
        if here.size:
            closed[here] = closed_by(catalogue, entry, known, _asked(cells, here))
    return closed


def _known(cells: Cells, stands: Mask, decided: Decided) -> Columns:
    agreed = cells.labels.where((~stands & ~cells.look)[cells.place])
    kept = decided.codes.where(~_overtaken(cells, stands, decided))
    return _of_nobody(joined(kept, agreed))


def known_of(cells: Cells, decided: Decided) -> Columns:
    """What is decided, and where nothing is, what all agree on."""
    return _known(cells, _stands(cells, decided), decided)


def overtaken(cells: Cells, decided: Decided) -> Mask:
    """Which rows took what all had said, where they no longer all say it: such decisions stand for
    nothing any more. `cells` holds everybody's answers there."""
    if not decided.automatic.any():
        return decided.automatic
    return _overtaken(cells, _stands(cells, decided), decided)


def _overtaken(cells: Cells, stands: Mask, decided: Decided) -> Mask:
    place, known = _places(cells, decided.codes)
    found = decided.automatic & known
    found[known] &= ~stands[place[known]]
    return found


def _asked(cells: Cells, here: IntArray) -> Columns:
    return _of_nobody(
        Columns(
            article=cells.article[here],
            unit=cells.unit[here],
            annotator=here,
            variable=cells.variable[here],
            code=here,
        )
    )


def _of_nobody(columns: Columns) -> Columns:
    return Columns(
        article=columns.article,
        unit=columns.unit,
        annotator=np.full_like(columns.unit, NOBODY),
        variable=columns.variable,
        code=columns.code,
    )
