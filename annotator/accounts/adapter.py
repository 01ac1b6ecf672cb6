"""How django-allauth behaves here: accounts come from invitations only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up uninvited; `projects` creates the account of an invited person."""
        return False
