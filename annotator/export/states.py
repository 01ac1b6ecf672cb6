"""What answers depend on, in a few numbers: for the marks of `conditional`.

Rows of histories are counted, not looked up by their time or their highest number: transactions
do not commit in the order they began in. See `review.remembering`.
"""

from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.shortcuts import get_object_or_404

from annotator.accounts.models import User
from annotator.annotation.models import Assignment, AssignmentEvent, LabelEvent
from annotator.export.history import read_history
from annotator.projects.models import Membership, ProjectArticle
from annotator.review.models import AdjudicationEvent
from articles.models import Article, ClaimEdit, Publisher, PublisherMerge


def state_of_project(view: Any) -> Any:
    """Of the project itself and the caller's place in it: cheap enough to be taken whole."""
    return [_project(view.member), view.member.project.guidelines]


def state_of_codebook(view: Any) -> Any:
    """A published codebook never changes; which one it is, and what is asked of it, may."""
    project = view.member.project
    return [project.pk, str(project.codebook_version.uid), project.variable_ids]


def state_of_article(view: Any) -> Any:
    """Of one article: its text never changes, its claims and its publishers' names may."""
    visible = ProjectArticle.objects.visible_to(view.request.user).values("article")
    names = ("publisher_id", "publisher__name", "origin_publisher_id", "origin_publisher__name")
    told = Article.objects.filter(pk__in=visible).values_list("pk", *names)
    publishers = get_object_or_404(told, pk=view.kwargs["pk"])
    edits = ClaimEdit.objects.filter(article=view.kwargs["pk"])
    return [_edits(edits), publishers]


def state_of_articles(view: Any) -> Any:
    """Of a project's articles and claims."""
    view.filter_queryset(view.get_queryset())  # refuses wrong filters
    return _articles(view.member)


def state_of_entries(view: Any) -> Any:
    """Of a project's articles and what they are copies of."""
    told = ProjectArticle.objects.filter(project=view.member.project).exclude(copy_kind="")
    copies = told.order_by("pk").values_list("pk", "copy_of", "copy_kind", "copy_share")
    return [state_of_articles(view), list(copies)]


def state_of_labels(view: Any) -> Any:
    """Of a project's labels as a member may see them."""
    view.filter_queryset(view.get_queryset())
    return everything_about_labels(view.member)


def state_of_decisions(view: Any) -> Any:
    """Of a project's decisions; some are overtaken by what annotators answer later."""
    view.filter_queryset(view.get_queryset())
    return [everything_about_labels(view.member), _decisions(view.member)]


def state_of_history(view: Any) -> Any:
    """Of the changes that a member may see."""
    read_history(view.member, view.request.query_params)
    decisions = _decisions(view.member) if view.member.may_review else None
    return [everything_about_labels(view.member), decisions]


def state_of_figures(view: Any) -> Any:
    """Of counts and agreement: figures are kept, and known by the moment they were made at."""
    shown = view.shown
    return [shown.made_at, shown.is_fresh]


def everything_about_labels(member: Membership) -> Any:
    """What every change of a label, of its claim, its article, its annotator's name or of who may
    see it changes: some counts along indexes, and two short lists."""
    seen = _seen_by_reviewers(member) if member.may_review else _seen_by_annotator(member)
    usernames = list(User.objects.order_by("pk").values_list("pk", "username"))
    return [_project(member), _articles(member), usernames, seen]


def _seen_by_reviewers(member: Membership) -> Any:
    events = (AssignmentEvent, LabelEvent)
    return [kind.objects.filter(project=member.project).count() for kind in events]


def _seen_by_annotator(member: Membership) -> Any:
    """Nothing that others do, and that the annotator may not know of, changes this."""
    mine = Assignment.objects.own(member)
    events = LabelEvent.objects.visible_to(member).filter(
        assignment__article__in=mine.values("article")
    )
    states = AssignmentEvent.objects.filter(assignment__in=mine)
    return [
        events.aggregate(Count("pk"), Sum("pk"), Max("pk")),
        mine.aggregate(Count("pk"), Max("updated_at")),
        states.aggregate(Count("pk")),
    ]


def _project(member: Membership) -> Any:
    """Without what is not loaded with a project: its guidelines."""
    project = member.project
    later = project.get_deferred_fields() | {"guidelines"}
    names = [one.attname for one in project._meta.concrete_fields if one.attname not in later]
    return [member.role, [str(getattr(project, name)) for name in names]]


def _articles(member: Membership) -> Any:
    entries = ProjectArticle.objects.filter(project=member.project)
    edits = ClaimEdit.objects.filter(article__entries__project=member.project)
    return [entries.aggregate(Count("pk"), Max("pk")), _edits(edits), _publishers()]


def _edits(edits: Any) -> Any:
    """An edit can be undone and made again, so the undone ones are told apart as well."""
    which = Sum("pk", filter=Q(undone_at__isnull=False))
    return edits.aggregate(Count("pk"), Count("undone_at"), Max("undone_at"), which=which)


def _publishers() -> Any:
    merges = PublisherMerge.objects.aggregate(Count("pk"), Count("undone_at"), Max("undone_at"))
    return [list(Publisher.objects.order_by("pk").values_list("pk", "name")), merges]


def _decisions(member: Membership) -> int:
    return AdjudicationEvent.objects.filter(project=member.project).count()
