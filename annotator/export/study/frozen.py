"""A study as it was frozen: the rows of a freeze, read a few articles at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from annotator.codebook.catalogue import Catalogue
from annotator.codebook.unstored import catalogue_from
from annotator.export.models import Freeze
from annotator.export.rows import stamp
from annotator.export.study.layers import aggregated_labels, decided_labels
from annotator.export.study.narrowing import Narrowing
from annotator.export.study.options import Layer, Names, Options
from annotator.export.study.packing import Front, unpack_article, unpack_front
from annotator.export.study.people import with_pairs_called
from annotator.export.study.records import ArticleRecord, Header, LabelRecord, PersonRecord, Row

ARTICLES_AT_ONCE = 20


class FrozenStudy:
    """Everything of a freeze, for reviewers and managers alone. It reads no other table."""

    sees_all = True

    def __init__(self, freeze: Freeze, options: Options, narrowing: Narrowing) -> None:
        self.freeze, self.options, self.narrowing = freeze, options, narrowing

    @cached_property
    def _front(self) -> Front:
        return unpack_front(self.freeze.header)

    def _called(self, username: str) -> str:
        if self.options.names == Names.REAL:
            return username
        return self._front.called.get(username, "X")

    @cached_property
    def header(self) -> Header:
        """The project, its codebook and its people as they were, and the name of the freeze."""
        kept, moment = self._front.header, self.freeze.frozen_at
        people = tuple(PersonRecord(self._called(one.name), one.role) for one in kept.people)
        frozen_at = stamp(moment) if moment else ""
        return replace(kept, people=people, frozen_as=self.freeze.name, frozen_at=frozen_at)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The questions of the project, from the frozen codebook alone."""
        return catalogue_from(self.header.codebook, self.header.variable_ids)

    def has_more_labels_than(self, number: int) -> bool:
        """Whether the freeze is larger than that, whatever the filters leave of it."""
        return self.freeze.labels > number

    def count_articles(self) -> int:
        """How many articles there are."""
        if not {"article", "claim", "publisher"} & self.narrowing.given.keys():
            return self.freeze.total
        return sum(1 for _kept in self._kept())

    def rows(self) -> Iterator[Row]:
        """The rows of the export."""
        extra = self.options.layer != Layer.ANNOTATORS
        for article in self.articles():
            yield from article.rows(self.header.slug, extra=extra)

    def articles(self) -> Iterator[ArticleRecord]:
        """The articles, with what was asked for of them."""
        for article in self._kept():
            narrowed = self.narrowing.narrowed(article)
            named = narrowed if self.options.names == Names.REAL else self._named(narrowed)
            yield replace(named, labels=tuple(self._labels(named)))

    def agreement(self) -> list[Mapping[str, Any]]:
        """Agreement on each question, as it was counted when the study was frozen."""
        return with_pairs_called(self._front.agreement, self._called)

    def _kept(self) -> Iterator[ArticleRecord]:
        last = 0
        rows = self.freeze.articles.order_by("position").values_list("position", "payload")
        while batch := list(rows.filter(position__gt=last)[:ARTICLES_AT_ONCE]):
            for _position, payload in batch:
                article = unpack_article(bytes(payload))
                if self.narrowing.keeps(article):
                    yield article
            last = batch[-1][0]

    def _named(self, article: ArticleRecord) -> ArticleRecord:
        called = self._called
        decisions = article.decisions
        return replace(
            article,
            labels=tuple(one._replace(annotator=called(one.annotator)) for one in article.labels),
            work=tuple(one._replace(annotator=called(one.annotator)) for one in article.work),
            decisions=tuple(one._replace(decided_by=called(one.decided_by)) for one in decisions),
        )

    def _labels(self, article: ArticleRecord) -> Iterable[LabelRecord]:
        if self.options.layer == Layer.ADJUDICATED:
            return decided_labels(article.decisions, self.header.codebook_version)
        if self.options.layer == Layer.AGGREGATED:
            return aggregated_labels(article.labels, self.catalogue)
        return article.labels
