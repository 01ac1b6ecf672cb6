"""Forms of the projects room. They check shape; the actions check the rest."""

import json
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.codebook.actions import publish_codebook, publish_default
from annotator.codebook.models import CodebookVersion
from annotator.projects.actions.projects import CodingRules
from annotator.projects.columns import Column
from annotator.projects.models import MAX_LEASE_HOURS, MAX_OVERLAP, Project, Role
from articles.ingestion.documents import DOCUMENTS
from articles.ingestion.files import TABLES

MAX_CODEBOOK_BYTES = 2 * 1024 * 1024
SHIPPED = "shipped"
MAX_NUMBER = 2**31 - 1
ACCEPTED = ",".join((*DOCUMENTS, *TABLES, ".zip"))
FIELD_NAMES = {
    "title": _("title"),
    "text": _("text of the article"),
    "html": _("HTML of the article"),
    "publisher": _("publisher"),
    "origin_publisher": _("origin publisher"),
    "url": _("address (URL)"),
    "published_at": _("time of publication"),
    "language": _("language"),
    "byline": _("byline"),
    "external_id": _("your own id"),
}
EMPTIED = {"reliability_share": 0, "seed": 1, "lease_hours": 0}


class KeptNumber(forms.IntegerField):
    """A number that a form may leave out, or empty: None then."""

    def clean(self, value: Any) -> int | None:
        """Return the number, None when there is none."""
        return None if value in self.empty_values else super().clean(value)


class KeptChoice(forms.ChoiceField):
    """A choice that a form may leave out: empty then."""

    def clean(self, value: Any) -> str:
        """Return the choice, empty when there is none."""
        return super().clean(value) if value else ""


class ClaimEditorsField(KeptChoice):
    """Who may change how articles are cut; left out, it stays as it is."""

    def __init__(self) -> None:
        super().__init__(
            choices=Project.ClaimEditors.choices,
            initial=Project.ClaimEditors.MANAGERS,
            label=_("Who may change how articles are cut into claims"),
            help_text=_(
                "Labels go along with every change and wait to be confirmed. Once an article is "
                "submitted, only managers still change its claims."
            ),
        )


class RulesForm(forms.Form):
    """Who codes what, and who sees what when. A field left out stays as it is."""

    reliability_share = KeptNumber(
        min_value=0,
        max_value=100,
        initial=0,
        label=_("Coded by everybody (per cent)"),
        help_text=_(
            "So many of the articles, drawn by chance, go to every annotator, to measure "
            "agreement on. 0: none."
        ),
    )
    quota = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_NUMBER,
        label=_("Articles for each annotator at most"),
        help_text=_("Empty: no limit. A member can have another one."),
    )
    seed = KeptNumber(
        min_value=0,
        max_value=MAX_NUMBER,
        initial=1,
        label=_("Seed of what is drawn and dealt"),
        help_text=_("Any number. The same one draws and deals the same way again."),
    )
    lease_hours = KeptNumber(
        min_value=0,
        max_value=MAX_LEASE_HOURS,
        initial=0,
        label=_("Hours until an untouched article goes back"),
        help_text=_("Counted from the last answer; what was answered is kept. 0: never."),
    )
    blind = KeptChoice(
        choices=Project.Blind.choices,
        initial=Project.Blind.UNTIL_DECIDED,
        label=_("Annotators do not see each other’s labels"),
        help_text=_("Reviewers and managers always see them."),
    )

    def rules(self) -> CodingRules:
        """What was sent; an emptied number is the one that changes nothing."""
        sent = [name for name in RulesForm.base_fields if name in self.data]
        rules = {name: self.cleaned_data[name] for name in sent}
        for name, value in EMPTIED.items():
            if name in rules and rules[name] is None:
                rules[name] = value
        if not rules.get("blind"):
            rules.pop("blind", None)
        return cast("CodingRules", rules)


class ProjectForm(RulesForm):
    """A new project: name, codebook, who codes what, guidelines."""

    title = forms.CharField(
        max_length=200, label=_("Title"), help_text=_("For example “Water talks, spring 2026”.")
    )
    slug = forms.SlugField(
        max_length=60,
        required=False,
        label=_("Short name for addresses"),
        help_text=_("Letters, digits and hyphens. Left empty, it is made from the title."),
    )
    codebook = forms.ChoiceField(label=_("Codebook"))
    codebook_file = forms.FileField(
        required=False,
        label=_("… or your own codebook (JSON)"),
        help_text=_("In the format of the download on any codebook page."),
    )
    overlap = forms.IntegerField(
        min_value=1,
        max_value=MAX_OVERLAP,
        initial=3,
        label=_("Annotators per article"),
        help_text=_("Each codes without seeing the others. Agreement needs at least two."),
    )
    claim_editors = ClaimEditorsField()
    guidelines = forms.CharField(
        required=False,
        label=_("Guidelines"),
        widget=forms.Textarea,
        help_text=_("Markdown. Shown to annotators on the project page."),
    )

    field_order = ["title", "slug", "codebook", "codebook_file", "overlap"]

    def __init__(self, *args: Any, versions: list[CodebookVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(version.pk): version for version in versions}
        shipped = gettext("Sourcing & bias, the codebook that ships with Sourcemark")
        choices = [(SHIPPED, shipped)]
        choices += [(key, str(version)) for key, version in self.versions.items()]
        cast(forms.ChoiceField, self.fields["codebook"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Make a slug from the title where none is given, and read the codebook file."""
        cleaned = super().clean() or {}
        slug = cleaned.get("slug") or slugify(cleaned.get("title", ""))[:60].strip("-")
        if not slug and "title" in cleaned:
            self.add_error("slug", gettext("Give a short name in Latin letters or digits."))
        cleaned["slug"] = slug
        return cleaned

    def clean_codebook_file(self) -> dict[str, Any] | None:
        """Return the codebook document in the file."""
        upload = self.cleaned_data["codebook_file"]
        if upload is None:
            return None
        if upload.size > MAX_CODEBOOK_BYTES:
            raise ValidationError(gettext("A codebook file holds at most 2 MB."))
        try:
            return json.loads(upload.read().decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:  # also what is not UTF-8
            message = gettext("This file is not JSON: %(problem)s.") % {"problem": error}
            raise ValidationError(message) from error

    def publish(self) -> CodebookVersion:
        """Return the chosen version, publishing it first where needed; raises `CodebookError`."""
        if self.cleaned_data["codebook_file"] is not None:
            return publish_codebook(document=self.cleaned_data["codebook_file"])
        if self.cleaned_data["codebook"] == SHIPPED:
            return publish_default()
        return self.versions[self.cleaned_data["codebook"]]


class SettingsForm(RulesForm):
    """What may change while people work."""

    title = forms.CharField(max_length=200, label=_("Title"))
    overlap = forms.IntegerField(
        min_value=1,
        max_value=MAX_OVERLAP,
        label=_("Annotators per article"),
        help_text=_("Each codes without seeing the others. Agreement needs at least two."),
    )
    claim_editors = ClaimEditorsField()
    guidelines = forms.CharField(
        required=False,
        label=_("Guidelines"),
        widget=forms.Textarea,
        help_text=_("Markdown. Shown on the project page."),
    )
    variables = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label=_("Questions that annotators answer")
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["variables"]).choices = choices


class MemberForm(forms.Form):
    """Add somebody who has an account."""

    username = forms.CharField(max_length=150, label=_("Username"))
    role = forms.ChoiceField(choices=Role.choices, label=_("Role"))


class QuotaForm(forms.Form):
    """How many articles a member has at most."""

    quota = forms.IntegerField(required=False, min_value=0, max_value=MAX_NUMBER)


class InviteForm(forms.Form):
    """Invite somebody by e-mail."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(choices=Role.choices, label=_("Role"))


class AcceptForm(forms.Form):
    """A new account for an invited person."""

    username = forms.CharField(max_length=150, label=_("Username"))
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


class _AboutArticle(forms.Form):
    """What is known about a pasted article. `ingestion` checks the values."""

    title = forms.CharField(required=False, label=_("Title"))
    publisher = forms.CharField(
        required=False, label=_("Publisher"), help_text=_("The outlet that published it.")
    )
    origin_publisher = forms.CharField(
        required=False,
        label=_("Origin publisher"),
        help_text=_(
            "When republished: the outlet it comes from. Found in the text if it is named."
        ),
    )
    url = forms.CharField(required=False, label=_("Address (URL)"))
    published_at = forms.CharField(
        required=False,
        label=_("Published"),
        help_text=_("For example 2026-03-14 or 2026-03-14T09:30."),
    )
    language = forms.CharField(
        required=False, label=_("Language"), help_text=_("For example en, ar, fa.")
    )
    byline = forms.CharField(required=False, label=_("Byline"))
    external_id = forms.CharField(
        required=False,
        label=_("Your own id"),
        help_text=_("Keeps an article from coming in twice."),
    )


class PasteTextForm(_AboutArticle):
    """An article pasted as text."""

    text = forms.CharField(
        strip=False,
        label=_("Text of the article"),
        widget=forms.Textarea(attrs={"class": "tall", "dir": "auto"}),
        help_text=_("Keep headline, date line, captions and credits: they get roles of their own."),
    )
    field_order = ["text"]


class PasteHtmlForm(_AboutArticle):
    """An article pasted as HTML."""

    html = forms.CharField(
        strip=False,
        label=_("HTML of the page or of the article"),
        widget=forms.Textarea(attrs={"class": "tall", "dir": "ltr", "spellcheck": "false"}),
        help_text=_("Scripts, adverts and navigation are dropped; captions and credits are kept."),
    )
    field_order = ["html"]


class ManyFilesInput(forms.FileInput):
    """A field that takes many files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or more."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files; what is wrong with one of them is told when it is read."""
        files = data if isinstance(data, list) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in files or [None]]


class UploadForm(forms.Form):
    """Files of one article or of many, and zip files of those."""

    file = ManyFilesField(
        label=_("Files"),
        allow_empty_file=True,
        widget=ManyFilesInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "One article as .txt, .html, .docx, .pdf or .eml, many as .csv or .jsonl, or a .zip of "
            "them. You can choose many files at once."
        ),
    )


class ColumnsForm(forms.Form):
    """Which column of a table is which field of an article."""

    def __init__(self, *args: Any, columns: list[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("leave out")), *((name, label) for name, label in FIELD_NAMES.items())]
        self.columns = columns
        for number, column in enumerate(columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                choices=choices, required=False, label=column.name, initial=column.guess
            )

    def rows(self) -> list[tuple[Column, Any]]:
        """Each column with its field, as the page shows them."""
        return [(column, self[f"column_{n}"]) for n, column in enumerate(self.columns)]

    def clean(self) -> dict[str, Any]:
        """Return the field of each column; one is the text, and none is taken twice."""
        super().clean()
        chosen = {
            column.name: self.cleaned_data.get(f"column_{number}", "")
            for number, column in enumerate(self.columns)
        }
        fields = [field for field in chosen.values() if field]
        if twice := sorted({str(FIELD_NAMES[one]) for one in fields if fields.count(one) > 1}):
            message = gettext("Two columns are both this: %(fields)s. Choose one of them.")
            raise ValidationError(message % {"fields": ", ".join(twice)})
        if not {"text", "html"} & set(fields):
            raise ValidationError(
                gettext("Say which column is the text of the article, or its HTML.")
            )
        return chosen
