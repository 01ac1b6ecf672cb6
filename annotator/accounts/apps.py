"""Accounts: users and API tokens."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who log in."""

    name = "annotator.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Connect the receivers."""
        from annotator.accounts import receivers  # noqa: F401
