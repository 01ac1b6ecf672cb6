"""A study as it stands in the database, read a few articles at a time.

Each article is read whole by a fixed number of statements, so memory does not grow with the
project, and no article is half before and half after a save.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from annotator.annotation.models import Assignment, Label
from annotator.annotation.querysets import LabelQuerySet
from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.export.rows import read_rows, rows_to_confirm, stamp
from annotator.export.study.agreeing import count_agreement
from annotator.export.study.layers import aggregated_labels, decided_labels
from annotator.export.study.options import Layer, Names, Options
from annotator.export.study.people import People, with_pairs_called
from annotator.export.study.records import (
    ArticleRecord,
    ClaimRecord,
    DecisionRecord,
    Header,
    LabelRecord,
    Row,
    WorkRecord,
)
from annotator.projects.models import Membership, ProjectArticle
from annotator.review.models import Adjudication
from articles.models import Claim, ClaimLineage
from articles.segmentation import CLAIM_ROLES

ARTICLES_AT_ONCE = 20
STATES_SOMETHING = frozenset(role.value for role in CLAIM_ROLES)


class LiveStudy:
    """What a member may see of a project now, as far as `labels`, `entries`, `decisions` go.

    `labels` have to come from `Label.objects.visible_to`, `decisions` are none for an annotator.
    """

    def __init__(
        self,
        member: Membership,
        options: Options,
        labels: LabelQuerySet,
        entries: QuerySet[ProjectArticle],
        decisions: QuerySet[Adjudication],
    ) -> None:
        self.member, self.options = member, options
        self.labels, self.entries, self.decisions = labels, entries, decisions
        self.project = member.project
        self.sees_all = member.may_review

    @cached_property
    def people(self) -> People:
        """What everybody is called."""
        return People(self.project, self.options.names)

    def _called(self, username: str) -> str:
        return username if self.options.names == Names.REAL else self.people.called(username)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The questions of the project."""
        return project_catalogue(self.project.codebook_version, self.project.variable_ids)

    @cached_property
    def header(self) -> Header:
        """The project, its codebook and its people; annotators see no people but themselves."""
        project, version = self.project, self.project.codebook_version
        version.refresh_from_db(fields=["document"])
        people = self.people.records()
        if not self.sees_all:
            own = self.people.called(self.member.user.username)
            people = tuple(person for person in people if person.name == own)
        return Header(
            slug=project.slug,
            title=project.title,
            created_at=stamp(project.created_at),
            overlap=project.overlap,
            reliability_share=project.reliability_share,
            quota=project.quota,
            seed=project.seed,
            blind=project.blind,
            guidelines=project.guidelines,
            codebook_name=version.codebook.name,
            codebook_version=version.version,
            codebook_uid=str(version.uid),
            codebook_digest=version.digest,
            codebook=_in_order(version.document),
            variable_ids=tuple(self.catalogue.variables),
            people=people,
            copies_once=project.copies_once,
        )

    def count_articles(self) -> int:
        """How many articles there are."""
        return self.entries.count()

    def rows(self) -> Iterator[Row]:
        """The rows of the export."""
        if self.options.layer == Layer.ANNOTATORS:
            yield from read_rows(self.project, self.labels, self._called)
            return
        for article in self.articles():
            yield from article.rows(self.project.slug, extra=True)

    def articles(self) -> Iterator[ArticleRecord]:
        """The articles, read in batches."""
        last = 0
        ordered = self.entries.select_related(
            "article__publisher", "article__origin_publisher", "copy_of"
        ).order_by("article_id")
        while batch := list(
            ordered.defer("article__html").filter(article_id__gt=last)[:ARTICLES_AT_ONCE]
        ):
            yield from self._records(batch)
            last = batch[-1].article_id

    def agreement(self) -> list[Mapping[str, Any]]:
        """Agreement on each question, counted now from all labels that were handed in."""
        if not self.sees_all:
            return []
        return with_pairs_called(count_agreement(self.member), self._called)

    def has_more_labels_than(self, number: int) -> bool:
        """Whether there are more; counts no further than that, and only where ids go so far."""
        last = Label.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return last > number and self.labels[: number + 1].count() > number

    def _records(self, entries: Sequence[ProjectArticle]) -> Iterator[ArticleRecord]:
        numbers = [entry.article_id for entry in entries]
        decisions = self._decisions(numbers)
        labels = self._labels(numbers, decisions)
        work = self._work(numbers)
        claims = _claims(numbers)  # last: a claim cut meanwhile is still here, as a retired one
        for entry in entries:
            article, number = entry.article, entry.article_id
            yield ArticleRecord(
                id=number,
                external_id=entry.external_id,
                title=article.title,
                publisher=article.publisher.name if article.publisher else None,
                origin_publisher=article.origin_publisher.name
                if article.origin_publisher
                else None,
                byline=article.byline,
                url=article.url,
                published_at=stamp(article.published_at) if article.published_at else None,
                language=article.language,
                direction=article.direction,
                content_hash=article.content_hash,
                text=article.text,
                claims=tuple(claims[number]),
                work=tuple(work[number]),
                labels=tuple(labels[number]),
                decisions=tuple(decisions[number]),
                copy_of=entry.copy_of.article_id if entry.copy_of else None,
                copy_kind=entry.copy_kind,
                copy_share=entry.copy_share,
                copy_by_hand=entry.copy_set_by_id is not None,
            )

    def _labels(
        self, numbers: Sequence[int], decisions: Mapping[int, list[DecisionRecord]]
    ) -> Mapping[int, list[LabelRecord]]:
        version = self.project.codebook_version.version
        if self.options.layer == Layer.ADJUDICATED:
            made = {key: list(decided_labels(some, version)) for key, some in decisions.items()}
            return defaultdict(list, made)
        found: dict[int, list[LabelRecord]] = defaultdict(list)
        read = rows_to_confirm(self.project, self.labels, numbers, self._called)
        for (target, cells), waits in read:
            found[target[1]].append(LabelRecord._make((target[7], *cells, None, None, waits)))
        if self.options.layer == Layer.AGGREGATED:
            for key, some in found.items():
                found[key] = list(aggregated_labels(some, self.catalogue))
        return found

    def _work(self, numbers: Sequence[int]) -> Mapping[int, list[WorkRecord]]:
        rows = Assignment.objects.visible_to(self.member).filter(article_id__in=numbers)
        found: dict[int, list[WorkRecord]] = defaultdict(list)
        for one in rows.select_related("annotator").order_by("annotator_id"):
            found[one.article_id].append(
                WorkRecord(
                    annotator=self._called(one.annotator.username),
                    state=one.state,
                    note=one.note,
                    created_at=stamp(one.created_at),
                    submitted_at=stamp(one.submitted_at) if one.submitted_at else None,
                    reason=one.reason,
                )
            )
        return found

    def _decisions(self, numbers: Sequence[int]) -> Mapping[int, list[DecisionRecord]]:
        rows = (
            self.decisions.filter(article_id__in=numbers)
            .select_related("variable", "claim", "decided_by")
            .prefetch_related("codes")
        )
        found: dict[int, list[DecisionRecord]] = defaultdict(list)
        for one in sorted(rows, key=_place):
            stands = one.claim is None or (
                one.claim.is_current and one.claim.role in STATES_SOMETHING
            )
            codes = sorted(one.codes.all(), key=lambda code: code.position)
            if not stands or not codes:
                continue
            found[one.article_id].append(
                DecisionRecord(
                    claim_id=one.claim_id,
                    variable=one.variable.identifier,
                    codes=tuple(code.identifier for code in codes),
                    method=one.method,
                    reason_code=one.reason_code,
                    reason=one.reason,
                    note=one.note,
                    distribution=dict(sorted(one.distribution.items())),
                    decided_by=self._called(one.decided_by.username),
                    created_at=stamp(one.created_at),
                    updated_at=stamp(one.updated_at),
                )
            )
        return found


def _in_order(document: dict[str, Any]) -> Any:
    """With sorted keys, all the way down: databases keep them in different orders."""
    return json.loads(json.dumps(document, sort_keys=True))


def _place(decision: Adjudication) -> tuple[int, int, int]:
    start = decision.claim.start if decision.claim else -1
    return decision.article_id, start, decision.variable.position


def _claims(numbers: Iterable[int]) -> Mapping[int, list[ClaimRecord]]:
    """All stretches of some articles in text order, retired ones too, with their lineage."""
    before: dict[int, list[int]] = defaultdict(list)
    lineage = ClaimLineage.objects.filter(successor__article_id__in=numbers)
    pairs = lineage.order_by("predecessor_id").values_list("successor_id", "predecessor_id")
    for successor, predecessor in pairs:
        before[successor].append(predecessor)
    found: dict[int, list[ClaimRecord]] = defaultdict(list)
    rows = Claim.objects.filter(article_id__in=numbers).order_by("article_id", "start", "pk")
    # Plain rows: there may be as many claims as labels, and objects cost several times more.
    for article, key, start, end, text, role, is_current, reason, sure in rows.values_list(
        *("article_id", "pk", "start", "end", "text", "role", "is_current", "reason", "confidence")
    ):
        found[article].append(
            ClaimRecord(
                id=key,
                start=start,
                end=end,
                text=text,
                role=role,
                is_claim=role in STATES_SOMETHING,
                is_current=is_current,
                reason=reason,
                predecessors=tuple(before[key]) if key in before else (),
                confidence=sure,
            )
        )
    return found
