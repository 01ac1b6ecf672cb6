"""The sample articles come out as a person segmented them."""

from typing import Any

import pytest

from articles.segmentation import CLAIM_ROLES, Role, check_tiling, find_origin, segment
from tests.articles.segmentation.samples import load_samples

SAMPLES = load_samples()
IDS = [sample["external_id"] for sample in SAMPLES]


def _found(sample: dict[str, Any], **known: Any) -> list[tuple[str, str]]:
    text = sample["text"]
    return [(str(s.role), text[s.start : s.end]) for s in segment(text, **known)]


def _expected(sample: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entry["role"], entry["text"]) for entry in sample["segments"]]


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_sample_with_what_an_import_knows(sample: dict[str, Any]) -> None:
    known = {key: sample[key] for key in ("language", "title", "publisher")}
    assert _found(sample, **known) == _expected(sample)


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_sample_from_its_text_alone(sample: dict[str, Any]) -> None:
    assert _found(sample) == _expected(sample)


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_origin_of_sample(sample: dict[str, Any]) -> None:
    text = sample["text"]
    assert find_origin(text, segment(text)) == (sample["origin_publisher"] or None)


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_expected_segments_of_sample_tile_its_text(sample: dict[str, Any]) -> None:
    place = 0
    for entry in sample["segments"]:
        start = sample["text"].index(entry["text"], place)
        assert not sample["text"][place:start].strip()
        place = start + len(entry["text"])
    assert not sample["text"][place:].strip()


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_a_sentence_of_a_sample_is_not_split_further(sample: dict[str, Any]) -> None:
    for entry in sample["segments"]:
        if Role(entry["role"]) in CLAIM_ROLES:
            alone = segment(entry["text"])
            check_tiling(entry["text"], alone)
            assert len(alone) == 1, entry["text"]


def test_samples_cover_genres_languages_and_roles() -> None:
    assert len(SAMPLES) >= 14
    assert len(set(IDS)) == len(IDS)
    assert {"en", "ar", "fa"} <= {sample["language"] for sample in SAMPLES}
    assert len({sample["genre"] for sample in SAMPLES}) >= 8
    roles = {entry["role"] for sample in SAMPLES for entry in sample["segments"]}
    assert roles == {str(role) for role in Role}


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_sample_is_of_demo_length_and_names_no_real_host(sample: dict[str, Any]) -> None:
    assert 150 <= len(sample["text"].split()) <= 450
    assert sample["url"].split("/")[2].endswith(".example")


def test_founding_genre_has_its_eighteen_segments() -> None:
    sample = SAMPLES[IDS.index("founding-like")]
    segments = segment(sample["text"])
    roles = [s.role for s in segments]
    assert roles == [
        Role.CAPTION,
        Role.CREDIT,
        Role.DATELINE,
        *[Role.BODY] * 11,
        Role.ORIGIN,
        Role.HEADING,
        Role.ABOUT,
        Role.ABOUT,
    ]
    assert sum(role in CLAIM_ROLES for role in roles) == 14
