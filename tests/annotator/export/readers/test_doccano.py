"""doccano's files coming in: our own come back whole, others' as they are, none breaks it."""

import io
import json
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.export.readers.doccano import read
from annotator.export.readers.records import Incoming, UnreadableFile
from annotator.export.writers.doccano import FORMAT
from tests.annotator.export.formats.studies import database_labels
from tests.annotator.export.readers.made import MadeStudy, found_in, studies, troubles_of

TEXT = "🚢 at sea: the harbour office said so."


def written(study: Any) -> bytes:
    return b"".join(FORMAT.write(study))


def incoming(*lines: Any) -> list[Incoming]:
    return list(read(io.BytesIO("\n".join(json.dumps(line) for line in lines).encode())))


# -- our own ---------------------------------------------------------------------------------


@given(studies())
def test_all_that_we_write_comes_back(study: MadeStudy):
    read_again = list(read(io.BytesIO(written(study))))
    assert found_in(read_again) == study.labels()
    assert troubles_of(read_again) == []


def test_what_the_database_holds_comes_back(foreign):
    read_again = list(read(io.BytesIO(written(foreign.study()))))
    assert troubles_of(read_again) == []
    first, second = foreign.articles
    assert [one.article.content_hash for one in read_again] == [
        *([first.content_hash] * 2),
        *([second.content_hash] * 2),
    ]
    assert {one.article.text for one in read_again} == {first.text, second.text}
    found = {
        (*_answer(one), *(one.marked or one.target or (None, None, "")))
        for one in found_in(read_again)
    }
    assert found == {
        (*_answer(one), one.start, one.end, one.text) for one in database_labels(foreign)
    }


def _answer(one: Any) -> tuple[Any, ...]:
    return one.article, one.annotator, one.claim, one.variable, one.code, one.note


def test_as_doccano_exports_it_again(foreign):
    """An id of its own, labels sorted, its own key for comments; what it does not know is kept."""
    before = list(read(io.BytesIO(written(foreign.study()))))
    lines = [json.loads(line) for line in written(foreign.study()).splitlines()]
    again = incoming(
        *({"id": 77, "Comments": [], **line, "label": sorted(line["label"])} for line in lines)
    )
    assert found_in(again) == found_in(before)
    assert troubles_of(again) == []


def test_labels_that_were_added_in_doccano(foreign):
    line = json.loads(written(foreign.study()).splitlines()[0])
    claim = line["claims"][0]
    line["label"] = [
        [claim[1], claim[2], "att:none"],  # on the claim
        [claim[1], claim[1] + 4, "part:source"],  # marked words in it
        [claim[1], claim[1] + 4, "att:none"],  # not a claim of ours
        [claim[1], claim[2], "SOURCE"],  # not a code of ours
    ]
    line["notes"], line["cats"] = [], []
    (one,) = incoming(line)
    assert [(label.claim_id, label.variable, label.marked is None) for label in one.labels] == [
        (claim[0], "att", True),
        (claim[0], "part", False),
        (None, "att", True),
        (claim[0], "", True),
    ]
    whole = foreign.claims(foreign.articles[0])[0].text
    assert [label.target.quote for label in one.labels] == [whole, whole, whole[:4], whole]


def test_decisions_and_counts_are_no_answers(foreign):
    for layer in ("adjudicated", "aggregated"):
        read_again = list(read(io.BytesIO(written(foreign.study(layer=layer)))))
        assert found_in(read_again) == set()
        assert troubles_of(read_again) == [("not_an_answer", False)] * 2


# -- others' ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["label", "labels", "entities"])
@pytest.mark.parametrize(
    "label",
    [
        [11, 29, "SOURCE"],
        {"start_offset": 11, "end_offset": 29, "label": "SOURCE", "id": 5},
        {"start": 11, "end": 29, "label": "SOURCE"},
    ],
)
def test_the_forms_of_labels(name, label):
    (one,) = incoming({"id": 4, "text": TEXT, name: [label], "user": "cy"})
    (found,) = one.labels
    assert (found.annotator, found.variable, found.code) == ("cy", "", "SOURCE")
    assert found.target is not None
    assert found.target.quote == TEXT[10:28]
    assert found.target.before == TEXT[:10]
    assert found.submitted is None
    assert one.article.article_id is None
    assert troubles_of([one]) == [("offsets", False)]


def test_offsets_of_texts_without_emoji_are_sure():
    (one,) = incoming({"text": "قال x\u0302 at sea", "label": [[7, 9, "A"]]})
    assert one.labels[0].target.quote == "at"
    assert one.troubles == ()


def test_half_an_emoji_is_no_place():
    (one,) = incoming({"text": TEXT, "label": [[1, 4, "A"]]})
    assert troubles_of([one]) == [("invalid", True)]


@pytest.mark.parametrize("line", [{"label": ["report"]}, {"label": "report"}, {"cats": ["report"]}])
def test_labels_of_whole_texts(line):
    (one,) = incoming({"text": TEXT, **line})
    assert [(found.code, found.target) for found in one.labels] == [("report", None)]


def test_an_array():
    body = json.dumps([{"text": TEXT, "label": [[0, 2, "A"]]}, 5]).encode()
    first, second = read(io.BytesIO(body))
    assert [label.row for label in first.labels] == ["example 1, label 1"]
    assert [trouble.row for trouble in second.troubles] == ["example 2"]


def test_an_archive_has_a_file_for_each_user():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("ana.jsonl", "ben@desk.example.jsonl", "all.jsonl", "__MACOSX/._ana.jsonl"):
            archive.writestr(name, json.dumps({"text": TEXT, "label": [[0, 2, "A"]]}))
        archive.writestr("cy.jsonl", json.dumps({"text": TEXT, "label": [], "annotator": "cleo"}))
    read_all = list(read(io.BytesIO(out.getvalue())))
    assert [label.annotator for one in read_all for label in one.labels] == [
        *("ana", "ben@desk.example", "")
    ]
    assert read_all[0].labels[0].row == "ana.jsonl, line 1, label 1"


def test_what_has_no_place_here_is_told():
    line = {"text": TEXT, "entities": [], "relations": [{"id": 1}], "Comments": ["Is it?"]}
    assert troubles_of(incoming(line)) == [("relations", False), ("comments", False)]


# -- what is wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        [0, 900, "A"],
        [3, 3, "A"],
        [-3, 3, "A"],
        [0, 10**300, "A"],
        ["0", "1", "A"],
        [True, 3, "A"],
        [0.5, 3, "A"],
        [0, 2],
        [0, 2, ""],
        [0, 2, 5],
        {"label": "A"},
        {"start": 0, "end": 2},
        "",
        None,
        5,
    ],
)
def test_a_label_that_cannot_be_read_is_told_and_the_rest_goes_on(label):
    (one,) = incoming({"text": TEXT, "label": [label, [0, 2, "B"]]})
    assert [found.row for found in one.labels] == ["line 1, label 2"]
    assert ("line 1, label 1", "invalid", True) in [
        (each.row, each.code, each.is_error) for each in one.troubles
    ]
    assert len([each for each in one.troubles if each.is_error]) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"5",
        b"{",
        b'{"label": []}',
        b'{"text": 5}',
        b'{"text": "\\ud83d"}',
        b'{"text": "x", "label": 5}',
        b'{"text": "x", "content_hash": "y", "article_id": "z"}',
        b'{"text": "\xe9"}',
        b'{"text": "x", "a": NaN}',
        b'{"a":' * 100_000,
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_rest_goes_on(line):
    good = json.dumps({"text": TEXT, "label": [[0, 2, "A"]]}).encode()
    first, second = read(io.BytesIO(line + b"\n" + good))
    assert [(one.row, one.is_error) for one in first.troubles] == [("line 1", True)]
    assert [label.row for label in second.labels] == ["line 2, label 1"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "no_examples"),
        (b'{"label": []}', "no_examples"),
        (b"[1]", "no_examples"),
        (b"\xff\xfe{\x00", "encoding"),
        (b"PK\x03\x04 and then nothing", "broken_archive"),
    ],
)
def test_a_file_that_is_something_else(body, code):
    with pytest.raises(UnreadableFile) as caught:
        list(read(io.BytesIO(body)))
    assert caught.value.code == code


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.just("part:x"),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(("start", "end", "label", "id")), inner, max_size=4),
    ),
    max_leaves=20,
)
OURS = ("content_hash", "article_id", "claims", "about_words", "notes", "state", "annotator")


@given(
    st.dictionaries(st.sampled_from(("label", "entities", "cats", "relations", *OURS)), JSON),
    st.booleans(),
)
def test_no_line_breaks_it(line, is_ours):
    ours = {"content_hash": "x", "article_id": 1} if is_ours else {}
    (one,) = _read_or_nothing({"text": TEXT, **line, **ours}) or [None]
    for label in one.labels if one else ():
        assert label.row
        assert isinstance(label.code, str)
    for trouble in one.troubles if one else ():
        assert trouble.message


def _read_or_nothing(line: Any) -> list[Incoming]:
    with suppress(UnreadableFile):
        return incoming(line)
    return []


@given(st.binary(max_size=200), st.sampled_from((b"", b"[", b"PK\x03\x04", b'{"text":"x"}\n')))
def test_no_bytes_break_it(body, start):
    with suppress(UnreadableFile):
        for one in read(io.BytesIO(start + body)):
            assert one.labels == ()
