"""Keep which articles are in the sample that every annotator codes; see `sampling`."""

from django.db import transaction

from annotator.annotation.sampling import Draw, begun, next_draw
from annotator.projects.models import Project, ProjectArticle

CHUNK = 10_000  # ids in one statement


def draw_sample(*, project: Project) -> None:
    """Draw what is not drawn yet; called under `hold_places`."""
    store_draw(project=project, draw=next_draw(project))


def store_draw(*, project: Project, draw: Draw) -> None:
    """Keep a draw."""
    entries = ProjectArticle.objects.filter(project=project)
    for ids, in_sample in ((draw.chosen, True), (draw.articles - draw.chosen, False)):
        ordered = sorted(ids)
        for first in range(0, len(ordered), CHUNK):
            chunk = entries.filter(article__in=ordered[first : first + CHUNK])
            chunk.update(in_sample=in_sample)


@transaction.atomic
def forget_draw(*, project: Project) -> None:
    """Let articles that nobody has had be drawn anew, by another seed or share."""
    ProjectArticle.objects.filter(project=project).exclude(begun()).update(in_sample=None)
