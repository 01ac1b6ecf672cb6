import json
from importlib.resources import files

import pytest

from annotator.codebook.reading import (
    RESERVED_KEYS,
    CodeSpec,
    PresetSpec,
    VariableSpec,
    default_codebook,
    read_codebook,
    write_codebook,
)
from annotator.codebook.rules import ALWAYS, parse_rule

BOOK = default_codebook()
CODES = [code for variable in BOOK.variables for code in variable.codes]


def test_is_read_once() -> None:
    assert default_codebook() is BOOK


def test_nothing_in_it_is_replaced_or_unused() -> None:
    assert BOOK.notices == ()


def test_is_written_as_it_is_in_the_file() -> None:
    text = files("annotator.codebook").joinpath("default.json").read_text(encoding="utf-8")
    written = write_codebook(BOOK)
    assert json.dumps(written, ensure_ascii=False, indent=1) + "\n" == text
    assert read_codebook(written) == BOOK


def test_variables_are_those_of_the_scheme() -> None:
    by_scope: dict[str, list[str]] = {}
    for variable in BOOK.variables:
        by_scope.setdefault(variable.scope, []).append(variable.id)
    assert by_scope == {
        "segment": ["role"],
        "claim": ["att", "src", "name", "hop", "form", "cue", "cert", "kind", "slant", "cred"],
        "span": ["bias", "part"],
        "source": ["rel"],
        "article": ["genre", "prov", "sig"],
        "publisher": ["pub"],
    }


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_code_is_complete(code: CodeSpec) -> None:
    for text in (code.label, code.definition, code.example, code.rule):
        assert text.strip() == text
        assert 0 < len(text) <= 300
    assert len(code.short) == 2
    assert len(code.key) == 1


@pytest.mark.parametrize("variable", BOOK.variables, ids=lambda variable: variable.id)
def test_variable_is_complete(variable: VariableSpec) -> None:
    assert variable.definition.endswith("?")
    assert variable.key.islower()
    assert variable.key not in RESERVED_KEYS
    assert len({code.short for code in variable.codes}) == len(variable.codes)
    assert len({code.key for code in variable.codes}) == len(variable.codes)


def test_variable_keys_differ_on_every_page() -> None:
    keys = [variable.key for variable in BOOK.variables]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("preset", BOOK.presets, ids=lambda preset: preset.label)
def test_preset_gives_answers_that_apply_together(preset: PresetSpec) -> None:
    answers = {code.partition(":")[0]: [code] for code in preset.set}
    answers |= {variable: ["copied"] for variable in preset.copy_from_previous}
    rules = BOOK.rules()
    assert all(rules.get(variable, ALWAYS).applies(answers) for variable in answers)
    assert preset.key.isdigit()


def test_derived_rules_look_at_known_codes() -> None:
    rules = [derived.origin for derived in BOOK.derived if " in (" in derived.origin]
    assert len(rules) == 2
    for text in rules:
        for test in parse_rule(text).tests():
            assert set(test.codes) <= set(BOOK.variable(test.variable).code_ids)


def test_examples_of_one_variable_differ() -> None:
    for variable in BOOK.variables:
        examples = [code.example for code in variable.codes]
        assert len(set(examples)) == len(examples)
