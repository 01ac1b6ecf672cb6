"""Fields that several serializers share."""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.export.filters import MAX_ID

MAX_DEPTH = 40


class IdField(serializers.IntegerField):
    """The id of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)


class PlaceField(serializers.IntegerField):
    """A place in a text, in code points."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=2**31 - 1, **kwargs)


@extend_schema_field(OpenApiTypes.OBJECT)
class DocumentField(serializers.Field):
    """Any JSON object that a database can keep: no NUL, no lone surrogates, no infinity."""

    default_error_messages = {
        "not_an_object": _("Give an object."),
        "unstorable": _("Holds text or numbers that cannot be stored (such as NUL or infinity)."),
        "too_deep": _("Is nested too deeply."),
    }

    def to_internal_value(self, value: Any) -> dict[str, Any]:
        """Return the object as it came."""
        if not isinstance(value, dict):
            self.fail("not_an_object")
        waiting: list[tuple[int, Any]] = [(0, value)]
        while waiting:
            depth, one = waiting.pop()
            if depth > MAX_DEPTH:
                self.fail("too_deep")
            if isinstance(one, (dict, list)):
                waiting += [(depth + 1, inner) for inner in _inner(one)]
            elif not _storable(one):
                self.fail("unstorable")
        return value

    def to_representation(self, value: Any) -> Any:
        """Return the object."""
        return value


def _inner(value: Mapping[str, Any] | list[Any]) -> list[Any]:
    return [*value.keys(), *value.values()] if isinstance(value, Mapping) else value


def _storable(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return not isinstance(value, float) or math.isfinite(value)
