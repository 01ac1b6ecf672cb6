import copy
import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.codebook.document import CODERS, RESERVED_KEYS, SCALES, SCOPES
from annotator.codebook.kinds import stored_codes, stored_variables
from annotator.codebook.reading import CodebookError, default_codebook, read_codebook
from annotator.codebook.rules import RULE_WORDS
from annotator.codebook.writing import write_codebook

OLD_NAMES: dict[str, Any] = {
    "name": "Old",
    "version": "0.3",
    "facets": [
        {
            "id": "kind",
            "label": "Kind",
            "level": "claim",
            "select": "one",
            "key": "k",
            "codes": [
                {"id": "kind:one", "label": "One", "definition": "", "example": "", "key": "1"},
                {"id": "kind:two", "label": "Two", "definition": "", "example": "", "key": "2"},
            ],
        }
    ],
    "presets": [{"key": "1", "label": "P", "set": ["kind:one"]}],
    "derived": [{"id": "d", "label": "D", "from": "kind is one"}],
}


def test_names_order_and_gaps_come_back_as_they_were() -> None:
    written = write_codebook(read_codebook(OLD_NAMES))
    assert json.dumps(written) == json.dumps(OLD_NAMES)


def test_filled_in_keys_of_variables_and_presets_are_written() -> None:
    mapping = copy.deepcopy(OLD_NAMES)
    del mapping["facets"][0]["key"], mapping["presets"][0]["key"]
    written = write_codebook(read_codebook(mapping))
    assert (written["facets"][0]["key"], written["presets"][0]["key"]) == ("n", "1")


def test_a_changed_codebook_is_written_with_the_change() -> None:
    document = read_codebook(OLD_NAMES)
    first, *others = document.variables[0].codes
    codes = (replace(first, short="ZZ", rule="Not two."), *others)
    changed = replace(
        document, variables=(replace(document.variables[0], codes=codes, required=True),)
    )
    assert read_codebook(write_codebook(changed)) == changed
    assert changed != document


def test_default_codebook_read_from_json_text_is_the_same() -> None:
    text = json.dumps(write_codebook(default_codebook()))
    assert read_codebook(json.loads(text)) == default_codebook()


names = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(
    lambda word: word not in RULE_WORDS
)
lines = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
extras = st.dictionaries(st.just("x-note") | st.just("colour"), plain, max_size=2)


@st.composite
def code_lists(draw: st.DrawFn, variable_id: str) -> list[dict[str, Any]]:
    codes = []
    drawn = draw(st.lists(names, min_size=1, max_size=13, unique=True))
    code_keys = dict(zip(drawn, draw(st.permutations("jv1ab-")), strict=False))
    for name in drawn:
        written = draw(st.sampled_from([name, f"{variable_id}:{name}"]))
        optional = {"definition": texts, "example": texts, "rule": texts}
        if name in code_keys:
            optional["key"] = st.just(code_keys[name])
        fields = draw(st.fixed_dictionaries({"label": lines}, optional=optional))
        codes.append({"id": written, **fields, **draw(extras)})
    return codes


@st.composite
def variable_mappings(
    draw: st.DrawFn, variable_id: str, earlier: list[dict[str, Any]]
) -> dict[str, Any]:
    optional = {
        "select": st.sampled_from(["one", "many", "each_yes_no_na"]),
        "required": st.booleans(),
        "coders": st.sampled_from(CODERS),
        "scale": st.sampled_from(SCALES),
        "definition": texts,
        "guideline": texts,
        "evidence_required": st.booleans(),
        "attributes": st.dictionaries(names, st.lists(lines, max_size=2, unique=True), max_size=2),
    }
    scope = draw(st.fixed_dictionaries({}, optional={"scope": st.sampled_from(SCOPES)}))
    variable: dict[str, Any] = {
        "id": variable_id,
        "label": draw(lines),
        **scope,
        **draw(st.fixed_dictionaries({}, optional=optional)),
        "codes": draw(code_lists(variable_id)),
        **draw(extras),
    }
    alike = [other for other in earlier if other.get("scope") == variable.get("scope")]
    wants_rule = draw(st.booleans())
    if alike and wants_rule:
        other = draw(st.sampled_from(alike))
        code = other["codes"][0]["id"].partition(":")[2] or other["codes"][0]["id"]
        variable["applies_if"] = f"{other['id']} in ({code})"
    return variable


@st.composite
def codebooks(draw: st.DrawFn) -> dict[str, Any]:
    variables: list[dict[str, Any]] = []
    for variable_id in draw(st.lists(names, min_size=1, max_size=4, unique=True)):
        variables.append(draw(variable_mappings(variable_id, variables)))
    optional = {
        "version": lines,
        "unit_rules": st.lists(st.fixed_dictionaries({"id": lines, "rule": texts}), max_size=2),
        "derived": st.lists(st.fixed_dictionaries({"id": lines, "label": lines}), max_size=2),
    }
    top = draw(st.fixed_dictionaries({"name": lines}, optional=optional))
    return {**top, draw(st.sampled_from(["variables", "facets"])): variables, **draw(extras)}


def attributes_fit(mapping: dict[str, Any]) -> bool:
    """Whether the attributes of span variables have names of their own."""
    variables = mapping.get("variables", mapping.get("facets"))
    made = [
        f"{one['id']}_{name}"
        for one in variables
        if one.get("scope") == "span"
        for name, words in one.get("attributes", {}).items()
        if words
    ]
    return not {one["id"] for one in variables} & {*made} and len({*made}) == len(made)


slow_to_draw = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@slow_to_draw
@given(codebooks().filter(attributes_fit))
def test_any_codebook_is_written_and_read_again_unchanged(mapping: dict[str, Any]) -> None:
    document = read_codebook(mapping)
    written = write_codebook(document)
    again = read_codebook(json.loads(json.dumps(written)))
    assert again == document
    assert write_codebook(again) == written
    for name in mapping:
        assert name in written


@slow_to_draw
@given(codebooks().filter(attributes_fit))
def test_any_codebook_can_be_stored(mapping: dict[str, Any]) -> None:
    """Names differ and fit into their columns, whatever the codebook says."""
    stored = list(stored_variables(read_codebook(mapping).variables))
    assert len({one.spec.id for one in stored}) == len(stored)
    for one in stored:
        codes = [code.spec for code in stored_codes(one.spec)]
        assert codes
        assert len({code.id for code in codes}) == len(codes)
        assert len({code.short for code in codes if code.short}) == len(codes)
        assert len(one.spec.id) <= 40
        assert all(len(code.id) <= 120 and len(code.label) <= 200 for code in codes)
        assert all(len(code.short) <= 4 for code in codes)
        assert not {code.key for code in codes} & RESERVED_KEYS


@slow_to_draw
@given(codebooks(), st.data())
def test_junk_anywhere_is_read_or_refused_and_never_crashes(
    mapping: dict[str, Any], data: st.DataObject
) -> None:
    target: Any = mapping
    while isinstance(target, dict | list) and target:
        parent = target
        places = sorted(parent) if isinstance(parent, dict) else range(len(parent))
        place = data.draw(st.sampled_from(list(places)))
        target = parent[place]
        if data.draw(st.booleans()):
            break
    parent[place] = data.draw(plain | st.floats() | st.text())
    refused = document = None
    try:
        document = read_codebook(mapping)
    except CodebookError as error:
        refused = error
    if refused:
        assert refused.problems
    else:
        assert document is not None
        assert read_codebook(write_codebook(document)) == document
