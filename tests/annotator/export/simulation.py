"""A study whose truth is known: how often each annotator errs, and what alpha that has to give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Question:
    """A variable with the shares of its true codes; on a ranked scale errors go to a neighbour."""

    id: str
    names: Sequence[str]
    shares: Sequence[float]
    is_ranked: bool = False

    @property
    def codes(self) -> list[str]:
        return [f"{self.id}:{name}" for name in self.names]

    def document(self) -> dict:
        """The variable as a codebook has it."""
        codes = [{"id": code, "label": code} for code in self.codes]
        scale = {"scale": "ordinal", "order": self.codes} if self.is_ranked else {}
        return {"id": self.id, "label": self.id, "required": True, "codes": codes, **scale}

    def given(self, error: float) -> np.ndarray:
        """Chance of each answer (column) for each true code (row)."""
        size = len(self.names)
        far = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
        wrong = (far == 1) if self.is_ranked else (far > 0)
        return (1 - error) * np.eye(size) + error * wrong / wrong.sum(axis=1, keepdims=True)


QUESTIONS = (
    Question("att", ("explicit", "carried", "own", "none"), (0.45, 0.15, 0.1, 0.3)),
    Question("slant", ("none", "some", "strong"), (0.5, 0.3, 0.2), is_ranked=True),
    Question("kind", ("event", "number", "opinion"), (0.5, 0.25, 0.25)),
)
ERRORS = {"iris": 0.04, "jon": 0.1, "kim": 0.18, "lea": 0.28, "max": 0.4}
"""Annotator -> how often they give a wrong code."""

CODEBOOK = {
    "name": "Simulated",
    "version": "1",
    "variables": [question.document() for question in QUESTIONS],
}


def true_alpha(question: Question, errors: Sequence[float]) -> float:
    """Alpha of infinitely many claims: from the chances of every pair of answers.

    Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability, with the coincidences
    replaced by their expectation.
    """
    given = [question.given(error) for error in errors]
    shares = np.asarray(question.shares)
    pairs = [
        one.T @ (shares[:, None] * other)
        for place, one in enumerate(given)
        for where, other in enumerate(given)
        if place != where
    ]
    coincidences = sum(pairs) / len(pairs)
    marginals = coincidences.sum(axis=0)
    distance = 1 - np.eye(len(shares))
    if question.is_ranked:
        middle = np.cumsum(marginals) - marginals / 2
        distance = np.subtract.outer(middle, middle) ** 2
    expected = np.outer(marginals, marginals)
    return float(1 - (coincidences * distance).sum() / (expected * distance).sum())


def draw_truth(claims: int, chance: np.random.Generator) -> dict[str, list[int]]:
    """The true code of each claim, as a place in the question's codes."""
    return {
        question.id: chance.choice(len(question.codes), size=claims, p=question.shares).tolist()
        for question in QUESTIONS
    }


def draw_answers(
    truth: Mapping[str, Sequence[int]], error: float, chance: np.random.Generator
) -> Iterator[tuple[int, str, str]]:
    """(place of the claim, variable, code) of one annotator, on the questions `truth` has."""
    for question in QUESTIONS:
        if question.id not in truth:
            continue
        given = question.given(error)
        for place, true in enumerate(truth[question.id]):
            yield place, question.id, question.codes[chance.choice(len(given), p=given[true])]
