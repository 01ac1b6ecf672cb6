"""Projects: articles + a codebook version + chosen variables + members."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.codebook.models import CodebookVersion
from annotator.projects.querysets import (
    ArticleState,
    ProjectArticleQuerySet,
    ProjectQuerySet,
)
from articles.models import Article

MAX_OVERLAP = 50
MAX_LEASE_HOURS = 24 * 90


class Project(models.Model):
    """One study: who codes which articles with which questions."""

    class ClaimEditors(models.TextChoices):
        """Who may split, merge and move claims."""

        MANAGERS = "managers", _("Managers only")
        ANNOTATORS = "annotators", _("Annotators too, until an article is first submitted")

    class Blind(models.TextChoices):
        """Until when annotators do not see each other's labels."""

        UNTIL_SUBMITTED = "until_submitted", _("Until they have submitted the article themselves")
        UNTIL_DECIDED = "until_decided", _("Until the reviewers have decided the article")
        ALWAYS = "always", _("Always")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    codebook_version = models.ForeignKey(
        CodebookVersion, on_delete=models.PROTECT, related_name="projects"
    )
    variable_ids = models.JSONField(
        default=list, help_text="The codebook's variables that are switched on, in order."
    )
    articles = models.ManyToManyField(Article, through="ProjectArticle")
    overlap = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_OVERLAP)],
        help_text="How many annotators code each article, each without seeing the others.",
    )
    reliability_share = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(100)],
        help_text="Per cent of the articles, drawn by chance, that every annotator codes.",
    )
    quota = models.PositiveIntegerField(
        null=True, blank=True, help_text="Articles per annotator at most; empty: no limit."
    )
    seed = models.PositiveIntegerField(
        default=1, help_text="The same seed draws and deals the same way again."
    )
    lease_hours = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(MAX_LEASE_HOURS)],
        help_text="Hours without work after which an article in hand goes back; 0: never.",
    )
    blind = models.CharField(max_length=20, choices=Blind, default=Blind.UNTIL_DECIDED)
    guidelines = models.TextField(blank=True, help_text="Markdown, shown to annotators.")
    claim_editors = models.CharField(
        max_length=20, choices=ClaimEditors, default=ClaimEditors.MANAGERS
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(overlap__gte=1), name="projects_overlap_positive"),
            models.CheckConstraint(
                condition=Q(reliability_share__lte=100), name="projects_reliability_share"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Role(models.TextChoices):
    """What a member is in a project."""

    ANNOTATOR = "annotator", _("Annotator")
    REVIEWER = "reviewer", _("Reviewer")
    MANAGER = "manager", _("Manager")


class Membership(models.Model):
    """One person in one project, in one role.

    `saw_labels_until` is when an annotator last was a reviewer or manager here, null for never:
    what others had answered by then they may have read, so they code no such article. It goes
    with the membership, so it is not known of who was removed and added again.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    quota = models.PositiveIntegerField(
        null=True, blank=True, help_text="Articles at most, instead of the project's quota."
    )
    saw_labels_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["project_id", "role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="projects_member_once")
        ]

    @property
    def is_annotator(self) -> bool:
        """Codes articles, sees own labels."""
        return self.role == Role.ANNOTATOR

    @property
    def is_manager(self) -> bool:
        """Sets the project up: articles, claims, members."""
        return self.role == Role.MANAGER

    @property
    def may_review(self) -> bool:
        """Sees everybody's labels and decides: reviewers, and managers too."""
        return self.role in (Role.REVIEWER, Role.MANAGER)


class Invitation(models.Model):
    """A way in for one person. Only a hash of the secret in the link is kept."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    link_shown = models.BooleanField(
        default=False, help_text="Others saw the link, so following it proves no address."
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]


class ProjectArticle(models.Model):
    """An article in a project. `external_id` is the project's own name for it.

    `in_sample` says whether every annotator codes it, for reliability; it is drawn once and kept,
    null until then. `decided_at` stands while the reviewers have settled every answer on it.

    `content_key` is the hash of text and publisher; with the external id it lets the database
    refuse a second copy, however often or at once an import is retried.
    """

    State = ArticleState

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="entries")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="entries")
    external_id = models.CharField(max_length=200, blank=True)
    content_key = models.CharField(max_length=64)
    in_sample = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectArticleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "article"], name="projects_article_once"),
            models.UniqueConstraint(
                fields=["project", "content_key"], name="projects_article_content_once"
            ),
            models.UniqueConstraint(
                fields=["project", "external_id"],
                condition=~Q(external_id=""),
                name="projects_article_external_once",
            ),
        ]


class ArticleImport(models.Model):
    """Articles on their way in: read, shown, then saved; large ones by the worker.

    `drafts` holds what was read, one mapping an article; `report` one outcome each. `saved`
    counts the drafts dealt with, so an interrupted run goes on where it stopped.
    """

    class State(models.TextChoices):
        """Where an import stands."""

        PREVIEW = "preview", _("waiting for your decision")
        RUNNING = "running", _("being saved")
        DONE = "done", _("done")
        DISCARDED = "discarded", _("discarded")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="imports")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    method = models.CharField(max_length=20, choices=Article.ImportMethod)
    file_name = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.PREVIEW)
    drafts = models.JSONField(default=list)
    rejects = models.JSONField(default=list)
    link_known = models.BooleanField(
        default=True, help_text="Share articles the team has in another project, or skip them."
    )
    report = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    saved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]
