"""Which articles an annotator may still take, and how many."""

from annotator.annotation.models import Assignment
from annotator.projects.models import Membership, ProjectArticle
from annotator.projects.querysets import ProjectArticleQuerySet


def free_for(member: Membership) -> ProjectArticleQuerySet:
    """Articles with a free place that the member never had, nor could read others' answers to."""
    work = Assignment.objects.filter(project_id=member.project_id)
    known = work.filter(annotator_id=member.user_id)
    entries = ProjectArticle.objects.filter(project_id=member.project_id)
    free = entries.exclude(article__in=known.values("article")).with_places()
    if member.saw_labels_until is None:
        return free
    return free.exclude(article__in=work.answered_by(member.saw_labels_until).values("article"))


def could_read(member: Membership, article_id: int) -> bool:
    """Whether others had answered on the article when the member last was a reviewer here."""
    if member.saw_labels_until is None:
        return False
    others = Assignment.objects.filter(project_id=member.project_id, article_id=article_id)
    others = others.exclude(annotator_id=member.user_id)
    return others.answered_by(member.saw_labels_until).exists()


def left_under_quota(member: Membership) -> int | None:
    """How many articles more the member may have; None without a quota.

    Articles skipped, taken back or lapsed are not counted: somebody else codes them.
    """
    quota = quota_of(member)
    if quota is None:
        return None
    mine = Assignment.objects.filter(project_id=member.project_id, annotator_id=member.user_id)
    return max(0, quota - mine.counted().count())


def may_take_up(assignment: Assignment, member: Membership) -> bool:
    """Whether its annotator may take an article up that is not in hand: one that was dealt to
    them, or that lapsed and still has a place."""
    if assignment.state != Assignment.State.LAPSED:
        return assignment.state == Assignment.State.ASSIGNED
    entries = ProjectArticle.objects.filter(project_id=assignment.project_id)
    has_place = entries.filter(article_id=assignment.article_id).with_places().exists()
    return has_place and left_under_quota(member) != 0


def quota_of(member: Membership) -> int | None:
    """The member's own quota, else the project's; None without either."""
    return member.project.quota if member.quota is None else member.quota
