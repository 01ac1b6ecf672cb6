"""The figures of a project, as pages and API get them."""

from typing import Any

from annotator.projects.models import Membership
from annotator.review.figures.filters import Filters
from annotator.review.figures.store import figures_of
from annotator.review.summary import summary_of


def project_agreement(member: Membership, filters: Filters | None = None) -> list[dict[str, Any]]:
    return figures_of(member, filters or Filters()).document["agreement"]


def project_summary(member: Membership, filters: Filters | None = None) -> dict[str, Any]:
    return summary_of(figures_of(member, filters or Filters()).document)
