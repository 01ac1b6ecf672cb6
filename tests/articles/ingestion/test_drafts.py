import dataclasses
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingestion.drafts import (
    FIELDS,
    MAX_LISTED_UNKNOWN,
    MAX_TEXT_LENGTH,
    ArticleDraft,
    DraftError,
    DraftRejected,
    build_draft,
)

TODAY = date(2024, 5, 9)
PAGE = """<html lang="fr"><head><title>Old title</title>
<meta property="og:title" content="Mill reopens"><meta property="og:site_name" content="Brenn Post">
<meta name="author" content="Pia Lund">
<meta property="article:published_time" content="{date}"></head>
<body><article><h1>Mill reopens</h1>
<p>The mill reopened on Monday, the owner said.</p></article></body>
"""


def errors_of(mapping, **options):
    with pytest.raises(DraftRejected) as caught:
        build_draft(mapping, today=TODAY, **options)
    return {(error.field, error.code) for error in caught.value.errors}


def test_a_whole_mapping():
    draft = build_draft(
        {
            "id": 7,
            "title": " Talks\nstall ",
            "text": "\ufeffOne.\r\nTwo.\r\n",
            "publisher": "Brenn Post",
            "origin_publisher": "Coast Wire",
            "url": "https://x.example/a",
            "published_at": "2024-05-01",
            "language": "EN-gb",
            "byline": "Pia Lund",
            "external_id": "bp-1",
        },
        today=TODAY,
        source_line=3,
    )
    assert draft == ArticleDraft(
        title="Talks stall",
        text="One.\nTwo.",
        publisher="Brenn Post",
        origin_publisher="Coast Wire",
        url="https://x.example/a",
        published_at=datetime(2024, 5, 1, tzinfo=UTC),
        language="en-GB",
        byline="Pia Lund",
        external_id="bp-1",
        source_line=3,
    )


def test_a_draft_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        build_draft({"text": "a"}).text = "b"


def test_text_alone_is_enough_and_the_rest_is_empty():
    assert build_draft({"text": "a"}) == ArticleDraft(text="a")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"text": ""}, "required"),
        ({"text": " \n\u00a0\x00"}, "required"),
        ({"html": "  "}, "required"),
        ({"html": "<script>x()</script><!-- a -->"}, "required"),
        ({"html": "<html><body></body></html>"}, "required"),
        ({"text": "a", "html": "<p>b"}, "conflict"),
        ({"html": "<b>" * 100_000}, "invalid"),
        ({"text": "a" * (MAX_TEXT_LENGTH + 1)}, "too_long"),
        ({"text": 7}, "invalid_type"),
        ({"html": ["<p>a"]}, "invalid_type"),
        ({"text": None}, "required"),
        ({"text": "\u200b . “ ”"}, "required"),
        ({"text": "a\n" * 20_002}, "too_long"),
    ],
)
def test_body_rules(body, code):
    assert {found for _, found in errors_of(body)} == {code}


def test_an_empty_twin_is_no_conflict():
    assert build_draft({"text": "", "html": "<p>a"}).text == "a"
    assert build_draft({"text": "a", "html": "\n"}).html == ""


def test_longest_text():
    assert len(build_draft({"text": "é" * MAX_TEXT_LENGTH}).text) == MAX_TEXT_LENGTH
    message = "may have 2,000,000 characters of text; this one has 10,000,000"
    with pytest.raises(DraftRejected, match=message):
        build_draft({"text": "x" * 10_000_000})


def test_one_line_of_a_megabyte():
    assert len(build_draft({"text": "word " * 200_000 + "."}).text) == 1_000_001


def test_title_of_ten_thousand_characters():
    with pytest.raises(DraftRejected, match="title: May be 500 .* this one has 10,000"):
        build_draft({"title": "T" * 10_000, "text": "a"})
    assert len(build_draft({"title": "T" * 500, "text": "a"}).title) == 500


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("title", 500),
        ("publisher", 300),
        ("origin_publisher", 300),
        ("byline", 300),
        ("external_id", 200),
    ],
)
def test_limits_of_names(field, limit):
    assert getattr(build_draft({"text": "a", field: "n" * limit}), field) == "n" * limit
    assert errors_of({"text": "a", field: "n" * (limit + 1)}) == {(field, "too_long")}


def test_all_errors_are_collected():
    mapping = {
        "title": ["a"],
        "text": 7,
        "publisher": 7,
        "origin_publisher": {},
        "byline": "b" * 301,
        "external_id": 12,
        "url": "javascript:alert(1)",
        "published_at": "2999-01-01",
        "language": "english",
        "colour": "red",
    }
    assert errors_of(mapping) == {
        ("title", "invalid_type"),
        ("text", "invalid_type"),
        ("publisher", "invalid_type"),
        ("origin_publisher", "invalid_type"),
        ("byline", "too_long"),
        ("external_id", "invalid_type"),
        ("url", "invalid"),
        ("published_at", "invalid"),
        ("language", "invalid"),
        ("colour", "unknown_field"),
    }


def test_unknown_fields_are_listed_up_to_a_number():
    mapping = {"text": "a"} | {f"x{n}": n for n in range(1000)}
    assert len(errors_of(mapping)) == MAX_LISTED_UNKNOWN


@pytest.mark.parametrize("mapping", [None, [], "text", 7, [{"text": "a"}]])
def test_what_is_no_object_is_refused(mapping):
    assert errors_of(mapping) == {("", "invalid_type")}


def test_a_page_fills_what_was_left_blank():
    draft = build_draft(
        {"html": PAGE.format(date="2024-05-01T08:00:00Z"), "title": "Given"}, today=TODAY
    )
    assert draft.title == "Given"
    assert draft.publisher == "Brenn Post"
    assert draft.byline == "Pia Lund"
    assert draft.language == "fr"
    assert draft.published_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert draft.text == "Mill reopens\n\nThe mill reopened on Monday, the owner said."
    assert "<p>The mill" in draft.html


def test_a_bad_value_of_the_page_is_dropped():
    page = PAGE.format(date="2999-05-01").replace('lang="fr"', 'lang="klingon!"')
    page = page.replace("Mill reopens", "Mill " * 200)
    draft = build_draft({"html": page}, today=TODAY)
    assert (draft.published_at, draft.language, draft.title) == (None, "", "")


def test_rejections_read_well():
    rejected = DraftRejected(
        [DraftError("title", "Too long.", "x"), DraftError("", "Bad.", "y")], 4
    )
    assert str(rejected) == "line 4: title: Too long.; Bad."
    assert str(DraftRejected([DraftError("", "Bad.", "y")])) == "Bad."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def outcome_of(mapping):
    try:
        return build_draft(mapping, today=TODAY)
    except DraftRejected as rejected:
        return rejected


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from([*FIELDS, "id", "other"]), json_values, max_size=8)
    | json_values
)
def test_any_json_is_a_draft_or_a_rejection(mapping):
    outcome = outcome_of(mapping)
    if isinstance(outcome, ArticleDraft):
        assert outcome.text
    else:
        assert outcome.errors
        assert all(error.message and error.code for error in outcome.errors)
