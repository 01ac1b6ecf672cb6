"""Questions that a decision opens and that nobody was asked.

All had said that a claim is unattributed; a reviewer decides that it is attributed. Then the
question after its source applies, is required, and has no answer: it is for the reviewer, too.
"""

import numpy as np

from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.codebook.models import Variable
from annotator.review.cells import Cells, Mask, conditional, depends_on, keys_of, splice_cells
from annotator.review.columns import Columns, IntArray, joined
from annotator.review.figures.applying import opened_by
from annotator.review.querysets import places_of
from annotator.review.standing import NOBODY, Decided, known_of


def with_opened(catalogue: Catalogue, cells: Cells, decided: Decided) -> Cells:
    """The cells and those that decisions open; see `opened_cells`."""
    opened = opened_cells(catalogue, cells, decided)
    return splice_cells(cells, (), opened) if opened.unit.size else cells


def opened_cells(catalogue: Catalogue, cells: Cells, decided: Decided) -> Cells:
    """A cell without answers for each required question that applies by what people decided,
    where nobody answered it. `cells` holds everybody's answers. A query at the most."""
    entries = _openable(catalogue)
    asked = _empty()
    for entry in entries:
        asked = joined(asked, _asked(catalogue, entry, decided))
    asked = asked.where(~np.isin(keys_of(asked.unit, asked.variable), cells.key))
    kept = np.zeros(asked.unit.size, dtype=np.bool_)
    if kept.size:
        near = cells.where(np.isin(cells.article, asked.article))
        given = known_of(near, decided)
        for entry in entries:
            here = np.flatnonzero(asked.variable == entry.row.pk)
            kept[here] = opened_by(catalogue, entry, given, asked.where(here))
    return _without_answers(asked.where(kept))


def may_open(catalogue: Catalogue, decided: Decided) -> bool:
    """Whether people decided something that a required question hangs on."""
    return any(_above(catalogue, entry, decided).unit.size > 0 for entry in _openable(catalogue))


def _openable(catalogue: Catalogue) -> list[VariableEntry]:
    return [
        entry
        for entry in conditional(catalogue)
        if entry.row.required and entry.is_codable and not entry.is_text
    ]


def _above(catalogue: Catalogue, entry: VariableEntry, decided: Decided) -> Columns:
    """What people decided of the questions that one depends on."""
    parents = [parent.row.pk for parent in depends_on(catalogue, entry)]
    return decided.codes.where(~decided.automatic & np.isin(decided.codes.variable, parents))


def _asked(catalogue: Catalogue, entry: VariableEntry, decided: Decided) -> Columns:
    """Where a question may be opened: each claim (or article) once."""
    above = _above(catalogue, entry, decided)
    article, unit = above.article, above.unit
    if entry.row.scope != Variable.Scope.ARTICLE:
        article, unit = _claims(catalogue, above)
    unit, first = np.unique(unit, return_index=True)
    return Columns(
        article=article[first],
        unit=unit,
        annotator=np.full_like(unit, NOBODY),
        variable=np.full_like(unit, entry.row.pk),
        code=np.zeros_like(unit),
    )


def _claims(catalogue: Catalogue, above: Columns) -> tuple[IntArray, IntArray]:
    """Articles and claims; what is decided about an article is decided for all of its claims."""
    of_articles = [entry.row.pk for entry in catalogue.scoped(Variable.Scope.ARTICLE)]
    whole: Mask = np.isin(above.variable, of_articles)
    article, unit = above.article[~whole], above.unit[~whole]
    if not whole.any():
        return article, unit
    rows = [*places_of({*above.article[whole].tolist()})]
    table = np.array(rows, dtype=np.intp).reshape(-1, 2)
    return np.concatenate([article, table[:, 0]]), np.concatenate([unit, table[:, 1]])


def _without_answers(asked: Columns) -> Cells:
    asked = asked.where(np.argsort(keys_of(asked.unit, asked.variable)))
    nothing = np.zeros_like(asked.unit)
    return Cells(
        article=asked.article,
        unit=asked.unit,
        variable=asked.variable,
        answers=nothing,
        differ=nothing.astype(np.bool_),
        behind=~nothing.astype(np.bool_),
        labels=_empty(),
        place=nothing[:0],
    )


def _empty() -> Columns:
    return Columns(*np.zeros((5, 0), dtype=np.intp))
