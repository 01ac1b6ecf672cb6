"""The dashboard and the page of one question, put together from the document of figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotator.codebook.catalogue import VariableEntry
from annotator.review.aggregation.dawid_skene import TOO_FEW
from annotator.review.attention import Attention
from annotator.review.figures.spreading import MIN_ARTICLES, MIN_LABELS
from annotator.review.presenting.about import About
from annotator.review.presenting.board import Board, amounts
from annotator.review.presenting.chips import chips_of, percent
from annotator.review.presenting.coefficients import coefficient, coefficients
from annotator.review.presenting.files import PAIR_KEYS, coefficient_of
from annotator.review.presenting.grids import confusion, coverage
from annotator.review.presenting.people import people, state_names, totals_of
from annotator.review.presenting.spreads import (
    MAX_PUBLISHERS,
    Distribution,
    chosen_mixes,
    comparisons,
    distributions,
    mixable,
    mixes,
    ticks,
)
from annotator.review.presenting.strips import code_strips, lowest, scale, strips
from annotator.review.presenting.tiles import asking, state_words, waiting
from annotator.review.querysets import DisputedText, Target

SHOWN_DISPUTES = 8
MAX_PAIRS = 60


def dashboard(
    board: Board, texts: Mapping[Target, DisputedText], attention: Attention
) -> dict[str, Any]:
    """What the dashboard shows; `texts` has the words of `top_targets`."""
    document = board.document
    agreement = strips(board.catalogue, document["agreement"])
    least = lowest(agreement)
    states = document["coverage"]["states"]
    work = totals_of(document["annotators"])
    return {
        "links": board.links,
        "labels": document["labels"],
        "state_words": state_words(states),
        "attention": attention,
        "asking": asking(attention, work["skipped"], board.links),
        "articles": document["articles"],
        "copies_left_out": document["copies_left_out"],
        "coded": states["coded"] + states["decided"],
        "work": work,
        "waiting": waiting(work, board.links),
        "noted_link": board.links.assignments(note="on"),
        "skipped_link": board.links.assignments(state="skipped"),
        "submitted_link": board.links.assignments(state="submitted"),
        "open_link": board.links.assignments(state="open"),
        "strip_rows": [
            (strip, board.links.agreement(key), board.links.compared(key))
            for strip in agreement
            for key in [strip.entry.id]
        ],
        "strips_about": board.about("agreement", _all(board)),
        "scale": scale(agreement),
        "recut": document["cutting"]["changed"],
        "boundaries": coefficient("boundary_f1", document["cutting"]["boundaries"]),
        "lowest": least,
        "lowest_link": board.links.agreement(least.entry.id) if least else "",
        "coverage": coverage(document["coverage"], board.links),
        "coverage_about": board.about("coverage", amounts(articles=document["articles"])),
        "distributions": _distributions(board),
        "disputes": document["disputes"],
        "disputed": _disputed(board, texts),
        "disputes_about": board.about("disputes", _all(board), drawn=False),
        "aggregation": _aggregation(board),
        "aggregation_about": board.about("aggregation", _all(board), drawn=False),
        **_mix(board),
        **_people(board),
    }


def _all(board: Board) -> str:
    return amounts(labels=board.document["labels"], articles=board.document["articles"])


def top_targets(board: Board) -> list[Target]:
    """The disputes that the dashboard lists."""
    top = board.document["disputes"]["top"][:SHOWN_DISPUTES]
    return [(one["article"], one["claim"]) for one in top]


def _disputed(board: Board, texts: Mapping[Target, DisputedText]) -> list[dict[str, Any]]:
    variables = board.catalogue.variables
    return [
        {
            "text": texts[one["article"], one["claim"]],
            "percent": percent(one["share"]),
            "share": repr(one["share"]),
            "variables": [variables[key].row.label for key in one["variables"] if key in variables],
            "link": board.links.queue(**_target(one)),
        }
        for one in board.document["disputes"]["top"][:SHOWN_DISPUTES]
        if (one["article"], one["claim"]) in texts
    ]


def _target(one: Mapping[str, Any]) -> dict[str, str]:
    kind = "claim" if one["claim"] else "article"
    return {kind: str(one[kind])}


def _distributions(board: Board) -> list[tuple[Distribution, About]]:
    found = board.document["distribution"]
    return [
        (spread, board.about("distribution", amounts(labels=spread.labels), entry=spread.entry))
        for spread in distributions(board.catalogue, found, board.links)
    ]


def _mix(board: Board) -> dict[str, Any]:
    entry = board.mix_of
    if entry is None:
        return {"mix_of": None}
    listed = board.document["mix"].get(entry.id, [])
    answered = [one for one in listed if one["labels"]]
    found = mixes(entry, answered, board.links, wanted=board.asked.publishers, most=MAX_PUBLISHERS)
    chosen = chosen_mixes(found, board.asked.publishers)
    sides = comparisons(chosen)
    numbers = {
        "labels": sum(mix.spread.labels for mix in chosen),
        "articles": sum(mix.articles for mix in chosen),
    }
    return {
        "mix_of": entry,
        "mix_questions": mixable(board.catalogue).values(),
        "mix_chips": chips_of(entry).values(),
        "mixes": found,
        "mix_left_off": len(answered) - len(found),
        "mix_silent": len(listed) - len(answered),
        "mix_chosen": chosen,
        "mix_slots": _slots(chosen),
        "comparisons": sides,
        "mix_ticks": ticks(sides[0].sides[0].end) if sides else [],
        "min_articles": MIN_ARTICLES,
        "min_labels": MIN_LABELS,
        "mix_about": _with_publishers(board, board.about("mix", amounts(**numbers), entry=entry)),
        "publishers_about": board.about(
            "publishers", amounts(publishers=len(answered)), entry=entry, drawn=False
        ),
    }


def _slots(chosen: Sequence[Any]) -> list[Any]:
    """What the form picks publishers with: those chosen, then empty ones, four in all."""
    return [*chosen, *[None] * 4][:4]


def _with_publishers(board: Board, about: About) -> About:
    """The files hold the publishers that are chosen on the page."""
    if not board.asked.publishers:
        return about
    more = "&" + urlencode([("compare", name) for name in board.asked.publishers])
    return replace(about, csv=about.csv + more, svg=about.svg + more)


def _people(board: Board) -> dict[str, Any]:
    rows = board.document["annotators"]
    named = board.member.is_manager
    return {
        "people": people(rows, board.links, named=named),
        "people_count": len(rows),
        "people_states": state_names(),
        "people_about": board.about("annotators", amounts(annotators=len(rows)), drawn=False),
        "people_compared": named and any(row.get("alpha_with_others") is not None for row in rows),
    }


def _aggregation(board: Board) -> list[dict[str, Any]]:
    return [
        {
            "entry": entry,
            "found": found,
            "link": board.links.agreement(key),
            "warning": _warning(found),
            "top": _most_frequent(entry, found["codes"]),
        }
        for key, entry in board.catalogue.variables.items()
        if (found := board.document["aggregation"].get(key))
    ]


WARNINGS: dict[str, Promise] = {
    TOO_FEW: _("fewer than three annotators: whose errors they are cannot be told"),
}


def _warning(found: Mapping[str, Any]) -> str:
    """What stands against an estimate, in the reader's language."""
    return str(WARNINGS.get(found["warning"], found["warning"] or ""))


def _most_frequent(
    entry: VariableEntry, codes: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The answer that most claims have by majority; None where none has any."""
    most = max(codes, key=lambda row: row["majority"], default=None)
    if not most or not most["majority"]:
        return None
    return {**most, "chip": chips_of(entry)[most["code"]]}


def question(board: Board, entry: VariableEntry) -> dict[str, Any]:
    """What the page of one question shows of its agreement."""
    row = board.row(entry.id)
    (strip,) = strips(board.catalogue, [row])
    codes = [] if entry.is_text else code_strips(entry, row["codes"])
    shared = sorted(row["pairs"], key=lambda pair: (-pair["units"], pair["annotators"]))
    count = amounts(units=row["units"], annotators=row["annotators"], labels=row["labels"])
    return {
        "links": board.links,
        "entry": entry,
        "strip": strip,
        "compared_link": board.links.compared(entry.id),
        "coefficients": coefficients(row),
        "coefficients_about": board.about("coefficients", count, entry=entry),
        "codes": codes,
        "codes_scale": scale(codes),
        "codes_about": board.about("codes", count, entry=entry),
        "pairs": [_pair(board, entry, one) for one in shared[:MAX_PAIRS]],
        "pairs_left_off": max(0, len(shared) - MAX_PAIRS),
        "has_weighted": _has_weighted(row),
        "pairs_about": board.about("pairs", count, entry=entry),
        **_confusion(board, entry),
        **_aggregated(board, entry),
    }


def _pair(board: Board, entry: VariableEntry, one: Mapping[str, Any]) -> dict[str, Any]:
    keys = [key for key in PAIR_KEYS if key != "weighted_kappa" or one.get(key)]
    return {
        "names": one["annotators"],
        "units": one["units"],
        "link": board.links.compared(entry.id, annotators=",".join(one["annotators"])),
        "figures": [coefficient_of(one, key) for key in keys],
    }


def _has_weighted(row: Mapping[str, Any]) -> bool:
    return any(one.get("weighted_kappa") for one in row["pairs"])


def _confusion(board: Board, entry: VariableEntry) -> dict[str, Any]:
    found = board.document["confusion"].get(entry.id)
    if not found or not found["units"]:
        return {"confusion": None}
    return {
        "confusion": confusion(entry, found, board.links),
        "confusion_about": board.about("confusion", amounts(units=found["units"]), entry=entry),
    }


def _aggregated(board: Board, entry: VariableEntry) -> dict[str, Any]:
    found = board.document["aggregation"].get(entry.id)
    if not found:
        return {"aggregated": None}
    chips = chips_of(entry)
    return {
        "aggregated": found,
        "aggregated_ties": found.get("ties"),
        "aggregated_warning": _warning(found),
        "aggregated_codes": [
            {**row, "chip": chips[row["code"]]} for row in found["codes"] if row["code"] in chips
        ],
        "aggregated_people": [
            {**row, "exact": repr(row["competence"]), "percent": _percent(row["competence"])}
            for row in (found["annotators"] if board.member.is_manager else [])
        ],
        "aggregation_about": board.about("aggregation", _all(board), entry=entry, drawn=False),
    }


def _percent(share: float | None) -> str:
    return "" if share is None else percent(share)
