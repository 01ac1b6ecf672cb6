"""The demo's marks lie on words of the claim and are the same every time."""

import random

import pytest

from annotator.management.marking import mark_words
from articles.models import Claim


class Lucky(random.Random):
    """Nothing is overlooked and nothing mistaken."""

    def random(self) -> float:
        return 0.99


def marks(text: str, *codes: str, role: str = "body", chance=None) -> list[tuple[str, str]]:
    claim = Claim(pk=1, start=100, end=100 + len(text), text=text, role=role)
    return [
        (answer.codes[0], text[answer.span[0] - 100 : answer.span[1] - 100])
        for answer in mark_words(claim, codes, chance or Lucky())
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "A clerk who met the envoys said that the weir would stay shut.",
            "A clerk who met the envoys",
            "said",
            "that the weir would stay shut",
        ),
        (
            "Several sources told Al-Marsad Weekly that he spoke of “a winter nobody forgives.”",
            "Several sources",
            "told",
            "that he spoke of “a winter nobody forgives.”",
        ),
        ("The mill denied that it leaked.", "The mill", "denied", "that it leaked"),
    ],
)
def test_source_cue_and_content(text, source, cue, content):
    expected = [("part:source", source), ("part:cue", cue), ("part:content", content)]
    assert marks(text, "att:explicit") == expected
    assert marks(text, "att:none") == []


def test_bias_has_a_holder():
    text = "The list crushed its rivals, which he called “hostage-taking” and more."
    assert marks(text) == [
        ("bias:loaded", "crushed"),
        ("bias_holder:outlet", "crushed"),
        ("bias:loaded", "hostage-taking"),
        ("bias_holder:source", "hostage-taking"),
    ]
    assert marks("A world-class desk.", role="about")[0] == ("bias:promote", "world-class")


def test_the_same_eye_sees_the_same_words():
    text = "The list crushed its rivals in a pioneering, world-class show of vanity."
    first, second = (marks(text, chance=random.Random("ana")) for _ in range(2))
    assert first == second
    assert len({str(marks(text, chance=random.Random(seed))) for seed in range(20)}) > 5
