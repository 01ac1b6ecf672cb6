"""doccano: its lines hold the database, within the bounds that doccano keeps."""

import json

import pytest

from annotator.annotation.models import Assignment
from annotator.export.study import Study
from annotator.export.writers.doccano import FORMAT
from tests.annotator.export.formats.studies import Given, assert_lazy, database_labels

LAYERS = ("annotators", "adjudicated", "aggregated")
LONGEST_LABEL = 100  # characters of a label's name in doccano


def lines(study: Study) -> list[dict]:
    return [json.loads(line) for line in b"".join(FORMAT.write(study)).decode().splitlines()]


def as_javascript_counts(text: str, start: int, end: int) -> str:
    """The words that doccano's pages show from `start` to `end`."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def in_code_points(text: str, place: int) -> int:
    return len(as_javascript_counts(text, 0, place))


def labels_of(found: list[dict]) -> set[Given]:
    """The labels of the lines, without the reader of the product."""
    given = set()
    for line in found:
        text = line["text"]
        notes = {(start, end, code): note for start, end, code, note in line["notes"]}
        placed = [*line["label"], *([None, None, code] for code in line["cats"])]
        for start, end, code in placed:
            words = "" if start is None else as_javascript_counts(text, start, end)
            claims = [
                number
                for number, first, last, _role in line["claims"]
                if start is not None and first <= start < end <= last
            ]
            place = [None if one is None else in_code_points(text, one) for one in (start, end)]
            given.add(
                Given(
                    *(line["article_id"], *place, words, line["annotator"]),
                    *(code.partition(":")[0], code, notes.get((start, end, code), "")),
                    claims[0] if claims else None,
                )
            )
    return given


def test_it_holds_what_the_database_holds(foreign):
    assert labels_of(lines(foreign.study())) == database_labels(foreign)


@pytest.mark.parametrize("layer", LAYERS)
def test_doccano_takes_it(foreign, layer):
    """As doccano checks a line: a text, and labels inside of it, each once, with short names."""
    found = lines(foreign.study(layer=layer))
    assert found
    for line in found:
        assert line["text"]
        assert "id" not in line  # doccano would tell it in place of its own
        placed = [tuple(one) for one in line["label"]]
        assert len(set(placed)) == len(placed)
        for start, end, code in placed:
            assert 0 <= start < end <= len(line["text"].encode("utf-16-le")) // 2
            assert 0 < len(code) <= LONGEST_LABEL
    assert len({frozenset(line) for line in found}) == 1  # the keys of a table's columns


def test_offsets_are_those_that_doccano_shows(foreign):
    """As its issue 2290 has it: what stands behind an emoji begins two units behind it."""
    line = lines(foreign.study())[0]
    assert line["offset_unit"] == "utf-16"
    (cue,) = [(start, end) for start, end, code in line["label"] if code == "part:cue"]
    assert as_javascript_counts(line["text"], *cue) == "warned"
    assert line["text"][slice(*cue)] != "warned"


def test_one_line_for_each_article_and_annotator(foreign):
    Assignment.objects.filter(annotator__username="ben").update(state="returned")
    first, second = foreign.articles
    found = lines(foreign.study())
    assert [(line["article_id"], line["annotator"], line["state"]) for line in found] == [
        (first.pk, "ana", "submitted"),
        (first.pk, "ben", "returned"),
        (second.pk, "ana", "submitted"),
        (second.pk, "ben", "returned"),
    ]
    assert {line["content_hash"] for line in found} == {first.content_hash, second.content_hash}
    assert found[2]["external_id"] == "ar/1 ü"


def test_an_article_without_labels_has_a_line(foreign):
    found = lines(foreign.study(annotator="cleo"))
    assert [(one["annotator"], one["label"], one["cats"]) for one in found] == [("", [], [])] * 2


def test_decided_codes_lie_on_whole_claims(foreign):
    (line, _other) = lines(foreign.study(layer="aggregated"))
    assert line["about_words"] == []
    assert line["annotator"] == "majority"
    claims = [(start, end) for _number, start, end, _role in line["claims"]]
    assert {(start, end) for start, end, _code in line["label"]} <= set(claims)
    assert "genre:report" not in line["cats"]  # a tie
    (line, _other) = lines(foreign.study(layer="adjudicated"))
    assert (line["annotator"], line["cats"]) == ("adjudicated", ["genre:report"])


def test_pseudonyms(foreign):
    found = lines(foreign.study(names="pseudonyms"))
    assert [line["annotator"] for line in found] == ["A1", "A2", "A1", "A2"]


def test_the_same_study_is_the_same_bytes(foreign):
    for layer in LAYERS:
        once, again = (b"".join(FORMAT.write(foreign.study(layer=layer))) for _time in (1, 2))
        assert once == again


def test_nothing_yet(empty):
    assert b"".join(FORMAT.write(empty.study())) == b""


def test_it_is_written_while_it_is_read(foreign):
    assert_lazy(FORMAT.write, foreign.study())
