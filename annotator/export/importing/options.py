"""What a manager chooses about an import."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotator.export.readers.lines import can_be_kept
from annotator.export.study.options import read_flag

MAX_NAMES = 2_000


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How labels are taken.

    `make_accounts` makes accounts that nobody can log in with for annotators who are not members;
    `replace` puts the file's answers where that annotator answered otherwise; `skip_rejected`
    imports the rest when some rows cannot be. `people` and `codes` say who and what a name of
    the file stands for: a member's username, a code's id.
    """

    make_accounts: bool = False
    replace: bool = False
    skip_rejected: bool = False
    people: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """Read the options of a query or form; raise `ValidationError` for values that are none."""
        return cls(
            make_accounts=read_flag(given, "make_accounts"),
            replace=read_flag(given, "replace"),
            skip_rejected=read_flag(given, "skip_rejected"),
            people=_names(given, "people"),
            codes=_names(given, "codes"),
        )

    def as_json(self) -> dict[str, Any]:
        """The options as `read` takes them."""
        return asdict(self)


def _names(given: Mapping[str, Any], name: str) -> dict[str, str]:
    value = given.get(name) or {}
    if not isinstance(value, Mapping) or len(value) > MAX_NAMES:
        message = _("Give an object of at most %(limit)s names, each with what it stands for.")
        raise ValidationError({name: message % {"limit": f"{MAX_NAMES:,}"}}, "invalid")
    if not all(isinstance(one, str) for pair in value.items() for one in pair):
        raise ValidationError({name: _("Names and what they stand for are texts.")}, "invalid")
    if not can_be_kept(value) or any("\x00" in one for pair in value.items() for one in pair):
        raise ValidationError({name: _("There are characters in it that no text has.")}, "invalid")
    return {key: wanted for key, wanted in value.items() if wanted}
