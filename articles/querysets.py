"""Reads of the corpus."""

from typing import Self

from django.db import models

from articles.segmentation import CLAIM_ROLES


class ClaimQuerySet(models.QuerySet):
    """Claims; `current()` first, in nearly every use."""

    def current(self) -> Self:
        """The rows that cut the article now, retired ones left out."""
        return self.filter(is_current=True)

    def asserting(self) -> Self:
        """Only stretches whose role carries a claim: the universe of every count."""
        return self.filter(role__in=[role.value for role in CLAIM_ROLES])
