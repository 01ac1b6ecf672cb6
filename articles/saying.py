"""Words that are stored: kept with what they were made of, and said again to whoever reads them.

The background worker speaks one language, the people who read its reports speak others.
"""

import json
from collections.abc import Mapping
from typing import Any, Self

from django.utils.translation import gettext

KEPT = "said"


class Said(str):
    """A message in the language of the moment, which knows its template and its values."""

    template: str
    values: dict[str, Any]

    @classmethod
    def of(cls, template: str, values: Mapping[str, Any] | None = None) -> Self:
        """Say a template in the language of the moment, filled with values where it has places."""
        text = gettext(template)
        said = cls(text if values is None else text % values)
        said.template, said.values = template, dict(values or {})
        return said

    def __mod__(self, values: Any) -> "Said":
        """Fill the places of the template.

        >>> say("%(number)s words") % {"number": 3}
        '3 words'
        """
        return Said.of(self.template, values)


def say(template: str) -> Said:
    """Translate as `gettext` does; import it as `_`, so that translators are shown the words."""
    return Said.of(template)


def gettext_noop(template: str) -> str:
    """Mark words for the translators as Django's function of that name, which needs settings.

    Processes that only read and cut articles have none.
    """
    return template


def kept_words(message: str) -> dict[str, Any]:
    """Return as JSON values what a message was made of; nothing for one that is plain text."""
    if not isinstance(message, Said):
        return {}
    values = {name: _kept_value(value) for name, value in message.values.items()}
    return {KEPT: {"template": message.template, "values": values}}


def said_again(kept: Mapping[str, Any]) -> str:
    """Say in the reader's language what was kept with `kept_words`, else its own `message`."""
    words, message = kept.get(KEPT), str(kept.get("message", ""))
    if not isinstance(words, Mapping):
        return message
    values = {name: _value_again(value) for name, value in words["values"].items()}
    try:
        return str(Said.of(words["template"], values or None))
    except (KeyError, TypeError, ValueError):  # a translation that has other places
        return message


def frozen(message: str) -> str:
    """Return a message as it is kept in a column of text."""
    words = kept_words(message)
    return json.dumps({"message": message, **words}, ensure_ascii=False) if words else message


def thawed(text: str) -> str:
    """Say in the reader's language what `frozen` kept; a text of before is said as it stands."""
    if not text.startswith('{"message": '):
        return text
    try:
        kept = json.loads(text)
    except ValueError:
        return text
    return said_again(kept)


def _kept_value(value: Any) -> Any:
    if isinstance(value, Said):
        return {"message": str(value), **kept_words(value)}
    return value if isinstance(value, int | float) else str(value)


def _value_again(value: Any) -> Any:
    return said_again(value) if isinstance(value, Mapping) else value
