"""Near copies among a project's articles."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from annotator.export.api.base import ListView, Request, Response
from annotator.export.serializers.copies import CopySerializer
from annotator.projects.actions.copies import set_apart, set_copy_of
from annotator.projects.models import ProjectArticle
from annotator.projects.permissions import require_manager


class CopyListView(ListView):
    """Which articles are near copies of which."""

    queryset = ProjectArticle.objects.none()
    serializer_class = CopySerializer

    def get_queryset(self) -> QuerySet[ProjectArticle]:
        """Return the project's copies."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        entries = ProjectArticle.objects.filter(project=self.member.project)
        return entries.filter(copy_of__isnull=False).select_related("copy_of")

    @extend_schema(operation_id="list_copies", summary="Near copies")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the articles that are near copies of others, with the one that stands for each."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="set_copy",
        summary="Say of which article one is a copy",
        request=CopySerializer,
        responses={200: CopySerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Say that an article is a copy of another, or (null) that it is none; for managers.

        Comparing texts leaves alone what was said. What stands for copies takes them along.
        """
        require_manager(self.member)
        serializer = CopySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        entry = self._entry("article", values["article_id"])
        number = values["copy_of"]["article_id"]
        if number is None:
            said = set_apart(entry=entry, actor=self.member.user)
        else:
            other = self._entry("copy_of", number)
            said = set_copy_of(entry=entry, other=other, actor=self.member.user)
        return Response(CopySerializer(said).data)

    def _entry(self, field: str, number: int) -> ProjectArticle:
        rows = ProjectArticle.objects.filter(project=self.member.project)
        found = rows.filter(article_id=number).first() if 0 < number < 2**63 else None
        if found is None:
            message = _("“%(number)s” is the number of no article of this project.")
            message %= {"number": number}
            raise ValidationError({field: ValidationError(message, code="unknown")})
        return found
