"""Applies-if rules: when a variable of a codebook is asked.

The grammar, loosest binding first (``""`` alone means always)::

    rule  = all { "or" all }
    all   = unary { "and" unary }
    unary = "not" unary | "(" rule ")" | test
    test  = variable ( "in" | "not in" ) "(" code { "," code } ")"
          | variable ( "is" | "is not" | "==" | "!=" ) code

A code is written with its variable's prefix or without (``att:own`` or ``own``). A variable that
has no answer makes ``in`` false and ``not in`` true. Example::

    >>> rule = parse_rule("att in (explicit, own) and not form is direct")
    >>> rule.applies({"att": ["att:own"]})
    True
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

VARIABLE_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
RULE_WORDS = frozenset({"and", "or", "not", "in", "is"})
YES = "yes"
MAX_RULE_LENGTH = 2000
MAX_RULE_DEPTH = 20

Answers = Mapping[str, Collection[str]]
"""Variable id to the full ids of the codes given, such as ``{"att": ["att:own"]}``."""


class RuleError(ValueError):
    """A rule that cannot be read: where (code point index) and what was expected there."""

    def __init__(self, position: int, expected: str, found: str) -> None:
        self.position = position
        self.expected = expected
        self.found = found
        super().__init__(f"At character {position + 1}: expected {expected}, found {found}.")


class Rule(ABC):
    """When a variable is asked, as a tree of tests on the answers to other variables."""

    @abstractmethod
    def applies(self, answers: Answers) -> bool:
        """Whether the rule holds for these answers (see `Answers`)."""

    @abstractmethod
    def tests(self) -> tuple["In", ...]:
        """Every test in the rule, in reading order."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """The rule for the browser: nested ``op`` objects, of ``in``, ``and``, ``or``, ``not``.

        Always is ``{"op": "and", "rules": []}``, so an evaluator needs those four cases only.
        """

    @abstractmethod
    def to_text(self) -> str:
        """The rule in its grammar; `parse_rule` gives an equal rule back."""

    def variables(self) -> frozenset[str]:
        """Ids of the variables whose answers the rule looks at."""
        return frozenset(test.variable for test in self.tests())


@dataclass(frozen=True)
class In(Rule):
    """One of the codes was given as answer to the variable. Code ids are full ids."""

    variable: str
    codes: tuple[str, ...]

    def applies(self, answers: Answers) -> bool:  # noqa: D102
        return any(code in self.codes for code in answers.get(self.variable, ()))

    def tests(self) -> tuple["In", ...]:  # noqa: D102
        return (self,)

    def to_json(self) -> dict[str, Any]:  # noqa: D102
        return {"op": "in", "variable": self.variable, "codes": list(self.codes)}

    def to_text(self) -> str:  # noqa: D102
        return f"{self.variable} in ({', '.join(self.codes)})"


@dataclass(frozen=True)
class Not(Rule):
    """The inner rule does not hold."""

    rule: Rule

    def applies(self, answers: Answers) -> bool:  # noqa: D102
        return not self.rule.applies(answers)

    def tests(self) -> tuple[In, ...]:  # noqa: D102
        return self.rule.tests()

    def to_json(self) -> dict[str, Any]:  # noqa: D102
        return {"op": "not", "rule": self.rule.to_json()}

    def to_text(self) -> str:  # noqa: D102
        if isinstance(self.rule, In):
            return f"{self.rule.variable} not in ({', '.join(self.rule.codes)})"
        return f"not {_bracketed(self.rule, And, Or)}"


@dataclass(frozen=True)
class And(Rule):
    """Every inner rule holds; with none, the rule always holds."""

    rules: tuple[Rule, ...]

    def applies(self, answers: Answers) -> bool:  # noqa: D102
        return all(rule.applies(answers) for rule in self.rules)

    def tests(self) -> tuple[In, ...]:  # noqa: D102
        return tuple(test for rule in self.rules for test in rule.tests())

    def to_json(self) -> dict[str, Any]:  # noqa: D102
        return {"op": "and", "rules": [rule.to_json() for rule in self.rules]}

    def to_text(self) -> str:  # noqa: D102
        return " and ".join(_bracketed(rule, And, Or) for rule in self.rules)


@dataclass(frozen=True)
class Or(Rule):
    """At least one inner rule holds."""

    rules: tuple[Rule, ...]

    def applies(self, answers: Answers) -> bool:  # noqa: D102
        return any(rule.applies(answers) for rule in self.rules)

    def tests(self) -> tuple[In, ...]:  # noqa: D102
        return tuple(test for rule in self.rules for test in rule.tests())

    def to_json(self) -> dict[str, Any]:  # noqa: D102
        return {"op": "or", "rules": [rule.to_json() for rule in self.rules]}

    def to_text(self) -> str:  # noqa: D102
        return " or ".join(_bracketed(rule, Or) for rule in self.rules)


ALWAYS = And(())
"""The rule of a variable that is asked whatever the other answers are."""


def _bracketed(rule: Rule, *kinds: type[Rule]) -> str:
    return f"({rule.to_text()})" if isinstance(rule, kinds) else rule.to_text()


def parse_rule(text: str) -> Rule:
    """Read a rule; `RuleError` tells the position and what was expected there.

    At most `MAX_RULE_LENGTH` characters; brackets and ``not`` nest at most `MAX_RULE_DEPTH` deep.
    Whether the variables and codes exist is for the reader of the codebook to check.
    """
    if len(text) > MAX_RULE_LENGTH:
        raise RuleError(MAX_RULE_LENGTH, f"at most {MAX_RULE_LENGTH} characters", str(len(text)))
    if not text.strip():
        return ALWAYS
    return _Parser(text).whole()


def ask_for_yes(rule: Rule, sets: Collection[str]) -> Rule:
    """The rule with its tests on sets of yes/no questions looking at the codes these are stored as.

    ``sig in (byline)`` means that the item is answered yes, so the test becomes one for
    ``sig:byline=yes``.
    """
    if isinstance(rule, In):
        codes = tuple(f"{code}={YES}" for code in rule.codes)
        return In(rule.variable, codes) if rule.variable in sets else rule
    if isinstance(rule, Not):
        return Not(ask_for_yes(rule.rule, sets))
    if isinstance(rule, And | Or):
        return type(rule)(tuple(ask_for_yes(one, sets) for one in rule.rules))
    return rule


class _Token(NamedTuple):
    kind: str
    text: str
    position: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f"“{self.text[:60]}”"


_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z0-9_][A-Za-z0-9_.:-]*)|(?P<symbol>==|!=|[(),]))")


def _tokens(text: str) -> list[_Token]:
    end = len(text.rstrip())
    tokens, position = [], 0
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            position += len(text[position:]) - len(text[position:].lstrip())
            raise RuleError(position, "a word, a bracket or a comma", f"“{text[position]}”")
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match[kind], match.start(kind)))
        position = match.end()
    return [*tokens, _Token("end", "", end)]


class _Parser:
    """Recursive descent over the tokens of one rule, its depth capped."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def whole(self) -> Rule:
        rule = self._any()
        if self._peek().kind != "end":
            raise self._error("“and”, “or” or the end")
        return rule

    def _any(self) -> Rule:
        rules = [self._all()]
        while self._take("or"):
            rules.append(self._all())
        return rules[0] if len(rules) == 1 else Or(tuple(rules))

    def _all(self) -> Rule:
        rules = [self._unary()]
        while self._take("and"):
            rules.append(self._unary())
        return rules[0] if len(rules) == 1 else And(tuple(rules))

    def _unary(self) -> Rule:
        if self._depth > MAX_RULE_DEPTH:
            raise self._error(f"at most {MAX_RULE_DEPTH} nested brackets and “not”s")
        if self._take("not"):
            return Not(self._deeper(self._unary))
        if self._take("("):
            rule = self._deeper(self._any)
            self._expect(")")
            return rule
        return self._test()

    def _deeper(self, parse: Callable[[], Rule]) -> Rule:
        self._depth += 1
        rule = parse()
        self._depth -= 1
        return rule

    def _test(self) -> Rule:
        variable = self._variable()
        if self._take("in"):
            return In(variable, self._codes(variable))
        if self._take("not"):
            self._expect("in")
            return Not(In(variable, self._codes(variable)))
        if self._take("!="):
            return Not(In(variable, (self._code(variable),)))
        if self._take("=="):
            return In(variable, (self._code(variable),))
        if self._take("is"):
            negated = self._take("not")
            test = In(variable, (self._code(variable),))
            return Not(test) if negated else test
        raise self._error("“in”, “not in”, “is”, “==” or “!=”")

    def _variable(self) -> str:
        word = self._peek().text
        if word in RULE_WORDS or not VARIABLE_ID.fullmatch(word):
            raise self._error("a variable, “not” or “(”")
        self._next += 1
        return word

    def _codes(self, variable: str) -> tuple[str, ...]:
        self._expect("(")
        codes = [self._code(variable)]
        while self._take(","):
            codes.append(self._code(variable))
        self._expect(")")
        return tuple(dict.fromkeys(codes))

    def _code(self, variable: str) -> str:
        name = self._peek().text.removeprefix(f"{variable}:")
        if not CODE_NAME.fullmatch(name):
            raise self._error(f"a code of “{variable}”")
        self._next += 1
        return f"{variable}:{name}"

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, text: str) -> bool:
        found = self._peek().text == text
        self._next += found
        return found

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._error(f"“{text}”")

    def _error(self, expected: str) -> RuleError:
        token = self._peek()
        return RuleError(token.position, expected, str(token))
