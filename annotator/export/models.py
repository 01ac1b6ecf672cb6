"""Exports in the background, frozen studies, and labels on their way in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotator.export.jobs.problems import words_of
from annotator.projects.models import Project

USUAL = ("annotators", "real", "false")
"""Values of options that go without saying."""


class Freeze(models.Model):
    """A named snapshot of corpus, codebook, labels and decisions; never changes once it is ready.

    `header` holds the study's header as plain data, with the figures and texts made with it; each
    article is a `FrozenArticle`. `digest` is the SHA-256 of its export as `zip`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="freezes")
    name = models.CharField(max_length=100)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    problem = models.TextField(blank=True, help_text="Why it failed, in words.")
    heartbeat_at = models.DateTimeField(null=True, help_text="When its worker was last heard of.")
    frozen_at = models.DateTimeField(null=True, help_text="The moment that it shows.")
    done = models.PositiveIntegerField(default=0, help_text="Articles dealt with.")
    total = models.PositiveIntegerField(default=0)
    labels = models.PositiveIntegerField(default=0)
    header = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, help_text="Bytes of its export as `zip`.")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="export_freeze_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        """Whether it will be made, or is being made."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def problem_words(self) -> str:
        """Why it failed, in the reader's language."""
        return words_of(self.problem)


class FrozenArticle(models.Model):
    """One article of a freeze: the JSON of its record, compressed."""

    freeze = models.ForeignKey(
        Freeze, on_delete=models.CASCADE, related_name="articles", db_index=False
    )
    position = models.PositiveIntegerField()
    payload = models.BinaryField()

    class Meta:
        ordering = ["freeze_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["freeze", "position"], name="export_frozen_once")
        ]


class Export(models.Model):
    """An export that the worker writes to a file, for one person and for some time.

    `role` and `blind` are what let that person see its labels: when either has changed since, the
    file is not given any more. The file itself lies in the data folder under `public_id`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being written")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="exports")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=20)
    blind = models.CharField(max_length=20)
    format = models.CharField(max_length=20)
    query = models.JSONField(default=dict, help_text="Options and filters, as in an address.")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    problem = models.TextField(blank=True, help_text="Why it failed, in words.")
    done = models.PositiveIntegerField(default=0, help_text="Articles dealt with.")
    total = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(null=True, help_text="Bytes.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file.")
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, help_text="When its worker was last heard of.")
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["project", "requested_by", "-created_at"], name="export_own_latest"
            )
        ]

    @property
    def is_under_way(self) -> bool:
        """Whether it will be written, or is being written."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def problem_words(self) -> str:
        """Why it failed, in the reader's language."""
        return words_of(self.problem)

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen beside what everybody gets, by name."""
        return {name: value for name, value in self.query.items() if value not in USUAL}


class LabelImport(models.Model):
    """Labels on their way in: read, shown, then saved in one piece or not at all.

    The uploaded file lies in the data folder under `public_id` until the import has ended.
    `report` says what would be (or was) saved, what is wrong with which row, and what has no
    place here. `key` is the name that a program gives its upload, so that it is taken once.
    """

    class State(models.TextChoices):
        """Where it stands."""

        READING = "reading", _("being read")
        PREVIEW = "preview", _("waiting for your decision")
        RUNNING = "running", _("being saved")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("discarded")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="label_imports")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    format = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the upload.")
    size = models.PositiveBigIntegerField(default=0)
    key = models.CharField(max_length=200, blank=True)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State, default=State.READING)
    problem = models.TextField(blank=True, help_text="Why it failed, in words.")
    report = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, help_text="When its worker was last heard of.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "created_by", "key"],
                condition=~models.Q(key=""),
                name="export_label_import_key_once",
            )
        ]
