"""The exports: rows, order, formats, streaming, what a spreadsheet gets."""

import csv
import io
import json
from datetime import UTC, datetime
from itertools import islice
from types import SimpleNamespace

import pytest

from annotator.annotation.actions import Answer, give_labels, split_claim
from annotator.annotation.models import Label
from annotator.export.rows import COLUMNS, read_rows
from annotator.export.study import Options
from annotator.export.writers import FORMATS
from annotator.export.writers.csv import harmless, write_csv
from annotator.export.writers.jsonl import write_jsonl
from tests.annotator.export.conftest import assert_problem

CONTRACT = [
    *("project", "article_id", "article_external_id", "article_title", "publisher"),
    *("origin_publisher", "published_at", "claim_id", "start", "end", "claim_text", "role"),
    *("annotator", "variable", "code", "span_start", "span_end", "note", "codebook_version"),
    *("state", "created_at", "updated_at"),
]


def body(answer) -> str:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def read_csv(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(answer), newline="")))


def read_jsonl(answer) -> list[dict]:
    return [json.loads(line) for line in body(answer).splitlines()]


def test_the_columns_are_the_contracts():
    assert list(COLUMNS) == CONTRACT


def test_csv(cast, api):
    cast.code_all(cast.ana, slant="some")
    answer = api(cast.reviewer).get("export/", **{"as": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="quay-labels-')
    rows = read_csv(answer)
    assert list(rows[0]) == CONTRACT
    assert len(rows) == 6
    claim = cast.claims()[0]
    assert rows[1] == {
        **rows[1],
        "project": "quay",
        "publisher": "Harbour Post",
        "origin_publisher": "",
        "claim_id": str(claim.pk),
        "start": str(claim.start),
        "claim_text": claim.text,
        "annotator": "ana",
        "variable": "slant",
        "code": "slant:some",
        "span_start": "",
        "state": "submitted",
    }


def test_jsonl_is_the_list(cast, api):
    cast.code_all(cast.ana)
    rows = read_jsonl(api(cast.reviewer).get("export/", **{"as": "jsonl"}))
    assert list(rows[0]) == CONTRACT
    listed = api(cast.reviewer).results("labels/")
    key = lambda row: (row["claim_id"], row["variable"])  # noqa: E731
    assert sorted(rows, key=key) == sorted(listed, key=key)


def test_answers_about_the_article_have_no_claim(cast, api):
    assignment = cast.take(cast.ana)
    cast.answer(assignment, None, genre="report")
    (row,) = read_jsonl(api(cast.ana).get("export/", **{"as": "jsonl"}))
    assert {row[n] for n in ("claim_id", "start", "end", "claim_text", "role")} == {None}
    (row,) = read_csv(api(cast.ana).get("export/", **{"as": "csv"}))
    assert {row[n] for n in ("claim_id", "start", "end", "claim_text", "role")} == {""}


def test_one_row_for_each_code(cast, api):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    both = Answer(claim.pk, "topic", ("topic:water", "topic:roads"))
    give_labels(assignment=assignment, answers=[both], actor=cast.ana)
    rows = read_jsonl(api(cast.ana).get("export/", **{"as": "jsonl"}))
    assert [row["code"] for row in rows] == ["topic:water", "topic:roads"]


def test_the_order(cast, api):
    other = cast.add_article("The mill said it would close. Workers were told on Friday.")
    for person, slant in ((cast.ben, "some"), (cast.ana, "none")):
        for article in (cast.article, other):
            assignment = cast.take(person)
            assert assignment.article == article
            for claim in reversed(cast.claims(article)):
                cast.answer(assignment, claim, slant=slant, att="none")
            cast.answer(assignment, None, genre="report")
            cast_submit(assignment)
    rows = read_jsonl(api(cast.reviewer).get("export/", **{"as": "jsonl"}))
    variables = ["att", "src", "slant", "topic", "genre"]
    keys = [
        (
            row["article_id"],
            -1 if row["start"] is None else row["start"],
            ["ana", "ben"].index(row["annotator"]),
            variables.index(row["variable"]),
        )
        for row in rows
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(rows) == 2 * (2 * 3 + 1) + 2 * (2 * 2 + 1)


def cast_submit(assignment):
    from annotator.annotation.actions import submit_assignment

    submit_assignment(assignment=assignment, actor=assignment.annotator)


def test_the_same_filters_as_the_list(cast, api):
    cast.code_all(cast.ana, slant="none")
    cast.code_all(cast.ben, slant="some")
    reviewer = api(cast.reviewer)
    for query in (
        {"annotator": "ben"},
        {"code": "slant:some"},
        {"claim": cast.claims()[2].pk},
        {"publisher": "nobody"},
        {"state": "open"},
        {"updated_since": "2100-01-01"},
    ):
        rows = read_jsonl(reviewer.get("export/", **{"as": "jsonl", **query}))
        assert len(rows) == len(reviewer.results("labels/", **query))
    assert_problem(reviewer.get("export/", **{"as": "csv", "state": "nope"}), 400)


@pytest.mark.parametrize("wanted", [None, "", "xlsx", "CSV", "\x00"])
def test_an_unknown_format_lists_the_formats(cast, api, wanted):
    query = {} if wanted is None else {"as": wanted}
    problem = assert_problem(api(cast.ana).get("export/", **query), 400)
    assert problem["errors"][0]["field"] == "as"
    assert "jsonl, csv" in problem["detail"]


def test_labels_on_retired_claims_are_history(cast, api):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="some")
    split_claim(claim=claim, at=claim.start + 12, member=cast.member(cast.manager))
    rows = read_jsonl(api(cast.ana).get("export/", **{"as": "jsonl"}))
    assert claim.pk not in {row["claim_id"] for row in rows}
    assert len(rows) == 2  # carried to both parts
    assert len(api(cast.ana).results("labels/")) == 2


def test_what_changes_while_the_export_runs(cast):
    """Labels are read after claims and assignments; what came in between is looked up."""
    known, assignment, claim = cast.take(cast.ben), cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, slant="some")
    from annotator.annotation.models import Assignment
    from annotator.export.rows import LABEL_FIELDS, Desk, with_stamps
    from articles.models import Claim

    desk = Desk(cast.project, Assignment.objects.filter(pk=known.pk), Claim.objects.none())
    labels = with_stamps(Label.objects.filter(assignment=assignment))
    ((target, label),) = desk.rows(labels.values_list(*LABEL_FIELDS))
    assert target[7] == claim.pk
    assert label[0] == "ana"


def test_times_are_exact_and_in_utc(cast, api):
    assignment = cast.take(cast.ana)
    cast.answer(assignment, cast.claims()[0], slant="some")
    made = datetime(2024, 5, 6, 7, 8, 9, 10, tzinfo=UTC)
    Label.objects.update(created_at=made, updated_at=made.replace(microsecond=120000))
    (row,) = read_jsonl(api(cast.ana).get("export/", **{"as": "jsonl"}))
    assert row["created_at"] == "2024-05-06T07:08:09.000010Z"
    assert row["updated_at"] == "2024-05-06T07:08:09.120000Z"


def test_an_empty_project(cast, api):
    assert read_csv(api(cast.ana).get("export/", **{"as": "csv"})) == []
    assert body(api(cast.ana).get("export/", **{"as": "jsonl"})) == ""


# -- Harmless ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "  =1",
        "\n=1",
    ],
)
def test_formulas_are_made_harmless(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["", "a=1", "1-2", None, -5, 7, "'=1", "—dash"])
def test_other_cells_stay(cell):
    assert harmless(cell) == cell


def test_every_text_cell_of_csv_is_harmless_and_json_is_exact():
    evil = "=cmd|' /C calc'!A0"
    target = ("quay", 1, *[evil] * 5, 2, 3, 9, evil, "body")
    label = (evil, evil, evil, 4, 6, evil, evil, "open", "2024-05-06T00:00:00Z", "2024")
    text = "".join(write_csv([(target, label)]))
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert set(row.values()) == {
        *("quay", "1", "2", "3", "9", "4", "6", "body", "open", "2024-05-06T00:00:00Z", "2024"),
        f"'{evil}",
    }
    exact = json.loads("".join(write_jsonl([(target, label)])))
    assert exact == dict(zip(COLUMNS, target + label, strict=True))


def test_csv_through_the_api_is_harmless(cast, api):
    article = cast.add_article("@all: the mill closed, they said.", title="=HYPERLINK(1)")
    cast.code_all(cast.ana)
    assignment = cast.take(cast.ana)
    claim = cast.claims(article)[0]
    answer = Answer(claim.pk, "slant", ("slant:some",), note='-2+3+cmd|" /C calc"!A0')
    give_labels(assignment=assignment, answers=[answer], actor=cast.ana)
    query = {"article": article.pk}
    (row,) = read_csv(api(cast.ana).get("export/", **{"as": "csv", **query}))
    assert row["note"].startswith("'-2")
    assert row["article_title"] == "'=HYPERLINK(1)"
    (row,) = read_jsonl(api(cast.ana).get("export/", **{"as": "jsonl", **query}))
    assert row["note"].startswith("-2")
    assert row["article_title"] == "=HYPERLINK(1)"


def test_texts_survive_both_formats(cast, api):
    text = 'He said: "no, never"; 🌊 rose.\u2028 پل بسته شد و مردم رفتند.'
    article = cast.add_article(text, title='A "quoted", title 🌊')
    cast.code_all(cast.ana)
    cast.code_all(cast.ana, submit=False)
    query = {"article": article.pk}
    exact = read_lines(api(cast.ana).get("export/", **{"as": "jsonl", **query}))
    table = read_csv(api(cast.ana).get("export/", **{"as": "csv", **query}))
    assert [row["claim_text"] for row in exact] == [row["claim_text"] for row in table]
    for row in exact:
        assert article.text[row["start"] : row["end"]] == row["claim_text"]
        assert row["article_title"] == 'A "quoted", title 🌊'


def read_lines(answer):
    return [json.loads(line) for line in body(answer).split("\n") if line]


# -- Streaming -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["csv", "jsonl"])
def test_rows_are_pulled_as_they_are_written(name):
    """A source without end: only a writer that pulls lazily gives anything at all."""
    pulled = 0

    def endless():
        nonlocal pulled
        target = ("quay", 1, "", "", None, None, None, 2, 3, 9, "Text", "body")
        while True:
            pulled += 1
            yield target, ("ana", "slant", "slant:some", None, None, "", "1", "open", "t", "t")

    study = SimpleNamespace(rows=endless, options=Options())
    pieces = FORMATS[name].write(study)
    first = list(islice(pieces, 3))
    assert all(first)
    assert pulled <= 1500


def test_nothing_is_read_before_the_first_byte(cast, api, django_assert_num_queries):
    cast.code_all(cast.ana)
    reviewer = api(cast.reviewer)
    with django_assert_num_queries(4):  # session, user, membership, are there too many labels
        answer = reviewer.get("export/", **{"as": "csv"})
    assert answer.streaming
    pieces = iter(answer.streaming_content)
    with django_assert_num_queries(0):
        assert next(pieces).startswith(b"project,article_id")
    assert b"slant:none" in b"".join(pieces)


def test_articles_are_read_a_few_at_a_time(cast, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("annotator.export.rows.ARTICLES_AT_ONCE", 2)
    for number in range(5):
        cast.add_article(f"The mill number {number} said so.")
    for _ in range(6):
        cast.code_all(cast.ana)
    rows = read_rows(cast.project, Label.objects.filter(assignment__project=cast.project))
    with django_assert_num_queries(5):  # articles, assignments, articles' columns, claims, labels
        next(rows)
    assert len({target[1] for target, _ in rows}) == 6


@pytest.mark.parametrize("articles", [2, 40])
def test_statements_grow_with_batches_not_with_labels(
    cast, articles, django_assert_max_num_queries
):
    for number in range(articles):
        cast.add_article(f"The mill number {number} said so.")
        cast.code_all(cast.ana)
    labels = Label.objects.filter(assignment__project=cast.project)
    count = labels.count()
    with django_assert_max_num_queries(5 * (1 + articles // 20) + 1):
        assert len(list(read_rows(cast.project, labels))) == count
