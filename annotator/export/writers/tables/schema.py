"""The tables of the archive: their columns with types, keys and what they mean.

The words are English whoever asks: the same study has to give the same bytes.
"""

from dataclasses import replace
from typing import Any

from annotator.export.study import Layer, Options
from annotator.export.writers.tables.columns import (
    COUNTS,
    FLAG,
    NUMBER,
    REQUIRED,
    TEXT,
    TIME,
    WHOLE,
    Column,
    Table,
)

IDS = {"pattern": r"[0-9]+( [0-9]+)*"}
CODES = {"pattern": r"[^ ]+( [^ ]+)*"}


def _to_article(**more: Any) -> Column:
    return Column("article_id", WHOLE, "The article.", REQUIRED | more, ("articles", "id"))


def _to_claim() -> Column:
    words = "The claim; empty for an answer about the article."
    return Column("claim_id", WHOLE, words, {}, ("claims", "id"))


def _to_person(name: str, words: str) -> Column:
    return Column(name, TEXT, words, REQUIRED, ("annotators", "name"))


def _to_variable(**more: Any) -> Column:
    return Column("variable", TEXT, "The question.", REQUIRED | more, ("variables", "variable"))


def _of_copies(name: str, kind: str, words: str, **more: Any) -> Column:
    return Column(name, kind, words, more, came_later=True)


COPIES = (
    _of_copies("copy_of", WHOLE, "The article that stands for the near copies it is one of; "
               "empty: it is no copy, or stands for others."),
    _of_copies("copy_kind", TEXT, "How it is like that one; `none`: somebody said it is no copy.",
               enum=["verbatim", "edited", "excerpt", "none"]),
    _of_copies("copy_share", NUMBER, "The share of its words that the other has too, 0 to 1.",
               minimum=0, maximum=1),
    _of_copies("copy_by_hand", FLAG, "Whether somebody said so, and not the comparison of texts.",
               required=True),
)  # fmt: skip
ARTICLES = Table(
    "articles",
    "The texts, and what is known about them.",
    (
        Column("id", WHOLE, "Its number here.", REQUIRED | {"unique": True}),
        Column("external_id", TEXT, "The project's own name for it."),
        Column("title", TEXT, "Its title."),
        Column("publisher", TEXT, "The outlet; empty where it is not known."),
        Column("origin_publisher", TEXT, "Who wrote it, where that is another outlet."),
        Column("byline", TEXT, "The names above it."),
        Column("url", TEXT, "Where it stood."),
        Column("published_at", TIME, "When it was published."),
        Column("language", TEXT, "Its language, as in BCP 47."),
        Column("direction", TEXT, "How it is written.", {"enum": ["ltr", "rtl"]}),
        Column("content_hash", TEXT, "A hash of the text.", REQUIRED),
        Column("text", TEXT, "The text that all positions count in.", REQUIRED),
        *COPIES,
    ),
    ("id",),
)
CLAIMS = Table(
    "claims",
    "The stretches that the texts are cut into, also those that were since cut anew.",
    (
        Column("id", WHOLE, "Its number here.", REQUIRED | {"unique": True}),
        _to_article(),
        Column("start", WHOLE, "Its first code point.", REQUIRED | {"minimum": 0}),
        Column("end", WHOLE, "The code point after its last.", REQUIRED | {"minimum": 1}),
        Column("text", TEXT, "Its words.", REQUIRED),
        Column("role", TEXT, "What part of the article it is.", REQUIRED),
        Column("is_claim", FLAG, "Whether its role is one that asserts something.", REQUIRED),
        Column("is_current", FLAG, "Whether it stands; else it was cut anew.", REQUIRED),
        Column("reason", TEXT, "Why the import chose its role."),
        Column("predecessors", TEXT, "The claims it was made from, by number, with spaces.", IDS),
        Column(
            "confidence",
            WHOLE,
            "How sure the import was of its role, 0 to 100; empty where people cut or chose it.",
            {"minimum": 0, "maximum": 100},
            came_later=True,
        ),
    ),
    ("id",),
)
ASSIGNMENTS = Table(
    "assignments",
    "Who coded which article, and how far they are.",
    (
        _to_article(),
        _to_person("annotator", "Who coded it."),
        Column("state", TEXT, "Where the work stands.", REQUIRED),
        Column("note", TEXT, "The annotator's note to the reviewers."),
        Column("reason", TEXT, "Why it was skipped or sent back."),
        Column("created_at", TIME, "When it was taken.", REQUIRED),
        Column("submitted_at", TIME, "When it was last handed in."),
    ),
    ("article_id", "annotator"),
)
LABELS = Table(
    "labels",
    "The answers, one row for each code.",
    (
        _to_article(),
        _to_claim(),
        _to_person("annotator", "Whose answer it is."),
        _to_variable(),
        Column("code", TEXT, "The code; empty on a tie.", {}, ("codes", "code")),
        Column("span_start", WHOLE, "Of marked words: their first code point in the article."),
        Column("span_end", WHOLE, "Of marked words: the code point after their last."),
        Column("note", TEXT, "A note on the answer, or the answer in words."),
        Column("codebook_version", TEXT, "The version of the codebook.", REQUIRED),
        Column("state", TEXT, "Where the annotator's work on the article stands.", REQUIRED),
        Column("inherited", FLAG, "Whether it waits to be confirmed after a new cut.", REQUIRED),
        Column("created_at", TIME, "When it was given.", REQUIRED),
        Column("updated_at", TIME, "When it was last changed.", REQUIRED),
    ),
)
SPREAD = (
    Column("votes", WHOLE, "How many annotators gave this code."),
    Column("distribution", COUNTS, "How many annotators gave each code, as JSON."),
)
ADJUDICATIONS = Table(
    "adjudications",
    "What the reviewers decided.",
    (
        _to_article(),
        _to_claim(),
        _to_variable(),
        Column("codes", TEXT, "What was decided for: codes, with spaces.", REQUIRED | CODES),
        Column("method", TEXT, "Whose answer that is.", REQUIRED),
        Column("reason_code", TEXT, "Why most annotators' answer was not followed, as a word."),
        Column("reason", TEXT, "The same in the reviewer's words."),
        Column("note", TEXT, "The reviewer's note."),
        Column("distribution", COUNTS, "How many annotators gave each code, as JSON.", REQUIRED),
        _to_person("decided_by", "Who decided."),
        Column("created_at", TIME, "When it was first decided.", REQUIRED),
        Column("updated_at", TIME, "When it was last decided.", REQUIRED),
    ),
)
ANNOTATORS = Table(
    "annotators",
    "The people.",
    (
        Column("name", TEXT, "What they are called here.", REQUIRED | {"unique": True}),
        Column("role", TEXT, "What they are in the project; empty for former members."),
    ),
    ("name",),
)
AGREEMENT = Table(
    "agreement",
    "How far annotators agree, over all that was handed in, whatever this archive is narrowed to.",
    (
        _to_variable(unique=True),
        Column("metric", TEXT, "How far two answers are apart: the metric of alpha.", REQUIRED),
        Column("units", WHOLE, "How many units two annotators or more answered.", REQUIRED),
        Column("annotators", WHOLE, "How many annotators these had.", REQUIRED),
        Column("labels", WHOLE, "How many labels were compared.", REQUIRED),
        Column("percent", NUMBER, "The share of pairs that agree, 0 to 1."),
        Column("alpha", NUMBER, "Krippendorff's alpha; empty where it is not defined."),
        Column("low", NUMBER, "Where its 95 % interval begins."),
        Column("high", NUMBER, "Where its 95 % interval ends."),
        Column("reason", TEXT, "Why alpha is not defined."),
    ),
    ("variable",),
)
VARIABLES = Table(
    "variables",
    "The questions of the codebook, in order.",
    (
        Column("variable", TEXT, "Its id.", REQUIRED | {"unique": True}),
        Column("label", TEXT, "Its name.", REQUIRED),
        Column("is_asked", FLAG, "Whether this project asks it.", REQUIRED),
        Column("scope", TEXT, "What it is asked about.", REQUIRED),
        Column("select", TEXT, "How many codes an answer has.", REQUIRED),
        Column("required", FLAG, "Whether it has to be answered.", REQUIRED),
        Column("coders", TEXT, "Who answers it.", REQUIRED),
        Column("scale", TEXT, "Whether its codes are in an order.", REQUIRED),
        Column("applies_if", TEXT, "The answers that it is asked after."),
        Column("definition", TEXT, "What it asks."),
        Column("attribute_of", TEXT, "The question about whose marked words it says more.", {},
               ("variables", "variable")),
    ),
    ("variable",),
)  # fmt: skip
CODE_TABLE = Table(
    "codes",
    "The possible answers, in order.",
    (
        Column("code", TEXT, "Its id.", REQUIRED | {"unique": True}),
        _to_variable(),
        Column("label", TEXT, "Its name.", REQUIRED),
        Column("short", TEXT, "Its name in a few letters."),
        Column("rank", WHOLE, "Its place on the scale, from 0."),
        Column("item", TEXT, "The item of a set of yes/no questions that it answers."),
        Column("is_missing", FLAG, "Whether it says why there is no answer.", REQUIRED),
        Column("definition", TEXT, "When it is given."),
        Column("example", TEXT, "An example."),
        Column("rule", TEXT, "A rule of thumb."),
    ),
    ("code",),
)
TABLES = (
    LABELS, ARTICLES, CLAIMS, ASSIGNMENTS, ADJUDICATIONS, ANNOTATORS, AGREEMENT, VARIABLES,
    CODE_TABLE,
)  # fmt: skip
"""In the order of the archive. `labels` comes first: it is written while articles are read."""


def tables_of(options: Options, *, of_before: bool = False) -> tuple[Table, ...]:
    """Return the tables of an archive. Decisions and counts are nobody's, but have votes.

    Those `of_before` lack the columns that came later: an old freeze stays what it was.
    """
    tables = tuple(map(_of_before, TABLES)) if of_before else TABLES
    if options.layer == Layer.ANNOTATORS:
        return tables
    columns = (*_nobodys(LABELS.columns), *SPREAD)
    return (replace(LABELS, columns=columns), *tables[1:])


def _of_before(table: Table) -> Table:
    return replace(table, columns=tuple(one for one in table.columns if not one.came_later))


def _nobodys(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(
        replace(one, points_to=None) if one.name == "annotator" else one for one in columns
    )
