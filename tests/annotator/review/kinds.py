"""A project that asks a question of every kind, and random answers to all of it."""

import random
from collections.abc import Iterator

from annotator.annotation.actions import Answer, give_labels, submit_assignment
from annotator.codebook.catalogue import VariableEntry, project_catalogue

SLUG = "kinds"


def address(claim=None, article=None) -> str:
    query = f"claim={claim.pk}" if claim else f"article={article.pk}"
    return f"/projects/{SLUG}/review/adjudicate/?{query}"


def code(kinds, user, *answers: Answer) -> None:
    """The user takes the next article, answers and submits."""
    assignment = kinds.take(user)
    give_labels(assignment=assignment, actor=user, answers=answers)
    submit_assignment(assignment=assignment, actor=user)


def code_at_random(kinds, user, chance: random.Random) -> None:
    """The user takes the next article, answers what has no rule, and submits."""
    assignment = kinds.take(user)
    catalogue = project_catalogue(kinds.project.codebook_version, kinds.project.variable_ids)
    answers = [
        answer
        for claim in [None, *kinds.claims(assignment.article)]
        for entry in catalogue.choosable()
        if (entry.row.scope == "article") == (claim is None) and not entry.rule.variables()
        for answer in random_answers(entry, claim, chance)
    ]
    give_labels(assignment=assignment, actor=user, answers=answers)
    submit_assignment(assignment=assignment, actor=user)


def random_answers(entry: VariableEntry, claim, chance: random.Random) -> Iterator[Answer]:
    pk = claim.pk if claim else None
    if entry.is_text:
        yield Answer(pk, entry.id, (), text=chance.choice(["Since then.", "So."]))
    elif entry.is_about_words:
        yield from _random_marks(entry, claim, chance)
    elif entry.items:
        answered = [item for item in entry.items.values() if chance.random() < 0.8]
        codes = [chance.choice([*item.codes.values()]).identifier for item in answered]
        yield Answer(pk, entry.id, tuple(codes))
    elif entry.takes_several:
        yield Answer(pk, entry.id, tuple(one for one in entry.codes if chance.random() < 0.6))
    else:
        yield Answer(pk, entry.id, (chance.choice([*entry.codes]),))


def _random_marks(entry: VariableEntry, claim, chance: random.Random) -> Iterator[Answer]:
    for start in chance.sample(range(claim.start, claim.end - 4), 2):
        span = (start, start + 4)
        yield Answer(claim.pk, entry.id, (chance.choice([*entry.codes]),), span=span)
        if entry.id == "device":
            holder = chance.choice(["device_holder:outlet", "device_holder:the_source"])
            yield Answer(claim.pk, "device_holder", (holder,), span=span)
