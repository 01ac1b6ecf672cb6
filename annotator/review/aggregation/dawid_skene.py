"""What the true codes are likely to be, and how far each annotator can be trusted with each.

Dawid, A. P. and Skene, A. M. (1979), Maximum Likelihood Estimation of Observer Error-Rates Using
the EM Algorithm, Journal of the Royal Statistical Society C 28(1), 20-28. Every annotator has a
table of errors of their own; annotators err independently of each other, given the true code.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.intp]
FloatArray = npt.NDArray[np.float64]

SMALLEST = 1e-10
"""No probability is less: a code never given by somebody so far is not impossible."""

TIED = 1e-9
SPREAD = 0.15
"""How much of a restart's first guess is chance, beside the shares of the answers given."""

TOO_FEW = "fewer than three annotators: whose errors they are cannot be told"
NOWHERE_THREE = "no unit has three answers: whose errors they are can hardly be told"


@dataclass(frozen=True, eq=False)
class Estimate:
    """The estimate; `units`, `annotators` and `codes` hold the keys that came in, rising.

    `posterior` has shape (units, codes): how likely each code is the true one. `priors` (codes,):
    how common it is. `errors` (annotators, true codes, given codes): rows add up to 1.
    `competence` (annotators,): the chance of a right answer, errors weighted by the priors.
    `labels` (annotators,): how many answers that rests on. `log_likelihoods`: one an iteration,
    in nats, never falling. `warning` says in words why to be careful; "" where nothing does.
    """

    units: IntArray
    annotators: IntArray
    codes: IntArray
    posterior: FloatArray
    priors: FloatArray
    errors: FloatArray
    competence: FloatArray
    labels: IntArray
    log_likelihoods: tuple[float, ...]
    converged: bool
    warning: str

    @property
    def iterations(self) -> int:
        """How often both steps were made."""
        return len(self.log_likelihoods)

    @property
    def answers(self) -> list[int | None]:
        """The most likely code of each unit; None where two are equally likely."""
        if self.codes.size == 0:
            return [None] * self.units.size
        best = self.posterior.max(axis=1)
        tied = (self.posterior >= best[:, None] - TIED).sum(axis=1) > 1
        codes = self.codes[self.posterior.argmax(axis=1)].tolist()
        return [None if tie else code for tie, code in zip(tied.tolist(), codes, strict=True)]


@dataclass(frozen=True, eq=False)
class _Answers:
    """Answers as places; `given` numbers the pairs of annotator and code."""

    unit: IntArray
    given: IntArray
    units: int
    annotators: int
    codes: int

    def shares(self) -> FloatArray:
        """The first guess, as in the article: how large a share of a unit each code got."""
        code = self.given % self.codes
        counts = np.bincount(
            self.unit * self.codes + code, minlength=self.units * self.codes
        ).reshape(self.units, self.codes)
        return counts / counts.sum(axis=1, keepdims=True)

    def learn(self, posterior: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The M step: how common codes are, and who gives which for which."""
        pairs = self.annotators * self.codes
        counts = np.stack(
            [
                np.bincount(self.given, weights=likely[self.unit], minlength=pairs)
                for likely in posterior.T
            ],
            axis=1,
        ).reshape(self.annotators, self.codes, self.codes)
        counts = np.maximum(counts, SMALLEST)
        errors = (counts / counts.sum(axis=1, keepdims=True)).swapaxes(1, 2)
        return np.maximum(posterior.mean(axis=0), SMALLEST), errors

    def judge(self, priors: FloatArray, errors: FloatArray) -> tuple[FloatArray, float]:
        """The E step: how likely each code is on each unit, and the log likelihood of it all."""
        chances = np.log(errors).swapaxes(1, 2).reshape(-1, self.codes)
        joint = np.stack(
            [
                np.bincount(self.unit, weights=of_code[self.given], minlength=self.units)
                for of_code in chances.T
            ],
            axis=1,
        ) + np.log(priors)
        highest = joint.max(axis=1, keepdims=True)
        scaled = np.exp(joint - highest)
        total = scaled.sum(axis=1, keepdims=True)
        return scaled / total, float((highest + np.log(total)).sum())


@dataclass(frozen=True, eq=False)
class _Run:
    posterior: FloatArray
    priors: FloatArray
    errors: FloatArray
    log_likelihoods: tuple[float, ...]
    converged: bool


def dawid_skene(
    unit: IntArray,
    annotator: IntArray,
    code: IntArray,
    *,
    iterations: int = 100,
    tolerance: float = 1e-5,
    seed: int = 0,
    restarts: int = 0,
) -> Estimate:
    """Estimate true codes and errors from parallel columns of keys, one entry an answer.

    An annotator may answer a unit several times, as in the article. It stops when an iteration
    raises the log likelihood by less than `tolerance` an answer, or after `iterations`
    (`converged` is False then). EM climbs to the nearest top only: each of the `restarts` begins
    elsewhere, drawn by `seed`, and the likeliest end is kept. Raises ValueError for columns of
    unlike lengths and for fewer than one iteration.
    """
    if not unit.shape == annotator.shape == code.shape or unit.ndim != 1:
        raise ValueError("unit, annotator and code are columns of the same length")
    if iterations < 1:
        raise ValueError("at least one iteration is needed")
    units, at = np.unique(unit, return_inverse=True)
    annotators, who = np.unique(annotator, return_inverse=True)
    codes, what = np.unique(code, return_inverse=True)
    answers = _Answers(at, who * codes.size + what, units.size, annotators.size, codes.size)
    best = _best(answers, iterations, tolerance, seed, restarts)
    return Estimate(
        units=units,
        annotators=annotators,
        codes=codes,
        posterior=best.posterior,
        priors=best.priors,
        errors=best.errors,
        competence=np.einsum("k,akk->a", best.priors, best.errors),
        labels=np.bincount(who, minlength=annotators.size).astype(np.intp),
        log_likelihoods=best.log_likelihoods,
        converged=best.converged,
        warning=_warning(answers, who),
    )


def _best(answers: _Answers, iterations: int, tolerance: float, seed: int, restarts: int) -> _Run:
    if answers.unit.size == 0:
        shape = (answers.annotators, answers.codes, answers.codes)
        nothing = np.zeros((answers.units, answers.codes))
        return _Run(nothing, np.zeros(answers.codes), np.zeros(shape), (), converged=True)
    shares = answers.shares()
    best = _climb(answers, shares, iterations, tolerance)
    chance = np.random.default_rng(seed)
    for _ in range(restarts):
        drawn = chance.dirichlet(np.ones(answers.codes), size=answers.units)
        found = _climb(answers, (1 - SPREAD) * shares + SPREAD * drawn, iterations, tolerance)
        if found.log_likelihoods[-1] > best.log_likelihoods[-1] + tolerance * answers.unit.size:
            best = found
    return best


def _climb(answers: _Answers, posterior: FloatArray, iterations: int, tolerance: float) -> _Run:
    priors, errors = answers.learn(posterior)
    found: list[float] = []
    converged = False
    while not converged and len(found) < iterations:
        posterior, likelihood = answers.judge(priors, errors)
        priors, errors = answers.learn(posterior)
        converged = bool(found) and likelihood - found[-1] < tolerance * answers.unit.size
        found.append(likelihood)
    return _Run(posterior, priors, errors, tuple(found), converged)


def _warning(answers: _Answers, who: IntArray) -> str:
    if answers.annotators < 3:
        return TOO_FEW
    seats = np.unique(answers.unit * answers.annotators + who)
    several = np.bincount(seats // answers.annotators, minlength=1)
    return "" if several.max() >= 3 else NOWHERE_THREE
