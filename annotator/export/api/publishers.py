"""The publishers of a project's articles."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from drf_spectacular.utils import extend_schema

from annotator.export.api.base import ListView, Request, Response
from annotator.export.serializers.copies import PublisherSerializer
from annotator.projects.publishers import publishers_of
from articles.models import Publisher


class PublisherListView(ListView):
    """Who published the articles of a project, or is named as their origin."""

    queryset = Publisher.objects.none()
    serializer_class = PublisherSerializer

    def get_queryset(self) -> QuerySet[Publisher]:
        """Return the project's publishers, those merged into others left out."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        here = Q(articles__entries__project=self.member.project_id)
        rows = publishers_of(self.member).annotate(here=Count("articles", filter=here))
        return rows.prefetch_related("aliases", "domains")

    @extend_schema(operation_id="list_publishers", summary="The publishers")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the publishers of a project's articles, and those named as where they come from."""
        return super().get(request, *args, **kwargs)
