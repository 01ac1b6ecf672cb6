"""The document: every figure of a project for one choice of filters, as plain JSON data."""

from typing import Any

from django.utils import timezone

from annotator.projects.models import Membership
from annotator.projects.querysets import copies_left_out
from annotator.review.figures.aggregating import aggregation_of
from annotator.review.figures.agreeing import agreement_row, confusion_of
from annotator.review.figures.choosing import choose
from annotator.review.figures.comparing import compared
from annotator.review.figures.coverage import coverage
from annotator.review.figures.cutting import cutting
from annotator.review.figures.disputing import disputes
from annotator.review.figures.filters import Filters
from annotator.review.figures.marking import marked_words
from annotator.review.figures.people import people
from annotator.review.figures.spreading import distributions, mixes, spreads


def build_document(member: Membership, filters: Filters) -> dict[str, Any]:
    """Make the figures anew. Nothing but lists, mappings, numbers, texts and None is in it."""
    chosen = choose(member, filters)
    found = spreads(chosen)
    questions = [compared(chosen, entry) for entry in chosen.catalogue.variables.values()]
    words = marked_words(chosen)
    aggregation = {
        one.entry.id: figures
        for one in questions
        if (figures := aggregation_of(one, chosen.names)) is not None
    }
    return {
        "made_at": timezone.now().isoformat(),
        "filters": filters.as_dict(),
        "labels": int(chosen.labels.code.size),
        "articles": len(chosen.entries),
        "copies_left_out": copies_left_out(member.project).count(),
        "coverage": coverage(chosen),
        "cutting": cutting(chosen),
        "agreement": [agreement_row(chosen, one, words.get(one.entry.id)) for one in questions],
        "confusion": {
            one.entry.id: table for one in questions if (table := confusion_of(one)) is not None
        },
        "distribution": distributions(found),
        "mix": mixes(chosen, found),
        "disputes": disputes(chosen),
        "aggregation": aggregation,
        "annotators": people(chosen, questions, aggregation),
    }
