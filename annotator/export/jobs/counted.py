"""A study that tells how far it has been read."""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.export.jobs.pulse import Pulse
from annotator.export.study import ArticleRecord, Header, Options, Study
from annotator.export.study.records import Row


class CountedStudy:
    """Another study, each of whose articles counts as it goes by; it stops when it is told to.

    A format may read the articles more than once, so what is done never goes back.
    """

    def __init__(self, study: Study, pulse: Pulse) -> None:
        self.study, self.pulse = study, pulse
        self.sees_all = study.sees_all

    @property
    def header(self) -> Header:
        """As it is."""
        return self.study.header

    @property
    def options(self) -> Options:
        """As they are."""
        return self.study.options

    def articles(self) -> Iterator[ArticleRecord]:
        """The articles, counted."""
        for number, article in enumerate(self.study.articles()):
            self._pass(number)
            yield article

    def rows(self) -> Iterator[Row]:
        """The rows, their articles counted."""
        number, last = -1, None
        for row in self.study.rows():
            if row[0][1] != last:
                number, last = number + 1, row[0][1]
                self._pass(number)
            yield row

    def count_articles(self) -> int:
        """As many as there are."""
        return self.study.count_articles()

    def has_more_labels_than(self, number: int) -> bool:
        """As it is."""
        return self.study.has_more_labels_than(number)

    def agreement(self) -> list[Mapping[str, Any]]:
        """As it is."""
        return self.study.agreement()

    def _pass(self, number: int) -> None:
        self.pulse.done = max(self.pulse.done, number)
        self.pulse.check()
