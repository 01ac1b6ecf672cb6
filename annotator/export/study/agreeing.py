"""Agreement on each question as it is now, without the other figures of the dashboard."""

from collections.abc import Mapping
from typing import Any

from annotator.projects.models import Membership
from annotator.review.figures.agreeing import agreement_row
from annotator.review.figures.choosing import choose
from annotator.review.figures.comparing import compared
from annotator.review.figures.filters import Filters
from annotator.review.figures.marking import marked_words
from annotator.review.figures.store import fresh_document


def count_agreement(member: Membership) -> list[Mapping[str, Any]]:
    """Rows as the dashboard's figures have them, over all labels that were handed in.

    Those are taken where they are kept and fresh: counting needs all labels in memory.
    """
    kept = fresh_document(member, Filters())
    if kept is not None:
        return list(kept["agreement"])
    chosen = choose(member, Filters())
    words = marked_words(chosen)
    return [
        agreement_row(chosen, compared(chosen, entry), words.get(entry.id))
        for entry in chosen.catalogue.variables.values()
    ]
