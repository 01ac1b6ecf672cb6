"""A small study with random answers, built by the product's own actions."""

import random

from annotator.annotation.actions import Answer, give_labels, return_assignment, submit_assignment
from annotator.annotation.applicability import closed_questions
from annotator.annotation.models import Assignment
from annotator.codebook.catalogue import project_catalogue

SENTENCE = "The office said that road {0} would be closed from day {0} of the month."


def add_articles(cast, count: int, *, claims: int = 3, publisher: str = "Valley Wire") -> None:
    for number in range(count):
        text = "\n\n".join(SENTENCE.format(100 * number + line) for line in range(claims))
        cast.add_article(text, title=f"Roads {number}", publisher=publisher)


def answer_at_random(cast, assignment: Assignment, chance: random.Random) -> None:
    """Answer every question that applies, with some of the optional ones left open."""
    catalogue = project_catalogue(cast.project.codebook_version, cast.project.variable_ids)
    answers = []
    for claim in [None, *cast.claims(assignment.article)]:
        given: dict[str, list[str]] = {}
        for entry in catalogue.variables.values():
            if (entry.row.scope == "article") != (claim is None):
                continue
            if entry.id in closed_questions(catalogue, given):
                continue
            codes = list(entry.codes)
            given[entry.id] = [chance.choice(codes)]
            if not entry.row.is_single:
                given[entry.id] = [code for code in codes if chance.random() < 0.6]
        answers += [
            Answer(claim.pk if claim else None, variable, tuple(codes))
            for variable, codes in given.items()
            if codes
        ]
    give_labels(assignment=assignment, actor=assignment.annotator, answers=answers)


def run_study(cast, *, seed: int, articles: int = 4, claims: int = 3) -> None:
    """Two annotators code all, a third begins; one article is sent back, one is left open."""
    chance = random.Random(seed)
    add_articles(cast, articles // 2, claims=claims)
    add_articles(cast, articles - articles // 2, claims=claims, publisher="")
    done = []
    for user in (cast.ana, cast.ben):
        for _ in range(articles + 1):
            assignment = cast.take(user)
            answer_at_random(cast, assignment, chance)
            done.append(submit_assignment(assignment=assignment, actor=user))
    member = cast.member(cast.reviewer)
    return_assignment(assignment=done[1], member=member, reason="Look at the first claim again.")
    cast.add_article("The mayor said that the pool would stay open.", title="Pool")
    begun = cast.take(cast.cleo)
    cast.answer(begun, cast.claims(begun.article)[0], att="none")


def disagree(cast, *, users=None, claims=None) -> Assignment:
    """Everybody submits the next article; on the claims asked for they differ in attribution."""
    users = users or (cast.ana, cast.ben)
    for number, user in enumerate(users):
        assignment = cast.take(user)
        for place, claim in enumerate(cast.claims(assignment.article)):
            differs = claims is None or place in claims
            if differs and number == 0:
                cast.answer(assignment, claim, att="explicit", src="official", slant="none")
            else:
                cast.answer(assignment, claim, att="none", slant="none")
        submit_assignment(assignment=assignment, actor=user)
    return assignment
