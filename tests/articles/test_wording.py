"""Every word of segmentation that is shown has a translation to look up."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles import segmentation
from articles.models import Claim
from articles.segmentation import Role
from articles.wording import REASONS, ROLE_NAMES
from tests.architecture.foreign import speak_greek

SOURCES = sorted(Path(segmentation.__file__).parent.glob("*.py"))


def reasons_in(source: str) -> set[str]:
    """The texts that come after a role, are returned by a `*_reason`, or are called `reason`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and any(map(_is_role, node.args)):
            found.update(_texts(node.args[-1]))
        elif isinstance(node, ast.Assign) and "reason" in map(ast.unparse, node.targets):
            found.update(_texts(node.value))
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("_reason"):
            for inner in ast.walk(node):
                found.update(_texts(inner.value) if isinstance(inner, ast.Return) else ())
    return found


def _is_role(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and ast.unparse(value.value) == "Role"


def _texts(value: ast.expr | None) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from (*_texts(value.body), *_texts(value.orelse))
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


def test_every_reason_of_segmentation_can_be_translated():
    written = set().union(*(reasons_in(path.read_text()) for path in SOURCES))
    assert len(written) > 40
    assert written == REASONS


def test_every_role_can_be_translated():
    assert ROLE_NAMES.keys() == {role.value for role in Role}


@pytest.mark.parametrize("role", list(Role))
def test_in_english_the_words_are_as_segmentation_says_them(role):
    claim = Claim(role=role.value, reason="copyright line of the page")
    assert (claim.role_name, claim.reason_words) == (role.value, "copyright line of the page")


def test_words_are_looked_up_when_they_are_shown(monkeypatch):
    claim = Claim(role="body", reason="presents the author")
    speak_greek(monkeypatch)
    assert (claim.role_name, claim.reason_words) == ("βοδυ", "πρεσεντσ τηε αθτηορ")
    assert Claim(reason="Given by hand.").reason_words == "Given by hand."
