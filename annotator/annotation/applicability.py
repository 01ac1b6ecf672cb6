"""Which questions are closed by the answers given so far."""

from annotator.codebook.catalogue import Catalogue


def closed_questions(catalogue: Catalogue, answers: dict[str, list[str]]) -> list[str]:
    """Return the variables whose rule is answered, and answered with no.

    A rule that still waits for an answer closes nothing, so answers may come in any order.
    A question that is closed counts as answered with nothing, and may close others in turn.
    """
    closed: dict[str, list[str]] = {}
    while True:
        known = {**answers, **closed}
        more = [
            entry.id
            for entry in catalogue.variables.values()
            if entry.id not in closed
            and entry.rule.variables()
            and entry.rule.variables() <= known.keys()
            and not entry.rule.applies(known)
        ]
        if not more:
            return list(closed)
        closed.update((variable, []) for variable in more)
