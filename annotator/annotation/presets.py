"""Presets: several answers under one key."""

from collections import defaultdict

from annotator.annotation.actions import Answer
from annotator.annotation.applicability import Codes
from annotator.codebook.models import Preset


def preset_answers(preset: Preset, claim_id: int, before: Codes) -> list[Answer]:
    """The answers a preset gives to a claim; `before` is what the claim before it has.

    A variable the preset copies is left alone when the claim before has no answer to it.
    """
    codes: dict[str, list[str]] = defaultdict(list)
    for code in preset.sets:
        codes[code.split(":", 1)[0]].append(code)
    for variable in preset.copies:
        if before.get(variable):
            codes[variable] = list(before[variable])
    return [Answer(claim_id, variable, tuple(given)) for variable, given in codes.items()]
