import io

import pytest

from articles.ingestion.drafts import DraftRejected
from articles.ingestion.tables import read_rows


def rows(text):
    return list(read_rows(io.StringIO(text, newline="")))


def test_cells_come_by_column_and_blank_ones_are_left_out():
    first, second = rows("id,title,text\n1,a,b\n2, ,c\n")
    assert (first.line, first.cells) == (2, {"title": "a", "text": "b"})
    assert second.cells == {"text": "c"}


@pytest.mark.parametrize(
    "header",
    [
        "text,title",
        '"text","title"',
        " Text , TITLE ",
        "TEXT,title,,",
        "\ufefftext,title",
        "\n\ntext,title",
    ],
)
def test_headers_as_people_write_them(header):
    (row,) = rows(f"{header}\r\na,b\r\n")
    assert row.cells == {"text": "a", "title": "b"}


def test_the_separator_a_spreadsheet_names():
    (row,) = rows("sep=|\ntext|title\na,b|c\n")
    assert (row.line, row.cells) == (3, {"text": "a,b", "title": "c"})


def test_unknown_columns_are_reported_once_and_left_out():
    report, row = rows("text,mood,id\na,b,3\n")
    assert (report.line, report.errors[0].code) == (1, "unknown_field")
    assert "mood" in report.errors[0].message
    assert row.cells == {"text": "a"}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("title,body", "missing_column"),
        ("", "missing_column"),
        ("\n\n", "missing_column"),
        ("text,title,Text", "duplicate_column"),
        ('"text', "missing_column"),
    ],
)
def test_headers_that_cannot_be_used(header, code):
    with pytest.raises(DraftRejected) as caught:
        rows(f"{header}\n")
    assert [error.code for error in caught.value.errors] == [code]
    assert caught.value.line


def test_lines_are_counted_through_cells_of_several_lines():
    text = 'text\n"a\nb\nc"\nd\n"e\r\nf"\ng\n'
    assert [row.line for row in rows(text)] == [2, 5, 6, 8]


def test_ragged_rows_name_both_widths():
    _, short, long = rows("text,title\na,b\nc\nd,e,f\n")
    assert "has 1 cells; the header has 2" in short.errors[0].message
    assert "has 3 cells; the header has 2" in long.errors[0].message
    assert (short.line, long.line) == (3, 4)


def test_a_quote_left_open_is_told_where_it_opens():
    good, bad = rows('text\na\n"b\nc\nd\n')
    assert good.cells == {"text": "a"}
    assert (bad.line, bad.errors[0].message) == (3, "A quoted cell is never closed.")
