"""Texts that XML 1.0 can hold."""

import re

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    r"""Replace each character that XML cannot hold by U+FFFD, so that offsets stay.

    >>> writable("a\x01b")
    'a\ufffdb'
    """
    return _UNWRITABLE.sub("\ufffd", text)


def attributes(**values: str | int | None) -> dict[str, str]:
    """Values as attributes; what is None or "" is left out."""
    return {name: writable(str(value)) for name, value in values.items() if value not in (None, "")}
