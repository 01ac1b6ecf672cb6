"""What a person chooses about an export beside its format and filters."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Layer(models.TextChoices):
    """Whose answers leave."""

    ANNOTATORS = "annotators", gettext_lazy("Every annotator’s labels")
    ADJUDICATED = "adjudicated", gettext_lazy("What the reviewers decided")
    AGGREGATED = "aggregated", gettext_lazy("What most annotators answered")


class Names(models.TextChoices):
    """What people are called."""

    REAL = "real", gettext_lazy("Usernames")
    PSEUDONYMS = "pseudonyms", gettext_lazy("Pseudonyms: A1, A2, …")


YES, NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off", "")


@dataclass(frozen=True, slots=True)
class Options:
    """How an export is written. `bom` begins a table with a byte order mark, for spreadsheets."""

    layer: Layer = Layer.ANNOTATORS
    names: Names = Names.REAL
    bom: bool = False

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """Read `layer`, `names` and `bom` of a query; raise `ValidationError` for other values."""
        return cls(
            layer=Layer(_one_of(given, "layer", Layer)),
            names=Names(_one_of(given, "names", Names)),
            bom=read_flag(given, "bom"),
        )

    def as_query(self) -> dict[str, str]:
        """The options as `read` takes them."""
        return {**asdict(self), "bom": "true" if self.bom else "false"}


def _one_of(given: Mapping[str, Any], name: str, choices: type[models.TextChoices]) -> str:
    value = str(given.get(name) or choices.values[0])
    if value not in choices.values:
        message = _("Choose one of: %(choices)s.") % {"choices": ", ".join(choices.values)}
        raise ValidationError({name: message}, "invalid")
    return value


def read_flag(given: Mapping[str, Any], name: str) -> bool:
    """Read yes or no of a query; no where nothing is said."""
    value = str(given.get(name) or "").lower()
    if value not in YES + NO:
        raise ValidationError({name: _("Choose one of: true, false.")}, "invalid")
    return value in YES
