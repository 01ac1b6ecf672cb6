"""Which questions the answers given so far close."""

import pytest

from annotator.annotation.applicability import closed_questions
from annotator.codebook.actions import publish_codebook
from annotator.codebook.catalogue import catalogue_of

YES_NO = ("yes", "no")


def question(name, applies_if=""):
    codes = [{"id": f"{name}:{code}", "label": code} for code in YES_NO]
    return {"id": name, "label": name, "codes": codes, "applies_if": applies_if}


@pytest.fixture
def chain(db):
    """`b` hangs on `a`, and `c` on `b`."""
    variables = [question("a"), question("b", "a is yes"), question("c", "b is yes")]
    document = {"name": "Chain", "version": "1", "variables": variables}
    return catalogue_of(publish_codebook(document=document))


@pytest.mark.parametrize(
    ("answers", "closed"),
    [
        ({}, []),
        ({"a": ["a:yes"]}, []),
        ({"a": ["a:no"]}, ["b", "c"]),
        ({"a": ["a:no"], "b": ["b:yes"], "c": ["c:no"]}, ["b", "c"]),
        ({"a": ["a:yes"], "b": ["b:no"]}, ["c"]),
        ({"c": ["c:yes"]}, []),
    ],
)
def test_a_closed_question_closes_what_hangs_on_it(chain, answers, closed):
    assert closed_questions(chain, answers) == closed
