"""Our own JSON lines, as people's editors and programs may leave them."""

import contextlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.export.readers import lines
from annotator.export.readers.jsonl import read
from annotator.export.readers.records import UnreadableFile

ROW = {
    "project": "quay",
    "article_id": 1,
    "article_external_id": "q-1",
    "article_title": "Quay",
    "claim_id": 7,
    "start": 10,
    "end": 26,
    "claim_text": "he said 🌊 rose.  "[:16],
    "annotator": "ana",
    "variable": "slant",
    "code": "slant:some",
    "span_start": None,
    "span_end": None,
    "note": "",
    "state": "submitted",
    "created_at": "2024-05-06T07:08:09Z",
    "updated_at": "2024-05-06T07:08:09.5Z",
}


def line(**changes) -> bytes:
    return json.dumps({**ROW, **changes}, ensure_ascii=False).encode()


def read_all(content: bytes):
    found = list(read(io.BytesIO(content)))
    labels = [label for one in found for label in one.labels]
    return labels, [trouble for one in found for trouble in one.troubles]


def test_a_row():
    (label,), troubles = read_all(line() + b"\n")
    assert not troubles
    assert (label.row, label.annotator, label.code) == ("line 1", "ana", "slant:some")
    assert (label.target.start, label.target.end) == (10, 26)
    assert label.target.quote == ROW["claim_text"]
    assert label.submitted is True
    assert label.updated_at == "2024-05-06T07:08:09.5Z"


def test_marked_words_bring_what_stands_around_them():
    (label,), _troubles = read_all(line(span_start=13, span_end=17))
    assert (label.marked.quote, label.marked.before, label.marked.after) == (
        "said",
        "he ",
        " 🌊 rose. ",
    )


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n \n", b""])
def test_line_ends_blank_lines_and_a_byte_order_mark(end):
    labels, troubles = read_all(b"\xef\xbb\xbf" + line() + (end or b"\n") + line(code="b") + end)
    assert [label.code for label in labels] == ["slant:some", "b"]
    assert not troubles


def test_articles_come_one_by_one():
    content = b"\n".join([line(), line(code="b"), line(article_id=2), line()])
    found = list(read(io.BytesIO(content)))
    assert [(one.article.article_id, len(one.labels)) for one in found] == [(1, 2), (2, 1), (1, 1)]
    assert found[0].article.external_id == "q-1"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"{", "invalid_json"),
        (b"[1]", "invalid_json"),
        (b'"text"', "invalid_json"),
        (b'{"a": NaN}', "invalid_json"),
        (b'{"a": ' + b"9" * 6000 + b"}", "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b"{\xff}", "invalid_json"),
        (b'{"annotator": "ana"}', "invalid"),
        (line(article_id="1"), "invalid"),
        (line(article_id=-1), "invalid"),
        (line(article_id=1.5), "invalid"),
        (line(claim_id=10**30), "invalid"),
        (line(annotator=5), "invalid"),
        (line(note=["a"]), "invalid"),
        (line(end=27), "invalid"),
        (line(start=None), "invalid"),
        (line(span_start=9, span_end=12), "invalid"),
        (line(span_start=12, span_end=12), "invalid"),
        (line(span_start=12, span_end=27), "invalid"),
        (line(state="adjudicated"), "not_an_answer"),
        (line(state="aggregated"), "not_an_answer"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_the_rest_goes_on(bad, code):
    labels, (trouble,) = read_all(line() + b"\n" + bad + b"\n" + line(code="b"))
    assert (trouble.row, trouble.code) == ("line 2", code)
    assert [label.row for label in labels] == ["line 1", "line 3"]


def test_a_line_without_end_is_not_held_in_memory(monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINE", 1000)
    content = line() + b"\n" + b"x" * 5000 + b"\n" + line(code="b")
    labels, (trouble,) = read_all(content)
    assert (trouble.row, trouble.code) == ("line 2", "too_long")
    assert [label.row for label in labels] == ["line 1", "line 3"]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"hello\n", b"\xff\xfea\x00", b"\x00\x01", b'{"a": 1}\n']
)
def test_files_of_another_kind(content):
    with pytest.raises(UnreadableFile):
        read_all(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(ROW)), json_values))
def test_whatever_a_cell_holds_the_next_line_is_read(changes):
    labels, _troubles = read_all(line(**changes) + b"\n" + line())
    assert labels[-1].row == "line 2"


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(content):
    with contextlib.suppress(UnreadableFile):
        assert all(one.article for one in read(io.BytesIO(content)))
