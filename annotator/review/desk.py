"""What lies before the reviewer: the queue, the claim, everybody's answers to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.errors import Conflict
from annotator.projects.models import Membership
from annotator.review.columns import label_columns
from annotator.review.disputes import Queue, review_queue
from annotator.review.forms import QueueFilterForm
from annotator.review.presenting import Excerpt, Piece, drawn_lines, excerpt
from annotator.review.querysets import (
    Target,
    article_in_project,
    claim_in_project,
    coders_of,
    flags_on,
    is_article_decided,
    last_step,
    publishers_of,
)
from annotator.review.sheets import Row, letters, marks_of, rows_of
from annotator.review.unanimous import unanimous_rest
from articles.models import Article, Claim

COUNTED_LABELS = 20_000
"""Up to here the page says how many answers are unanimous; above, counting takes too long."""


@dataclass
class Desk:
    """The queue as it was asked for; `find` puts a claim (or an article) on the desk."""

    member: Membership
    parameters: Any
    claim: Claim | None = None
    article: Article | None = None
    rows: list[Row] = field(default_factory=list)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The questions asked."""
        project = self.member.project
        return project_catalogue(project.codebook_version, project.variable_ids)

    @cached_property
    def filters(self) -> QueueFilterForm:
        """What the queue is narrowed to."""
        return QueueFilterForm(self.parameters, member=self.member, catalogue=self.catalogue)

    @cached_property
    def asked(self) -> Mapping[str, Any]:
        """The filters in use; none of them where one means nothing."""
        found = self.filters.cleaned_data if self.filters.is_valid() else {}
        return {name: value for name, value in found.items() if value}

    @cached_property
    def everything(self) -> Queue:
        """All disputes of the project."""
        return review_queue(self.member)

    @cached_property
    def publishers(self) -> Mapping[int, str]:
        """The publisher of each article."""
        return publishers_of(self.member)

    @cached_property
    def queue(self) -> Queue:
        """The disputes asked for."""
        found, name = dict(self.asked), self.asked.get("publisher")
        found.pop("publisher", None)
        if name is not None:
            found["articles"] = [one for one, has in self.publishers.items() if has == name]
        return self.everything.narrowed(**found)

    @property
    def target(self) -> Target:
        """The article and, unless a question is about the article, the claim."""
        if self.article is None:
            raise Http404
        return self.article.pk, self.claim.pk if self.claim else None

    def find(self) -> bool:
        """Load what is asked for, else the first dispute that is open; False if there is none."""
        claim, article = self.parameters.get("claim"), self.parameters.get("article")
        if not claim and not article:
            first = next(iter(self.queue.open), None)
            if first is None:
                return False
            article, claim = first.target
        if claim:
            self.claim = claim_in_project(self.member, claim)
            self.article = self.claim.article if self.claim else None
        else:
            self.article = article_in_project(self.member, article)
        if self.article is None:
            raise Http404
        if self.claim and not (self.claim.is_current and self.claim.is_claim):
            raise Conflict(
                _(
                    "This stretch of text was changed (split, merged, moved or given another "
                    "role). Decide the claims that stand now."
                )
            )
        self.read()
        return True

    def read(self) -> None:
        """Read the answers, and how far the queue is, as they are now."""
        for name in ("everything", "queue"):
            self.__dict__.pop(name, None)
        self.rows = rows_of(self.member, self.catalogue, self.target)

    def row(self, variable: str | None) -> Row:
        """The row of a question."""
        found = next((row for row in self.rows if row.entry.id == variable), None)
        if found is None:
            raise Http404
        return found

    def current_row(self) -> str:
        """The question the keys act on: one with errors, else the first that is open.

        The question the reviewer narrowed the queue to comes before the others.
        """
        wrong = [row.entry.id for row in self.rows if row.form]
        undecided = [row.entry.id for row in self.rows if row.is_open]
        asked = [one for one in undecided if one == self.asked.get("variable")]
        return next(iter([*wrong, *asked, *undecided]), "")

    def way_on(self) -> str:
        """Where to go after a decision: the next open question here, or the way on."""
        open_row = self.current_row()
        return self.address(self.target, f"row-{open_row}" if open_row else "steps")

    def address(self, target: Target | None, fragment: str = "") -> str:
        """The page of a target, within the same filters."""
        if target is None:
            return ""
        article, claim = target
        query = {"claim": claim} if claim else {"article": article}
        return self.page("adjudicate", query) + (f"#{fragment}" if fragment else "")

    def page(self, name: str, query: Mapping[str, Any] | None = None) -> str:
        """A page of the queue, within the same filters."""
        found = {**(query or {}), **self.asked}
        if "pair" in found:
            found["pair"] = ",".join(found["pair"])
        path = reverse(name, args=[self.member.project.slug])
        return f"{path}?{urlencode(found)}" if found else path

    def context(self) -> dict[str, Any]:
        """What the templates show."""
        self._offer()
        undecided = len(self.queue.open)
        shared = {
            "member": self.member,
            "filters": self.filters,
            "filtered": bool(self.asked),
            "disputed": len(self.queue.disputes),
            "decided": len(self.queue.disputes) - undecided,
            "undecided": undecided,
            "unanimous": self._unanimous(),
            "step": last_step(self.member),
            "undo": self.page("adjudicate_undo"),
        }
        return shared if self.article is None else {**shared, **self._claim_context()}

    def _offer(self) -> None:
        self.filters.count(self.everything, self.publishers)
        variable = self.asked.get("variable")
        if variable:
            found = self.everything.narrowed(variable=variable)
            self.filters.offer_pairs(found, variable, self.asked.get("pair"))

    def _unanimous(self) -> int | None:
        """How many answers can be finished without looking; None where that takes long to tell."""
        if label_columns(self.member).code.size > COUNTED_LABELS:
            return None
        return unanimous_rest(self.member).answers

    def _claim_context(self) -> dict[str, Any]:
        current = self.current_row()
        before, after = self.queue.around(self.target)
        if not current:
            after = self.queue.open_after(self.target)
        return {
            "article": self.article,
            "claim": self.claim,
            "excerpt": self._excerpt(),
            "rows": self.rows,
            "current": current,
            "coders": self._coders(),
            "lines": self._lines(),
            "here": self.address(self.target),
            "before": self.address(before),
            "after": self.address(after),
        }

    def _excerpt(self) -> Excerpt:
        if self.article is None:
            raise Http404
        claim = self.claim
        return excerpt(self.article.text, claim.start if claim else 0, claim.end if claim else 0)

    def _lines(self) -> list[Piece]:
        """The claim with a line under what each annotator marked; empty where nobody did."""
        if self.claim is None:
            return []
        return drawn_lines(self.claim.text, self.claim.start, marks_of(self.rows))

    def _coders(self) -> list[dict[str, Any]]:
        """Letters, and the names behind them once the article is decided."""
        article, claim = self.target
        known = is_article_decided(self.member, article)
        coders = coders_of(self.member, article)
        flags = flags_on(coders, claim)
        return [
            {
                "letter": letter,
                "name": coder.annotator.display_name if known else "",
                "note": coder.note,
                "flagged": coder.pk in flags,
                "flag": flags.get(coder.pk, ""),
            }
            for letter, coder in zip(letters(len(coders)), coders, strict=True)
        ]
