"""Forms of a person's own account."""

import copy
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotator.accounts.actions import longest_life
from annotator.accounts.models import PREFERENCES, User

LIVES, USUAL_LIFE = (7, 30, 90, 365), 30  # days

_SWITCH = [("true", "true"), ("false", "false")]


class PreferencesForm(forms.ModelForm):
    """How pages look and how coding goes, for one person."""

    class Meta:
        model = User
        fields = PREFERENCES

    def __init__(self, data: QueryDict | None, *, user: User) -> None:
        """Bind to a copy: checking writes on the instance, and the page shows what is kept."""
        super().__init__(data, instance=copy.copy(user))


class SomePreferencesForm(PreferencesForm):
    """Only the preferences that were sent; a switch says true or false."""

    auto_advance = forms.TypedChoiceField(choices=_SWITCH, coerce="true".__eq__)
    single_keys = forms.TypedChoiceField(choices=_SWITCH, coerce="true".__eq__)

    def __init__(self, data: QueryDict, *, user: User) -> None:
        super().__init__(data, user=user)
        self.fields = {name: field for name, field in self.fields.items() if name in data}

    def problems(self) -> list[dict[str, str]]:
        """What is wrong, in the shape of `annotator.http.problem`."""
        found: dict[str, list[dict[str, Any]]] = self.errors.get_json_data()
        return [{"field": name, **one} for name, errors in found.items() for one in errors]


class TokenForm(forms.Form):
    """A name for a new token, and how long it lives: never longer than the site lets it."""

    name = forms.CharField(
        max_length=100, label=_("Name"), help_text=_("What it is for, such as “weekly report”.")
    )
    days = forms.TypedChoiceField(coerce=int, label=_("Lives for"))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        most = longest_life()
        lives = sorted({most, *(days for days in LIVES if days < most)})
        field = cast("forms.TypedChoiceField", self.fields["days"])
        field.choices = [(days, _in_words(days)) for days in lives]
        field.initial = USUAL_LIFE if USUAL_LIFE in lives else lives[0]


def _in_words(days: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
