"""What must not stand in a log: the secrets that some addresses carry."""

import logging
import re

_SECRET = re.compile(r"(/invitations/|/password/reset/key/)[^/\s'\"]+")


class HideSecrets(logging.Filter):
    """Blots out invitation and password reset keys, whichever part of a record names them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; every record passes."""
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(one) for one in record.args)
        for name in ("path", "request"):
            if hasattr(record, name):
                setattr(record, name, _hidden(str(getattr(record, name))))
        return True


def _hidden(value: object) -> object:
    return _SECRET.sub(r"\1…", value) if isinstance(value, str) else value
