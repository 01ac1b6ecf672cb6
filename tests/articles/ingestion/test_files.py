import codecs
import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingestion import files
from articles.ingestion.drafts import MAX_TEXT_LENGTH, ArticleDraft, DraftRejected
from articles.ingestion.files import MAX_FILE_BYTES, read_file

ARABIC = "أعلن مجلس المدينة اليوم عن إعادة فتح السوق القديم بعد أسابيع من الإغلاق."


def only(name, content):
    (outcome,) = read_file(name, content)
    return outcome


def codes(outcome):
    assert isinstance(outcome, DraftRejected)
    return [error.code for error in outcome.errors]


def summary(name, content):
    """Give the text of each draft and the line of each rejection, in order."""
    return [o.text if isinstance(o, ArticleDraft) else o.line for o in read_file(name, content)]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.doc", b"x", "unknown_format"),
        ("a.pdf", b"x", "mislabelled"),
        ("a.docx", b"x", "mislabelled"),
        ("a.eml", b"x", "no_mail"),
        ("a", b"x", "unknown_format"),
        ("", b"x", "unknown_format"),
        (".txt", b"x", "unknown_format"),
        ("a.txt.exe", b"x", "unknown_format"),
        ("a.txt", b"", "empty"),
        ("a.csv", b"", "empty"),
        ("a.txt", b" \n\t", "required"),
        ("a.html", b"<script>x</script>", "required"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "undecodable"),
        ("a.csv", bytes(100), "undecodable"),
        ("a.html", bytes(100), "undecodable"),
        ("a.jsonl", bytes(100), "invalid_json"),
        ("a.txt", b"x" * (MAX_FILE_BYTES + 1), "too_large"),
        ("a.txt", b"x" * 10_000_000, "too_long"),
        ("a.html", b"<b>" * 100_000, "invalid"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_rejection(name, content, code):
    assert codes(only(name, content)) == [code]


def test_messages_give_limits_and_endings():
    assert "20,000,000 bytes; this one has 20,000,001" in str(only("a.txt", b"x" * 20_000_001))
    assert ".txt, .html, .htm, .docx, .pdf, .eml, .jsonl, .ndjson, .csv" in str(only("a.doc", b"x"))
    assert len(str(only("n" * 10_000, b"x"))) < 300


@pytest.mark.parametrize(
    "content",
    [
        ARABIC.encode(),
        codecs.BOM_UTF8 + ARABIC.encode(),
        ARABIC.encode("utf-16"),
        codecs.BOM_UTF16_BE + ARABIC.encode("utf-16-be"),
        ARABIC.encode("cp1256"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "dir/a.b.txt"])
def test_text_is_kept_whole_without_a_title(name, content):
    assert only(name, content) == ArticleDraft(text=ARABIC)


def test_text_may_have_one_endless_line():
    assert len(only("a.txt", b"word " * 200_000 + b".").text) == 1_000_001


def test_text_with_stray_controls():
    assert only("a.txt", b"First\x00 line of the report.\r\nSecond\x08 line.\r\n").text == (
        "First line of the report.\nSecond line."
    )


@pytest.mark.parametrize("name", ["a.html", "a.HTM"])
def test_a_page_names_its_own_encoding(name):
    page = f'<html><head><meta charset="windows-1256"></head><body><p>{ARABIC}</p></body></html>'
    assert only(name, page.encode("cp1256")).text == ARABIC


def test_json_lines_go_on_after_a_bad_line():
    lines = [
        b'{"text": "one", "title": "T"}',
        b"",
        b'{"text": "two"',
        b'["three"]',
        b'{"text": "\xff"}',
        b"[" * 100_000,
        b'{"text": ' + b"9" * 5_000 + b"}",
        b'{"text": "lone \\ud800 surrogate", "published_at": "never"}',
        b'{"text": "a\\u2028b \\ud800\\u0000"}',
    ]
    outcomes = list(read_file("a.jsonl", b"\n".join(lines)))
    first, *bad, last = outcomes
    assert first == ArticleDraft(title="T", text="one", source_line=1)
    assert [rejected.line for rejected in bad] == [3, 4, 5, 6, 7, 8]
    assert [codes(rejected)[0] for rejected in bad] == [
        *("invalid_json", "invalid_type", "undecodable"),
        *("invalid_json", "invalid_json", "invalid"),
    ]
    assert last == ArticleDraft(text="a\nb \ufffd", source_line=9)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_json_lines_in_every_unicode_encoding(encoding):
    text = '{"text": "سوق\u2028"}\r\n{"text": "é"}\n'
    assert summary("a.ndjson", text.encode(encoding)) == ["سوق", "é"]


CSV = (
    "Title,TEXT,Published at,External ID\n"
    'One,"First, with ""quotes"".\nSecond line.",2020-01-02,x1\n'
    "\n"
    "Two,Text two,,\n"
)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_tables_in_every_guise(separator, encoding):
    content = CSV.replace("First,", "First\x01é").replace(",", separator).replace("\x01", ",")
    outcomes = list(read_file("a.csv", content.encode(encoding)))
    assert [outcome.title for outcome in outcomes] == ["One", "Two"]
    assert outcomes[0].text == 'First,é with "quotes".\nSecond line.'
    assert outcomes[0].published_at.year == 2020
    assert [outcome.source_line for outcome in outcomes] == [2, 5]


def test_a_table_goes_on_after_bad_rows():
    content = (
        b"text,published_at\n"
        b"one,\n"
        b"two\n"
        b"three,2020-01-01,more\n"
        b'"f"our,\n'
        b"five,not a date\n"
        b"s\x00ix,\n"
        b",2020-01-01\n"
        b"seven,2020-01-01,,\n"
    )
    assert summary("a.csv", content) == ["one", 3, 4, 5, 6, "six", 8, "seven"]


def test_a_table_without_text_is_one_error():
    rejected = only("a.csv", b"headline,body\na,b\nc,d\n")
    assert codes(rejected) == ["missing_column"]
    assert rejected.line == 1
    assert "headline, body" in str(rejected)
    assert "title, text, html" in str(rejected)


def test_a_huge_cell_is_read_and_a_too_long_one_refused():
    rows = [b"text", b"a" * 1_000_000, b"b" * (MAX_TEXT_LENGTH + 1), b"c"]
    long, rejected, short = read_file("a.csv", b"\n".join(rows))
    assert len(long.text) == 1_000_000
    assert (codes(rejected), rejected.line) == (["too_long"], 3)
    assert short.text == "c"


def test_the_callers_file_stays_open_and_is_read_from_its_start():
    for name, content in [("a.csv", b"text\na\n"), ("a.jsonl", '{"text":"a"}'.encode("utf-16"))]:
        binary = io.BytesIO(content)
        binary.read(3)
        assert summary(name, binary) == ["a"]
        assert not binary.closed


class Pipe(io.RawIOBase):
    """A stream that cannot be rewound and never ends before ``size`` bytes."""

    def __init__(self, content, size=None):
        self.content = content
        self.left = len(content) if size is None else size
        self.at = 0

    def read(self, size=-1):
        size = min(size, self.left)
        start = self.at % len(self.content)
        piece = (self.content * (size // len(self.content) + 2))[start : start + size]
        self.left -= len(piece)
        self.at += len(piece)
        return piece

    def seekable(self):
        return False


def test_a_pipe_is_read_too():
    assert summary("a.csv", Pipe(b"text\na\nb\n")) == ["a", "b"]


def test_an_endless_pipe_is_cut_off():
    pipe = Pipe(b"text\n", size=10**12)
    assert codes(only("a.csv", pipe)) == ["too_large"]
    assert pipe.at < MAX_FILE_BYTES * 1.1


def test_reading_stops_when_the_caller_stops():
    outcomes = read_file("a.csv", io.BytesIO(b"text\n" + b"row\n" * 1000))
    assert next(outcomes).text == "row"
    outcomes.close()


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_memory_stays_at_one_row(name, tmp_path):
    row = {"text": "word " * 2_000}
    line = row["text"] if name == "a.csv" else json.dumps(row)
    path = tmp_path / name
    path.write_text("text\n" * (name == "a.csv") + f"{line}\n" * 1_500)
    tracemalloc.start()
    with path.open("rb") as binary:
        count = sum(1 for _ in read_file(name, binary))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_500
    assert peak < path.stat().st_size / 3


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([*files.DOCUMENTS, *files.TABLES]), st.binary(max_size=300))
def test_any_bytes_give_drafts_or_rejections(ending, content):
    for outcome in read_file(f"a{ending}", content):
        assert isinstance(outcome, ArticleDraft | DraftRejected)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='texhml,;\t\n\r" aé', max_size=80))
def test_any_table_gives_drafts_or_rejections(text):
    for outcome in read_file("a.csv", f"text,title\n{text}".encode()):
        assert outcome.source_line if isinstance(outcome, ArticleDraft) else outcome.line
