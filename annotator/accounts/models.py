"""Users and their API tokens."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, AuthTokenManager

PREFERENCES = ("theme", "text_size", "line_width", "auto_advance", "single_keys")
PUBLIC_LENGTH = 32


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person who logs in. What they may do is decided per project, by their membership."""

    class Theme(models.TextChoices):
        """Light or dark."""

        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class TextSize(models.TextChoices):
        """How large an article is set."""

        SMALL = "small", _("Small")
        NORMAL = "normal", _("Normal")
        LARGE = "large", _("Large")
        HUGE = "huge", _("Very large")

    class LineWidth(models.TextChoices):
        """How wide a line of an article is at most."""

        NARROW = "narrow", _("Narrow")
        NORMAL = "normal", _("Normal")
        WIDE = "wide", _("Wide")

    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    text_size = models.CharField(max_length=10, choices=TextSize, default=TextSize.NORMAL)
    line_width = models.CharField(max_length=10, choices=LineWidth, default=LineWidth.NORMAL)
    auto_advance = models.BooleanField(default=True)
    single_keys = models.BooleanField(default=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username_ci",
                violation_error_message=_("That username is taken."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="accounts_user_email_ci",
                violation_error_message=_("Another account uses that e-mail address."),
            ),
        ]

    @property
    def preferences(self) -> dict[str, str | bool]:
        """What this person chose, by the names in `PREFERENCES`."""
        return {name: getattr(self, name) for name in PREFERENCES}

    @property
    def display_name(self) -> str:
        """Full name when given, else the username."""
        return self.get_full_name() or self.username


class TokenManager(AuthTokenManager):
    """Tokens. A key is made by `create` and is not kept."""

    def of(self, user: User) -> "models.QuerySet[ApiToken]":
        """A person's tokens that still work, newest first."""
        now = timezone.now()
        return self.filter(user=user, expiry__gt=now).order_by("-created", "digest")


class ApiToken(AbstractAuthToken):
    """A key for the API: stored as a hash, expiring, named by its owner.

    `last_used_at` is right to some minutes: see `accounts.actions.note_token_use`.
    """

    name = models.CharField(max_length=100, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TokenManager] = TokenManager()

    class Meta:
        ordering = ["-created"]

    @property
    def public_id(self) -> str:
        """What names it outside: the beginning of its hash, from which nobody can make the key."""
        return self.digest[:PUBLIC_LENGTH]
