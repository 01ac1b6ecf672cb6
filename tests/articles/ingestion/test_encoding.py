import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingestion.encoding import find_encoding
from articles.ingestion.text import TextUndecodable, decode

ARABIC = "أعلن مجلس المدينة اليوم عن إعادة فتح السوق القديم بعد أسابيع من الإغلاق."
RUSSIAN = "Мэр города заявил, что рынок откроется снова через две недели."
FRENCH = "Le maire a déclaré “à bientôt” près du café ; l’été sera long."
ENGLISH = "The mayor said the café would reopen in May — “at last,” a trader said."
PERSIAN = "او گفت که بازار دوباره باز می\u200cشود."


@pytest.mark.parametrize("text", [ARABIC, RUSSIAN, FRENCH, PERSIAN, "", "😀"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_unicode_with_its_mark(mark, encoding, text):
    assert decode(mark + text.encode(encoding), declared="windows-1256") == text


@pytest.mark.parametrize("repeats", [1, 40])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "cp1256"),
        (PERSIAN.replace("ی", "ي"), "cp1256"),
        (RUSSIAN, "cp1251"),
        (FRENCH, "cp1252"),
        (ENGLISH, "cp1252"),
        ("It’s open.", "cp1252"),
        ("市長は市場が再開すると述べた。", "shift_jis"),
    ],
)
def test_old_encodings_are_guessed(text, encoding, repeats):
    assert decode((text * repeats).encode(encoding)) == text * repeats


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("Ł", "cp1250", "windows-1250"),
        ("“a” é", "cp1252", "ISO-8859-1"),
        ("Рынок", "koi8-r", " KOI8-R "),
        ("Ğ", "cp1254", "iso-8859-9"),
    ],
)
def test_declared_encoding_is_followed(text, encoding, declared):
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    "declared", ["utf-8", "utf-16", "no-such", "rot13", "zlib", "idna", "a\0b", "cp1252\n", "utf-7"]
)
def test_wrong_or_harmful_declarations_are_passed_over(declared):
    assert decode(ARABIC.encode("cp1256") * 3, declared) in {ARABIC * 3, _as_western(ARABIC * 3)}
    assert decode(ARABIC.encode(), declared) == ARABIC


def _as_western(text: str) -> str:
    return text.encode("cp1256").decode("cp1252", "replace")


def test_utf16_without_a_mark():
    assert decode(ENGLISH.encode("utf-16-le")) == ENGLISH
    assert decode(ENGLISH.encode("utf-16-be")) == ENGLISH


def test_lone_surrogates_in_utf16_come_through():
    assert (
        decode(codecs.BOM_UTF16_LE + "a\ud83db".encode("utf-16-le", "surrogatepass")) == "a\ud83db"
    )


def test_stray_controls_in_a_text_are_no_reason_to_refuse():
    assert decode((ENGLISH + "\0" + ENGLISH).encode()) == ENGLISH + "\0" + ENGLISH


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bytes(1000), "control characters"),
        (bytes(range(256)) * 20, "not text"),
        (b"%PDF-1.7 text", "a PDF file"),
        (b"PK\x03\x04rest", "Office"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"\xff\xfea\x00b", "not whole"),
    ],
)
def test_what_is_no_text_is_refused_in_words(content, words):
    with pytest.raises(TextUndecodable, match=words):
        decode(content)


def test_pieces_give_what_the_whole_gives():
    content = (ARABIC * 100).encode()
    pieces = [content[start : start + 7] for start in range(0, len(content), 7)]
    assert find_encoding(pieces) == find_encoding([content]) == "utf-8"


def test_a_late_broken_byte_shows_that_a_long_text_is_not_utf8():
    content = b"a" * 3_000_000 + ENGLISH.encode("cp1252")
    assert decode(content) == "a" * 3_000_000 + ENGLISH


def test_ten_megabytes():
    text = (ARABIC + "\n") * 130_000
    assert decode(text.encode("cp1256")) == text


def outcome_of(content, declared):
    try:
        return decode(content, declared), None
    except TextUndecodable as error:
        return None, str(error)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=10))
def test_any_bytes_give_text_or_a_reason(content, declared):
    text, reason = outcome_of(content, declared)
    assert isinstance(text, str) if reason is None else reason.endswith(".")
