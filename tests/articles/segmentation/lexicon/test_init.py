"""The word lists load, and each language has what the rules need."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from articles.segmentation import lexicon
from articles.segmentation.lexicon import LEXICON, Lexicon, languages, load, read_language

MAY_BE_EMPTY = {
    "abbreviations",
    "abbreviations_behind_number",
    "abbreviations_that_may_end",
    "clock_abbreviations",
    "never_first",
    "sentence_openers",
}


def test_english_arabic_and_persian_are_there() -> None:
    assert {"ar", "en", "fa"} <= set(languages())


@pytest.mark.parametrize("code", languages())
def test_language_has_every_list_and_no_blank_entry(code: str) -> None:
    lists = read_language(code)
    assert set(lists) == {field.name for field in fields(Lexicon)}
    for name, phrases in lists.items():
        assert phrases or name in MAY_BE_EMPTY, name
        assert all(phrase and phrase == phrase.strip() for phrase in phrases), name


@pytest.mark.parametrize("code", languages())
def test_merged_lexicon_holds_each_language(code: str) -> None:
    for name, phrases in read_language(code).items():
        merged = getattr(LEXICON, name)
        assert {lexicon.fold_word(phrase) for phrase in phrases} <= merged, name


def test_lexicon_is_read_once() -> None:
    assert load() is load() is LEXICON


def test_unknown_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xx.json").write_text(json.dumps({"monthes": ["january"]}), "utf-8")
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    with pytest.raises(TypeError, match=r"xx\.json: unknown list 'monthes'"):
        load.__wrapped__()


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("editor's note", "Editor’s  Note"),
        ("اقرأ أيضا", "اقرأ أيضًا"),
        ("به‌روزرسانی", "به روزرسانی"),
        ("read more", "read more"),
    ],
)
def test_phrases_match_their_spellings(phrase: str, text: str) -> None:
    pattern = re.compile(lexicon.phrase_pattern([phrase]), re.IGNORECASE)
    assert pattern.match(text)
    assert not pattern.match(text + "xy")
