"""What reviewers fill in."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.annotation.models import Assignment
from annotator.codebook.catalogue import Catalogue
from annotator.projects.models import Membership, ProjectArticle, Role
from annotator.review.actions import MAX_REASON
from annotator.review.disputes import Queue
from annotator.review.models import Adjudication
from annotator.review.querysets import NO_PUBLISHER
from annotator.review.sheets import Row, item_field


def _offer(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = choices


def _questions(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(entry.id, entry.row.label) for entry in catalogue.variables.values()]


MAX_PAIRS = 40


def _counted(words: str, count: int) -> str:
    return f"{words} ({intcomma(count)})" if count else words


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
    chosen. Whether it needs a reason is for the action to say.

    `seen` and `was` are what the page showed: who had answered what, and what stood decided.
    Nothing is stored where the answers are others now, since letters and majority may be, too.
    """

    codes = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose codes of this question.")}
    )
    take = forms.CharField(required=False, max_length=20)
    reason_code = forms.ChoiceField(
        required=False, choices=[("", ""), *Adjudication.ReasonCode.choices]
    )
    reason = forms.CharField(required=False, max_length=MAX_REASON)
    note = forms.CharField(required=False, max_length=MAX_REASON)
    withdraw = forms.CharField(required=False)
    seen = forms.CharField(required=False)
    was = forms.CharField(required=False)

    def __init__(self, data: Any, *, row: Row) -> None:
        super().__init__(_gathered(data, row))
        self.row = row
        _offer(self, "codes", [(key, key) for key in row.entry.codes])

    status = 400

    @property
    def is_stale(self) -> bool:
        """Whether the answers are not those that were shown; a letter is never taken unseen."""
        if "seen" not in self.data:
            return bool(self.data.get("take"))
        return bool(self.data["seen"] != self.row.seen)

    @property
    def believed(self) -> list[str] | None:
        """The codes that stood decided on the page; None if it did not say."""
        return self.data["was"].split() if "was" in self.data else None

    def refuse(self, problems: Sequence[tuple[str, str]], status: int) -> None:
        """Show why the decision could not be stored: (field, message) of each problem."""
        for field, message in problems:
            self.add_error(field if field in self.fields else None, message)
        self.status = status

    def clean_take(self) -> str:
        """Refuse a letter that nobody has."""
        take = self.cleaned_data["take"]
        if take and not self.is_stale and self.row.answer_of(take) is None:
            raise forms.ValidationError(gettext("There is no such answer to take."))
        return take

    def clean(self) -> dict[str, Any]:
        """Resolve what is taken; ask for a choice, unless a decision is withdrawn."""
        found = super().clean() or {}
        if self.is_stale:
            message = gettext("Answers changed since you opened this: look again.")
            self.refuse([("", message)], 409)
            return found
        if found.get("withdraw"):
            return {**found, "codes": []}
        taken = self.row.answer_of(found.get("take", ""))
        codes = list(taken) if taken is not None else found.get("codes", [])
        found["codes"] = codes
        if not self.errors:
            self._check(codes)
        return found

    def _check(self, codes: Sequence[str]) -> None:
        if not codes:
            self.add_error("codes", gettext("Choose an answer first."))
        elif left := self.row.left_open(codes):
            message = gettext("Decide these too: %(labels)s.") % {"labels": "; ".join(left)}
            self.add_error(None, message)


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
    """Which disputes to step through: of a question, of two codes of it, of a publisher."""

    variable = forms.ChoiceField(required=False, label=_("Question"))
    pair = forms.CharField(required=False, label=_("Pair of codes"), widget=forms.Select)
    publisher = forms.ChoiceField(required=False, label=_("Publisher"))
    field_order = ["variable", "pair", "publisher"]

    def __init__(self, data: Any, *, member: Membership, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        asked = data.copy()
        if asked.get("pair") and not asked.get("variable"):
            asked["variable"] = self._entry_of(asked["pair"].partition(",")[0]) or ""
        super().__init__(asked)
        _offer(self, "variable", [("", _("All questions")), *_questions(catalogue)])
        _offer(self, "publisher", [("", _("All publishers")), *publisher_choices(member)])

    def clean_pair(self) -> tuple[str, str] | None:
        """Two codes of one question, as in `src:official,src:unknown`."""
        codes = self.cleaned_data["pair"].split(",") if self.cleaned_data["pair"] else []
        if not codes:
            return None
        entries = [self._entry_of(code) for code in codes]
        if len(codes) != 2 or None in entries or len({*codes}) < 2 or entries[0] != entries[1]:
            raise forms.ValidationError(gettext("Give two codes of one question."))
        return codes[0], codes[1]

    def clean(self) -> dict[str, Any]:
        """A pair of codes says which question is asked for; another question drops it."""
        found = super().clean() or {}
        if found.get("pair") and self._entry_of(found["pair"][0]) != found.get("variable"):
            found["pair"] = None
        return found

    def _entry_of(self, code: str) -> str | None:
        entries = self.catalogue.variables.values()
        return next((entry.id for entry in entries if code in entry.codes), None)

    def count(self, queue: Queue, publishers: Mapping[int, str]) -> None:
        """Write beside each choice how many claims it leaves to decide."""
        counts = queue.open_by_variable()
        for article, number in queue.open_by_article().items():
            counts[publishers.get(article, "")] += number
        for name in ("variable", "publisher"):
            choices: Any = cast("forms.ChoiceField", self.fields[name]).choices
            _offer(self, name, [(key, _counted(words, counts[key])) for key, words in choices])

    def offer_pairs(self, queue: Queue, variable: str, chosen: tuple[str, str] | None) -> None:
        """Offer the pairs of codes between which annotators differ in a question."""
        entry = self.catalogue.variables[variable]
        counts = queue.all.pairs(variable, queue.is_open)
        pairs = dict(counts.most_common(MAX_PAIRS)) | ({chosen: counts[chosen]} if chosen else {})
        choices = [
            (",".join(pair), _counted(" / ".join(entry.codes[one].label for one in pair), count))
            for pair, count in pairs.items()
        ]
        widget = cast("forms.Select", self.fields["pair"].widget)
        widget.choices = [("", gettext("All pairs of codes")), *choices]


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
