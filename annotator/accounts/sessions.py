"""Sessions in the database, as Django keeps them, read by a prepared query: each request does."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from annotator.prepared import Prepared, instance

_BY_KEY = Prepared(
    lambda key: Session.objects.filter(session_key=key),
    key=("--key--", Session._meta.get_field("session_key")),
)


class SessionStore(DatabaseStore):
    """Django's store; only the reading of a live session differs."""

    def _get_session_from_db(self) -> Session | None:
        rows = _BY_KEY.rows(key=self.session_key)
        session = instance(Session, rows[0]) if rows else None
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session
