"""Projects: articles + a codebook version + chosen variables + members."""

import uuid
from datetime import datetime

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
from articles.ingestion.drafts import DraftError
from articles.ingestion.dropped import Dropped
from articles.models import Article, FetchedPage, Publisher, heading_of
from articles.saying import thawed

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
    copies_once = models.BooleanField(
        default=False, help_text="Code one of several near copies, and count them once."
    )
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

    Near copies point to the one that stands for their group by `copy_of`; that one points nowhere.
    `copy_set_by` is who said so, null where it was found by comparing texts.
    """

    State = ArticleState

    class Copy(models.TextChoices):
        """How a text relates to the one it is a near copy of."""

        VERBATIM = "verbatim", _("the same words")
        EDITED = "edited", _("lightly edited")
        EXCERPT = "excerpt", _("an excerpt")
        NONE = "none", _("not a copy")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="entries")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="entries")
    external_id = models.CharField(max_length=200, blank=True)
    content_key = models.CharField(max_length=64)
    in_sample = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    copy_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    copy_kind = models.CharField(max_length=20, choices=Copy, blank=True)
    copy_share = models.FloatField(
        null=True, blank=True, help_text="Share of its words that the other has too, 0 to 1."
    )
    copy_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectArticleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_key"], name="projects_article_content")]
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

    @property
    def heading(self) -> str:
        """What lists call the article, where `with_openings` has read its first words."""
        return heading_of(self.article.title, getattr(self, "opening", ""))


class ArticleImport(models.Model):
    """Articles on their way in: read, shown, then saved; large ones by the worker.

    What it brings are its items. `total` of them could be read, `saved` of those were dealt with.
    `options` holds `files` (what was uploaded, kept in the data folder until it is read), `columns`
    (which column of a table is which field) and `save_when_read` (nobody needs to look at it).
    """

    class State(models.TextChoices):
        """Where an import stands."""

        MAPPING = "mapping", _("waiting for the names of its columns")
        READING = "reading", _("being read")
        PREVIEW = "preview", _("waiting for your decision")
        RUNNING = "running", _("being saved")
        DONE = "done", _("done")
        DISCARDED = "discarded", _("discarded")
        CANCELLED = "cancelled", _("cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="imports")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    method = models.CharField(max_length=20, choices=Article.ImportMethod)
    file_name = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.PREVIEW)
    link_known = models.BooleanField(
        default=True, help_text="Share articles the team has in another project, or skip them."
    )
    total = models.PositiveIntegerField(default=0)
    saved = models.PositiveIntegerField(default=0)
    options = models.JSONField(default=dict, help_text="Which column is which field, and the like.")
    heartbeat_at = models.DateTimeField(null=True, help_text="When its worker was last heard of.")

    class Meta:
        ordering = ["-created_at"]

    @property
    def next_try(self) -> datetime | None:
        """When the worker next tries to read what could not be had for the moment."""
        kept = self.options.get("next_try")
        return datetime.fromisoformat(kept) if kept else None


class ImportItem(models.Model):
    """One thing of an import: a file, a row of a table, an address. It is tried on its own.

    `draft` is what was read, until it is saved; `errors` are the `reasons` why it could not be,
    each `{"field", "message", "code"}` with what it takes to say it in another language; `dropped`
    tells what was left out of the text and why. `outcome` is what would become of it, and once it
    is saved what did; of one that failed for the moment it is `later`, and `next_try` says when.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        READY = "ready", _("read")
        FAILED = "failed", _("failed")
        SAVED = "saved", _("saved")
        CANCELLED = "cancelled", _("cancelled")

    article_import = models.ForeignKey(
        ArticleImport, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    position = models.PositiveIntegerField()
    source = models.CharField(max_length=2000, help_text="A file, a row of one, or an address.")
    line = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    draft = models.JSONField(null=True)
    errors = models.JSONField(default=list)
    dropped = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, blank=True)
    message = models.TextField(blank=True)
    article = models.ForeignKey(
        Article, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    page = models.ForeignKey(
        FetchedPage, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["article_import_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["article_import", "position"], name="projects_import_item_once"
            )
        ]

    @property
    def reasons(self) -> list[DraftError]:
        """Why it could not be imported, in the reader's language."""
        return [DraftError.of(one) for one in self.errors]

    @property
    def next_try(self) -> datetime | None:
        """When the worker tries again by itself to read it."""
        tries = [one["next_try"] for one in self.errors if "next_try" in one]
        return datetime.fromisoformat(tries[0]) if tries and self.outcome == "later" else None

    @property
    def heading(self) -> str:
        """Its title or first line, where `items_of` has read them; else empty."""
        return heading_of(getattr(self, "title", ""), getattr(self, "opening", ""))

    @property
    def note(self) -> str:
        """What stands in its way, in the reader's language."""
        return thawed(self.message)

    @property
    def left_out(self) -> list[Dropped]:
        """What was left out of the text, to be told."""
        return [Dropped.of(one) for one in self.dropped]


class Feed(models.Model):
    """An RSS or Atom feed whose articles come into a project by themselves.

    `etag` and `modified` are what its server said last, so that an unchanged feed is not sent
    again. `problem` says why the last look failed; read it as `trouble`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="feeds")
    url = models.URLField(max_length=2000)
    title = models.CharField(max_length=300, blank=True)
    publisher = models.ForeignKey(
        Publisher, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    minutes = models.PositiveIntegerField(
        default=60, help_text="Minutes between two looks; 0: only on demand."
    )
    is_active = models.BooleanField(default=True)
    etag = models.CharField(max_length=500, blank=True)
    modified = models.CharField(max_length=200, blank=True)
    polled_at = models.DateTimeField(null=True)
    next_poll_at = models.DateTimeField(null=True, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    problem = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "url"], name="projects_feed_once")
        ]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def trouble(self) -> str:
        """Why the last look failed, in the reader's language."""
        return thawed(self.problem)


class FeedEntry(models.Model):
    """An entry that a feed has shown, so that it is taken once, however often it is shown."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries", db_index=False)
    key = models.CharField(max_length=64, help_text="SHA-256 of its id, or of its address.")
    url = models.URLField(max_length=2000)
    title = models.CharField(max_length=500, blank=True)
    seen_at = models.DateTimeField(auto_now_add=True)
    item = models.ForeignKey(ImportItem, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "key"], name="projects_feed_entry_once")
        ]
