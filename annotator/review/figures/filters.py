"""Which part of a project the figures are about: one reading for page and API, kept in the address.

`from` and `to` are days of publication, in UTC. A pair of annotators leaves only their labels;
coverage and the annotators' progress stay those of everybody. `labels=after` counts each decision
as everybody's answer: for looking at what deciding changed, not for reporting reliability, since
it makes annotators agree who did not.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.annotation.models import Assignment
from annotator.codebook.models import CodebookVersion
from annotator.projects.models import Membership, ProjectArticle
from annotator.review.querysets import NO_PUBLISHER, by_publisher
from articles.models import Publisher

BEFORE, AFTER = "before", "after"
LABELS = {
    BEFORE: gettext_lazy("As submitted"),
    AFTER: gettext_lazy("After decisions"),
}
MAX_NAME = 300


@dataclass(frozen=True, slots=True)
class Filters:
    """What is chosen; what is empty is not chosen by.

    `version` is empty for the project's own codebook version, `publisher` is `NO_PUBLISHER` for
    articles without one, `annotators` has two usernames in their order, or none.
    """

    version: str = ""
    since: date | None = None
    until: date | None = None
    publisher: str = ""
    language: str = ""
    annotators: tuple[str, ...] = ()
    labels: str = BEFORE

    def as_dict(self) -> dict[str, str]:
        """The parameters of an address that chooses this, in one order, without empty ones."""
        given = {
            "version": self.version,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "publisher": self.publisher,
            "language": self.language,
            "annotators": ",".join(self.annotators),
            "labels": "" if self.labels == BEFORE else self.labels,
        }
        return {name: value for name, value in given.items() if value}

    @property
    def query(self) -> str:
        """The query of an address, without its question mark; "" when nothing is chosen."""
        return urlencode(self.as_dict())

    @property
    def key(self) -> str:
        """What figures of this choice are kept under: SHA-256 of the query."""
        return hashlib.sha256(self.query.encode()).hexdigest()

    def without(self, name: str) -> Self:
        """The same without one parameter, by its name in the address."""
        empty: dict[str, tuple[str, Any]] = {
            "from": ("since", None),
            "to": ("until", None),
            "annotators": ("annotators", ()),
            "labels": ("labels", BEFORE),
        }
        field, nothing = empty.get(name, (name, ""))
        return replace(self, **{field: nothing})

    def entries(self, member: Membership) -> Any:
        """The articles of the project that are chosen, as they stand in it."""
        rows = ProjectArticle.objects.filter(project=member.project).once()
        if self.publisher:
            rows = rows.filter(by_publisher(self.publisher, "article__publisher"))
        if self.language:
            rows = rows.filter(article__language=self.language)
        if self.since:
            rows = rows.filter(article__published_at__date__gte=self.since)
        if self.until:
            rows = rows.filter(article__published_at__date__lte=self.until)
        return rows.order_by()


class FiltersForm(forms.Form):
    """Reads filters from the query of an address; `filters` holds them once it is valid."""

    version = forms.CharField(required=False, max_length=60)
    publisher = forms.CharField(required=False, max_length=MAX_NAME)
    language = forms.CharField(required=False, max_length=35)
    annotators = forms.CharField(required=False, max_length=2 * MAX_NAME)
    labels = forms.ChoiceField(required=False, choices=[*LABELS.items()])

    def __init__(self, member: Membership, data: Mapping[str, Any]) -> None:
        super().__init__(_with_pair(data))
        self.member = member
        for name in ("from", "to"):  # a keyword cannot be declared above
            self.fields[name] = forms.DateField(
                required=False,
                input_formats=["%Y-%m-%d"],
                error_messages={"invalid": _("Give a day as year-month-day, such as 2026-02-14.")},
            )

    @property
    def filters(self) -> Filters:
        """What was chosen, of a valid form."""
        found = self.cleaned_data
        return Filters(
            version=found["version"],
            since=found["from"],
            until=found["to"],
            publisher=found["publisher"],
            language=found["language"],
            annotators=found["annotators"],
            labels=found["labels"] or BEFORE,
        )

    def clean_version(self) -> str:
        """A version of the project's codebook; "" for the one it uses."""
        name = self.cleaned_data["version"]
        own = self.member.project.codebook_version
        if name in ("", own.version):
            return ""
        if not CodebookVersion.objects.filter(codebook=own.codebook_id, version=name).exists():
            message = _("The codebook has no version “%(version)s”.")
            raise ValidationError(message % {"version": name}, "unknown")
        return str(name)

    def clean_publisher(self) -> str:
        """The publisher's name as it is stored, however it is spelled here."""
        name = self.cleaned_data["publisher"]
        if name in ("", NO_PUBLISHER):
            return str(name)
        here = Publisher.objects.filter(articles__entries__project=self.member.project_id)
        found = here.filter(key=Publisher.fold(name)).values_list("name", flat=True).first()
        if found is None:
            message = _("No article of this project is by “%(publisher)s”.")
            raise ValidationError(message % {"publisher": name}, "unknown")
        return found

    def clean_language(self) -> str:
        """A language that articles of the project are in."""
        name = self.cleaned_data["language"]
        here = ProjectArticle.objects.filter(project=self.member.project_id)
        if name and not here.filter(article__language=name).exists():
            message = _("No article of this project is in “%(language)s”.")
            raise ValidationError(message % {"language": name}, "unknown")
        return str(name)

    def clean_annotators(self) -> tuple[str, ...]:
        """Two different people who have coded here."""
        names = [name.strip() for name in self.cleaned_data["annotators"].split(",")]
        if names == [""]:
            return ()
        if len(names) != 2 or names[0] == names[1]:
            message = _("Name two different annotators, with a comma between them.")
            raise ValidationError(message, "invalid")
        work = Assignment.objects.visible_to(self.member).filter(annotator__username__in=names)
        known = set(work.order_by().values_list("annotator__username", flat=True).distinct())
        for name in names:
            if name not in known:
                message = _("“%(annotator)s” has coded nothing in this project.")
                raise ValidationError(message % {"annotator": name}, "unknown")
        return tuple(sorted(names))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        since, until = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if since and until and until < since:
            self.add_error("to", _("The period ends before it begins."))
        return self.cleaned_data


def _with_pair(data: Mapping[str, Any]) -> dict[str, Any]:
    """Two fields of one name, one for each annotator, are the pair with a comma between."""
    given = {name: data[name] for name in data}
    pair = data.getlist("annotators") if isinstance(data, QueryDict) else []
    if len(pair) > 1:
        given["annotators"] = ",".join(name for name in pair if name)
    return given


def read_filters(member: Membership, data: Mapping[str, Any]) -> Filters:
    """Read filters from the query of an address; raise `ValidationError` by field.

    Parameters that are none of the filters are left alone.
    """
    form = FiltersForm(member, data)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.filters
