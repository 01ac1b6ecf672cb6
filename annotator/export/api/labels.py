"""Labels: give them, list them, download them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import (
    OpenApiExample,
    PolymorphicProxySerializer,
    extend_schema,
)

from annotator.annotation.actions import AnswerError
from annotator.annotation.models import Assignment, Label
from annotator.export.answers import Saved, Target, save_answers
from annotator.export.api.base import ListView, Request, Response, caller
from annotator.export.conditional import conditional
from annotator.export.filters import LabelFilter
from annotator.export.rows import COLUMNS, LABEL_FIELDS, Desk, with_stamps
from annotator.export.serializers.labels import (
    AnswerSerializer,
    LabelRowSerializer,
    SavedListSerializer,
    SavedOneSerializer,
)
from annotator.export.states import state_of_labels
from articles.models import Claim

MAX_LIST = 1000


class LabelListView(ListView):
    """Labels of a project."""

    queryset = Label.objects.none()
    serializer_class = LabelRowSerializer
    filterset_class = LabelFilter
    # The way the indexes lie: a page costs the same wherever in a large project it is.
    ordering = ("assignment__article_id", "assignment_id", "id")

    def get_queryset(self) -> QuerySet[Label]:
        """Return the labels the caller may see, on claims that stand."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Label.objects.visible_to(self.member).on_current_claims()

    @extend_schema(operation_id="list_labels", summary="The labels")
    @conditional(state_of_labels)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List labels, article by article, in the columns of the export.

        Annotators see their own; others' of an article once both have submitted it, as the
        project says: at once, when the article is decided, or never. Labels on claims that were
        since split, merged or moved are history and not listed.
        """
        found: Any = self.filter_queryset(self.get_queryset())
        labels = with_stamps(found).values_list(
            "assignment__article_id", "id", *LABEL_FIELDS, named=True
        )
        page = self.paginate_queryset(labels)
        return self.get_paginated_response(self._rows(page or []))

    def _rows(self, page: list[Any]) -> list[dict[str, Any]]:
        desk = Desk(
            self.member.project,
            Assignment.objects.filter(pk__in={label.assignment_id for label in page}),
            Claim.objects.filter(pk__in={label.claim_id for label in page} - {None}),
        )
        return [
            dict(zip(COLUMNS, target + label, strict=True))
            for target, label in desk.rows(row[2:] for row in page)
        ]

    @extend_schema(
        operation_id="give_labels",
        summary="Give labels",
        request=PolymorphicProxySerializer(
            component_name="Answers",
            serializers=[AnswerSerializer, AnswerSerializer(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses={
            200: PolymorphicProxySerializer(
                component_name="SavedAnswers",
                serializers=[SavedOneSerializer, SavedListSerializer],
                resource_type_field_name=None,
            )
        },
        examples=[
            OpenApiExample(
                "One answer",
                value={"claim": 12, "variable": "src", "codes": ["src:official"]},
                request_only=True,
            ),
            OpenApiExample(
                "An answer in words",
                value={"claim": 12, "variable": "remark", "text": "Two voices, one named."},
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Replace your answer to one variable, or a list of answers, all or none.

        Only in your own assignment while it is open. `dropped` lists answers that were cleared
        because their question no longer applies.
        """
        many = isinstance(request.data, list)
        limits: Any = {"many": True, "allow_empty": False, "max_length": MAX_LIST} if many else {}
        serializer = AnswerSerializer(data=request.data, **limits)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data if many else [serializer.validated_data]
        answers = [AnswerSerializer().to_answer(one) for one in values]
        try:
            saved = save_answers(user=caller(request), slug=slug, answers=answers)
        except AnswerError as error:
            raise error if many else _unnumbered(error) from error
        standing = _standing(values, saved)
        dropped = [
            {**_place(target, saved), "variable": variable} for target, variable in saved.dropped
        ]
        if many:
            return Response({"answers": standing, "dropped": dropped})
        return Response({**standing[0], "dropped": dropped})


def _unnumbered(error: AnswerError) -> AnswerError:
    """Errors of a single answer name the field alone: `codes`, not `0.codes`."""
    return AnswerError([{**one, "field": one["field"].partition(".")[2]} for one in error.errors])


def _standing(values: list[dict[str, Any]], saved: Saved) -> list[dict[str, Any]]:
    """The answers as they stand: of two to the same question, the later one."""
    gone = set(saved.dropped)
    standing: dict[Any, dict[str, Any]] = {}
    for one in values:
        target = Target(one.get("claim"), one.get("article"))
        span = one.get("span")
        key = (target, one["variable"], span and (span["start"], span["end"]))
        standing.pop(key, None)
        codes, note = one["codes"], one.get("note", "")
        if one.get("text") is not None:  # its words are kept trimmed, under the one code there is
            codes, note = saved.texts.get((target, one["variable"]), ([], ""))
        standing[key] = {
            **_place(target, saved),
            "variable": one["variable"],
            "codes": [] if (target, one["variable"]) in gone else codes,
            "span": span,
            "note": note,
        }
    return list(standing.values())


def _place(target: Target, saved: Saved) -> dict[str, int | None]:
    article = saved.articles.get(target)
    if article is None:  # dropped on an article that another target stands for
        article = target.article_id
    return {"claim": target.claim_id, "article": article}
