import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.ingestion.text import content_hash, normalise, one_line, printable

any_text = st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF, exclude_categories=()))


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("", ""),
        (" \n\t\r\n\u00a0\n", ""),
        ("Cafe\u0301", "Café"),
        ("a\r\nb\rc\u2028d\u2029e\u0085f\x0bg\x0ch", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("\ufeffa\ufeffb", "ab"),
        ("a\x00b\x01c\x1bd\x7fe\x9ff", "abcdef"),
        ("a\tb", "a\tb"),
        ("a\ud83db\udc00", "a\ufffdb\ufffd"),
        ("a\ufffeb\uffffc", "a\ufffdb\ufffdc"),
        ("a\u00a0b", "a\u00a0b"),
        (
            "می\u200cروند \u200f(a)\u200e \u2067x\u2069",
            "می\u200cروند \u200f(a)\u200e \u2067x\u2069",
        ),
        ("a  \nb  ", "a  \nb  "),
        ("\n \n  a\n\n\nb\n \n", "  a\n\n\nb"),
        ("😀\U0010fffd", "😀\U0010fffd"),
    ],
)
def test_normal_form(raw, stored):
    assert normalise(raw) == stored


@settings(max_examples=300, deadline=None)
@given(any_text)
@example("\u0301\ufeff\n a")
@example("e\x00\u0301")
@example("\u1100\x00\u1161")
def test_normalising_again_changes_nothing(text):
    stored = normalise(text)
    assert normalise(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]", stored)
    lines = stored.split("\n")
    assert stored == "" or (lines[0].strip() and lines[-1].strip())
    assert stored.encode().decode() == stored


def test_every_plane_is_kept_or_replaced_one_by_one():
    for start in range(0xE000, 0x110000, 0x1000):
        block = "".join(map(chr, range(start, start + 0x1000)))
        stored = normalise(f"a{block}b")
        assert normalise(stored) == stored
        assert stored[0] == "a"
        assert stored[-1] == "b"


def test_endless_marks_are_broken_up():
    stored = normalise("a" + "\u0301\u0316" * 100_000)
    runs = re.findall("[\u0301\u0316]+", stored)
    assert sum(map(len, runs)) >= 199_999
    assert max(map(len, runs)) <= 30
    assert normalise(stored) == stored


def test_natural_stacks_of_marks_stay():
    assert "\u034f" not in normalise("a" + "\u0316" * 30)


def test_ten_megabytes_and_endless_lines():
    assert len(normalise("0123456789" * 1_000_000)) == 10_000_000
    assert normalise(" " * 1_000_000) == ""
    assert normalise("a" + "\n" * 1_000_000) == "a"
    assert normalise("\n " * 500_000 + "a") == " a"


def test_printable_composes_nothing():
    assert printable("<p>\u0338a\r\n\x00</p>") == "<p>\u0338a\n</p>"


def test_one_line():
    assert one_line("  Port\r\n  reopens\t\u00a0today ") == "Port reopens today"


def test_hash_is_blind_to_space_and_form_only():
    first = content_hash(normalise("Cafe\u0301 open.\r\n\r\nAgain. "))
    assert first == content_hash(normalise("Café  open.\nAgain."))
    assert first != content_hash("Café open. again.")
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert content_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(any_text)
def test_texts_that_differ_in_white_space_alone_have_one_hash(text):
    stored = normalise(text)
    assert content_hash(stored) == content_hash(one_line(text))
    assert content_hash(stored) == content_hash("\n\n".join(stored.split()))
