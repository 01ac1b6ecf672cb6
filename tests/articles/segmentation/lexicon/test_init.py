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
    "prepositions",
    "sentence_openers",
    "spelled_letters",
}


def test_english_arabic_and_persian_are_there() -> None:
    assert {"ar", "en", "fa"} <= set(languages())


def test_which_languages_have_lists() -> None:
    codes = "ar de en es fa fr he hi ja ru tr ur zh"
    assert " ".join(languages()) == codes


@pytest.mark.parametrize("code", ["ar", "en", "fa"])
def test_first_languages_have_every_list(code: str) -> None:
    lists = read_language(code)
    assert set(lists) == {field.name for field in fields(Lexicon)}
    assert {name for name, phrases in lists.items() if not phrases} <= MAY_BE_EMPTY


@pytest.mark.parametrize("code", languages())
def test_language_has_no_blank_entry_and_the_lists_no_page_does_without(code: str) -> None:
    lists = read_language(code)
    assert {"months", "byline_leads_colon", "origin_leads_colon", "reporting_verbs"} <= set(lists)
    for name, phrases in lists.items():
        assert phrases or name in MAY_BE_EMPTY, name
        assert all(phrase and phrase == phrase.strip() for phrase in phrases), name


@pytest.mark.parametrize("code", languages())
def test_merged_lexicon_holds_each_language(code: str) -> None:
    for name, phrases in read_language(code).items():
        missing = {lexicon.fold_word(phrase) for phrase in phrases} - getattr(LEXICON, name)
        if code == "en" or name not in lexicon.SMALL_WORD_LISTS:
            assert not missing, name
        assert all(word.isascii() and len(word) < lexicon.SAFE_LENGTH for word in missing), name


def test_small_words_of_one_language_are_not_taken_for_verbs_of_another() -> None:
    assert LEXICON.finite_words.isdisjoint({"war", "hat", "a", "on", "es"})
    assert {"wurde", "était", "anunció", "сообщил"} <= LEXICON.finite_words


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
