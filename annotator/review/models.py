"""Adjudications: what a reviewer decided, with the spread of labels it was decided on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.codebook.models import Code, Variable
from annotator.projects.models import Project
from articles.models import Article, Claim


class Adjudication(models.Model):
    """The decision for one claim (or article) and variable.

    `distribution` keeps the dissent: code id -> number of annotators, at the time of deciding.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="adjudications")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="adjudications")
    claim = models.ForeignKey(
        Claim, null=True, on_delete=models.PROTECT, related_name="adjudications"
    )
    variable = models.ForeignKey(Variable, on_delete=models.PROTECT, related_name="adjudications")
    codes = models.ManyToManyField(Code, related_name="+")
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    distribution = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "claim", "variable"], name="review_claim_decided_once"
            ),
            models.UniqueConstraint(
                fields=["project", "article", "variable"],
                condition=Q(claim__isnull=True),
                name="review_article_decided_once",
            ),
        ]


class AdjudicationEvent(models.Model):
    """A decision made, changed or withdrawn; appended, never edited."""

    adjudication = models.ForeignKey(Adjudication, on_delete=models.CASCADE, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
