"""Reads of this room: which labels count, and which claims are disputed."""

from annotator.annotation.models import Label
from annotator.annotation.querysets import LabelQuerySet
from annotator.projects.models import Membership


def counted_labels(member: Membership) -> LabelQuerySet:
    """The labels that every figure rests on.

    Those of submitted assignments, on claims that still stand and assert something, or on whole
    articles.
    """
    return Label.objects.visible_to(member).submitted().on_current_claims()
