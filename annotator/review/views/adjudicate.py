"""Decide disputed claims, one after the other."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotator.annotation.actions import AnswerError
from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.errors import Conflict
from annotator.projects.models import Membership
from annotator.projects.permissions import get_member, require_reviewer
from annotator.review.actions import adjudicate
from annotator.review.disputes import Queue, Target, review_queue
from annotator.review.forms import DecisionForm, QueueFilterForm
from annotator.review.presenting import Excerpt, excerpt
from annotator.review.querysets import article_in_project, claim_in_project, coders_of, flags_on
from annotator.review.sheets import Row, letters, rows_of
from articles.models import Article, Claim


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a claim with everybody's answers, and decide its questions one by one."""
    member = get_member(request.user, slug)
    require_reviewer(member)
    catalogue = project_catalogue(member.project.codebook_version, member.project.variable_ids)
    filters = QueueFilterForm(request.GET, member=member, catalogue=catalogue)
    asked = filters.cleaned_data if filters.is_valid() else {}
    desk = _Desk(member, catalogue, {key: value for key, value in asked.items() if value})
    if not desk.find(request.GET):
        return render(request, "review/adjudicate_empty.html", desk.context(filters))
    if request.method == "POST":
        row = desk.decide(request.POST)
        if row is None:
            return redirect(desk.address(desk.target, desk.next_row()))
        return render(
            request, "review/adjudicate.html", desk.context(filters), status=row.form.status
        )
    return render(request, "review/adjudicate.html", desk.context(filters))


class _Desk:
    """What lies before the reviewer: the queue, the claim, everybody's answers to it."""

    def __init__(self, member: Membership, catalogue: Catalogue, asked: dict[str, str]) -> None:
        self.member = member
        self.catalogue = catalogue
        self.asked = asked
        self.queue: Queue = self._queue()
        self.claim: Claim | None = None
        self.article: Article | None = None
        self.rows: list[Row] = []

    def _queue(self) -> Queue:
        return review_queue(
            self.member,
            variable=self.asked.get("variable", ""),
            publisher=self.asked.get("publisher"),
        )

    @property
    def target(self) -> Target:
        """The article and, unless a question is about the article, the claim."""
        if self.article is None:
            raise Http404
        return self.article.pk, self.claim.pk if self.claim else None

    def find(self, parameters: Any) -> bool:
        """Load what is asked for, else the first dispute that is open; False if there is none."""
        claim, article = parameters.get("claim"), parameters.get("article")
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
        self.rows = rows_of(self.member, self.catalogue, self.target)
        return True

    def decide(self, sent: Any) -> Row | None:
        """Store what was sent; the row with its errors if it cannot be stored as it is."""
        row = next((row for row in self.rows if row.entry.id == sent.get("variable")), None)
        if row is None:
            raise Http404
        withdraw = "withdraw" in sent
        form = DecisionForm(sent, row=row)
        if withdraw or form.is_valid():
            found = {"codes": [], "reason": "", "note": ""} if withdraw else form.cleaned_data
            try:
                self._store(row, found)
            except AnswerError as error:
                form.refuse([one["message"] for one in error.errors], 400)
            except Conflict as error:
                form.refuse([error.message], 409)
            else:
                return None
        row.refill(form)
        return row

    def _store(self, row: Row, found: dict[str, Any]) -> None:
        adjudicate(
            member=self.member,
            variable=row.entry.id,
            codes=found["codes"],
            claim=self.claim,
            article=None if self.claim else self.article,
            reason=found["reason"],
            note=found["note"],
        )
        self.queue = self._queue()
        self.rows = rows_of(self.member, self.catalogue, self.target)

    def next_row(self) -> str:
        """The first disputed question that is still open; the way on if none is."""
        open_row = self.current_row()
        return f"row-{open_row}" if open_row else "steps"

    def current_row(self) -> str:
        """The question the keys act on: one with errors, else the first open dispute.

        The question the reviewer narrowed the queue to comes before the others.
        """
        wrong = [row.entry.id for row in self.rows if row.form]
        undecided = [row.entry.id for row in self.rows if row.is_disputed and not row.is_decided]
        asked = [one for one in undecided if one == self.asked.get("variable")]
        return next(iter([*wrong, *asked, *undecided]), "")

    def address(self, target: Target | None, fragment: str = "") -> str:
        """The page of a target, within the same filters."""
        if target is None:
            return ""
        article, claim = target
        query = {"claim": claim} if claim else {"article": article}
        path = reverse("adjudicate", args=[self.member.project.slug])
        return f"{path}?{urlencode({**query, **self.asked})}{'#' + fragment if fragment else ''}"

    def context(self, filters: QueueFilterForm) -> dict[str, Any]:
        """What the templates show."""
        open_disputes = len(self.queue.open)
        shared = {
            "member": self.member,
            "filters": filters,
            "filtered": bool(self.asked),
            "disputed": len(self.queue.disputes),
            "decided": len(self.queue.disputes) - open_disputes,
            "undecided": open_disputes,
        }
        if self.article is None:
            return shared
        before, after = self.queue.around(self.target)
        return {
            **shared,
            "article": self.article,
            "claim": self.claim,
            "excerpt": self._excerpt(),
            "rows": self.rows,
            "current": self.current_row(),
            "coders": self._coders(),
            "here": self.address(self.target),
            "before": self.address(before),
            "after": self.address(after),
        }

    def _excerpt(self) -> Excerpt:
        if self.article is None:
            raise Http404
        claim = self.claim
        return excerpt(self.article.text, claim.start if claim else 0, claim.end if claim else 0)

    def _coders(self) -> list[dict[str, Any]]:
        """Letters, and the names behind them once nothing in the article is left to decide."""
        article, claim = self.target
        known = review_queue(self.member).is_article_decided(article)
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
