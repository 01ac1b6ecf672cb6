"""The corpus: who published what, and the claims it makes.

Articles belong to the installation and are shared by projects: cut into claims once, coded many
times. The stored text never changes; claims are retired and replaced, never deleted.
"""

import unicodedata

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext_lazy as _

from articles.querysets import ClaimQuerySet
from articles.segmentation import CLAIM_ROLES, Role
from articles.wording import ROLE_NAMES, worded_reason

DOUBTED_BELOW = 80
"""Import was not sure of a role when its confidence is less than this."""
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"})


class Publisher(models.Model):
    """An outlet. `key` is its name folded, so one outlet is not stored under two spellings.

    One that was found to be another is `merged_into` it, and its row stays, so that the merge can
    be taken back. `self_description` is what the outlet says of itself, from an “about” passage of
    the article `described_in`.
    """

    name = models.CharField(max_length=300)
    key = models.CharField(max_length=300, unique=True, editable=False)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1, two letters.")
    language = models.CharField(max_length=35, blank=True)
    self_description = models.TextField(blank=True)
    described_in = models.ForeignKey(
        "Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def fold(name: str) -> str:
        """Return the key of a name: NFKC, case folded, white space collapsed."""
        return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:300]


class PublisherAlias(models.Model):
    """Another name that a publisher goes by."""

    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=300, unique=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PublisherDomain(models.Model):
    """A host name that a publisher's pages come from, lower case, without `www.`."""

    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain


class PublisherMerge(models.Model):
    """Two publishers found to be one: who said so, when, what moved, and whether it was undone.

    `moved` lists what was the merged publisher's: `articles`, `originals`, `aliases`, `domains`
    (ids), so that undoing gives back exactly that.
    """

    merged = models.ForeignKey(Publisher, on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Publisher, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]


def heading_of(title: str, text: str) -> str:
    """Return the title, or the first words of the text of an article without one."""
    if title:
        return title
    first = text[:400].strip().split("\n", 1)[0]
    return first if len(first) <= 80 else first[:80].rsplit(" ", 1)[0] + "…"


def direction_of(text: str, language: str = "") -> str:
    """Return `rtl` or `ltr`, by the language, else by the first letter with a direction."""
    if language:
        return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
    for character in text[:2000]:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


class Article(models.Model):
    """A text and what is known about it. `text` is plain, NFC, LF, and immutable."""

    class ImportMethod(models.TextChoices):
        """How an article came in."""

        PASTE_TEXT = "paste_text", _("Pasted text")
        PASTE_HTML = "paste_html", _("Pasted HTML")
        UPLOAD = "upload", _("Uploaded file")
        API = "api", _("API")
        COMMAND = "command", _("Management command")
        SAMPLE = "sample", _("Bundled sample")
        ADDRESS = "address", _("Web address")
        FEED = "feed", _("Feed")

    title = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True, help_text="The sanitised page the text was taken from.")
    content_hash = models.CharField(max_length=64, db_index=True)
    publisher = models.ForeignKey(
        Publisher, null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    origin_publisher = models.ForeignKey(
        Publisher, null=True, blank=True, on_delete=models.PROTECT, related_name="originals"
    )
    byline = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=35, blank=True)
    import_method = models.CharField(max_length=20, choices=ImportMethod)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="articles_article_text_not_empty"),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """The title, or the first words of the text of an article without one."""
        return heading_of(self.title, self.text)

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, by the language, else by the first letter with a direction."""
        return direction_of(self.text, self.language)


class ArticleSketch(models.Model):
    """What near copies of an article are found by: a MinHash of its word shingles.

    `signature` holds unsigned 32-bit numbers, little-endian; derived from the text, so it can be
    thrown away at any time.
    """

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="sketch"
    )
    signature = models.BinaryField()
    shingles = models.PositiveIntegerField(help_text="How many different ones the text has.")


class FetchedPage(models.Model):
    """A page as it came from the web: the archived copy behind an article.

    `content` are the bytes as received, compressed with zlib; `digest` is the SHA-256 of the bytes
    before that. `url` is what was asked for, `final_url` where redirects ended.
    """

    url = models.URLField(max_length=2000)
    final_url = models.URLField(max_length=2000)
    redirects = models.JSONField(default=list, help_text="The addresses in between, in order.")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    media_type = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Bytes before compression.")
    digest = models.CharField(max_length=64, db_index=True)
    fetched_at = models.DateTimeField()
    article = models.ForeignKey(
        Article, null=True, on_delete=models.SET_NULL, related_name="fetched_pages"
    )

    class Meta:
        ordering = ["-fetched_at"]

    @property
    def charset(self) -> str:
        """The encoding that the server named, "" if none."""
        _kind, parameters = parse_header_parameters(self.headers.get("content-type", ""))
        return parameters.get("charset", "")[:40]


class ClaimEdit(models.Model):
    """One change to how an article is cut: who, what, when, and whether it was undone."""

    class Kind(models.TextChoices):
        """What was done."""

        SPLIT = "split", _("split")
        MERGE = "merge", _("merged")
        MOVE_BOUNDARY = "move_boundary", _("boundary moved")
        CHANGE_ROLE = "change_role", _("role changed")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="claim_edits")
    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claim_edits"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]


class Claim(models.Model):
    """A stretch of an article with its role.

    Every stretch is stored this way; those whose role asserts nothing (a dateline, a media
    credit) are not `is_claim` and stay out of every denominator.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="claims")
    start = models.PositiveIntegerField(help_text="Code point, inclusive.")
    end = models.PositiveIntegerField(help_text="Code point, exclusive.")
    text = models.TextField()
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    reason = models.CharField(max_length=200, blank=True, help_text="Why import chose the role.")
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How sure import was of the role, 0 to 100."
    )
    is_current = models.BooleanField(default=True)
    predecessors = models.ManyToManyField(
        "self",
        through="ClaimLineage",
        through_fields=("successor", "predecessor"),
        symmetrical=False,
        related_name="successors",
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["article_id", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="articles_claim_span"),
            # Also what stops two people from editing the same stretch at once.
            models.UniqueConstraint(
                fields=["article", "start"],
                condition=Q(is_current=True),
                name="articles_claim_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.start}-{self.end}"

    @property
    def role_name(self) -> str:
        """The role in the reader's language."""
        return str(ROLE_NAMES.get(self.role, self.role))

    @property
    def reason_words(self) -> str:
        """Why import chose the role, in the reader's language."""
        return worded_reason(self.reason)

    @property
    def is_doubtful(self) -> bool:
        """Whether import was not sure of the role; what people decided is in no doubt."""
        return self.confidence is not None and self.confidence < DOUBTED_BELOW

    @property
    def is_claim(self) -> bool:
        """Whether the role is one that asserts something (unit rule U3)."""
        return self.role in CLAIM_ROLES


class ClaimLineage(models.Model):
    """Which claim came from which, by which edit."""

    edit = models.ForeignKey(ClaimEdit, on_delete=models.CASCADE, related_name="lineage")
    predecessor = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    successor = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="articles_lineage_once"
            )
        ]
