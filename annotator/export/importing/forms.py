"""Forms of the pages where labels and studies come in. They check shape; the actions the rest."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.export.importing.reading import SOURCES
from annotator.export.importing.uploads import MAX_BYTES

MEGABYTE = 1_000_000
CHOICES = ("make_accounts", "replace")


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(label=_("File"), help_text=_("At most 50 MB."))

    def clean_file(self) -> Any:
        """Refuse what is larger than is read."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            message = gettext("The file has %(size)s MB; at most %(limit)s MB are read.")
            words = {"size": f"{upload.size / MEGABYTE:.1f}", "limit": MAX_BYTES // MEGABYTE}
            raise ValidationError(message % words)
        return upload


class LabelsForm(UploadForm):
    """A file of labels, and how to take them."""

    format = forms.ChoiceField(label=_("Format"), required=False)
    make_accounts = forms.BooleanField(
        required=False, label=_("Make accounts that nobody can log in with for unknown annotators")
    )
    replace = forms.BooleanField(
        required=False, label=_("Replace what an annotator has answered otherwise here")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.name, one.title) for one in SOURCES.values()]
        field: Any = self.fields["format"]
        field.choices = [("", _("Seen from the file")), *known]


class StudyForm(UploadForm):
    """An archive of all tables, and what its project is to be called."""

    slug = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("In the address: small letters, digits.")
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("The study’s own, if you leave it empty."),
    )
