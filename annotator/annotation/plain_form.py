"""The coding form as browsers without JavaScript send it."""

from collections.abc import Collection, Container, Mapping, Sequence
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from annotator.annotation.actions import Answer, AnswerError
from annotator.annotation.applicability import Codes, closed_questions
from annotator.annotation.presets import preset_answers
from annotator.annotation.worksheet import ARTICLE, Worksheet
from annotator.codebook.catalogue import VariableEntry
from annotator.codebook.models import Preset, Variable
from annotator.errors import Conflict


class PlainForm:
    """Every question of one claim (or of the article) at once; or a preset's key, alone.

    Answers to questions that do not apply given the others are left out, since a plain form
    cannot hide them: `left_out` names them.
    """

    def __init__(self, sheet: Worksheet, posted: QueryDict) -> None:
        self.sheet, self.posted = sheet, posted
        self.left_out: set[str] = set()

    @cached_property
    def claim_id(self) -> int | None:
        """The claim it is about, None for the article; `AnswerError` if it is neither."""
        key = self.posted.get("claim", "")
        if key == ARTICLE:
            return None
        if key.isascii() and key.isdigit() and len(key) <= 18:
            return int(key)
        raise AnswerError([_problem("claim", _("Choose a claim to code."))])

    def answers(self) -> list[Answer]:
        """What to save."""
        self._refuse_stale()
        if "preset" in self.posted:
            return self._preset_answers()
        posted = self._posted()
        answered = self._answered(posted)
        known = {**self._known_elsewhere(posted), **answered}
        closed = closed_questions(self.sheet.catalogue, known)
        self.left_out = {variable for variable in closed if variable in answered}
        return [
            Answer(self.claim_id, variable, (), text="" if answer.text is not None else None)
            if variable in closed
            else answer
            for variable, answer in posted.items()
        ]

    def _answered(self, posted: Mapping[str, Answer]) -> dict[str, Sequence[str]]:
        """The codes that are given by the form, by variable."""
        asked = self.sheet.catalogue.variables
        given = {key: one.in_codes(asked[key]).codes for key, one in posted.items()}
        return {key: codes for key, codes in given.items() if codes}

    def _known_elsewhere(self, posted: Container[str]) -> dict[str, Sequence[str]]:
        """What rules look at besides the form: answers about the article, marked words."""
        stands = {**self.sheet.known(None), **self.sheet.known(self.claim_id)}
        return {key: codes for key, codes in stands.items() if key not in posted}

    def _refuse_stale(self) -> None:
        """A form made before somebody (another tab) answered would undo those answers."""
        seen = self.posted.get("seen")
        if seen and seen != self.sheet.digest(self.claim_id):
            raise Conflict(
                _(
                    "This claim was answered in another tab in the meantime, so the form was not "
                    "saved. It shows what stands now: answer again what you want to change."
                )
            )

    def _preset_answers(self) -> list[Answer]:
        preset = self._preset()
        if self.claim_id is None:
            raise AnswerError([_problem("preset", _("A preset is about a claim."))])
        before: Codes = self.sheet.answers_before(self.claim_id)
        return preset_answers(preset, self.claim_id, before)

    def _preset(self) -> Preset:
        chosen = self.posted.get("preset", "")
        presets = self.sheet.catalogue.presets
        by_place = {str(place): preset for place, preset in enumerate(presets)}
        if chosen not in by_place:
            raise AnswerError([_problem("preset", _("There is no such preset in this project."))])
        return by_place[chosen]

    def _posted(self) -> dict[str, Answer]:
        scope = Variable.Scope.ARTICLE if self.claim_id is None else Variable.Scope.CLAIM
        return {entry.id: self._answer(entry) for entry in self.sheet.asked(scope)}

    def _answer(self, entry: VariableEntry) -> Answer:
        if entry.row.select == Variable.Select.TEXT:
            return Answer(self.claim_id, entry.id, (), text=self.posted.get(entry.id, ""))
        names = [entry.id]
        if entry.row.select == Variable.Select.EACH:
            names = list(dict.fromkeys(code.item for code in entry.codes.values()))
        codes = [code for name in names for code in self.posted.getlist(name) if code]
        return Answer(self.claim_id, entry.id, tuple(codes))

    def explain(self, left_out: Collection[str]) -> str:
        """Say which answers were cleared because their question does not apply."""
        variables = self.sheet.catalogue.variables
        names = ", ".join(variables[one].row.label for one in variables if one in left_out)
        message = _("Cleared, since it does not apply with your other answers: %(names)s.")
        return message % {"names": names}


def _problem(name: str, message: str) -> dict[str, str]:
    return {"field": name, "message": message, "code": "invalid"}
