"""The sample that every annotator codes, for reliability: what is drawn, and what would be.

Whether every annotator codes an article is settled when the first one gets it, and stays. A new
share or seed draws anew among those that nobody has had; what had begun before there was a share
stays outside.
"""

from typing import NamedTuple

from django.db.models import Exists, OuterRef

from annotator.annotation.dealing import draw
from annotator.annotation.models import Assignment
from annotator.projects.models import Project, ProjectArticle


class Draw(NamedTuple):
    """Articles that are not drawn yet: those it is settled for now, and those chosen of them."""

    articles: frozenset[int] = frozenset()
    chosen: frozenset[int] = frozenset()


def begun() -> Exists:
    """Whether anybody has, or had, the article of a project."""
    return Exists(
        Assignment.objects.filter(project=OuterRef("project"), article=OuterRef("article"))
    )


def next_draw(project: Project) -> Draw:
    """What a draw would settle now; nothing without a share. Two queries at most."""
    if not project.reliability_share:
        return Draw()
    entries = ProjectArticle.objects.filter(project=project).once().order_by()
    undrawn = entries.filter(in_sample=None).annotate(begun=begun())
    rows = dict(undrawn.values_list("article_id", "begun"))
    if not rows:
        return Draw()
    drawn = list(entries.values_list("in_sample", flat=True))
    chosen = draw(
        [article for article, is_begun in rows.items() if not is_begun],
        share=project.reliability_share,
        seed=project.seed,
        total=len(drawn),
        drawn=drawn.count(True),
    )
    return Draw(frozenset(rows), frozenset(chosen))
