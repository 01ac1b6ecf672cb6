"""Which questions are closed by the answers given so far."""

from collections.abc import Mapping, Sequence

from annotator.codebook.catalogue import Catalogue, VariableEntry
from annotator.codebook.models import Variable
from annotator.codebook.rules import In

Codes = Mapping[str, Sequence[str]]  # variable id -> code ids


def closed_questions(catalogue: Catalogue, answers: Codes) -> list[str]:
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
            and all(_is_known(test, known) for test in entry.rule.tests())
            and not entry.rule.applies(known)
        ]
        if not more:
            return list(closed)
        closed.update((variable, []) for variable in more)


def _is_known(test: In, known: Codes) -> bool:
    """Whether what a rule asks is answered; of a set, the item that it asks for.

    A set that is closed counts as answered with nothing.
    """
    given = known.get(test.variable)
    if not given:
        return given is not None
    items = {code.rpartition("=")[0] for code in test.codes}
    return items == {""} or items <= {code.rpartition("=")[0] for code in given}


def looks_at_article(catalogue: Catalogue) -> bool:
    """Whether some question about a claim depends on an answer about the article."""
    about_article = {entry.id for entry in catalogue.scoped(Variable.Scope.ARTICLE)}
    return any(
        entry.row.scope != Variable.Scope.ARTICLE and entry.rule.variables() & about_article
        for entry in catalogue.variables.values()
    )


def is_answered(entry: VariableEntry, codes: Sequence[str]) -> bool:
    """Whether codes answer a question: every item of a set has to be answered."""
    if entry.row.select != Variable.Select.EACH:
        return bool(codes)
    items = {code.item for code in entry.codes.values()}
    return {entry.codes[code].item for code in codes if code in entry.codes} >= items
