from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingestion.fields import (
    FieldInvalid,
    language_tag,
    publication_time,
    short_text,
    shown,
    web_address,
)

TODAY = date(2024, 5, 9)


def test_short_text_is_put_on_one_line():
    assert short_text("  Port\n reopens ", 12) == "Port reopens"


def test_short_text_names_limit_and_length():
    with pytest.raises(FieldInvalid, match="500 characters long; this one has 10,000") as caught:
        short_text("a" * 10_000, 500)
    assert caught.value.code == "too_long"


@pytest.mark.parametrize(
    ("value", "kind"),
    [([], "a list"), (3, "a number"), (None, "null"), (True, "true or false"), ({}, "an object")],
)
@pytest.mark.parametrize(
    "parse", [lambda value: short_text(value, 5), web_address, language_tag, publication_time]
)
def test_wrong_types_are_named(parse, value, kind):
    with pytest.raises(FieldInvalid, match=kind) as caught:
        parse(value)
    assert caught.value.code == "invalid_type"


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example",
        "https://x.example:8080/a?b=c#d",
        "HTTP://X.example/",
        "https://ex.例/é",
        "",
    ],
)
def test_web_addresses(url):
    assert web_address(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        *(
            "javascript:alert(1)",
            "ftp://x.example/",
            "x.example/a",
            "//x.example/a",
            "/a",
            "http://",
        ),
        *(
            "http:x.example",
            "http:\\\\x.example",
            "http://[::1",
            "http://x.example:port/",
            "mailto:a@b",
        ),
        *("http://x.example/a b", "http://x.example/\na", "http://x.example/<b>", "http://\ud800"),
        "data:text/html,x",
    ],
)
def test_other_addresses_are_refused(url):
    with pytest.raises(FieldInvalid, match="web address"):
        web_address(url)


def test_long_addresses_are_refused():
    with pytest.raises(FieldInvalid, match=r"2,000 characters long; this one has 2,017"):
        web_address("http://x.example/" + "a" * 2_000)


@pytest.mark.parametrize(
    ("tag", "usual"),
    [
        *(("en", "en"), ("FA", "fa"), ("pt-br", "pt-BR"), ("en_US", "en-US"), ("ckb", "ckb")),
        *(("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("de-1996", "de-1996"), ("", "")),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
    ],
)
def test_language_tags(tag, usual):
    assert language_tag(tag) == usual


@pytest.mark.parametrize("tag", ["english", "e", "en-", "12", "en us", "en--US", "en-" + "a" * 99])
def test_other_languages_are_refused(tag):
    with pytest.raises(FieldInvalid, match="language tag"):
        language_tag(tag)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2022-02-10", datetime(2022, 2, 10, tzinfo=UTC)),
        ("2022-02-10T14:30:00Z", datetime(2022, 2, 10, 14, 30, tzinfo=UTC)),
        ("2022-02-10 14:30", datetime(2022, 2, 10, 14, 30, tzinfo=UTC)),
        ("2024-05-10T23:59:59", datetime(2024, 5, 10, 23, 59, 59, tzinfo=UTC)),
        ("1600-01-01", datetime(1600, 1, 1, tzinfo=UTC)),
        (" ", None),
        (date(2020, 1, 2), datetime(2020, 1, 2, tzinfo=UTC)),
        (
            datetime(2020, 1, 2, 3, tzinfo=UTC).replace(tzinfo=None),
            datetime(2020, 1, 2, 3, tzinfo=UTC),
        ),
    ],
)
def test_publication_times(value, moment):
    assert publication_time(value, TODAY) == moment


def test_an_offset_is_kept():
    moment = publication_time("2022-02-10T14:30:00+02:00", TODAY)
    assert moment == datetime(2022, 2, 10, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    assert moment.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2024-05-11", "in the future"),
        ("9999-12-31T23:59:59-23:00", "in the future"),
        ("1599-12-31", "before 1600"),
        ("0001-01-01T00:00+23:00", "before 1600"),
        ("32 May", "not a date"),
        ("2022-02-30", "not a date"),
        ("20222-02-10", "not a date"),
        ("yesterday", "not a date"),
        ("2022-13-01" * 100, "not a date"),
        ("٢٠٢٢-٠٢-١٠", "not a date"),
        ("\0", "not a date"),
    ],
)
def test_nonsense_dates_are_refused_in_words(value, words):
    with pytest.raises(FieldInvalid, match=words) as caught:
        publication_time(value, TODAY)
    assert len(caught.value.message) < 200


def test_tomorrow_is_counted_from_now_when_no_day_is_given():
    today = datetime.now(UTC)
    assert publication_time(today.isoformat()) == today
    with pytest.raises(FieldInvalid, match="future"):
        publication_time((today + timedelta(days=3)).isoformat())


def outcome_of(parse, text):
    try:
        return parse(text), None
    except FieldInvalid as error:
        return None, error.message


@given(st.text(), st.sampled_from([web_address, language_tag, publication_time]))
def test_any_text_is_a_value_or_an_error(parse_text, parse):
    value, message = outcome_of(parse, parse_text)
    assert message is None or (value is None and message)


def test_long_values_are_cut_for_messages():
    assert len(shown("x" * 1_000_000)) <= 60
    assert shown("a\nb") == "a b"
