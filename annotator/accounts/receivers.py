"""What happens to tokens when a password changes."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.dispatch import receiver

from annotator.accounts.actions import revoke_tokens
from annotator.accounts.models import User


@receiver([password_changed, password_reset, password_set])
def revoke_on_new_password(*, user: User, **_kwargs: Any) -> None:
    """A new password is the remedy for a stolen one, so it also ends every token."""
    revoke_tokens(user=user)
