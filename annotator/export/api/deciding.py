"""Take decisions back, finish what is unanimous, tell annotators what became of their answers."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema

from annotator.annotation.models import Assignment
from annotator.export.api.base import ListView, ProjectView, Request, Response
from annotator.export.serializers.review import (
    FeedbackSerializer,
    FinishedSerializer,
    UnanimousSerializer,
    UndoneSerializer,
)
from annotator.projects.permissions import require_reviewer
from annotator.review.actions import (
    AT_ONCE,
    begin_unanimous,
    run_unanimous,
    undo_last_decision,
)
from annotator.review.feedback import decided_work, feedback_on
from annotator.review.querysets import decided_so_far
from annotator.review.tasks import finish_in_background
from annotator.review.unanimous import running_step, unanimous_rest


class UndoView(ProjectView):
    """Your last step."""

    @extend_schema(
        operation_id="undo_decision",
        summary="Take your last decision back",
        request=None,
        responses=UndoneSerializer,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Take back the last that you decided and that still stands, whatever it was.

        409 when there is nothing, or when somebody has changed it since.
        """
        return Response(UndoneSerializer(undo_last_decision(member=self.member)).data)


class UnanimousView(ProjectView):
    """What all agree on and nobody has decided."""

    restricted = True

    @extend_schema(
        operation_id="list_unanimous",
        summary="What is unanimous and undecided",
        responses=UnanimousSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Count it, question by question, in the articles that all their annotators submitted."""
        require_reviewer(self.member)
        rest = unanimous_rest(self.member)
        found = {
            "answers": rest.answers,
            "articles": len(rest.articles),
            "variables": rest.parts,
            "running": running_step(self.member) is not None,
        }
        return Response(UnanimousSerializer(found).data)

    @extend_schema(
        operation_id="finish_unanimous",
        summary="Finish what is unanimous",
        request=None,
        responses={200: FinishedSerializer, 202: FinishedSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Decide it as it is; 202 where it is so much that it goes on in the background."""
        step = begin_unanimous(member=self.member)
        if step is None:
            return Response({"outcome": "nothing", "planned": 0, "decided": 0})
        if step.planned > AT_ONCE:
            finish_in_background.enqueue(str(step.pk))
        else:
            run_unanimous(step=step)
        step.refresh_from_db(fields=["finished_at"])
        done = step.finished_at is not None
        return Response(
            {
                "outcome": "done" if done else "running",
                "planned": step.planned,
                "decided": decided_so_far(step),
            },
            status=200 if done else 202,
        )


class FeedbackView(ListView):
    """Your decided articles."""

    queryset = Assignment.objects.none()
    serializer_class = FeedbackSerializer
    restricted = True

    def get_queryset(self) -> QuerySet[Assignment]:
        """Return your own submitted articles that are decided."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return decided_work(self.member)

    @extend_schema(operation_id="list_feedback", summary="What became of your answers")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your own answers beside the final ones, with the reasons; for annotators."""
        page = self.paginate_queryset(self.get_queryset()) or []
        found = feedback_on(self.member, page)
        return self.get_paginated_response(FeedbackSerializer(found, many=True).data)
