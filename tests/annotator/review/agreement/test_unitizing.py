"""Marked words: the published formulas worked out character by character, properties, reasons."""

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.review.agreement import Spans, Unitizing, unitizing
from annotator.review.agreement.matching import boundary_f1
from annotator.review.agreement.resampling import article_weights, resample
from annotator.review.agreement.unitizing import MarkedText, coding_alphas, text_alphas

Mark = tuple[int, int, int]
"""(start, end, code), end exclusive."""
Article = tuple[int, list[list[Mark]]]
"""Length of the text, and the marks of each annotator."""
GAP = -1
CODES = (0, 1, 2)


def spans_of(articles: Sequence[Article]) -> Spans:
    rows = [
        (place, annotator, code, start, end)
        for place, (_, annotators) in enumerate(articles)
        for annotator, marks in enumerate(annotators)
        for start, end, code in marks
    ]
    coded = [(place, who) for place, one in enumerate(articles) for who in range(len(one[1]))]
    lengths = [(place, length) for place, (length, _) in enumerate(articles)]
    columns = np.array(rows, dtype=np.intp).reshape(-1, 5).T
    return Spans.from_columns(
        *columns,
        coded=tuple(np.array(coded, dtype=np.intp).reshape(-1, 2).T),
        lengths=tuple(np.array(lengths, dtype=np.intp).reshape(-1, 2).T),
        values=CODES,
    )


def letters(length: int, marks: list[Mark]) -> list[int]:
    text = [GAP] * length
    for start, end, code in marks:
        text[start:end] = [code] * (end - start)
    return text


def naive_alphas(articles: Sequence[Article]) -> dict[str, float | None]:
    """Krippendorff (2019), section 12.6, equations 32 to 38, on single characters.

    Coincidences of characters; whole marks are not paired with themselves, gaps are only not
    paired character by character.
    """
    size = len(CODES) + 1
    all_text, own = np.zeros((size, size)), np.zeros(size)
    marked, own_marked = np.zeros((size, size)), np.zeros(size)
    for length, annotators in articles:
        rest = len(annotators) - 1
        if rest < 1:
            continue
        texts = [letters(length, marks) for marks in annotators]
        for characters in zip(*texts, strict=True):
            for who, one in enumerate(characters):
                for other in (*characters[:who], *characters[who + 1 :]):
                    all_text[one, other] += 1 / rest
                    if GAP not in (one, other):
                        marked[one, other] += 1 / rest
        for who, marks in enumerate(annotators):
            own[GAP] += texts[who].count(GAP)
            others = [text for place, text in enumerate(texts) if place != who]
            for start, end, code in marks:
                own[code] += (end - start) ** 2
                met = sum(text[place] != GAP for text in others for place in range(start, end))
                own_marked[code] += (met / rest) ** 2
    found = {"u": alpha_of(all_text, own), "cu": alpha_of(marked, own_marked)}
    halves = np.zeros((size, 2))
    halves[:-1, 0], halves[-1, 1] = 1, 1
    found["marking"] = alpha_of(halves.T @ all_text @ halves, expected_of(all_text, own), halves)
    for code in CODES:
        found[f"k{code}"] = alpha_of_code(marked, own_marked, code)
    return found


def expected_of(observed: np.ndarray, own: np.ndarray) -> np.ndarray:
    total = observed.sum()
    rows = observed.sum(axis=1)
    pairs = total**2 - own.sum()
    if pairs == 0:
        return np.zeros_like(observed)
    return total * (np.outer(rows, rows) - np.diag(own)) / pairs


def alpha_of(
    observed: np.ndarray, own: np.ndarray, halves: np.ndarray | None = None
) -> float | None:
    expected = expected_of(observed, own) if halves is None else halves.T @ own @ halves
    chance = expected.sum() - np.trace(expected)
    return None if chance < 1e-9 else 1 - (observed.sum() - np.trace(observed)) / chance


def alpha_of_code(observed: np.ndarray, own: np.ndarray, code: int) -> float | None:
    expected = expected_of(observed, own)
    given_it, expects = observed[:, code].sum(), expected[:, code].sum()
    chance = expects - expected[code, code]
    if given_it < 1e-9 or chance < 1e-9:
        return None
    return 1 - expects / given_it * (given_it - observed[code, code]) / chance


def naive_f1(articles: Sequence[Article], matches) -> float | None:
    """Matches of all pairs of annotators, twice, by marks of all pairs."""
    matched = marked = 0
    for _, annotators in articles:
        for one, other in combinations(annotators, 2):
            marked += len(one) + len(other)
            matched += sum(any(matches(mark, met) for met in other) for mark in one)
            matched += sum(any(matches(mark, met) for met in one) for mark in other)
    return matched / marked if marked else None


def overlap(one: Mark, other: Mark) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


def bounds(articles: Sequence[Article]) -> list[Article]:
    """The same with one mark, without a code, for each beginning and end."""
    return [
        (length, [sorted({(at, at, 0) for mark in marks for at in mark[:2]}) for marks in people])
        for length, people in articles
    ]


@st.composite
def marks(draw: st.DrawFn, length: int) -> list[Mark]:
    """Marks that do not overlap, some of them side by side."""
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=7)))
    pieces = [(start, end, draw(st.sampled_from((GAP, *CODES)))) for start, end in pairwise(cuts)]
    return [piece for piece in pieces if piece[2] != GAP]


@st.composite
def studies(draw: st.DrawFn) -> list[Article]:
    found = []
    for _ in range(draw(st.integers(1, 4))):
        length = draw(st.integers(1, 15))
        annotators = draw(st.integers(1, 4))
        found.append((length, [draw(marks(length)) for _ in range(annotators)]))
    return found


def values(found: Unitizing) -> dict[str, float | None]:
    return {
        "u": found.u_alpha.value,
        "cu": found.alpha.value,
        "marking": found.marking.value,
        **{f"k{code.code}": code.alpha.value for code in found.codes},
    }


@settings(deadline=None, max_examples=200)
@given(articles=studies())
def test_alphas_equal_the_formulas_character_by_character(articles: list[Article]):
    found = unitizing(spans_of(articles), resamples=0)
    if any(len(people) > 1 and any(people) for _, people in articles):
        assert values(found) == pytest.approx(naive_alphas(articles), abs=1e-9)


@settings(deadline=None, max_examples=200)
@given(articles=studies())
def test_f1_equals_matching_pair_by_pair(articles: list[Article]):
    found = unitizing(spans_of(articles), resamples=0)
    exact = naive_f1(articles, lambda one, other: one == other)
    assert found.exact_f1.value == pytest.approx(exact)
    assert found.overlap_f1.value == pytest.approx(naive_f1(articles, overlap))
    same = naive_f1(bounds(articles), lambda one, other: one[0] == other[0])
    assert found.boundary_f1.value == pytest.approx(same)


@settings(deadline=None, max_examples=100)
@given(articles=studies(), tolerance=st.integers(0, 4))
def test_boundaries_may_be_near(articles: list[Article], tolerance: int):
    spans = spans_of(articles)
    near = naive_f1(bounds(articles), lambda one, other: abs(one[0] - other[0]) <= tolerance)
    (found,) = boundary_f1(spans, tolerance=tolerance).values
    assert (None if np.isnan(found) else found) == pytest.approx(near)


# Two annotators, a text of 20 characters. Both marked 2-6 as code 0; the one marked 10-14 as code
# 1, the other 12-16 as code 2.
EXAMPLE: list[Article] = [(20, [[(2, 6, 0), (10, 14, 1)], [(2, 6, 0), (12, 16, 2)]])]


def test_figures_worked_out_by_hand():
    found = unitizing(spans_of(EXAMPLE), resamples=0)
    # Shared marked text: 4 characters of code 0 from both, 2 of codes 1 and 2. Of 12 characters, 8
    # are code 0, 2 each 1 and 2; marks with themselves: 16 + 16 + 4 + 4. Observed disagreement 4;
    # expected 12 (8*2*2 + 8*2*2 + 2*2*2) / (144 - 40).
    assert found.alpha.value == pytest.approx(1 - 4 * (144 - 40) / (12 * 72))
    # All text: 40 characters, 24 unmarked; marked by one only: 2 + 2, either way round 8.
    assert found.marking.value == pytest.approx(1 - 8 * (1600 - 64 - 24) / (40 * 2 * 16 * 24))
    assert found.exact_f1.value == 0.5
    assert found.overlap_f1.value == 0.5
    assert found.boundary_f1.value == 0.5


def test_unmarked_text_never_counts_as_agreement_in_the_headline():
    short, long = (
        unitizing(spans_of([(length, EXAMPLE[0][1])]), resamples=0) for length in (20, 20_000)
    )
    for name in ("alpha", "exact_f1", "overlap_f1", "boundary_f1"):
        assert getattr(short, name) == getattr(long, name)
    assert [code.alpha for code in short.codes] == [code.alpha for code in long.codes]
    assert short.marking.value != long.marking.value


def test_several_codes_on_the_same_words_are_one_answer():
    both = [(2, 6, 0), (2, 6, 1), (8, 9, 2)]
    same = unitizing(spans_of([(20, [both, both])]), resamples=0)
    assert (same.alpha.value, same.exact_f1.value) == (1.0, 1.0)
    half = unitizing(spans_of([(20, [both, [(2, 6, 0), (8, 9, 2)]])]), resamples=0)
    assert half.alpha.value is not None
    assert half.alpha.value < 1
    assert half.codes[0].alpha.value == half.codes[2].alpha.value == 1.0
    assert half.exact_f1.value == pytest.approx(2 * 2 / 5)


@settings(deadline=None, max_examples=60)
@given(articles=studies(), copies=st.integers(2, 3))
def test_copies_of_an_annotator_agree_fully(articles: list[Article], copies: int):
    same: list[Article] = [(length, [people[0]] * copies) for length, people in articles]
    found = unitizing(spans_of(same), resamples=0)
    figures = [found.alpha, found.u_alpha, found.marking]
    figures += [found.exact_f1, found.overlap_f1, found.boundary_f1]
    figures += [code.alpha for code in found.codes]
    whole = [one.value for one in figures if one.value is not None]
    assert whole == pytest.approx([1.0] * len(whole))


def many_articles(seed: int, count: int, wobble: float) -> list[Article]:
    chance = np.random.default_rng(seed)
    articles: list[Article] = []
    for _ in range(count):
        true = [(10 * at, 10 * at + 6, int(chance.integers(3))) for at in range(6)]
        people = [
            [
                (start, end - int(chance.integers(3)), int(chance.integers(3)))
                if chance.random() < wobble
                else (start, end, code)
                for start, end, code in true
                if chance.random() > wobble / 2
            ]
            for _ in range(3)
        ]
        articles.append((80, people))
    return articles


def test_every_resample_equals_the_formulas():
    articles = many_articles(1, 7, 0.4)
    text = MarkedText(spans_of(articles))
    whole, coding = resample([text_alphas(text), coding_alphas(text)], [7], seed=2, resamples=10)
    drawn = np.concatenate([*article_weights([7], resamples=10, seed=2)]).astype(int)
    for row, of_text, of_coding in zip(drawn.tolist(), whole, coding, strict=True):
        again = [one for one, times in zip(articles, row, strict=True) for _ in range(times)]
        naive = naive_alphas(again)
        assert of_text == pytest.approx([naive["u"], naive["marking"]])
        assert of_coding == pytest.approx([naive["cu"], *(naive[f"k{code}"] for code in CODES)])


def test_every_figure_has_an_interval():
    found = unitizing(spans_of(many_articles(3, 60, 0.3)), resamples=200)
    figures = [found.alpha, found.u_alpha, found.marking]
    figures += [found.exact_f1, found.overlap_f1, found.boundary_f1]
    figures += [code.alpha for code in found.codes]
    for figure in figures:
        assert figure.value is not None
        assert figure.interval is not None
        assert figure.interval[0] < figure.value < figure.interval[1]
        assert figure.reason == ""
    assert unitizing(spans_of(many_articles(3, 60, 0.3)), resamples=200) == found


def test_guessed_marks_are_near_zero():
    chance = np.random.default_rng(5)
    articles: list[Article] = []
    for _ in range(150):
        people = []
        for _ in range(2):
            starts = np.cumsum(chance.integers(4, 16, size=40)) - 60  # as likely here as there
            kept = starts[(starts >= 0) & (starts <= 196)]
            people.append([(int(at), int(at) + 4, int(chance.integers(3))) for at in kept])
        articles.append((200, people))
    found = unitizing(spans_of(articles), resamples=100)
    for figure in (found.alpha, found.u_alpha, found.marking):
        assert figure.value == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(
    ("articles", "reason"),
    [
        ([], "no labels yet"),
        ([(9, [[(1, 3, 0)]])], "only one annotator"),
        ([(9, [[], []])], "no words are marked"),
    ],
)
def test_where_nothing_is_marked_every_figure_says_why(articles: list[Article], reason: str):
    found = unitizing(spans_of(articles))
    assert {found.alpha.reason, found.marking.reason, found.exact_f1.reason} == {reason}
    assert {code.alpha.reason for code in found.codes} == {reason}


def test_what_is_missing_says_why():
    apart = unitizing(spans_of([(9, [[(1, 3, 0)], [(4, 6, 1)]])]))
    assert apart.alpha.reason == "no words are marked by two annotators"
    assert apart.codes[0].alpha.reason == "no words are marked by two annotators"
    assert apart.codes[2].alpha.reason == "nobody gave this code"
    assert (apart.exact_f1.value, apart.exact_f1.reason) == (0.0, "only one article: no interval")
    alike = unitizing(spans_of([(9, [[(0, 9, 0)], [(0, 9, 0)]])]))
    assert alike.alpha.reason.startswith("all words marked by two annotators have the same code")
    assert alike.marking.reason.startswith("all of the text is marked")
    assert alike.exact_f1.value == 1.0


def test_articles_of_one_annotator_are_left_out():
    shared = many_articles(2, 5, 0.3)
    alone: Article = (30, [[(1, 9, 1)]])
    with_it = unitizing(spans_of([alone, *shared]), resamples=30)
    assert with_it == unitizing(spans_of(shared), resamples=30)
    spans = Spans.from_columns(
        *(np.array(one) for one in ([1], [5], [0], [2], [3])),
        coded=(np.array([1, 2]), np.array([5, 6])),
        lengths=(np.array([1, 2]), np.array([9, 9])),
    )
    assert unitizing(spans).alpha.reason == "no article was coded by two annotators"


@pytest.mark.parametrize(
    ("mark", "coded", "message"),
    [
        ((1, 1, 0, 3, 3), [1, 2], "empty or outside"),
        ((1, 1, 0, 3, 12), [1, 2], "empty or outside"),
        ((1, 1, 0, -1, 2), [1, 2], "empty or outside"),
        ((1, 3, 0, 1, 2), [1, 2], "have not coded"),
        ((1, 1, 0, 1, 2), [1, 2, 3], "no length"),
    ],
)
def test_marks_that_would_mislead_are_refused(mark, coded, message: str):
    coders = (np.array([1, 1, 2][: len(coded)]), np.array(coded))
    with pytest.raises(ValueError, match=message):
        Spans.from_columns(
            *(np.array([one]) for one in mark),
            coded=coders,
            lengths=(np.array([1]), np.array([9])),
        )
