"""The coding form as browsers without JavaScript send it."""

from collections.abc import Collection
from functools import cached_property

from django.http import QueryDict

from annotator.annotation.actions import Answer, AnswerError
from annotator.annotation.applicability import closed_questions
from annotator.annotation.presets import preset_answers
from annotator.annotation.progress import Codes
from annotator.annotation.worksheet import ARTICLE, Worksheet
from annotator.codebook.models import Preset, Variable


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
        raise AnswerError([_problem("claim", "Choose a claim to code.")])

    def answers(self) -> list[Answer]:
        """What to save."""
        if "preset" in self.posted:
            return self._preset_answers()
        posted = self._posted()
        closed = closed_questions(self.sheet.catalogue, {k: v for k, v in posted.items() if v})
        self.left_out = {variable for variable in closed if posted.get(variable)}
        return [
            Answer(self.claim_id, variable, () if variable in closed else tuple(codes))
            for variable, codes in posted.items()
        ]

    def _preset_answers(self) -> list[Answer]:
        preset = self._preset()
        if self.claim_id is None:
            raise AnswerError([_problem("preset", "A preset is about a claim.")])
        before: Codes = self.sheet.answers_before(self.claim_id)
        return preset_answers(preset, self.claim_id, before)

    def _preset(self) -> Preset:
        chosen = self.posted.get("preset", "")
        presets = self.sheet.catalogue.presets
        by_place = {str(place): preset for place, preset in enumerate(presets)}
        if chosen not in by_place:
            raise AnswerError([_problem("preset", "There is no such preset in this project.")])
        return by_place[chosen]

    def _posted(self) -> dict[str, list[str]]:
        scope = Variable.Scope.ARTICLE if self.claim_id is None else Variable.Scope.CLAIM
        return {
            entry.id: [code for code in self.posted.getlist(entry.id) if code]
            for entry in self.sheet.asked(scope)
        }

    def explain(self, left_out: Collection[str]) -> str:
        """Say which answers were cleared because their question does not apply."""
        variables = self.sheet.catalogue.variables
        names = ", ".join(variables[one].row.label for one in variables if one in left_out)
        return f"Cleared, since it does not apply with your other answers: {names}."


def _problem(name: str, message: str) -> dict[str, str]:
    return {"field": name, "message": message, "code": "invalid"}
