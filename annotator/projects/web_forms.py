"""Forms for what comes from the web: a list of addresses, a feed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.fetching import FetchRefused
from articles.fetching.addresses import check_address

MAX_ADDRESSES = 1_000
MAX_TOLD = 20
HOUR = 60
EVERY = (
    (15, _("every quarter of an hour")),
    (HOUR, _("every hour")),
    (6 * HOUR, _("every six hours")),
    (24 * HOUR, _("every day")),
    (0, _("only when I ask")),
)


class AddressesForm(forms.Form):
    """Addresses of articles, one a line."""

    addresses = forms.CharField(
        label=_("Addresses"),
        widget=forms.Textarea(
            attrs={
                "rows": 10,
                "dir": "ltr",
                "spellcheck": "false",
                "placeholder": _("https://harbour-post.example/quay-to-reopen"),
            }
        ),
        max_length=2_100 * MAX_ADDRESSES,
        help_text=_("One a line, at most 1,000. Each page is fetched, kept as it came, and read."),
    )

    def clean_addresses(self) -> list[str]:
        """Return the addresses, each once; every line that is none is told."""
        lines = enumerate(self.cleaned_data["addresses"].splitlines(), start=1)
        given = [(number, line.strip()) for number, line in lines if line.strip()]
        found, errors = checked_addresses(given)
        if errors:
            raise ValidationError([message for _line, message in errors[:MAX_TOLD]])
        return found


def checked_addresses(given: list[tuple[int, str]]) -> tuple[list[str], list[tuple[int, str]]]:
    """Return the addresses that may be fetched, each once, and what is wrong with which line."""
    if len(given) > MAX_ADDRESSES:
        message = gettext("At most %(limit)s addresses at once; these are %(count)s.")
        sizes = {"limit": f"{MAX_ADDRESSES:,}", "count": f"{len(given):,}"}
        return [], [(0, message % sizes)]
    found: dict[str, None] = {}
    errors: list[tuple[int, str]] = []
    for number, url in given:
        try:
            found[check_address(url).url] = None
        except FetchRefused as refused:
            words = {"line": number, "problem": refused.message}
            errors.append((number, gettext("Line %(line)s: %(problem)s") % words))
    return list(found), errors


class FeedAddressForm(forms.Form):
    """Where a feed is."""

    url = forms.CharField(
        label=_("Address of the feed"),
        max_length=2_000,
        widget=forms.URLInput(
            attrs={"dir": "ltr", "placeholder": _("https://harbour-post.example/feed.xml")}
        ),
        help_text=_("RSS or Atom. You see what is in it before it is added."),
    )

    def clean_url(self) -> str:
        """Return the address as it is fetched."""
        try:
            return check_address(self.cleaned_data["url"]).url
        except FetchRefused as refused:
            raise ValidationError(refused.message) from refused


class FeedForm(FeedAddressForm):
    """A feed with what the project calls it and how often it is looked at."""

    title = forms.CharField(label=_("Name"), max_length=300, required=False)
    publisher = forms.CharField(
        label=_("Publisher"),
        max_length=300,
        required=False,
        help_text=_("Given to all its articles; empty: what each page says."),
    )
    minutes = forms.TypedChoiceField(
        label=_("Look for new articles"), choices=EVERY, coerce=int, initial=HOUR
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].widget = forms.HiddenInput()
