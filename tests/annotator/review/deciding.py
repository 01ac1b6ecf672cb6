"""A project whose questions hang on each other, random answers to it, and the slow way to tell
where each question stands."""

import random
from collections import Counter, defaultdict
from typing import Any

from annotator.annotation.actions import Answer, give_labels, submit_assignment
from annotator.annotation.applicability import closed_questions
from annotator.annotation.models import Label
from annotator.codebook.catalogue import Catalogue, project_catalogue
from annotator.review.actions import adjudicate
from annotator.review.aggregation import disagreement
from annotator.review.models import Adjudication
from articles.models import Claim
from tests.annotator.codebook.kinds import codes

HANGING: dict[str, Any] = {
    "name": "Hanging",
    "version": "1",
    "variables": [
        {"id": "genre", "label": "Genre", "scope": "article", "codes": codes("report", "opinion")},
        {"id": "att", "label": "Attribution", "codes": codes("explicit", "own", "none")},
        {
            "id": "src",
            "label": "Source",
            "required": True,
            "applies_if": "att in (explicit, own)",
            "codes": codes("official", "person"),
        },
        {
            "id": "rank",
            "label": "Rank",
            "applies_if": "src in (official)",
            "codes": codes("high", "low"),
        },
        {
            "id": "tone",
            "label": "Tone",
            "required": True,
            "applies_if": "genre in (opinion)",
            "codes": codes("calm", "loud"),
        },
        {"id": "topic", "label": "Topics", "select": "many", "codes": codes("water", "roads")},
        {
            "id": "check",
            "label": "Checks",
            "select": "each_yes_no_na",
            "codes": codes("dated", "placed"),
        },
        {"id": "why", "label": "Why", "select": "text"},
        {
            "id": "device",
            "label": "Device",
            "scope": "span",
            "select": "many",
            "codes": codes("loaded", "vague"),
        },
    ],
}


def catalogue_of(cast) -> Catalogue:
    return project_catalogue(cast.project.codebook_version, cast.project.variable_ids)


def code_next(cast, user, chance: random.Random, *, agree: float = 0.6) -> None:
    """The user takes the next article, answers as most do (or by chance), and submits."""
    assignment = cast.take(user)
    catalogue = catalogue_of(cast)
    about_article: dict[str, list[str]] = {}
    answers = []
    for claim in [None, *cast.claims(assignment.article)]:
        given = dict(about_article)
        for entry in catalogue.variables.values():
            about = entry.row.scope == "article"
            if about != (claim is None) or entry.id in closed_questions(catalogue, given):
                continue
            if entry.id in ("topic", "why", "device", "rank") and chance.random() < 0.4:
                continue
            answers += _answers(entry, claim, given, chance, agree)
        if claim is None:
            about_article = given
    give_labels(assignment=assignment, actor=user, answers=answers)
    submit_assignment(assignment=assignment, actor=user)


def _answers(entry, claim, given, chance, agree) -> list[Answer]:
    pk = claim.pk if claim else None
    usual = chance.random() < agree
    if entry.is_text:
        return [Answer(pk, entry.id, (), text=chance.choice(["So.", "Since."]))]
    if entry.is_about_words:
        start = claim.start if usual else chance.randrange(claim.start, claim.end - 4)
        code = "device:vague" if usual else chance.choice([*entry.codes])
        places = [(start, start + 3), (claim.end - 3, claim.end)]
        return [Answer(pk, entry.id, (code,), span=place) for place in places]
    if entry.is_set:
        chosen = [
            next(iter(item.codes.values())) if usual else chance.choice([*item.codes.values()])
            for item in entry.items.values()
        ]
        given[entry.id] = [code.identifier for code in chosen]
    elif entry.takes_several:
        given[entry.id] = [code for code in entry.codes if usual or chance.random() < 0.7]
        if not given[entry.id]:
            given.pop(entry.id)
            return []
    else:
        given[entry.id] = [next(iter(entry.codes)) if usual else chance.choice([*entry.codes])]
    return [Answer(pk, entry.id, tuple(given[entry.id]))]


def decide_one(cast, member, place, chance: random.Random) -> None:
    """Decide a question on a claim by somebody's answer, by chance, or withdraw."""
    article, claim, variable = place
    entry = catalogue_of(cast).variables[variable]
    picked = chance.choice([[], [next(iter(entry.codes))], [chance.choice([*entry.codes])]])
    adjudicate(
        member=member,
        variable=variable,
        codes=picked,
        claim=Claim.objects.get(pk=claim) if claim else None,
        article=None if claim else cast.project.articles.get(pk=article),
        reason="By chance.",
    )


# -- the slow way ----------------------------------------------------------------------------


class Slow:
    """Where each question stands, told claim by claim in plain Python."""

    def __init__(self, cast) -> None:
        self.catalogue = catalogue_of(cast)
        self.project = cast.project
        self.given = self._given()
        self.decided = {
            (one.article_id, one.claim_id, one.variable.identifier): (
                {code.identifier for code in one.codes.all()},
                one.method == "unanimous",
            )
            for one in Adjudication.objects.filter(project=cast.project)
            if one.codes.exists() and (one.claim is None or one.claim.is_current)
        }
        self.claims: dict[int, set[int | None]] = defaultdict(set)
        for article, claim, _variable in [*self.given, *self.decided]:
            self.claims[article].add(claim)

    def _given(self) -> dict[tuple, list[frozenset[str]]]:
        answers: dict[tuple, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for label in Label.objects.select_related("assignment", "variable", "code", "claim"):
            work = label.assignment
            if work.project_id != self.project.pk or work.state != "submitted":
                continue
            standing = label.claim is None or (label.claim.is_current and label.claim.is_claim)
            if standing and not self.catalogue.variables[label.variable.identifier].is_text:
                place = (work.article_id, label.claim_id, label.variable.identifier)
                answers[place][work.pk].add(label.code.identifier)
        return {place: [frozenset(one) for one in by.values()] for place, by in answers.items()}

    def differs(self, place) -> bool:
        entry = self.catalogue.variables[place[2]]
        given = self.given.get(place, [])
        if not entry.is_set:
            return disagreement(Counter(given)) > 0
        by_item: dict[str, Counter[str]] = defaultdict(Counter)
        for code in (code for one in given for code in one):
            by_item[entry.codes[code].item][code] += 1
        return any(disagreement(counts) > 0 for counts in by_item.values())

    def parents(self, place) -> list[tuple]:
        """The questions that one hangs on, on the same claim or on its article."""
        article, claim, variable = place
        found: list[tuple] = []
        for parent in self.catalogue.variables[variable].rule.variables():
            about = self.catalogue.variables[parent].row.scope == "article"
            above = (article, None if about else claim, parent)
            found += [above, *self.parents(above)]
        return found

    def above(self, place) -> list[tuple]:
        """Decisions of people on what a question hangs on."""
        found = [one for one in self.parents(place) if one in self.decided]
        return [one for one in found if not self.decided[one][1]]

    def is_opened(self, place) -> bool:
        """Whether nobody was asked a required question that applies by what people decided."""
        article, claim, variable = place
        entry = self.catalogue.variables[variable]
        if place in self.given or not entry.row.required or not self.above(place):
            return False
        known = self.known(article, claim)
        closed = {one: [] for one in closed_questions(self.catalogue, known)}
        given = {**known, **closed}
        return all(test.variable in given for test in entry.rule.tests()) and entry.rule.applies(
            given
        )

    def opened(self) -> list[tuple]:
        return [
            (article, claim, entry.id)
            for article, claims in self.claims.items()
            for claim in claims
            for entry in self.catalogue.variables.values()
            if (entry.row.scope == "article") == (claim is None)
            and self.is_opened((article, claim, entry.id))
        ]

    def is_looked_at(self, place) -> bool:
        alone = len(self.given.get(place, [])) == 1
        behind = alone and any(self.differs(one) for one in self.parents(place))
        return self.differs(place) or behind or self.is_opened(place)

    def agreed(self, place) -> set[str]:
        return {code for one in self.given[place] for code in one}

    def stands(self, place) -> bool:
        if place not in self.decided:
            return False
        codes, automatic = self.decided[place]
        if not automatic or place not in self.given:
            return not automatic or place not in self.given
        return not self.is_looked_at(place) and codes == self.agreed(place)

    def known(self, article, claim) -> dict[str, list[str]]:
        found = {}
        for place in {*self.given, *self.decided}:
            if place[0] == article and place[1] in (None, claim):
                if self.stands(place):
                    found[place[2]] = sorted(self.decided[place][0])
                elif place in self.given and not self.is_looked_at(place):
                    found[place[2]] = sorted(self.agreed(place))
        return found

    def closed(self, place) -> bool:
        return place[2] in closed_questions(self.catalogue, self.known(place[0], place[1]))

    def standing(self, place) -> str:
        if self.stands(place):
            return "DECIDED"
        if self.closed(place):
            return "CLOSED"
        if self.differs(place):
            return "OPEN"
        pending = [
            one
            for one in self.parents(place)
            if self.is_looked_at(one) and not self.stands(one) and not self.closed(one)
        ]
        if pending:
            return "WAITING"
        return "OPEN" if self.is_looked_at(place) else "AGREED"

    def all(self) -> dict[tuple, str]:
        return {place: self.standing(place) for place in [*self.given, *self.opened()]}
