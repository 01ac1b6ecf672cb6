"""Users and their API tokens."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

PREFERENCES = ("theme", "text_size", "line_width", "auto_advance", "single_keys")


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


class ApiToken(AbstractAuthToken):
    """A key for the API: stored as a hash, expiring, named by its owner."""

    name = models.CharField(max_length=100, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
