"""Who is logged in: allauth's backend, with the account read by a prepared query."""

from allauth.account.auth_backends import AuthenticationBackend

from annotator.accounts.models import User
from annotator.prepared import Prepared, instance

_BY_ID = Prepared(
    lambda pk: User.objects.filter(pk=pk).order_by(), pk=(-301, User._meta.get_field("id"))
)


class AccountBackend(AuthenticationBackend):
    """Logs in by username or e-mail."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session, None when it is gone or was disabled."""
        rows = _BY_ID.rows(pk=user_id)
        user = instance(User, rows[0]) if rows else None
        return user if user and self.user_can_authenticate(user) else None
