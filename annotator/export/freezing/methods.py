"""The methods section: what a paper says about how its material was coded, ready to paste."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.export.freezing.facts import Counted, Facts, software_version
from annotator.export.freezing.markdown import isolated, joined, plain, table
from annotator.projects.models import Project
from annotator.review.figures.coverage import CODED
from annotator.review.models import Adjudication
from annotator.review.wording import METRICS, worded_reason

NAMED = 10
"""Publishers and languages that are named one by one."""


def write_methods(facts: Facts) -> str:
    """Return the section as Markdown."""
    title = plain(facts.project.title)
    return joined(
        [
            "# " + _("Methods: %(project)s") % {"project": title},
            _status(facts),
            "## " + _("Material"),
            _material(facts),
            _cutting(facts),
            "## " + _("Coding"),
            _codebook(facts),
            _coding(facts),
            _blindness(facts),
            "## " + _("Reliability"),
            _reliability(facts),
            _alphas(facts),
            "## " + _("Adjudication"),
            _adjudication(facts),
            "## " + _("Software"),
            _("Coded with Sourcemark, version %(version)s.") % {"version": software_version()},
        ]
    )


def _status(facts: Facts) -> str:
    moment = _time(facts.moment)
    if facts.frozen_as:
        said = _("All numbers are those of the frozen study “%(name)s”, as of %(moment)s (UTC).")
        return said % {"name": plain(facts.frozen_as), "moment": moment}
    said = _("Draft: all numbers are as of %(moment)s (UTC), and change while the study goes on.")
    return said % {"moment": moment}


# -- material --------------------------------------------------------------------------------


def _material(facts: Facts) -> str:
    number = facts.articles
    said = ngettext("The corpus is %(n)s article.", "The corpus is %(n)s articles.", number)
    parts = [said % {"n": number}, _copies(facts)]
    if number:
        parts += [_period(facts), _by_publisher(facts.publishers), _by_language(facts.languages)]
    return " ".join(part for part in parts if part)


def _copies(facts: Facts) -> str:
    number = facts.figures["copies_left_out"]
    if not number:
        return ""
    said = ngettext(
        "Of near copies of a text only one was coded and is counted here; %(n)s article was left "
        "out as a copy.",
        "Of near copies of a text only one was coded and is counted here; %(n)s articles were "
        "left out as copies.",
        number,
    )
    return said % {"n": number}


def _period(facts: Facts) -> str:
    first, last = facts.published
    if first is None or last is None:
        return ""
    said = _("They were published from %(first)s to %(last)s.")
    parts = [said % {"first": _day(first), "last": _day(last)}]
    if facts.undated:
        without = ngettext(
            "Of %(n)s article no date is recorded.",
            "Of %(n)s articles no date is recorded.",
            facts.undated,
        )
        parts.append(without % {"n": facts.undated})
    return " ".join(parts)


def _by_publisher(counts: Counted) -> str:
    known = [one for one in counts if one[0]]
    if not known:
        return _("No publisher is recorded for them.")
    said = ngettext(
        "They come from %(n)s publisher (%(counts)s).",
        "They come from %(n)s publishers (%(counts)s).",
        len(known),
    )
    return said % {"n": len(known), "counts": _listed(counts, _("no publisher recorded"))}


def _by_language(counts: Counted) -> str:
    listed = _listed(counts, _("no language recorded"))
    return _("Articles by language: %(counts)s.") % {"counts": listed}


def _listed(counts: Counted, nothing: str) -> str:
    named = [f"{isolated(plain(value)) or nothing}: {number}" for value, number in counts[:NAMED]]
    rest = counts[NAMED:]
    if rest:
        number = sum(one[1] for one in rest)
        more = ngettext("%(n)s other: %(sum)s", "%(n)s others: %(sum)s", len(rest))
        named.append(more % {"n": len(rest), "sum": number})
    return ", ".join(named)


def _cutting(facts: Facts) -> str:
    changed = facts.figures["cutting"]["changed"]
    said = ngettext(
        "They were cut into %(n)s claim, the unit of coding.",
        "They were cut into %(n)s claims, the units of coding.",
        facts.claims,
    )
    parts = [
        said % {"n": facts.claims},
        _(
            "The same rules cut every article by sentences when it was imported, before anybody "
            "coded it, so that all annotators judged the same units. Stretches that assert "
            "nothing, such as datelines and media credits, are no claims and were not coded."
        ),
    ]
    if changed:
        corrected = ngettext(
            "In %(n)s article people corrected the cut; earlier cuts are kept with the claims "
            "that came from them.",
            "In %(n)s articles people corrected the cut; earlier cuts are kept with the claims "
            "that came from them.",
            changed,
        )
        parts.append(corrected % {"n": changed})
    else:
        parts.append(_("Nobody changed the cut afterwards."))
    return " ".join(parts)


# -- coding ----------------------------------------------------------------------------------


def _codebook(facts: Facts) -> str:
    version = facts.project.codebook_version
    said = _(
        "The codebook was “%(name)s”, version %(version)s (SHA-256 of the document: %(digest)s). "
        "A published version does not change. Annotators were asked: %(questions)s."
    )
    questions = ", ".join(
        f"{plain(label)} ({plain(key)})" for key, label in facts.labels_of.items()
    )
    return said % {
        "name": plain(facts.codebook_name),
        "version": plain(version.version),
        "digest": version.digest,
        "questions": questions,
    }


def _coding(facts: Facts) -> str:
    project, number = facts.project, len(facts.annotators)
    people = ngettext(
        "%(n)s annotator handed in work (%(names)s).",
        "%(n)s annotators handed in work (%(names)s).",
        number,
    )
    overlap = ngettext(
        "Each article was to be coded by %(n)s annotator.",
        "Each article was to be coded by %(n)s annotators, each by themselves.",
        project.overlap,
    )
    labels = facts.figures["labels"]
    given = ngettext(
        "What was handed in holds %(n)s label.", "What was handed in holds %(n)s labels.", labels
    )
    return " ".join(
        [
            people % {"n": number, "names": ", ".join(facts.annotators)}
            if number
            else _("Nobody has handed in work yet."),
            overlap % {"n": project.overlap},
            _coded(facts),
            _sample(facts),
            given % {"n": labels},
        ]
    ).replace("  ", " ")


def _coded(facts: Facts) -> str:
    states = facts.figures["coverage"]["states"]
    number = sum(states[state] for state in CODED)
    said = ngettext(
        "On %(n)s article of %(all)s that many have handed in their work.",
        "On %(n)s articles of %(all)s that many have handed in their work.",
        number,
    )
    return said % {"n": number, "all": facts.articles}


def _sample(facts: Facts) -> str:
    project = facts.project
    if not project.reliability_share:
        return _("No part of the corpus was set apart for all annotators to code.")
    said = ngettext(
        "For reliability, %(share)s per cent of the articles (%(n)s so far), drawn by chance "
        "with seed %(seed)s, were to be coded by every annotator.",
        "For reliability, %(share)s per cent of the articles (%(n)s so far), drawn by chance "
        "with seed %(seed)s, were to be coded by every annotator.",
        facts.in_sample,
    )
    return said % {
        "share": project.reliability_share,
        "n": facts.in_sample,
        "seed": project.seed,
    }


def _blindness(facts: Facts) -> str:
    modes = {
        Project.Blind.UNTIL_SUBMITTED: _(
            "Annotators did not see each other’s labels on an article until they had handed in "
            "their own."
        ),
        Project.Blind.UNTIL_DECIDED: _(
            "Annotators did not see each other’s labels on an article until they had handed in "
            "their own and the reviewers had decided the article."
        ),
        Project.Blind.ALWAYS: _("Annotators never saw each other’s labels."),
    }
    return modes[facts.project.blind]


# -- reliability -----------------------------------------------------------------------------


def _reliability(facts: Facts) -> str:
    rows = facts.figures["agreement"]
    said = _(
        "Agreement was measured before adjudication, on what annotators had handed in, with "
        "Krippendorff’s alpha; the metric is that of each question. Intervals are at 95 % and "
        "come from drawing whole articles again and again (bootstrap). Units are claims, or "
        "articles, that at least two annotators coded and to which the question applied. "
        "Percent agreement does not allow for chance and stands beside alpha for that reason only."
    )
    return said if rows else _("No question was asked.")


def _alphas(facts: Facts) -> str:
    rows = facts.figures["agreement"]
    if not rows:
        return ""
    head = [
        *(_("Question"), _("Metric"), _("Alpha"), _("95 % interval"), _("Percent agreement")),
        *(_("Units"), _("Annotators"), _("Labels")),
    ]
    return table(head, [_alpha_row(facts, row) for row in rows])


def _alpha_row(facts: Facts, row: Mapping[str, Any]) -> list[str]:
    label = facts.labels_of.get(row["variable"], row["variable"])
    reason = plain(worded_reason(row["reason"])) if row["reason"] else ""
    alpha = _decimal(row["alpha"])
    interval = " – ".join(_decimal(end) for end in row["interval"] or ())
    return [
        f"{plain(label)} ({plain(row['variable'])})",
        str(METRICS.get(row["metric"], row["metric"])),
        alpha or _("none: %(reason)s") % {"reason": reason},
        interval or (reason if alpha else "–"),
        "–" if row["percent"] is None else f"{100 * row['percent']:.1f} %",
        str(row["units"]),
        str(row["annotators"]),
        str(row["labels"]),
    ]


def _decimal(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


# -- adjudication ----------------------------------------------------------------------------


def _adjudication(facts: Facts) -> str:
    found = facts.figures["disputes"]
    disputed = ngettext(
        "On %(n)s claim or article annotators answered differently; on %(open)s of these a "
        "question is not decided yet.",
        "On %(n)s claims and articles annotators answered differently; on %(open)s of these a "
        "question is not decided yet.",
        found["disputed"],
    )
    parts = [disputed % {"n": found["disputed"], "open": found["open"]}]
    number = sum(one[1] for one in facts.methods)
    if not number:
        return " ".join([*parts, _("Nothing was decided by reviewers.")])
    decided = ngettext(
        "Reviewers decided %(n)s answer, seeing what each annotator had given (%(methods)s). What "
        "annotators had given is kept beside each decision.",
        "Reviewers decided %(n)s answers, seeing what each annotator had given (%(methods)s). "
        "What annotators had given is kept beside each decision.",
        number,
    )
    parts.append(decided % {"n": number, "methods": _worded(facts.methods, Adjudication.Method)})
    if facts.reasons:
        said = _("Reasons given for decisions: %(reasons)s.")
        parts.append(said % {"reasons": _worded(facts.reasons, Adjudication.ReasonCode)})
    return " ".join(parts)


def _worded(counts: Counted, choices: Any) -> str:
    return "; ".join(f"{choices(value).label}: {number}" for value, number in counts)


def _day(moment: datetime) -> str:
    return date_format(moment, _("j M Y"))


def _time(moment: datetime) -> str:
    return date_format(moment, _("j M Y, H:i"))
