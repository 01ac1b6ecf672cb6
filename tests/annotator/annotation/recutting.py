"""What tests of claim edits share."""

import uuid

from annotator.annotation.actions import Recut, recut_claim
from annotator.annotation.models import Label
from annotator.projects.actions import change_settings
from articles.models import Claim
from articles.segmentation import check_tiling
from articles.segmentation.model import Role, Segment


def let_annotators_edit(cast, who="annotators"):
    project = cast.project
    change_settings(
        project=project,
        title=project.title,
        overlap=project.overlap,
        guidelines="",
        variable_ids=project.variable_ids,
        claim_editors=who,
    )


def recut(cast, user, kind, claim, *, assignment=None, step=None, **more):
    """Edit a claim as an annotator does on the annotate page; returns the step."""
    return recut_claim(
        recut=Recut(kind=kind, claim_id=claim.pk, **more),
        assignment=assignment or cast.take(user),
        member=cast.member(user),
        step_id=step or uuid.uuid4(),
    )


def labels_on(claim):
    """(code, inherited) of every label on a claim."""
    rows = Label.objects.filter(claim=claim).values_list("code__identifier", "inherited")
    return sorted(rows)


def segments(article):
    rows = Claim.objects.filter(article=article).current().order_by("start")
    return list(rows)


def assert_tiles(article):
    """The current rows cut the text as segmentation promises."""
    rows = segments(article)
    check_tiling(article.text, [Segment(row.start, row.end, Role(row.role), "") for row in rows])
    assert all(article.text[row.start : row.end] == row.text for row in rows)
