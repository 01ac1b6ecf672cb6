"""Forms of a person's own account."""

import copy
from typing import Any

from django import forms
from django.http import QueryDict

from annotator.accounts.models import PREFERENCES, User

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
