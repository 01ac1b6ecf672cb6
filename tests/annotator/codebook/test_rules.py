import json
from collections.abc import Collection, Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.codebook.rules import (
    ALWAYS,
    CODE_NAME,
    MAX_RULE_DEPTH,
    MAX_RULE_LENGTH,
    RULE_WORDS,
    VARIABLE_ID,
    And,
    In,
    Not,
    Or,
    Rule,
    RuleError,
    ask_for_yes,
    parse_rule,
)

A = In("a", ("a:x",))
B = In("b", ("b:y",))
C = In("c", ("c:z",))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", ALWAYS),
        (" \n\t", ALWAYS),
        ("a in (x)", A),
        ("a in (a:x)", A),
        ("a is x", A),
        ("a == a:x", A),
        ("a!=x", Not(A)),
        ("a is not x", Not(A)),
        ("a not in (x)", Not(A)),
        ("not a in (x)", Not(A)),
        ("not not a is x", Not(Not(A))),
        ("a in (x, y, a:x)", In("a", ("a:x", "a:y"))),
        ("hop in (0,1, hidden)", In("hop", ("hop:0", "hop:1", "hop:hidden"))),
        ("rel is A and rel != B.2-b", And((In("rel", ("rel:A",)), Not(In("rel", ("rel:B.2-b",)))))),
        ("a in (and, or, not, in, is)", In("a", ("a:and", "a:or", "a:not", "a:in", "a:is"))),
        ("a is a:not", In("a", ("a:not",))),
        ("a is x and b is y or c is z", Or((And((A, B)), C))),
        ("a is x and (b is y or c is z)", And((A, Or((B, C))))),
        ("not a is x and b is y", And((Not(A), B))),
        ("not (a is x and b is y)", Not(And((A, B)))),
        ("(((a is x)))", A),
        ("a is x and b is y and c is z", And((A, B, C))),
        ("(a is x and b is y) and c is z", And((And((A, B)), C))),
    ],
)
def test_reads(text: str, rule: Rule) -> None:
    assert parse_rule(text) == rule
    assert parse_rule(rule.to_text()) == rule


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("att", 3, "“in”"),
        ("att in", 6, "“(”"),
        ("att in ()", 8, "a code of “att”"),
        ("att in (own", 11, "“)”"),
        ("att in (own,)", 12, "a code of “att”"),
        ("att in own", 7, "“(”"),
        ("att in (src:official)", 8, "a code of “att”"),
        ("att in (att:)", 8, "a code of “att”"),
        ("att in (att:att:own)", 8, "a code of “att”"),
        ("att not is own", 8, "“in”"),
        ("att is own form is direct", 11, "“and”"),
        ("att is own and", 14, "a variable"),
        ("and", 0, "a variable"),
        ("Att is own", 0, "a variable"),
        ("(att is own", 11, "“)”"),
        ("att is own)", 10, "“and”"),
        ("att = own", 4, "a word"),
        ("att is own;  ", 10, "a word"),
        ("att is 'own'", 7, "a word"),
        ("att is é", 7, "a word"),
        ("__import__('os')", 11, "a word"),
        ("att.codes is own", 0, "a variable"),
        ("a" * 41 + " is b", 0, "a variable"),
        ("a is " + "b" * 41, 5, "a code of “a”"),
    ],
)
def test_tells_where_and_what_was_expected(text: str, position: int, expected: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(text)
    assert caught.value.position == position
    assert caught.value.expected.startswith(expected)
    assert str(position + 1) in str(caught.value)


@pytest.mark.parametrize("opening", ["(", "not ", "not ("])
def test_nests_so_deep_and_no_deeper(opening: str) -> None:
    levels = len(opening.split(" ")) if opening.endswith("(") else 1
    closing = ")" if "(" in opening else ""
    fits = MAX_RULE_DEPTH // levels
    parse_rule(opening * fits + "a is x" + closing * fits)
    with pytest.raises(RuleError, match="nested"):
        parse_rule(opening * (fits + 1) + "a is x" + closing * (fits + 1))


@pytest.mark.parametrize("character", ["(", "not ", " ", "a", "x,"])
def test_refuses_a_long_text_at_once(character: str) -> None:
    with pytest.raises(RuleError, match=f"at most {MAX_RULE_LENGTH} characters"):
        parse_rule(character * (MAX_RULE_LENGTH * 50))


@pytest.mark.parametrize(("text", "part"), [("a is x", A), ("(a is x)", A), ("not a is x", Not(A))])
def test_a_long_flat_rule_is_no_deep_one(text: str, part: Rule) -> None:
    assert parse_rule(" and ".join([text] * 100)) == And((part,) * 100)


@pytest.mark.parametrize(
    ("text", "answers", "applies"),
    [
        ("", {}, True),
        ("a is x", {"a": ["a:x"]}, True),
        ("a is x", {"a": ["a:y", "a:x"]}, True),
        ("a is x", {"a": ["a:y"]}, False),
        ("a is x", {}, False),
        ("a is x", {"a": []}, False),
        ("a not in (x)", {}, True),
        ("a not in (x)", {"a": ["a:x"]}, False),
        ("a is x and b is y", {"a": ["a:x"]}, False),
        ("a is x or b is y", {"a": ["a:x"]}, True),
        ("not (a is x or b is y)", {"b": ["b:y"]}, False),
        ("a is x and not b is y", {"a": ["a:x"], "b": ["b:n"]}, True),
    ],
)
def test_applies(text: str, answers: dict[str, list[str]], applies: bool) -> None:
    assert parse_rule(text).applies(answers) is applies


def test_names_its_variables() -> None:
    assert parse_rule("a is x and not (b is y or a is z)").variables() == {"a", "b"}
    assert parse_rule("").variables() == frozenset()


def test_json_form() -> None:
    rule = parse_rule("att in (explicit, own) and not form is direct")
    assert rule.to_json() == {
        "op": "and",
        "rules": [
            {"op": "in", "variable": "att", "codes": ["att:explicit", "att:own"]},
            {"op": "not", "rule": {"op": "in", "variable": "form", "codes": ["form:direct"]}},
        ],
    }
    assert parse_rule("").to_json() == {"op": "and", "rules": []}


CHAIN = {
    "form": parse_rule("src is official"),
    "src": parse_rule("att not in (none)"),
    "cue": parse_rule("att is none"),
}


variable_ids = st.from_regex(VARIABLE_ID, fullmatch=True).filter(
    lambda word: word not in RULE_WORDS
)
code_names = st.from_regex(CODE_NAME, fullmatch=True)


@st.composite
def leaf_rules(draw: st.DrawFn, variables: st.SearchStrategy[str] = variable_ids) -> In:
    variable = draw(variables)
    names = draw(st.lists(code_names, min_size=1, max_size=4, unique=True))
    return In(variable, tuple(f"{variable}:{name}" for name in names))


def trees(leaves: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(Not, inner)
            | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
            | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
        ),
        max_leaves=6,
    )


@given(st.just(ALWAYS) | trees(leaf_rules()))
def test_text_of_any_rule_reads_back(rule: Rule) -> None:
    text = rule.to_text()
    if len(text) <= MAX_RULE_LENGTH:
        assert parse_rule(text) == rule


words = st.sampled_from(
    ["a", "b:x", "and", "or", "not", "in", "is", "==", "!=", "(", ")", ",", " ", "9", "-", "\n"]
)


@given(st.text(max_size=60) | st.lists(words, max_size=40).map(" ".join))
@example("\ud800")
@example("a is x\x00")
def test_any_text_reads_or_is_refused_in_place(text: str) -> None:
    rule = refused = None
    try:
        rule = parse_rule(text)
    except RuleError as error:
        refused = error
    if refused:
        assert 0 <= refused.position <= len(text)
    else:
        assert rule is not None
        assert parse_rule(rule.to_text()) == rule


def evaluate(rule: Mapping[str, Any], answers: Mapping[str, Collection[str]]) -> bool:
    """What the browser does with the JSON form."""
    if rule["op"] == "in":
        return any(code in rule["codes"] for code in answers.get(rule["variable"], []))
    if rule["op"] == "not":
        return not evaluate(rule["rule"], answers)
    inner = [evaluate(part, answers) for part in rule["rules"]]
    return all(inner) if rule["op"] == "and" else any(inner)


small_codes = {variable: [f"{variable}:{name}" for name in "xyz"] for variable in "abc"}
small_tests = st.one_of(
    [
        st.builds(In, st.just(variable), st.lists(st.sampled_from(codes), min_size=1).map(tuple))
        for variable, codes in small_codes.items()
    ]
)
small_answers = st.fixed_dictionaries(
    {},
    optional={
        variable: st.lists(st.sampled_from(codes), unique=True)
        for variable, codes in small_codes.items()
    },
)


@given(st.just(ALWAYS) | trees(small_tests), small_answers)
def test_json_form_says_the_same(rule: Rule, answers: dict[str, list[str]]) -> None:
    sent = json.loads(json.dumps(rule.to_json()))
    assert evaluate(sent, answers) == rule.applies(answers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ALWAYS),
        ("a is x", A),
        ("sig in (byline, date)", In("sig", ("sig:byline=yes", "sig:date=yes"))),
        ("sig is not date", Not(In("sig", ("sig:date=yes",)))),
        ("a is x and (sig is date or b is y)", And((A, Or((In("sig", ("sig:date=yes",)), B))))),
    ],
)
def test_a_test_of_a_set_asks_for_yes(text: str, expected: Rule) -> None:
    assert ask_for_yes(parse_rule(text), {"sig"}) == expected


def test_answered_no_is_not_answered_yes() -> None:
    rule = ask_for_yes(parse_rule("sig in (byline)"), {"sig"})
    assert rule.applies({"sig": ["sig:date=no", "sig:byline=yes"]})
    assert not rule.applies({"sig": ["sig:byline=no", "sig:date=yes"]})
    assert rule.to_json() == {"op": "in", "variable": "sig", "codes": ["sig:byline=yes"]}
