"""Whether answers can be taken at all, whatever stands: unknown names, wrong targets, bad spans."""

from django.utils.translation import gettext as _

from annotator.annotation.actions.answers import MAX_NOTE, Answer
from annotator.annotation.actions.board import Board
from annotator.codebook.catalogue import VariableEntry
from annotator.codebook.models import Variable
from annotator.errors import Conflict


class Checker:
    """Collects in `errors` what no state would accept; raises `Conflict` for a retired claim."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.errors: list[dict[str, str]] = []

    def check(self, number: int, answer: Answer) -> None:
        """Look at one answer; `number` is its place in the list."""
        entry = self.board.catalogue.variables.get(answer.variable)
        if entry is None:
            message = _("“%(id)s” is not asked in this project.") % {"id": answer.variable}
            self._error(number, "variable", message)
            return
        self._check_codes(number, answer, entry)
        self._check_words(number, answer, entry)
        self._check_target(number, answer, entry)

    def _check_codes(self, number: int, answer: Answer, entry: VariableEntry) -> None:
        ids = {"variable": entry.id}
        for code in answer.codes:
            if code not in entry.codes:
                message = _("“%(code)s” is not a code of “%(variable)s”.")
                self._error(number, "codes", message % {**ids, "code": code})
        if len(set(answer.codes)) != len(answer.codes):
            self._error(number, "codes", _("A code is given twice."))
        if entry.row.is_single and len(answer.codes) > 1:
            self._error(number, "codes", _("“%(variable)s” takes one code.") % ids)
        if entry.row.select == Variable.Select.EACH:
            items = [entry.codes[code].item for code in answer.codes if code in entry.codes]
            if len(set(items)) < len(items):
                message = _("“%(variable)s” takes one answer for each item.")
                self._error(number, "codes", message % ids)

    def _check_words(self, number: int, answer: Answer, entry: VariableEntry) -> None:
        is_text = entry.row.select == Variable.Select.TEXT
        ids = {"variable": entry.id, "count": MAX_NOTE}
        if answer.text is not None and not is_text:
            message = _("“%(variable)s” is answered by codes, not in words.")
            self._error(number, "text", message % ids)
        taken = answer.in_codes(entry)
        if is_text and answer.text is None and answer.codes and not taken.codes:
            self._error(number, "text", _("“%(variable)s” is answered in words.") % ids)
        if len(taken.note or "") > MAX_NOTE:
            message = _("At most %(count)s characters are kept here.")
            self._error(number, "note" if answer.text is None else "text", message % ids)

    def _check_target(self, number: int, answer: Answer, entry: VariableEntry) -> None:
        ids = {"variable": entry.id, "claim": answer.claim_id}
        if answer.span is not None and entry.row.scope != Variable.Scope.SPAN:
            message = _("“%(variable)s” is not about marked words: leave span out.")
            self._error(number, "span", message % ids)
        if entry.row.scope == Variable.Scope.ARTICLE:
            if answer.claim_id is not None:
                message = _("“%(variable)s” is asked about the article as a whole.")
                self._error(number, "claim", message % ids)
            return
        if answer.claim_id is None:
            message = _("“%(variable)s” is asked about a claim: give its id.")
            self._error(number, "claim", message % ids)
            return
        claim = self.board.claims.get(answer.claim_id)
        if claim is None:
            message = _("Claim %(claim)s is not in your assignment.")
            self._error(number, "claim", message % ids)
            return
        if not claim.is_current:
            message = _(
                "Claim %(claim)s was changed in the meantime (split, merged or moved). "
                "Reload the article to see the claims as they are now."
            )
            raise Conflict(message % ids, errors=[_stale("claim", message % ids, "retired")])
        if not claim.is_claim:
            message = _("Claim %(claim)s is a %(role)s: it is not coded.")
            self._error(number, "claim", message % {**ids, "role": claim.role})
        self._check_span(number, answer, entry)

    def _check_span(self, number: int, answer: Answer, entry: VariableEntry) -> None:
        claim = self.board.claims[answer.claim_id or 0]
        ids = {"variable": entry.id, "start": claim.start, "end": claim.end}
        if entry.row.scope == Variable.Scope.SPAN and answer.span is None:
            message = _("“%(variable)s” marks words: give span.start and span.end.")
            self._error(number, "span", message % ids)
        if answer.span and not claim.start <= answer.span[0] < answer.span[1] <= claim.end:
            message = _("A span lies inside its claim: %(start)s to %(end)s.")
            self._error(number, "span", message % ids)

    def check_attribute(self, number: int, answer: Answer) -> None:
        """After placing: an attribute needs words marked by the variable it is of."""
        parent = self.board.parent_of(answer.variable)
        if not parent or not answer.codes:
            return
        if not self.board.given((answer.claim_id, parent), answer.span):
            message = _("Mark these words with “%(variable)s” first.")
            self._error(number, "span", message % {"variable": parent})

    def _error(self, number: int, name: str, message: str) -> None:
        self.errors.append({"field": f"{number}.{name}", "message": message, "code": "invalid"})


def refuse_stale(board: Board, number: int, answer: Answer) -> None:
    """Raise `Conflict` when something else stands than the sender believed, or wants."""
    if answer.was is None:
        return
    entry = board.catalogue.variables[answer.variable]
    is_text = entry.row.select == Variable.Select.TEXT
    marks = board.given((answer.claim_id, answer.variable), answer.span)
    stands = {mark.note if is_text else mark.code for mark in marks}
    wanted = {answer.note} if is_text and answer.codes else set(answer.codes)
    if stands not in (set(answer.was), wanted):
        message = _("“%(label)s” was answered elsewhere in the meantime.")
        message %= {"label": entry.row.label}
        raise Conflict(message, errors=[_stale(f"{number}.codes", message, "stale")])


def _stale(name: str, message: str, code: str) -> dict[str, str]:
    return {"field": name, "message": message, "code": code}
