"""What an import looks like at each of its stages."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from annotator.projects import actions
from annotator.projects.actions.imports import thaw_draft
from annotator.projects.columns import columns_of
from annotator.projects.forms import ColumnsForm
from annotator.projects.models import ArticleImport, ImportItem, Membership
from annotator.projects.presenting import marked_text
from annotator.projects.querysets import item_counts, items_of
from articles.actions import confidence_behind, known_outlets
from articles.models import Claim, direction_of, heading_of
from articles.preparing import PreparedArticle, prepare_article
from articles.segmentation import OutletNames

PREVIEWED = 20
PREVIEWED_CHARACTERS = 400_000
"""Of all texts that are cut to be shown; the first is shown however long it is."""
SHOWN_SEGMENTS = 1_000
"""Of one article."""
PER_PAGE = 200
State = ArticleImport.State


class Counted(Paginator):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: Any, number: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.number = number

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return self.number


def import_page(
    request: HttpRequest,
    member: Membership,
    kept: ArticleImport,
    *,
    problem: str = "",
    form: ColumnsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show an import as it stands."""
    counts = item_counts(kept)
    context: dict[str, Any] = {"member": member, "kept": kept, "problem": problem}
    context |= _numbers(kept, counts)
    if kept.state == State.MAPPING:
        context["form"] = form or ColumnsForm(columns=columns_of(kept))
    if kept.state == State.PREVIEW:
        context |= _preview(member, kept)
    context |= _items(request, kept, counts)
    return render(request, "projects/article_import.html", context, status=status)


def _numbers(kept: ArticleImport, counts: dict[tuple[str, str], int]) -> dict[str, Any]:
    """How many items there are of each kind that a page speaks of."""
    states = {state.value: 0 for state in ImportItem.State}
    for (state, _outcome), number in counts.items():
        states[state] += number
    told = "saved" if kept.state != State.PREVIEW else "ready"
    outcomes = {outcome: number for (state, outcome), number in counts.items() if state == told}
    everything = sum(states.values())
    later = counts.get(("failed", "later"), 0)
    return {
        "states": states,
        "outcomes": outcomes,
        "everything": everything,
        "saving": outcomes.get("created", 0) + outcomes.get("linked", 0),
        "read": everything - states["waiting"],
        "later": later,
        "refused": states["failed"] - later,
        "unfinished": states["failed"]
        + states["cancelled"]
        - counts.get(("failed", "conflict"), 0),
    }


def _items(
    request: HttpRequest, kept: ArticleImport, counts: dict[tuple[str, str], int]
) -> dict[str, Any]:
    """A page of the items, of one state if that is asked for."""
    state = request.GET.get("state", "")
    state = state if state in ImportItem.State.values else ""
    number = sum(many for (of, _outcome), many in counts.items() if state in ("", of))
    page = Counted(items_of(kept, state), number).get_page(request.GET.get("page"))
    present = {of for of, _outcome in counts}
    labels = [(of.value, of.label) for of in ImportItem.State if of.value in present]
    return {"items": page, "state": state, "state_labels": labels}


def _preview(member: Membership, kept: ArticleImport) -> dict[str, Any]:
    outlets = OutletNames(known_outlets())
    items = _first_items(kept)
    shown = [prepare_article(thaw_draft(one), known_outlets=outlets) for one in items]
    outcomes = actions.find_outcomes(project=member.project, prepared=shown, actor=member.user)
    previews = [
        {"item": item, "prepared": one, "outcome": outcome, **_cut(one)}
        for item, one, outcome in zip(items, shown, outcomes, strict=True)
    ]
    return {
        "previews": previews,
        "unseen": kept.total - len(shown),
        "some_known": _some_known(kept, outcomes),
    }


def _first_items(kept: ArticleImport) -> list[ImportItem]:
    """As many of the first articles as a page can be made of without letting anybody wait."""
    ready = kept.items.filter(state=ImportItem.State.READY).order_by("position")
    found: list[ImportItem] = []
    length = 0
    for item in ready[:PREVIEWED].iterator(chunk_size=1):
        length += len((item.draft or {}).get("text", ""))
        if found and length > PREVIEWED_CHARACTERS:
            break
        found.append(item)
    return found


def _some_known(kept: ArticleImport, outcomes: Sequence[actions.AddedArticle]) -> bool:
    linked = actions.Outcome.LINKED
    if any(one.outcome == linked for one in outcomes):
        return True
    return kept.items.filter(state=ImportItem.State.READY, outcome=linked).exists()


def _cut(one: PreparedArticle) -> dict[str, Any]:
    """The text cut at its segments, and those whose role is in doubt."""
    text = one.draft.text
    claims = [
        Claim(
            start=part.start,
            end=part.end,
            text=text[part.start : part.end],
            role=part.role.value,
            reason=part.reason,
            confidence=confidence_behind(part.reason),
        )
        for part in one.segments[:SHOWN_SEGMENTS]
    ]
    return {
        "heading": heading_of(one.title, text),
        "direction": direction_of(text, one.draft.language),
        "parts": marked_text(text[: claims[-1].end] if claims else text, claims),
        "more": len(one.segments) - len(claims),
        "doubts": [claim for claim in claims if claim.is_doubtful],
    }
