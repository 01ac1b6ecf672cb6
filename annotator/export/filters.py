"""The filters of lists and exports, each a query parameter."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from annotator.annotation.models import Assignment
from articles.models import Claim, ClaimEdit, Publisher

MAX_ID = 2**63 - 1


@extend_schema_field(OpenApiTypes.INT64)
class IdFilter(filters.Filter):
    """An id; one that no row can have is refused."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=MAX_ID, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class PublisherFilter(filters.CharFilter):
    """A publisher by name, however it is spelled: case and spaces do not count."""

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        """Keep the rows of that publisher."""
        return super().filter(queryset, Publisher.fold(value) if value else value)


class MomentField(IsoDateTimeField):
    """An ISO 8601 time that also exists in the database's time zone."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the time; refuse one that overflows the calendar."""
        moment = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise forms.ValidationError(_("That time does not exist."), "invalid") from error


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentFilter(filters.IsoDateTimeFilter):
    """A time."""

    field_class = MomentField


@extend_schema_field(OpenApiTypes.DATETIME)
class CutSinceFilter(MomentFilter):
    """A time at or after which an article was added or its claims were changed."""

    def filter(self, queryset: QuerySet, value: datetime | None) -> QuerySet:
        """Keep what was added, or cut anew, then or later; a change that was undone counts too."""
        if not value:
            return queryset
        changed = Q(created_at__gte=value) | Q(undone_at__gte=value)
        edits = ClaimEdit.objects.filter(changed, article=OuterRef("article"))
        return queryset.filter(Q(**{f"{self.field_name}__gte": value}) | Exists(edits))


CUT_SINCE = "Added, or its claims changed, at this time or later."
CHANGED_SINCE = "Changed at this time or later."


class ClaimFilter(filters.FilterSet):
    """Claims by article, role and publisher."""

    article = IdFilter(field_name="article_id", help_text="An article's id.")
    role = filters.ChoiceFilter(choices=Claim._meta.get_field("role").choices)
    publisher = PublisherFilter(field_name="article__publisher__key", help_text="Its name.")
    updated_since = CutSinceFilter(field_name="added_at", help_text=CUT_SINCE)


class ArticleFilter(filters.FilterSet):
    """Articles of a project by publisher and the project's own name for them."""

    publisher = PublisherFilter(field_name="article__publisher__key", help_text="Its name.")
    external_id = filters.CharFilter(field_name="external_id")
    updated_since = CutSinceFilter(field_name="added_at", help_text=CUT_SINCE)


class AssignmentFilter(filters.FilterSet):
    """Assignments by where they stand and whose they are."""

    state = filters.ChoiceFilter(choices=Assignment.State.choices)
    annotator = filters.CharFilter(field_name="annotator__username", help_text="A username.")
    article = IdFilter(field_name="article_id", help_text="An article's id.")
    updated_since = MomentFilter(
        field_name="updated_at", lookup_expr="gte", help_text=CHANGED_SINCE
    )


class QueueFilter(filters.FilterSet):
    """One's own assignments by when they changed."""

    updated_since = MomentFilter(
        field_name="updated_at", lookup_expr="gte", help_text=CHANGED_SINCE
    )


class LabelFilter(filters.FilterSet):
    """Labels, for the list and for exports."""

    annotator = filters.CharFilter(
        field_name="assignment__annotator__username", help_text="A username."
    )
    variable = filters.CharFilter(field_name="variable__identifier", help_text="Such as `src`.")
    code = filters.CharFilter(field_name="code__identifier", help_text="Such as `src:official`.")
    article = IdFilter(field_name="assignment__article_id", help_text="An article's id.")
    claim = IdFilter(field_name="claim_id", help_text="A claim's id.")
    publisher = PublisherFilter(
        field_name="assignment__article__publisher__key", help_text="Its name."
    )
    state = filters.ChoiceFilter(
        field_name="assignment__state",
        choices=Assignment.State.choices,
        help_text="The state of the annotator's assignment.",
    )
    updated_since = MomentFilter(
        field_name="updated_at", lookup_expr="gte", help_text=CHANGED_SINCE
    )


class AdjudicationFilter(filters.FilterSet):
    """Decisions by what they are about."""

    article = IdFilter(field_name="article_id", help_text="An article's id.")
    claim = IdFilter(field_name="claim_id", help_text="A claim's id.")
    variable = filters.CharFilter(field_name="variable__identifier", help_text="Such as `src`.")
    updated_since = MomentFilter(
        field_name="updated_at", lookup_expr="gte", help_text=CHANGED_SINCE
    )


class DecisionFilter(AdjudicationFilter):
    """Decisions, for exports: as far as the filters of labels have a meaning for them."""

    code = filters.CharFilter(
        field_name="codes__identifier", distinct=True, help_text="Such as `src:official`."
    )
    publisher = PublisherFilter(field_name="article__publisher__key", help_text="Its name.")


class EntryFilter(filters.FilterSet):
    """Articles of a project, for exports: those that the filters of labels can be about."""

    article = IdFilter(field_name="article_id", help_text="An article's id.")
    claim = IdFilter(field_name="article__claims__pk", help_text="A claim's id.")
    publisher = PublisherFilter(field_name="article__publisher__key", help_text="Its name.")


class LabelHistoryFilter(filters.FilterSet):
    """Changes of labels."""

    annotator = filters.CharFilter(
        field_name="assignment__annotator__username", help_text="A username."
    )
    variable = filters.CharFilter(field_name="variable__identifier", help_text="Such as `src`.")
    article = IdFilter(field_name="assignment__article_id", help_text="An article's id.")
    claim = IdFilter(field_name="claim_id", help_text="A claim's id.")
    since = MomentFilter(
        field_name="created_at", lookup_expr="gte", help_text="Made at this time or later."
    )


class DecisionHistoryFilter(filters.FilterSet):
    """Changes of decisions."""

    variable = filters.CharFilter(field_name="adjudication__variable__identifier")
    article = IdFilter(field_name="adjudication__article_id")
    claim = IdFilter(field_name="adjudication__claim_id")
    since = MomentFilter(field_name="created_at", lookup_expr="gte")
