"""Messages that are stored and said again in the language of whoever reads them."""

import pickle
from copy import deepcopy

import pytest

from articles.ingestion.drafts import DraftError, DraftRejected
from articles.ingestion.dropped import Dropped
from articles.ingestion.files import read_file
from articles.saying import Said, frozen, kept_words, said_again, say, thawed
from tests.architecture.foreign import speak_greek, translated

FULL = say("The row has %(cells)s cells; the header has %(columns)s.") % {"cells": 2, "columns": 3}
ENGLISH = "The row has 2 cells; the header has 3."
GREEK = translated(FULL.template) % FULL.values


@pytest.fixture
def greek(monkeypatch):
    """Call it, and the reader is another."""
    return lambda: speak_greek(monkeypatch)


def test_a_message_is_a_text_like_any_other():
    assert FULL == ENGLISH
    assert isinstance(FULL, str)


def test_what_was_kept_is_said_in_the_language_of_the_reader(greek):
    text = frozen(FULL)
    error = DraftError("", FULL, "ragged_row").kept
    assert thawed(text) == DraftError.of(error).message == ENGLISH
    greek()
    assert thawed(text) == DraftError.of(error).message == GREEK


def test_words_within_words_are_said_again_too(greek):
    (refused,) = read_file("a.pdf", b"no PDF")
    kept = refused.errors[0].kept
    assert "this is a PDF file" in DraftError.of(kept).message
    greek()
    assert "τηισ ισ α ΠΔΦ φιλε" in DraftError.of(kept).message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n"),
        ("a.html", b"<b>" * 100_000),
        ("a.docx", b"PK\x03\x04"),
        ("a.csv", b"title\nx\n"),
        ("a.jsonl", b'{"text": 1, "url": "ftp://x", "language": "?", "published_at": "?"}'),
        ("a.jsonl", b"{"),
        ("a.exe", b"x"),
    ],
)
def test_every_error_of_a_file_can_be_said_again(name, content):
    (found,) = read_file(name, content)
    assert isinstance(found, DraftRejected)
    assert [error.message for error in found.errors if not isinstance(error.message, Said)] == []


@pytest.mark.parametrize(
    "text", ["", "The feed is away.", '{"message": ', '{"message": "x"} y', '{"text": 1}']
)
def test_a_text_of_before_is_said_as_it_stands(greek, text):
    greek()
    assert thawed(text) == text
    assert frozen(text) == text


def test_an_error_of_before_is_said_as_it_stands(greek):
    greek()
    old = {"field": "url", "message": "There is no page.", "code": "not_found"}
    assert DraftError.of(old) == DraftError("url", "There is no page.", "not_found")


def test_a_translation_with_other_places_is_not_said(monkeypatch):
    kept = {"message": ENGLISH, **kept_words(FULL)}
    monkeypatch.setattr("articles.saying.gettext", lambda _text: "%(rows)s")
    assert said_again(kept) == ENGLISH


def test_per_cent_signs_stay_what_they_are(greek):
    said = say("100 % of it")
    greek()
    assert thawed(frozen(said)) == "100 % οφ ιτ"


def test_a_message_can_be_sent_to_another_process():
    for copy in (pickle.loads(pickle.dumps(FULL)), deepcopy(FULL)):
        assert (copy, copy.template, copy.values) == (FULL, FULL.template, FULL.values)


def test_why_a_page_was_not_to_be_had_is_said_again(greek):
    kept = {"kind": "page", "words": frozen(FULL), "count": 1}
    quoted = {"kind": "advert", "words": frozen(FULL), "count": 1}
    greek()
    assert Dropped.of(kept).words == GREEK
    assert Dropped.of(quoted).words == frozen(FULL)
