"""What annotators write in words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.annotation.actions.assignments import MAX_REASON


class NoteForm(forms.Form):
    """A note to the reviewer; empty takes it back."""

    note = forms.CharField(max_length=MAX_REASON, required=False, widget=forms.Textarea)


class SkipForm(forms.Form):
    """Why an article is skipped."""

    reason = forms.CharField(
        max_length=MAX_REASON,
        widget=forms.Textarea,
        error_messages={"required": _("Say in a few words why you skip this article.")},
    )
