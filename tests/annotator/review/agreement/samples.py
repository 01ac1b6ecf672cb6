"""Published tables, made-up labels and small helpers that the tests of agreement share."""

import random
from collections.abc import Mapping

import numpy as np
from hypothesis import strategies as st

from annotator.review.agreement import Row

Table = list[list[int | None]]
"""One line per annotator, one column per unit."""


def rows_from(table: Table, units_per_article: int = 1) -> list[Row]:
    return [
        (unit // units_per_article, unit, f"annotator {line}", code)
        for line, codes in enumerate(table)
        for unit, code in enumerate(codes)
    ]


def parse(*lines: str) -> Table:
    return [[None if code == "." else int(code) for code in line] for line in lines]


def tables(codes: int = 4, annotators: int = 5, units: int = 12) -> st.SearchStrategy[Table]:
    code = st.one_of(st.none(), st.integers(0, codes - 1))
    return st.tuples(st.integers(1, annotators), st.integers(0, units)).flatmap(
        lambda shape: st.lists(
            st.lists(code, min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        )
    )


def as_frame(table: Table) -> np.ndarray:
    """Units by annotators, as floats, NaN where a label is missing."""
    return np.array(table, dtype=float).T


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: binary codes, nominal codes, and
# four observers with missing labels.
BINARY = parse("0100000010", "1110010000")
TWO_OBSERVERS = parse("112243335441", "212223335444")
FOUR_OBSERVERS = parse("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
# Hayes and Krippendorff (2007), table 1: tone of forty newspaper articles, 0 to 3.
NEWS_TONE = parse(
    "112.001122.01311211000201001111223222221",
    "1130000.21102311121000302102111122222221",
    "203000222100221123001.30.1012202.2232.21",
    ".13....0.10022...31.103021122..122...12.",
    "2..0001.2....3112..0.0..2.0..20.2.2222.1",
)
# Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., table 2.10: four raters, twelve units.
FOUR_RATERS = parse("123321412...", "1233224125..", ".33323422513", "12332441251.")


def noisy_rows(
    *,
    articles: int,
    units: int = 6,
    annotators: int = 3,
    skill: float,
    seed: int = 1,
    codes: int = 4,
    answered: float = 0.8,
) -> list[Row]:
    """Labels where each annotator finds the right code with this skill and else guesses."""
    generator = random.Random(seed)
    order = tuple(range(codes))
    rows: list[Row] = []
    for article in range(articles):
        for unit in range(units):
            right = generator.choice(order)
            for annotator in range(annotators):
                if generator.random() < answered:
                    found = generator.random() < skill
                    code = right if found else generator.choice(order)
                    rows.append((article, (article, unit), annotator, code))
    return rows


def resampled_rows(rows: list[Row], weights: Mapping[object, int]) -> list[Row]:
    """Raw rows of one resample: each draw of an article brings its own copies of its units."""
    return [
        (article, (unit, copy), annotator, code)
        for article, unit, annotator, code in rows
        for copy in range(weights.get(article, 0))
    ]


def table_of(rows: list[Row]) -> np.ndarray:
    """Annotators by units, as floats, NaN where a label is missing."""
    units = {unit: column for column, unit in enumerate(dict.fromkeys(row[1] for row in rows))}
    annotators = {who: line for line, who in enumerate(dict.fromkeys(row[2] for row in rows))}
    table = np.full((len(annotators), len(units)), np.nan)
    for _, unit, annotator, code in rows:
        table[annotators[annotator], units[unit]] = code
    return table


def pairable_articles(rows: list[Row]) -> list[int]:
    seen = [row[1] for row in rows]
    return sorted({row[0] for row in rows if seen.count(row[1]) > 1})  # type: ignore[type-var]
