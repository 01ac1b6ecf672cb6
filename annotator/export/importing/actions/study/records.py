"""The rows of an archive that belong to one article, and what they have become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, NoReturn

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from annotator.export.readers.package import Row
from annotator.export.readers.records import UnreadableFile

FIRST_YEAR, LAST_YEAR = 1990, 9990
"""Nothing was coded before; times at the ends of the calendar cannot be told in every zone."""


class ArticleRows(NamedTuple):
    """An article with all rows about it."""

    article: Row
    claims: Sequence[Row]
    work: Sequence[Row]
    labels: Sequence[Row]
    decisions: Sequence[Row]


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """An article of the archive that is stored here; `claims` are its claims' numbers by theirs."""

    rows: ArticleRows
    article_id: int
    claims: Mapping[int, int]

    def claim_of(self, row: Row) -> int | None:
        """The claim here that a row is about. Raises `UnreadableFile` for another article's."""
        number = row["claim_id"]
        if number is None:
            return None
        if number not in self.claims:
            wrong(row, _("Claim %(id)s is not one of its article.") % {"id": number})
        return self.claims[number]


def time_of(row: Row, name: str) -> datetime:
    """A time with its zone."""
    try:
        moment = parse_datetime(row[name] or "")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        wrong(row, _("“%(name)s” is not a time such as 2024-05-06T07:08:09Z.") % {"name": name})
    return moment


def words_of(row: Row, name: str, most: int) -> str:
    """Words that people wrote, of which no more are kept here than they could have written here."""
    words: str = row[name]
    if len(words) > most:
        message = _("“%(name)s” has more than %(limit)s characters.")
        wrong(row, message % {"name": name, "limit": f"{most:,}"})
    return words


def wrong(row: Row, problem: str) -> NoReturn:
    """Refuse the archive for a row."""
    raise UnreadableFile(f"{row['row']}: {problem}", "invalid")
