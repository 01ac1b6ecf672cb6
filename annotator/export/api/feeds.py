"""Articles come in from the web: by their addresses, and by feeds."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as FieldErrors
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema

from annotator.export.api.base import (
    ListView,
    ProjectView,
    Request,
    Response,
    caller,
    get_object_or_404,
)
from annotator.export.serializers.article_imports import ArticleImportSerializer
from annotator.export.serializers.feeds import (
    AddressesSerializer,
    FeedSerializer,
    NewFeedSerializer,
)
from annotator.projects import actions
from annotator.projects.actions.feeds import look_at_feed
from annotator.projects.driving import read_on
from annotator.projects.models import Feed
from annotator.projects.permissions import require_manager
from annotator.projects.polling import look_now
from annotator.projects.querysets import feeds_of
from articles.fetching import FetchRefused


class AddressesView(ProjectView):
    """Articles by their addresses."""

    serializer_class = AddressesSerializer

    @extend_schema(
        operation_id="add_addresses",
        summary="Add articles by their addresses",
        request=AddressesSerializer,
        responses={202: ArticleImportSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Fetch pages in the background, and save the article of each.

        Every page is kept as it came. `Location` leads to the import, to ask how far it is; its
        `items/` tell of each page that could not be had or read, or that robots.txt does not allow.
        """
        require_manager(self.member)
        given = AddressesSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        begun = actions.prepare_address_import(
            project=self.member.project,
            actor=caller(request),
            urls=given.validated_data["addresses"],
            options={"save_when_read": not given.validated_data["dry_run"]},
        )
        begun = read_on(begun)
        place = reverse("api-article-import", args=[slug, begun.public_id])
        answer = ArticleImportSerializer(begun).data
        return Response(answer, status=202, headers={"Location": place})


class FeedListView(ListView):
    """Feeds of a project."""

    queryset = Feed.objects.none()
    serializer_class = FeedSerializer
    filter_backends = ()
    restricted = True

    def get_queryset(self) -> QuerySet[Feed]:
        """Return the project's, for managers."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require_manager(self.member)
        return feeds_of(self.member)

    @extend_schema(operation_id="list_feeds", summary="Feeds")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the feeds of the project."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="add_feed",
        summary="Add a feed",
        request=NewFeedSerializer,
        responses={201: FeedSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add an RSS or Atom feed. It is read at once, to see that it is one.

        Its articles are fetched and saved in the background, now and then every `minutes`.
        """
        require_manager(self.member)
        given = NewFeedSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        try:
            _fetched, reading = look_at_feed(values["url"])
        except FetchRefused as refused:
            raise FieldErrors({"url": FieldErrors(refused.message, refused.code)}) from refused
        values["title"] = values["title"] or reading.title
        feed = actions.add_feed(project=self.member.project, actor=caller(request), **values)
        look_now(feed)
        return Response(_told(self, feed.public_id), status=201)


class FeedView(ProjectView):
    """One feed."""

    serializer_class = FeedSerializer
    restricted = True

    @extend_schema(operation_id="get_feed", summary="A feed", responses=FeedSerializer)
    def get(self, request: Request, slug: str, feed_id: UUID) -> Response:
        """Show when it was looked at, when it will be next, and what went wrong."""
        return Response(_told(self, feed_id))

    @extend_schema(operation_id="remove_feed", summary="Remove a feed", responses={204: None})
    def delete(self, request: Request, slug: str, feed_id: UUID) -> Response:
        """Remove a feed. The articles that came by it stay."""
        actions.remove_feed(feed=_feed(self, feed_id))
        return Response(status=204)


class FeedLookView(ProjectView):
    """Look at a feed now."""

    @extend_schema(
        operation_id="look_at_feed",
        summary="Look at a feed now",
        request=None,
        responses={202: FeedSerializer},
    )
    def post(self, request: Request, slug: str, feed_id: UUID) -> Response:
        """Have the feed looked at in the background, at once."""
        look_now(_feed(self, feed_id))
        return Response(_told(self, feed_id), status=202)


class FeedPauseView(ProjectView):
    """Pause a feed."""

    @extend_schema(
        operation_id="pause_feed",
        summary="Pause a feed",
        request=None,
        responses={200: FeedSerializer},
    )
    def post(self, request: Request, slug: str, feed_id: UUID) -> Response:
        """Look at it no more until it is resumed."""
        actions.pause_feed(feed=_feed(self, feed_id))
        return Response(_told(self, feed_id))


class FeedResumeView(ProjectView):
    """Resume a feed."""

    @extend_schema(
        operation_id="resume_feed",
        summary="Resume a feed",
        request=None,
        responses={202: FeedSerializer},
    )
    def post(self, request: Request, slug: str, feed_id: UUID) -> Response:
        """Look at a paused feed again, at once and then as often as before."""
        feed = _feed(self, feed_id)
        actions.resume_feed(feed=feed, actor=caller(request))
        look_now(feed)
        return Response(_told(self, feed_id), status=202)


def _feed(view: ProjectView, feed_id: UUID) -> Feed:
    require_manager(view.member)
    found: Feed = get_object_or_404(feeds_of(view.member), public_id=feed_id)
    return found


def _told(view: ProjectView, feed_id: UUID) -> Any:
    return FeedSerializer(_feed(view, feed_id)).data
