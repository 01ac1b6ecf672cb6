import copy
import json
from typing import Any

import pytest

from annotator.codebook.document import MAX_CODES, MAX_PRESETS, MAX_TEXT, MAX_VARIABLES
from annotator.codebook.reading import (
    RESERVED_KEYS,
    CodebookDocument,
    CodebookError,
    Problem,
    read_codebook,
    write_codebook,
)

MINIMAL: dict[str, Any] = {
    "name": "X",
    "version": "1",
    "variables": [
        {
            "id": "tone",
            "label": "Tone",
            "codes": [
                {"id": "tone:pos", "label": "Positive"},
                {"id": "tone:neg", "label": "Negative"},
            ],
        }
    ],
}


def book(*variables: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": "X", "version": "1", "variables": list(variables), **fields}


def variable(variable_id: str = "tone", *codes: str, **fields: Any) -> dict[str, Any]:
    listed = [{"id": code, "label": code} for code in codes or ("pos", "neg")]
    return {"id": variable_id, "label": variable_id, "codes": listed, **fields}


def text(variable_id: str, **fields: Any) -> dict[str, Any]:
    return {"id": variable_id, "label": variable_id, "select": "text", **fields}


def problems(mapping: object) -> list[tuple[str, str]]:
    """Path and code of every problem."""
    with pytest.raises(CodebookError) as caught:
        read_codebook(mapping)
    assert all(problem.message for problem in caught.value.problems)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def codes_of(document: CodebookDocument) -> list[tuple[str, str, str]]:
    return [(code.id, code.key, code.short) for code in document.variables[0].codes]


def test_minimal_codebook() -> None:
    document = read_codebook(MINIMAL)
    tone = document.variable("tone")
    assert codes_of(document) == [("tone:pos", "1", "PO"), ("tone:neg", "2", "NE")]
    assert (tone.scope, tone.select, tone.coders, tone.scale) == (
        "claim",
        "one",
        "annotator",
        "nominal",
    )
    assert (tone.required, tone.evidence_required, tone.key) == (False, False, "t")
    assert tone.agreement == "krippendorff_alpha_nominal"
    assert document.rules()["tone"].applies({})
    assert document.notices == ()


def test_version_is_one_unless_given() -> None:
    assert read_codebook({**MINIMAL, "version": "2.1"}).version == "2.1"
    assert read_codebook(book(variable()) | {"version": "1"}) == read_codebook(
        {"name": "X", "variables": [variable()]}
    )


def test_both_names_of_a_field_are_read() -> None:
    old = {"name": "X", "facets": [variable(level="article")]}
    new = {"name": "X", "variables": [variable(scope="article")]}
    assert read_codebook(old) == read_codebook(new)
    both = book(variable(scope="claim", level="claim"), facets=[])
    assert set(problems(both)) == {("facets", "duplicate"), ("variables[0].level", "duplicate")}


def test_code_without_prefix_gets_it() -> None:
    mapping = book(
        variable("t", "a", "t:b", "z", scale="ordinal", order=["b", "t:a"], missing=["z"])
    )
    document = read_codebook(mapping)
    assert document.variables[0].code_ids == ("t:a", "t:b", "t:z")
    assert document.variables[0].order == ("t:b", "t:a")
    assert document.variables[0].missing == ("t:z",)


def test_order_of_an_ordinal_variable_is_that_of_its_codes() -> None:
    document = read_codebook(book(variable("t", "a", "b", "z", scale="ordinal", missing=["z"])))
    assert document.variables[0].order == ("t:a", "t:b")


def test_missing_keys_are_filled_around_given_ones() -> None:
    listed = variable("t", *"abcdefghijkl")
    listed["codes"][4]["key"] = "1"
    keys = [code.key for code in read_codebook(book(listed)).variables[0].codes]
    assert keys == ["2", "3", "4", "5", "1", "6", "7", "8", "9", "0", "", ""]


def test_variable_keys_are_filled_around_given_ones_commands_and_presets() -> None:
    document = read_codebook(
        book(
            variable("kiosk"),
            variable("given", key="o"),
            variable("oki"),
            variable("other", scope="publisher"),
            presets=[{"label": "P", "set": ["kiosk:pos"], "key": "s"}],
        )
    )
    assert [found.key for found in document.variables] == ["a", "o", "b", "o"]


def test_preset_keys_are_filled_around_given_ones() -> None:
    presets = [
        {"label": "P", "set": ["tone:pos"]},
        {"label": "Q", "set": ["tone:neg"], "key": "1"},
        {"label": "R", "copy_from_previous": ["tone"]},
    ]
    document = read_codebook(book(variable(key="p"), presets=presets))
    assert [preset.key for preset in document.presets] == ["2", "1", "3"]


def test_more_variables_than_letters_leaves_some_without_a_key() -> None:
    document = read_codebook(book(*(variable(f"v{number}") for number in range(40))))
    keys = [found.key for found in document.variables if found.key]
    assert (
        len(keys) == len(set(keys)) == 26 - len(RESERVED_KEYS & set("abcdefghijklmnopqrstuvwxyz"))
    )


@pytest.mark.parametrize("key", sorted(RESERVED_KEYS))
def test_command_key_is_replaced_and_told(key: str) -> None:
    mapping = book(variable("kind", key=key))
    document = read_codebook(mapping)
    assert document.variables[0].key == "n"
    assert [(notice.path, notice.code) for notice in document.notices] == [
        ("variables[0].key", "reserved_key")
    ]
    assert write_codebook(document)["variables"][0]["key"] == key


@pytest.mark.parametrize("key", ["0", "7"])
def test_digits_are_left_to_presets_and_codes(key: str) -> None:
    mapping = book(variable("tone", key=key), presets=[{**PRESET, "key": key}])
    document = read_codebook(mapping)
    assert (document.variables[0].key, document.presets[0].key) == ("t", key)
    assert [(notice.path, notice.code) for notice in document.notices] == [
        ("variables[0].key", "reserved_key")
    ]
    assert write_codebook(document)["variables"][0]["key"] == key


def test_a_code_s_key_is_no_command_and_opens_no_question() -> None:
    codes = [
        {"id": f"tone:{name}", "label": name, "key": key}
        for name, key in zip("abcde", "j1xtX", strict=True)
    ]
    codes.append({"id": "tone:f", "label": "F"})
    first = {"id": "tone", "label": "Tone", "key": "t", "codes": codes}
    mapping = book(first, text("other", key="x", scope="article"))
    document = read_codebook(mapping)
    assert [code.key for code in document.variables[0].codes] == ["3", "1", "4", "5", "X", "2"]
    assert [notice.path for notice in document.notices] == ["variables[0].codes"]
    assert write_codebook(document) == mapping
    assert read_codebook(write_codebook(document)) == document


def test_a_key_filled_in_for_a_question_leaves_codes_theirs() -> None:
    codes = [{"id": "a", "label": "A", "key": "t"}, {"id": "b", "label": "B", "key": "o"}]
    document = read_codebook(book({"id": "to", "label": "To", "codes": codes}))
    assert document.variables[0].key == "a"
    assert [code.key for code in document.variables[0].codes] == ["t", "o"]
    assert document.notices == ()


def test_a_page_of_its_own_keeps_its_keys() -> None:
    codes = [{"id": "a", "label": "A", "key": "x"}]
    source = {"id": "s", "label": "S", "scope": "source", "codes": codes}
    document = read_codebook(book(source, variable("other", key="x")))
    assert document.variables[0].codes[0].key == "x"


def test_attributes_of_what_marks_no_words_take_no_ids() -> None:
    mapping = book(variable("a", attributes={"b": ["x"]}), variable("a_b"))
    assert read_codebook(mapping).variables[0].attributes == {"b": ("x",)}


def test_shorts_are_made_from_the_labels() -> None:
    labels = ["Named official", "Anonymous", "Annex", "North ocean", "7", "…", "ß straße", "中文"]
    codes = [{"id": f"c{place}", "label": label} for place, label in enumerate(labels)]
    codes[1]["short"] = "AN"
    document = read_codebook(book({"id": "t", "label": "T", "codes": codes}))
    shorts = [code.short for code in document.variables[0].codes]
    assert shorts == ["NO", "AN", "AE", "NR", "70", "AA", "ßS", "中文"]


def test_two_hundred_equal_labels_get_different_shorts() -> None:
    codes = [{"id": str(number), "label": "a" * 200} for number in range(MAX_CODES)]
    document = read_codebook(book({"id": "t", "label": "T", "codes": codes}))
    assert len({code.short for code in document.variables[0].codes}) == MAX_CODES


def test_unknown_fields_are_kept_and_told() -> None:
    mapping = copy.deepcopy(MINIMAL)
    mapping["licence"] = {"name": "open", "years": [2030, 2031.5, None, True]}
    mapping["variables"][0]["codes"][1]["colour"] = "teal"
    document = read_codebook(mapping)
    assert document.extra == {"licence": mapping["licence"]}
    assert document.variables[0].codes[1].extra == {"colour": "teal"}
    assert {notice.path for notice in document.notices} == {
        "licence",
        "variables[0].codes[1].colour",
    }
    assert write_codebook(document)["licence"] == mapping["licence"]


def test_every_problem_is_found_at_once() -> None:
    mapping = {
        "version": 2,
        "variables": [
            variable("Tone", label=""),
            {"id": "b", "label": "B", "codes": [{"id": "a:x", "label": "X"}, 7]},
            "c",
        ],
        "presets": [{"label": "P", "set": ["b:none"]}],
    }
    assert set(problems(mapping)) == {
        ("name", "missing"),
        ("version", "wrong_type"),
        ("variables[0].id", "bad_id"),
        ("variables[0].label", "blank"),
        ("variables[1].codes[0].id", "bad_prefix"),
        ("variables[1].codes[1]", "wrong_type"),
        ("variables[2]", "wrong_type"),
        ("presets[0].set", "unknown_code"),
    }


def nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(depth):
        inner = {"in": inner}
    return inner


CLASH = [{"id": "x", "label": "X", "key": "q"}, {"id": "y", "label": "Y", "key": "q"}]
SHORT_CLASH = [{"id": "x", "label": "X", "short": "AA"}, {"id": "y", "label": "Y", "short": "AA"}]
PRESET = {"label": "P", "set": ["tone:pos"]}

BAD = [
    (None, "", "wrong_type"),
    ([MINIMAL], "", "wrong_type"),
    ("{}", "", "wrong_type"),
    (book(), "variables", "empty"),
    ({"name": "X", "facets": []}, "facets", "empty"),
    ({"name": "X"}, "variables", "empty"),
    ({"name": "X", "variables": {}}, "variables", "wrong_type"),
    ({"name": "X", "variables": None}, "variables", "wrong_type"),
    (book(*[variable()] * (MAX_VARIABLES + 1)), "variables", "too_many"),
    (book(variable(), name=" \t"), "name", "blank"),
    (book(variable(), name="a\nb"), "name", "not_one_line"),
    (book(variable(), name="a\x00b"), "name", "bad_text"),
    (book(variable(), name="a\ud800"), "name", "bad_text"),
    (book(variable(), name="a" * 201), "name", "too_long"),
    ({"name": "X", "variables": [variable()], "versoin": "2"}, "versoin", "unknown_field"),
    (book(variable(), x=nested(20)), "x", "bad_extra"),
    (book(variable(), x=nested(50_000)), "x", "bad_extra"),
    (book(variable(), x=[0] * 100_000), "x", "bad_extra"),
    (book(variable(), x={1: 2}), "x", "bad_extra"),
    (book(variable(), x=float("nan")), "x", "bad_extra"),
    (book(variable(), x=object()), "x", "bad_extra"),
    (book(variable(), x=["\x00"]), "x", "bad_extra"),
    (book(variable()) | {7: "x"}, "", "bad_name"),
    (book(variable()) | {"a\x00": "x"}, "", "bad_name"),
    (book(variable()) | {f"x{n}": 1 for n in range(60)}, "", "too_many"),
    (book(variable(), unit_rules=[{"rule": "R"}]), "unit_rules[0].id", "missing"),
    (book(variable(), derived=["anon"]), "derived[0]", "wrong_type"),
    (book({**variable(), "id": ""}), "variables[0].id", "blank"),
    (book({**variable(), "id": 7}), "variables[0].id", "wrong_type"),
    (book({**variable(), "id": "1a"}), "variables[0].id", "bad_id"),
    (book({**variable(), "id": "a" * 41}), "variables[0].id", "bad_id"),
    (book({**variable(), "id": "not"}), "variables[0].id", "bad_id"),
    (book(variable(), variable()), "variables[1].id", "duplicate"),
    (book({"id": "a", "label": "A"}), "variables[0].codes", "empty"),
    (book({"id": "a", "label": "A", "codes": []}), "variables[0].codes", "empty"),
    (book({"id": "a", "label": "A", "codes": {}}), "variables[0].codes", "wrong_type"),
    (book(variable(select="text")), "variables[0].codes", "codes_not_allowed"),
    (book(variable("t", *map(str, range(MAX_CODES + 1)))), "variables[0].codes", "too_many"),
    (book(variable("t", "a", "t:a")), "variables[0].codes[1].id", "duplicate"),
    (book(variable("t", "s:a")), "variables[0].codes[0].id", "bad_prefix"),
    (book(variable("t", "t:")), "variables[0].codes[0].id", "bad_id"),
    (book(variable("t", "a b")), "variables[0].codes[0].id", "bad_id"),
    (book(variable("t", "t:t:a")), "variables[0].codes[0].id", "bad_id"),
    (book(variable("t", "a" * 41)), "variables[0].codes[0].id", "bad_id"),
    (book(variable(codes=[{"label": "X"}])), "variables[0].codes[0].id", "missing"),
    (book(variable(codes=[{"id": "x"}])), "variables[0].codes[0].label", "missing"),
    (book(variable(codes=CLASH)), "variables[0].codes[1].key", "key_clash"),
    (book(variable(codes=SHORT_CLASH)), "variables[0].codes[1].short", "short_clash"),
    (
        book(variable(codes=[{"id": "x", "label": "X", "short": "ABCDE"}])),
        "variables[0].codes[0].short",
        "too_long",
    ),
    (
        book(variable(codes=[{"id": "x", "label": "X", "exmaple": "E"}])),
        "variables[0].codes[0].exmaple",
        "unknown_field",
    ),
    (book(variable(scope="sentence")), "variables[0].scope", "bad_choice"),
    (book(variable(level=["claim"])), "variables[0].level", "bad_choice"),
    (book(variable(select="two")), "variables[0].select", "bad_choice"),
    (book(variable(coders="manager")), "variables[0].coders", "bad_choice"),
    (book(variable(scale="ratio")), "variables[0].scale", "bad_choice"),
    (book(variable(required="yes")), "variables[0].required", "wrong_type"),
    (book(variable(required=1)), "variables[0].required", "wrong_type"),
    (book(variable(definition="a" * (MAX_TEXT + 1))), "variables[0].definition", "too_long"),
    (book(variable(agreement="Alpha!")), "variables[0].agreement", "bad_id"),
    (book(variable(attributes=[])), "variables[0].attributes", "wrong_type"),
    (book(variable(attributes={"A": []})), "variables[0].attributes.A", "bad_id"),
    (book(variable(attributes={1: []})), "variables[0].attributes", "bad_name"),
    (book(variable(attributes={"a": "b"})), "variables[0].attributes.a", "wrong_type"),
    (book(variable(attributes={"a": ["b", "b"]})), "variables[0].attributes.a[1]", "duplicate"),
    (book(variable(key="ab")), "variables[0].key", "bad_key"),
    (book(variable(key="")), "variables[0].key", "blank"),
    (book(variable(key=" ")), "variables[0].key", "blank"),
    (book(variable(key="\t")), "variables[0].key", "blank"),
    (book(variable(key="\xad")), "variables[0].key", "bad_key"),
    (book(variable(key=1)), "variables[0].key", "wrong_type"),
    (book(variable("a", key="x"), variable("b", key="x")), "variables[1].key", "key_clash"),
    (
        book(variable("a", key="x"), variable("b", key="x", scope="article")),
        "variables[1].key",
        "key_clash",
    ),
    (
        book(variable("a", key="x"), variable("b", key="x", scope="span")),
        "variables[1].key",
        "key_clash",
    ),
    (book(variable("t", order=["up"])), "variables[0].order", "unknown_code"),
    (book(variable("t", missing=["up"])), "variables[0].missing", "unknown_code"),
    (book(variable("t", order="pos")), "variables[0].order", "wrong_type"),
    (book(variable("t", order=["pos", "pos"])), "variables[0].order[1]", "duplicate"),
    (book(variable("t", order=["pos"], missing=["pos"])), "variables[0].order", "bad_order"),
    (book(variable("t", scale="ordinal", order=["pos"])), "variables[0].order", "bad_order"),
    (book(variable(applies_if="tone is")), "variables[0].applies_if", "bad_rule"),
    (book(variable(applies_if="(" * 3000)), "variables[0].applies_if", "bad_rule"),
    (book(variable(applies_if="genre is x")), "variables[0].applies_if", "unknown_variable"),
    (
        book(variable("a"), variable("b", applies_if="a is up")),
        "variables[1].applies_if",
        "unknown_code",
    ),
    (
        book(variable("a"), variable("b", scope="article", applies_if="a is pos")),
        "variables[1].applies_if",
        "bad_rule_scope",
    ),
    (
        book(text("why"), variable("b", applies_if="why is text")),
        "variables[1].applies_if",
        "text_in_rule",
    ),
    (
        book(variable("a", scope="span", attributes={"b": ["x"]}), variable("a_b")),
        "variables[0].attributes.b",
        "duplicate",
    ),
    (
        book(
            variable("a", scope="span", attributes={"b_c": ["x"]}),
            variable("a_b", scope="span", attributes={"c": ["x"]}),
        ),
        "variables[1].attributes.c",
        "duplicate",
    ),
    (
        book(variable("a" * 30, scope="span", attributes={"b" * 10: ["x"]})),
        f"variables[0].attributes.{'b' * 10}",
        "too_long",
    ),
    (book(variable(applies_if="tone is pos")), "variables[0].applies_if", "rule_circle"),
    (
        book(variable("a", applies_if="b is pos"), variable("b", applies_if="a is pos")),
        "variables[0].applies_if",
        "rule_circle",
    ),
    (book(variable(), presets=[PRESET] * (MAX_PRESETS + 1)), "presets", "too_many"),
    (book(variable(), presets=[{"label": "P"}]), "presets[0].set", "empty"),
    (book(variable(), presets=[{"set": ["tone:pos"]}]), "presets[0].label", "missing"),
    (book(variable(), presets=[{**PRESET, "set": ["pos"]}]), "presets[0].set", "unknown_code"),
    (
        book(variable(), presets=[{**PRESET, "set": ["tone:pos", "tone:neg"]}]),
        "presets[0].set",
        "two_codes",
    ),
    (
        book(variable(), presets=[{**PRESET, "copy_from_previous": ["mood"]}]),
        "presets[0].copy_from_previous",
        "unknown_variable",
    ),
    (
        book(variable(), presets=[{**PRESET, "copy_from_previous": ["tone"]}]),
        "presets[0].copy_from_previous",
        "duplicate",
    ),
    (
        book(variable(scope="article"), presets=[PRESET]),
        "presets[0].set",
        "bad_preset_variable",
    ),
    (
        book(variable(coders="reviewer"), presets=[PRESET]),
        "presets[0].set",
        "bad_preset_variable",
    ),
    (book(variable(), presets=[{**PRESET, "key": "j"}]), "presets[0].key", "reserved_key"),
    (book(variable(key="p"), presets=[{**PRESET, "key": "p"}]), "presets[0].key", "key_clash"),
    (book(variable(), presets=[{**PRESET, "key": "1"}] * 2), "presets[1].key", "key_clash"),
]


@pytest.mark.parametrize(
    ("mapping", "path", "code"),
    BAD,
    ids=[f"{path}-{code}-{n}" for n, (_, path, code) in enumerate(BAD)],
)
def test_bad_codebook_is_refused_with_the_place(mapping: object, path: str, code: str) -> None:
    assert set(problems(mapping)) == {(path, code)}


def test_every_circle_is_found() -> None:
    pairs = [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("e", "a")]
    mapping = book(*(variable(one, applies_if=f"{other} is pos") for one, other in pairs))
    assert problems(mapping) == [
        ("variables[0].applies_if", "rule_circle"),
        ("variables[2].applies_if", "rule_circle"),
    ]


def test_same_key_on_different_pages_is_no_clash() -> None:
    scopes = ("claim", "source", "publisher")
    mapping = book(*(variable(scope, scope=scope, key="x") for scope in scopes))
    assert [found.key for found in read_codebook(mapping).variables] == ["x", "x", "x"]


def test_many_codes_of_one_variable_that_takes_many_make_a_preset() -> None:
    preset = {"label": "P", "set": ["tone:pos", "tone:neg"]}
    document = read_codebook(book(variable(select="many"), presets=[preset]))
    assert document.presets[0].set == ("tone:pos", "tone:neg")


def test_error_is_readable_by_people() -> None:
    error = CodebookError((Problem("name", "This field is missing.", "missing"),))
    assert str(error) == "name: This field is missing."


def test_input_is_left_as_it_is() -> None:
    mapping = copy.deepcopy(MINIMAL)
    read_codebook(mapping)
    assert mapping == MINIMAL
    assert json.loads(json.dumps(write_codebook(read_codebook(mapping))))["name"] == "X"
