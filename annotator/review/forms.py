"""What reviewers fill in."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.annotation.models import Assignment
from annotator.codebook.catalogue import Catalogue
from annotator.projects.models import Membership, ProjectArticle, Role
from annotator.review.actions import MAX_REASON
from annotator.review.querysets import NO_PUBLISHER
from annotator.review.sheets import Row, item_field


def _offer(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = choices


def _questions(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(entry.id, entry.row.label) for entry in catalogue.variables.values()]


def _codes(catalogue: Catalogue) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (entry.row.label, [(code.identifier, code.label) for code in entry.codes.values()])
        for entry in catalogue.variables.values()
        if not entry.is_text
    ]


class ReturnForm(forms.Form):
    """Why an assignment goes back to its annotator."""

    reason = forms.CharField(
        label=_("What should the annotator look at again?"),
        help_text=_("They see this above the article."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReleaseForm(forms.Form):
    """Why an article is taken back from its annotator."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The annotator sees this."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReassignForm(ReleaseForm):
    """Who is to code an article instead, and why."""

    username = forms.ChoiceField(label=_("New annotator"))
    field_order = ["username"]

    def __init__(self, data: Any, *, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        _offer(self, "username", people)


def _gathered(data: Any, row: Row) -> Any:
    """What was sent, with the answers to the items of a set among its codes."""
    fields = [item_field(item) for item in row.entry.items]
    codes = [code for name in fields for code in data.getlist(name)]
    if not codes:
        return data
    gathered = data.copy()
    gathered.setlist("codes", [*data.getlist("codes"), *codes])
    return gathered


class DecisionForm(forms.Form):
    """A decision on one question of one claim.

    `take` names an annotator's letter, or `majority`: their answer is decided instead of what is
    chosen. A decision against the majority needs a reason.
    """

    codes = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose codes of this question.")}
    )
    take = forms.CharField(required=False, max_length=20)
    reason = forms.CharField(required=False, max_length=MAX_REASON)
    note = forms.CharField(required=False, max_length=MAX_REASON)

    def __init__(self, data: Any, *, row: Row) -> None:
        super().__init__(_gathered(data, row))
        self.row = row
        _offer(self, "codes", [(key, key) for key in row.entry.codes])

    status = 400

    def refuse(self, problems: Sequence[str], status: int) -> None:
        """Show why the decision could not be stored."""
        self.add_error(None, list(problems))
        self.status = status

    def clean_take(self) -> str:
        """Refuse a letter that nobody has."""
        take = self.cleaned_data["take"]
        if take and self.row.answer_of(take) is None:
            raise forms.ValidationError(gettext("There is no such answer to take."))
        return take

    def clean(self) -> dict[str, Any]:
        """Resolve what is taken; ask for a choice and, against the majority, for a reason."""
        found = super().clean() or {}
        taken = self.row.answer_of(found.get("take", ""))
        codes = list(taken) if taken is not None else found.get("codes", [])
        found["codes"] = codes
        if not self.errors:
            self._check(codes, found.get("reason", "").strip())
        return found

    def _check(self, codes: Sequence[str], reason: str) -> None:
        if not codes:
            self.add_error("codes", gettext("Choose an answer first."))
        elif left := self.row.left_open(codes):
            message = gettext("Decide these too: %(labels)s.") % {"labels": "; ".join(left)}
            self.add_error(None, message)
        elif self.row.is_against_majority(codes) and not reason:
            self.add_error(
                "reason",
                gettext("This differs from the majority: say in a few words why, then save."),
            )


class ClaimFilterForm(forms.Form):
    """Which labels to list."""

    variable = forms.ChoiceField(required=False, label=_("Question"))
    code = forms.ChoiceField(required=False, label=_("Code"))
    publisher = forms.ChoiceField(required=False, label=_("Publisher"))
    annotator = forms.ChoiceField(required=False, label=_("Annotator"))
    count = forms.ChoiceField(
        required=False,
        label=_("Which labels"),
        choices=[
            ("", _("Counted in the figures")),
            ("compared", _("Compared for agreement")),
            ("all", _("All that were given")),
        ],
    )

    def __init__(self, data: Any, *, member: Membership, catalogue: Catalogue) -> None:
        super().__init__(data)
        _offer(self, "variable", [("", _("All")), *_questions(catalogue)])
        _offer(self, "code", [("", _("All")), *_codes(catalogue)])
        _offer(self, "publisher", [("", _("All")), *publisher_choices(member)])
        _offer(self, "annotator", [("", _("All")), *annotator_choices(member)])

    def clean(self) -> dict[str, Any]:
        """What agreement compares is asked of one question."""
        found = super().clean() or {}
        if found.get("count") == "compared" and not found.get("variable"):
            message = gettext("Choose the question whose agreement you look at.")
            self.add_error("variable", message)
        return found


class QueueFilterForm(forms.Form):
    """Which disputes to step through."""

    variable = forms.ChoiceField(required=False, label=_("Question"))
    publisher = forms.ChoiceField(required=False, label=_("Publisher"))

    def __init__(self, data: Any, *, member: Membership, catalogue: Catalogue) -> None:
        super().__init__(data)
        _offer(self, "variable", [("", _("All questions")), *_questions(catalogue)])
        _offer(self, "publisher", [("", _("All publishers")), *publisher_choices(member)])


class AssignmentFilterForm(forms.Form):
    """Which assignments to list."""

    state = forms.ChoiceField(
        required=False, label=_("State"), choices=[("", _("All")), *Assignment.State.choices]
    )
    annotator = forms.ChoiceField(required=False, label=_("Annotator"))
    order = forms.ChoiceField(
        required=False,
        label=_("Order"),
        choices=[("", _("Changed last")), ("oldest", _("Changed longest ago"))],
    )
    note = forms.BooleanField(required=False, label=_("Only those with a note or a flag"))

    def __init__(self, data: Any, *, member: Membership) -> None:
        super().__init__(data)
        _offer(self, "annotator", [("", _("All")), *annotator_choices(member)])


def publisher_choices(member: Membership) -> list[tuple[str, str]]:
    """The publishers of the project's articles."""
    entries = ProjectArticle.objects.filter(project=member.project)
    names = set(entries.values_list("article__publisher__name", flat=True).distinct().order_by())
    known = [(name, name) for name in sorted(name for name in names if name)]
    return known + ([(NO_PUBLISHER, gettext("No publisher"))] if None in names else [])


def annotator_choices(member: Membership) -> list[tuple[str, str]]:
    """Those who code in the project, and those who once did."""
    coding = member.project.memberships.filter(role=Role.ANNOTATOR)
    worked = Assignment.objects.visible_to(member).order_by().distinct()
    names = {*coding.values_list("user__username", flat=True)} | {
        *worked.values_list("annotator__username", flat=True)
    }
    return [(name, name) for name in sorted(names)]
