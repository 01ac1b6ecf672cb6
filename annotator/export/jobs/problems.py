"""Why work in the background failed: kept as a key, said in the language of who reads it."""

import errno

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

FULL, UNWRITABLE, STOPPED = "full", "unwritable", "stopped"
NOT_ALLOWED, NOT_FOUND, DATABASE, BUG = "not_allowed", "not_found", "database", "bug"

WORDS = {
    FULL: gettext_noop("The server’s disk is full. Tell whoever runs it, then ask again."),
    UNWRITABLE: gettext_noop(
        "The server could not write the file. Tell whoever runs it: the log says why."
    ),
    STOPPED: gettext_noop("The work was stopped before it was done. Ask again."),
    NOT_ALLOWED: gettext_noop(
        "What you may see in this project has changed since you asked. Ask again."
    ),
    NOT_FOUND: gettext_noop("Something that you asked for is not there any more. Ask again."),
    DATABASE: gettext_noop("The database could not be reached. Ask again in a while."),
    BUG: gettext_noop(
        "Something went wrong on the server. Tell whoever runs it: the log says why."
    ),
}


def problem_of(error: Exception) -> str:
    """The key of what an error tells people."""
    if isinstance(error, OSError):
        return FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else UNWRITABLE
    if isinstance(error, PermissionDenied):
        return NOT_ALLOWED
    if isinstance(error, ValidationError):
        return NOT_FOUND
    return DATABASE if isinstance(error, DatabaseError) else BUG


def words_of(problem: str) -> str:
    """The words for a key; "" for none."""
    return _(WORDS[problem]) if problem in WORDS else problem
