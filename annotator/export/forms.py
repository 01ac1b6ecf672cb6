"""The forms of the export page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.annotation.models import Assignment
from annotator.export.models import Freeze
from annotator.export.study.opening import FILTERS
from annotator.export.study.options import Layer, Names
from annotator.export.writers import FORMATS
from annotator.projects.models import Membership

OWN = gettext_lazy("Your own labels, and those of others that you may see")
MAX_ID = 2**63 - 1


class ExportForm(forms.Form):
    """What to export, and how. The names of the fields are those that an address has."""

    layer = forms.ChoiceField(
        label=gettext_lazy("Whose answers"), choices=Layer.choices, widget=forms.RadioSelect
    )
    names = forms.ChoiceField(
        label=gettext_lazy("What people are called"),
        choices=Names.choices,
        widget=forms.RadioSelect,
    )
    bom = forms.BooleanField(
        label=gettext_lazy("Begin CSV with a byte order mark, for Excel"), required=False
    )
    annotator = forms.CharField(label=gettext_lazy("Annotator"), required=False)
    variable = forms.CharField(label=gettext_lazy("Variable"), required=False)
    code = forms.CharField(label=gettext_lazy("Code"), required=False)
    publisher = forms.CharField(label=gettext_lazy("Publisher"), required=False)
    article = forms.IntegerField(
        label=gettext_lazy("Article’s number"), required=False, min_value=1, max_value=MAX_ID
    )
    claim = forms.IntegerField(
        label=gettext_lazy("Claim’s number"), required=False, min_value=1, max_value=MAX_ID
    )
    updated_since = forms.DateField(
        label=gettext_lazy("Changed since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, member: Membership, data: Any = None, initial: dict[str, Any] | None = None
    ) -> None:
        usual = {"as": "csv", "layer": Layer.ANNOTATORS, "names": Names.REAL}
        super().__init__(data, initial={**usual, **(initial or {})}, label_suffix="")
        self.fields["as"] = forms.ChoiceField(
            label=_("Format"), choices=[(one.name, one.title) for one in FORMATS.values()]
        )
        states = [("", _("All")), *Assignment.State.choices]
        self.fields["state"] = forms.ChoiceField(
            label=_("State of the annotator’s work"), choices=states, required=False
        )
        if member.may_review:
            ready = member.project.freezes.filter(state=Freeze.State.READY)
            names = [(name, name) for name in ready.values_list("name", flat=True)]
            self.fields["freeze"] = forms.ChoiceField(
                label=_("State of the study"),
                choices=[("", _("As it stands now")), *names],
                required=False,
            )
        else:
            layers = self.fields["layer"]
            layers.choices = [(Layer.ANNOTATORS, OWN)]  # type: ignore[attr-defined]

    @property
    def chosen_format(self) -> str:
        """The name of the format that is ticked."""
        return str(self["as"].value())

    @property
    def formats(self) -> list[Any]:
        """The formats there are."""
        return list(FORMATS.values())

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields that narrow."""
        return [self[name] for name in FILTERS if name in self.fields]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is narrowed, or wrongly so."""
        return any(field.value() or field.errors for field in self.filters)

    def query(self) -> dict[str, str]:
        """What was chosen, as an address has it."""
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: "true" if value is True else str(value) for name, value in found.items()}

    def add_errors(self, error: ValidationError) -> None:
        """Put errors beside the fields they are about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class FreezeForm(forms.Form):
    """The name of a new freeze."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
