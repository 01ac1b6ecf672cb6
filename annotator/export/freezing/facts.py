"""What the methods section tells: counted in the database, with the figures beside."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet

from annotator.codebook.catalogue import project_catalogue
from annotator.export.study.options import Names
from annotator.export.study.people import People
from annotator.projects.models import Membership, ProjectArticle
from annotator.projects.querysets import copies_left_out
from annotator.review.models import Adjudication
from articles.models import Claim
from articles.segmentation import CLAIM_ROLES

Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Facts:
    """A project in numbers. `figures` is the document that the API's `figures/` gives."""

    project: Any
    moment: datetime
    frozen_as: str
    figures: Mapping[str, Any]
    labels_of: Mapping[str, str]
    """What questions are called, by id."""
    codebook_name: str
    languages: Counted
    publishers: Counted
    published: tuple[datetime | None, datetime | None]
    undated: int
    claims: int
    in_sample: int
    annotators: tuple[str, ...]
    methods: Counted
    reasons: Counted

    @property
    def articles(self) -> int:
        """How many there are."""
        return int(self.figures["articles"])


def gather(
    member: Membership, figures: Mapping[str, Any], moment: datetime, frozen_as: str = ""
) -> Facts:
    """Count; `figures` must be those of the same moment, without filters."""
    project = member.project
    entries = ProjectArticle.objects.filter(project=project).once().order_by()
    version = project.codebook_version
    catalogue = project_catalogue(version, project.variable_ids)
    period = entries.aggregate(
        first=Min("article__published_at"),
        last=Max("article__published_at"),
        undated=Count("pk", filter=Q(article__published_at=None)),
    )
    decided = _decided(member)
    return Facts(
        project=project,
        moment=moment,
        frozen_as=frozen_as,
        figures=figures,
        labels_of={key: entry.row.label for key, entry in catalogue.variables.items()},
        codebook_name=version.codebook.name,
        languages=_counted(entries, "article__language"),
        publishers=_counted(entries, "article__publisher__name"),
        published=(period["first"], period["last"]),
        undated=period["undated"],
        claims=_claims(member).count(),
        in_sample=entries.filter(in_sample=True).count(),
        annotators=_annotators(member, figures["annotators"]),
        methods=_counted(decided, "method"),
        reasons=_counted(decided.exclude(reason_code=""), "reason_code"),
    )


def _claims(member: Membership) -> QuerySet[Claim]:
    rows = Claim.objects.filter(article__entries__project=member.project)
    rows = rows.exclude(article__in=copies_left_out(member.project))
    return rows.current().asserting()


def _decided(member: Membership) -> QuerySet[Adjudication]:
    """Decisions that have not been withdrawn, on claims that stand of articles that count."""
    rows = Adjudication.objects.filter(project=member.project, codes__isnull=False)
    rows = rows.exclude(article__in=copies_left_out(member.project))
    about_article = Q(claim__isnull=True)
    stands = Q(claim__is_current=True, claim__role__in=[role.value for role in CLAIM_ROLES])
    return rows.filter(about_article | stands).order_by()


def _counted(rows: QuerySet[Any], name: str) -> Counted:
    """How many rows have each value, the most frequent first; "" for none."""
    found = rows.values_list(name).annotate(rows=Count("pk", distinct=True))
    counts = {str(value or ""): 0 for value, _number in found}
    for value, number in found:
        counts[str(value or "")] += number
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _annotators(member: Membership, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Pseudonyms of those who handed something in."""
    people = People(member.project, Names.PSEUDONYMS)
    worked = {row["annotator"] for row in rows if row["assignments"]["submitted"]}
    return tuple(name for username, name in people.pseudonyms.items() if username in worked)


@cache
def software_version() -> str:
    """The version of this program."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
