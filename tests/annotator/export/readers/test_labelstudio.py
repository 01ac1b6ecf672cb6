"""Label Studio's files coming in: our own come back whole, others' as they are, none breaks it."""

import io
import json
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.export.readers import archives, arrays, places
from annotator.export.readers.labelstudio import read
from annotator.export.readers.records import Incoming, UnreadableFile
from annotator.export.writers.labelstudio import FORMAT
from tests.annotator.export.formats.studies import database_labels
from tests.annotator.export.readers.made import MadeStudy, found_in, studies, troubles_of

MADE = "2024-01-01T00:00:00Z"
TEXT = "🚢 at sea: the harbour office said so."


def incoming(value: Any) -> list[Incoming]:
    return list(read(io.BytesIO(json.dumps(value).encode())))


def written(study: Any) -> bytes:
    return b"".join(FORMAT.write(study))


def tasks_of(study: Any) -> list[dict]:
    archive = zipfile.ZipFile(io.BytesIO(written(study)))
    return json.loads(archive.read("tasks.json"))


def task(*results: Any, text: Any = TEXT, **annotation: Any) -> dict[str, Any]:
    """A task of another program's project."""
    given_by = {"completed_by": {"id": 7, "email": "cy@lab.example"}, **annotation}
    return {"id": 3, "data": {"text": text}, "annotations": [{"result": [*results], **given_by}]}


def labelled(start: Any, end: Any, *labels: Any, quote: str | None = None) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [*labels]}
    if quote is not None:
        value["text"] = quote
    return {"id": "x", "from_name": "ner", "to_name": "text", "type": "labels", "value": value}


def chosen(control: str, *choices: Any, **value: Any) -> dict[str, Any]:
    value = {"choices": [*choices], **value}
    return {"id": "y", "from_name": control, "type": "choices", "value": value}


# -- our own ---------------------------------------------------------------------------------


@given(studies())
def test_all_that_we_write_comes_back(study: MadeStudy):
    read_again = list(read(io.BytesIO(written(study))))
    assert found_in(read_again) == study.labels()
    assert troubles_of(read_again) == []


def test_what_the_database_holds_comes_back(foreign):
    read_again = list(read(io.BytesIO(written(foreign.study()))))
    assert troubles_of(read_again) == []
    assert [one.article.text for one in read_again] == [one.text for one in foreign.articles]
    assert [one.article.content_hash for one in read_again] == [
        one.content_hash for one in foreign.articles
    ]
    assert read_again[1].article.external_id == "ar/1 ü"
    found = {
        (*_answer(one), *(one.marked or one.target or (None, None, "")))
        for one in found_in(read_again)
    }
    assert found == {
        (*_answer(one), one.start, one.end, one.text) for one in database_labels(foreign)
    }


def _answer(one: Any) -> tuple[Any, ...]:
    return one.article, one.annotator, one.claim, one.variable, one.code, one.note


def test_offsets_in_units_of_utf_16_are_seen_by_their_words(foreign):
    """Old releases of Label Studio counted what JavaScript counts."""
    tasks = tasks_of(foreign.study())
    as_it_is = found_in(incoming(tasks))
    moved = 0
    for one in tasks:
        for result in (each for a in one["annotations"] for each in a["result"]):
            value = result["value"]
            for name in {"start", "end"} & set(value):
                units = len(one["data"]["text"][: value[name]].encode("utf-16-le")) // 2
                moved += units != value[name]
                value[name] = units
            if isinstance(value.get("text"), str):
                value["text"] = value["text"].replace("\n", "\\n")
    assert moved
    # The ids of regions still tell the places that we gave, so claims are known by place only.
    found = {one._replace(claim=None) for one in found_in(incoming(tasks))}
    assert found == {one._replace(claim=None) for one in as_it_is}


def test_what_label_studio_itself_exports_comes_back(foreign, tmp_path):
    """Its own converter reads the tasks with the configuration, and writes them anew."""
    tasks = tasks_of(foreign.study())
    for number, one in enumerate(tasks, 1):
        one["id"] = number
        for made, annotation in enumerate(one["annotations"]):
            annotation |= {"id": 10 * number + made, "completed_by": 1, "created_at": MADE}
    assert found_in(list(_converted(foreign, tasks, "JSON", tmp_path))) == found_in(incoming(tasks))
    with pytest.raises(UnreadableFile) as caught:
        list(_converted(foreign, tasks, "JSON_MIN", tmp_path))
    assert caught.value.code == "json_min"


def _converted(foreign, tasks: list[dict], name: str, folder: Path) -> Iterator[Incoming]:
    given, made = folder / "tasks.json", folder / name
    given.write_text(json.dumps(tasks))
    config = zipfile.ZipFile(io.BytesIO(written(foreign.study()))).read("config.xml").decode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from label_studio_sdk.converter import Converter

        converter = Converter(config, str(folder), download_resources=False)
        converter.convert(str(given), str(made), name, is_dir=False)
    (file,) = made.glob("*.json")
    return read(io.BytesIO(file.read_bytes()))


def test_who_moves_a_claims_ends_makes_another_claim(foreign):
    tasks = tasks_of(foreign.study())
    first = tasks[0]["annotations"][0]["result"]
    for one in first:
        if one["id"] == first[0]["id"]:
            one["value"]["end"] -= 2
            one["value"].pop("text") if isinstance(one["value"].get("text"), str) else None
    labels = [one for one in incoming(tasks)[0].labels if one.annotator == "ana"]
    moved = [one for one in labels if one.target and one.target.start == 0]
    assert moved
    assert {one.claim_id for one in moved} == {None}
    assert {one.target and one.target.end for one in moved} == {first[0]["value"]["end"]}
    assert any(one.claim_id for one in labels)


def test_decisions_and_counts_are_no_answers(foreign):
    for layer in ("adjudicated", "aggregated"):
        read_again = list(read(io.BytesIO(written(foreign.study(layer=layer)))))
        assert found_in(read_again) == set()
        assert troubles_of(read_again) == [("not_an_answer", False)] * 2


def test_a_note_about_no_answer_is_told(foreign):
    tasks = tasks_of(foreign.study())
    tasks[0]["annotations"][0]["result"].append(
        {
            "id": "z",
            "from_name": "article-notes",
            "type": "textarea",
            "value": {"text": ["A thought of my own."]},
        }
    )
    assert troubles_of(incoming(tasks)) == [("note", False)]


# -- others' ---------------------------------------------------------------------------------


def test_other_labels_are_told_as_they_are():
    (one,) = incoming([task(labelled(10, 28, "SOURCE", quote="the harbour office"))])
    (label,) = one.labels
    assert (label.annotator, label.variable, label.code) == ("cy@lab.example", "", "SOURCE")
    assert label.target is not None
    assert label.target.quote == TEXT[label.target.start : label.target.end]
    assert label.submitted is True
    assert label.row == "task 1, annotation 1, result 1"
    assert one.article.text == TEXT
    assert one.article.article_id is None


def test_choices_of_two_questions_are_not_mixed_up():
    (one,) = incoming([task(chosen("true", "yes"), chosen("fair", "yes", start=0, end=1))])
    assert [(label.variable, label.code) for label in one.labels] == [
        ("true", "yes"),
        ("fair", "yes"),
    ]
    assert [label.target is None for label in one.labels] == [True, False]


@pytest.mark.parametrize(
    ("completed_by", "name"),
    [
        (12, "12"),
        ("ana", "ana"),
        ({"username": "ana", "email": "a@b.example"}, "ana"),
        ({"email": "a@b.example", "id": 3}, "a@b.example"),
        ({"id": 3}, "3"),
        (None, ""),
        (True, ""),
        ([1], ""),
    ],
)
def test_whose_annotation_it_is(completed_by, name):
    (one,) = incoming([task(labelled(0, 1, "A"), completed_by=completed_by)])
    assert [label.annotator for label in one.labels] == [name]


def test_annotators_stay_apart():
    both = task(labelled(0, 1, "A"), completed_by={"email": "a@x.example"})
    both["annotations"] += task(labelled(0, 1, "A"), completed_by=4)["annotations"]
    (one,) = incoming([both])
    assert [label.annotator for label in one.labels] == ["a@x.example", "4"]


def test_what_is_no_answer_is_told():
    skipped = task(labelled(0, 1, "A"), was_cancelled=True)
    skipped["predictions"] = [{"result": [labelled(0, 1, "B")]}]
    skipped["drafts"] = [{"result": [labelled(0, 1, "C")]}]
    (one,) = incoming([skipped])
    assert one.labels == ()
    assert troubles_of([one]) == [
        ("predictions", False),
        ("drafts", False),
        ("not_an_answer", False),
    ]
    assert one.troubles[2].row == "task 1, annotation 1"


def test_a_text_under_another_name():
    other = task(labelled(2, 4, "A", quote="at"))
    other["data"] = {"transcript": TEXT}
    (one,) = incoming([other])
    assert one.article.text == TEXT
    other["data"] = {"transcript": TEXT, "more": "Something else."}
    (one,) = incoming([other])
    assert one.article.text is None
    assert one.labels[0].target.quote == "at"


def test_words_that_stand_elsewhere_are_told_as_the_file_has_them():
    """They are looked for by their words; the place alone would be somebody else's words."""
    (one,) = incoming([task(labelled(2, 4, "A", quote="sea"))])
    assert one.labels[0].target.quote == "sea"


def test_one_task_alone():
    (one,) = incoming(task(labelled(0, 1, "A")))
    assert len(one.labels) == 1


# -- what is wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "code", "is_error"),
    [
        (labelled(5, 900, "A"), "invalid", True),
        (labelled(9, 9, "A"), "invalid", True),
        (labelled(-4, 2, "A"), "invalid", True),
        (labelled(10**300, 10**301, "A"), "invalid", True),
        (labelled("0", "1", "A"), "invalid", True),
        (labelled(0.5, 1, "A"), "invalid", True),
        (labelled(True, 2, "A"), "invalid", True),
        (labelled(0, 1, 5), "invalid", True),
        ({**labelled(0, 1, "A"), "value": None}, "invalid", True),
        ({**labelled(0, 1, "A"), "type": ["labels"]}, "invalid", True),
        ("labels", "invalid", True),
        ({"type": "relation", "from_id": "a", "to_id": "b"}, "kind", False),
        ({"type": "rectanglelabels", "value": {"x": 1}}, "kind", False),
    ],
)
def test_a_result_that_cannot_be_read_is_told_and_the_rest_goes_on(result, code, is_error):
    (one,) = incoming([task(result, labelled(0, 1, "A"))])
    assert [label.row for label in one.labels] == ["task 1, annotation 1, result 2"]
    assert [(each.row, each.code, each.is_error) for each in one.troubles] == [
        ("task 1, annotation 1, result 1", code, is_error)
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        5,
        {"data": []},
        {"data": {"text": "x"}, "annotations": {}},
        {"data": {"text": "x"}, "annotations": [None]},
        {"data": {"text": "x"}, "annotations": [{"result": "x"}]},
        {"data": {"content_hash": "x", "article_id": "5", "text": "x"}},
        {"data": {"text": "\ud800"}, "annotations": []},
    ],
)
def test_a_task_that_cannot_be_read_is_told_and_the_rest_goes_on(wrong):
    first, second = incoming([wrong, task(labelled(0, 1, "A"))])
    assert len(first.troubles) == 1
    assert first.troubles[0].is_error
    assert first.troubles[0].row.startswith("task 1")
    assert len(second.labels) == 1


def test_what_stands_before_a_mistake_is_read():
    good = json.dumps(task(labelled(0, 1, "A")))
    for tail in (", {]", ", {'a': 1}]", " {}]", ", [[", ", NaN]", f", {'1' * 5000}]", ""):
        first, last = read(io.BytesIO(f"[{good}{tail}".encode()))
        assert len(first.labels) == 1
        assert [(one.row, one.code) for one in last.troubles] == [("task 2", "invalid_json")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid_json"),
        (b"<html>", "invalid_json"),
        (b"[]", "no_tasks"),
        (b"[1, 2]", "no_tasks"),
        (b"[" * 100_000, "invalid_json"),
        (b'{"data": ' * 100_000, "invalid_json"),
        (b'[{"data": }]', "invalid_json"),
        (b"\xff\xfe[\x00]\x00", "encoding"),
        (b'["\xe9"]', "encoding"),
        (b"PK\x03\x04 and then nothing", "broken_archive"),
        (b"PK\x05\x06" + bytes(18), "nothing_inside"),
    ],
)
def test_a_file_that_is_something_else(body, code):
    with pytest.raises(UnreadableFile) as caught:
        list(read(io.BytesIO(body)))
    assert caught.value.code == code
    assert caught.value.message


def test_an_archive_that_would_unpack_to_too_much(monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1_000)
    assert _code_of(_archive({"a.json": b" " * 500, "b.txt": b" " * 5_000})) == "invalid_json"
    assert _code_of(_archive({"a.json": b" " * 500, "b.json": b" " * 501})) == "too_large"


def test_an_archive_that_is_damaged_inside():
    body = _archive({"a.json": json.dumps([task(labelled(0, 1, "A"))] * 50).encode()})
    for damage in (b"\xff" * 20, b"\x00" * 20):
        place = len(body) // 2
        assert _code_of(body[:place] + damage + body[place + 20 :]) == "broken_archive"
    locked = bytearray(body)
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert _code_of(bytes(locked)) == "broken_archive"


def _archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _code_of(body: bytes) -> str | None:
    try:
        list(read(io.BytesIO(body)))
    except UnreadableFile as error:
        return error.code
    return None


def test_a_long_file_is_read_as_it_is_needed():
    one = json.dumps(task(labelled(0, 1, "A"), text=TEXT * 1_000), ensure_ascii=False)
    file = io.BytesIO(f"[{', '.join([one] * 100)}]".encode())
    tasks = read(file)
    first = next(tasks)
    assert file.tell() < len(one) * 10
    assert [first, *tasks] == [*incoming(json.loads(f"[{', '.join([one] * 100)}]"))]


def test_a_value_without_an_end(monkeypatch):
    monkeypatch.setattr(arrays, "LONGEST", 100_000)
    good = json.dumps(task(labelled(0, 1, "A")))
    file = io.BytesIO(f'[{good}, {{"data": "{"x" * 10_000_000}'.encode())
    first, last = read(file)
    assert len(first.labels) == 1
    assert [one.code for one in last.troubles] == ["invalid_json"]
    assert file.tell() < 1_000_000


def test_a_mistake_is_told_by_its_place():
    body = json.dumps([task(labelled(0, 1, "A"))] * 2_000).replace('"x"', "x", 1).encode()
    with pytest.raises(UnreadableFile) as caught:
        list(read(io.BytesIO(body)))
    assert f"at character {body.index(b': x,') + 3}" in caught.value.message


def test_more_marked_words_than_can_be(monkeypatch):
    monkeypatch.setattr(places, "MOST_QUOTED", 60)
    (one,) = incoming([task(*(labelled(0, end, "A") for end in (30, 30, 29, 28)))])
    assert len(one.labels) == 3
    assert [trouble.row for trouble in one.troubles] == ["task 1, annotation 1, result 4"]


KEYS = (
    *("data", "annotations", "result", "value", "start", "end", "text", "labels", "choices"),
    *("type", "from_name", "to_name", "id", "content_hash", "article_id", "completed_by"),
    *("drafts", "predictions", "was_cancelled", "claim-role", "region-notes", "given-by"),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(("labels", "choices", "textarea", "given-by", "region-notes", "c1-0-2", "x")),
    st.text(),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(st.lists(JSON, max_size=3))
def test_no_json_breaks_it(value):
    try:
        read_all = incoming(value)
    except UnreadableFile:
        return
    for one in read_all:
        for trouble in one.troubles:
            assert trouble.row
            assert trouble.message


RESULT = st.fixed_dictionaries(
    {"type": st.sampled_from(("labels", "choices", "textarea")), "value": JSON},
    optional={"id": JSON, "from_name": JSON, "to_name": JSON, "parentID": JSON},
)


@given(
    st.lists(RESULT, max_size=4),
    st.booleans(),
    st.dictionaries(st.sampled_from(("was_cancelled", "completed_by", "created_at")), JSON),
)
def test_no_result_breaks_it(results, is_ours, more):
    wrong = task(*results, **more)
    if is_ours:
        wrong["data"] |= {"content_hash": "x", "article_id": 1}
    try:
        (one,) = incoming([wrong])
    except UnreadableFile:
        return
    for label in one.labels:
        assert label.row
        assert isinstance(label.code, str)
        assert isinstance(label.annotator, str)


@given(st.binary(max_size=200), st.sampled_from((b"", b"[", b"PK\x03\x04")))
def test_no_bytes_break_it(body, start):
    with suppress(UnreadableFile):
        for one in read(io.BytesIO(start + body)):
            assert one.labels == ()
