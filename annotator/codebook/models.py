"""Codebooks: frozen versions, their variables (questions), codes (answers) and presets.

A version is published when it is made and never changes afterwards, so a label's code always
means what it meant when it was given. The document it was read from is kept whole.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Codebook(models.Model):
    """A family of versions under one name."""

    name = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CodebookVersion(models.Model):
    """One frozen state of a codebook."""

    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the document.")
    document = models.JSONField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["codebook_id", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["codebook", "version"], name="codebook_version_once"),
            models.UniqueConstraint(fields=["codebook", "digest"], name="codebook_digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.codebook.name} {self.version}"


class Variable(models.Model):
    """A question of a codebook version."""

    class Scope(models.TextChoices):
        """What one answer is about."""

        CLAIM = "claim", _("claim")
        ARTICLE = "article", _("article")
        SPAN = "span", _("span")
        SEGMENT = "segment", _("segment")
        SOURCE = "source", _("source")
        PUBLISHER = "publisher", _("publisher")

    class Select(models.TextChoices):
        """How many codes one answer has."""

        ONE = "one", _("one")
        MANY = "many", _("many")
        EACH = "each_yes_no_na", _("yes / no / not applicable for each")
        TEXT = "text", _("text")

    version = models.ForeignKey(CodebookVersion, on_delete=models.CASCADE, related_name="variables")
    identifier = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    scope = models.CharField(max_length=20, choices=Scope)
    select = models.CharField(max_length=20, choices=Select)
    required = models.BooleanField(default=False)
    coders = models.CharField(max_length=20, default="annotator")
    scale = models.CharField(max_length=20, default="nominal")
    applies_if = models.TextField(blank=True)
    definition = models.TextField(blank=True)
    key = models.CharField(max_length=1, blank=True)
    attribute_of = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.CASCADE,
        related_name="attributes",
        help_text="The span variable whose marked words it says more about.",
    )
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "identifier"], name="codebook_variable_once")
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def is_single(self) -> bool:
        """Whether one answer is one code."""
        return self.select == self.Select.ONE

    @property
    def is_exclusive(self) -> bool:
        """Whether codes rule each other out: all of them, or those of one item of a set."""
        return self.select != self.Select.MANY


class Code(models.Model):
    """A possible answer. `rank` is its place on an ordinal scale, null for codes beside it.

    Each item of a set of yes/no questions has three codes (`sig:byline=yes`, `=no`, `=na`) that
    share their `item`. A text variable has one code, `<variable>:text`. A code that `is_missing`
    says why there is no answer (not stated, cannot decide).
    """

    variable = models.ForeignKey(Variable, on_delete=models.CASCADE, related_name="codes")
    identifier = models.CharField(max_length=120)
    label = models.CharField(max_length=200)
    short = models.CharField(max_length=4, blank=True)
    definition = models.TextField(blank=True)
    example = models.TextField(blank=True)
    rule = models.TextField(blank=True)
    key = models.CharField(max_length=1, blank=True)
    rank = models.PositiveIntegerField(null=True)
    item = models.CharField(max_length=120, blank=True, default="")
    is_missing = models.BooleanField(default=False)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["variable_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["variable", "identifier"], name="codebook_code_once")
        ]

    def __str__(self) -> str:
        return self.identifier


class Preset(models.Model):
    """Several answers under one key. Holds code ids; `copies` holds variable ids taken from the
    claim before."""

    version = models.ForeignKey(CodebookVersion, on_delete=models.CASCADE, related_name="presets")
    label = models.CharField(max_length=200)
    key = models.CharField(max_length=1)
    sets = models.JSONField(default=list)
    copies = models.JSONField(default=list)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["version_id", "position"]

    def __str__(self) -> str:
        return self.label
