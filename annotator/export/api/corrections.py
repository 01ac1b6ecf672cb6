"""Where the cutting rules fail."""

from drf_spectacular.utils import extend_schema

from annotator.export.api.base import ProjectView, Request, Response
from annotator.export.serializers.corrections import CorrectionsSerializer
from annotator.projects.corrections import corrections_of
from annotator.projects.permissions import require_manager


class CorrectionsView(ProjectView):
    """What people corrected of the cut that import proposed."""

    restricted = True

    @extend_schema(
        operation_id="list_corrections",
        summary="Where the cutting rules fail",
        responses={200: CorrectionsSerializer},
    )
    def get(self, _request: Request, slug: str) -> Response:
        """Show which rules of the cutting people corrected, how often, and how; for managers.

        Only what stands counts: an edit that was undone, or taken back by another, is no
        correction.
        """
        require_manager(self.member)
        return Response(CorrectionsSerializer(corrections_of(self.member.project)).data)
