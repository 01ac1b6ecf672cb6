"""Label Studio: its own library takes configuration and annotations, which hold the database."""

import copy
import dataclasses
import io
import json
import warnings
import zipfile

import pytest

from annotator.annotation.models import Assignment
from annotator.export.study import Study
from annotator.export.study.records import Header
from annotator.export.writers.labelstudio import FORMAT
from annotator.export.writers.labelstudio_config import Questions
from annotator.projects.models import Project
from tests.annotator.export.formats.studies import (
    FOREIGN,
    EndlessStudy,
    Given,
    database_labels,
)

LAYERS = ("annotators", "adjudicated", "aggregated")


def interface(configuration: str):
    """Label Studio's library with a configuration; it warns of its own old ways."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from label_studio_sdk.label_interface import LabelInterface

        made = LabelInterface(configuration)
        made.validate()
    return made


def problems(made, annotation) -> list[str]:
    """What Label Studio's library finds wrong with an annotation."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = made._validate_object(annotation, return_errors=True)
        assert made.validate_annotation(annotation) is (not found)
    return found


def opened(study: Study) -> tuple[str, list[dict]]:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(FORMAT.write(study))))
    assert archive.testzip() is None
    assert archive.namelist() == ["tasks.json", "config.xml", "README.txt"]
    return archive.read("config.xml").decode(), json.loads(archive.read("tasks.json"))


def answer(annotation: dict, control: str) -> list[str]:
    """What is answered under a name about the article."""
    (found,) = [one for one in annotation["result"] if one["from_name"] == control]
    (values,) = found["value"].values()
    return values


def notes_of(annotation: dict) -> dict[tuple[str, str], str]:
    """Notes by region and code, without the reader of the product."""
    found = {}
    for one in annotation["result"]:
        if one["from_name"] in ("region-notes", "article-notes"):
            region = one["id"] if one["from_name"] == "region-notes" else ""
            for note in one["value"]["text"]:
                code, words = note.split(": ", 1)
                found[region, code] = words
    return found


def labels_of(tasks: list[dict]) -> set[Given]:
    """The labels of the tasks, without the reader of the product."""
    found = set()
    for task in tasks:
        text = task["data"]["text"]
        for annotation in task["annotations"]:
            (name,), notes = answer(annotation, "given-by"), notes_of(annotation)
            for one in annotation["result"]:
                control, value = one["from_name"], one["value"]
                if "-" in control:
                    continue
                start, end = value.get("start"), value.get("end")
                region = one["id"] if start is not None else ""
                words = "" if start is None else text[start:end]
                assert one["type"] == "textarea" or words == value.get("text", "")
                kind = "text" if one["type"] == "textarea" else one["type"]
                for given in value[kind]:
                    code = f"{control}:text" if kind == "text" else given
                    note = given if kind == "text" else notes.get((region, code), "")
                    variable = code.partition(":")[0]
                    claim = int(one.get("parentID", region)[1:].split("-")[0]) if region else None
                    if region.startswith("w"):
                        claim = int(region[1:].split("-")[0])
                    number = task["data"]["article_id"]
                    place = (number, start, end, words)
                    found.add(Given(*place, name, variable, code, note, claim))
    return found


def test_it_holds_what_the_database_holds(foreign):
    _config, tasks = opened(foreign.study())
    assert labels_of(tasks) == database_labels(foreign)


@pytest.mark.parametrize("layer", LAYERS)
def test_label_studio_takes_it(foreign, layer):
    config, tasks = opened(foreign.study(layer=layer))
    made = interface(config)
    annotations = [one for task in tasks for one in task["annotations"]]
    assert annotations
    assert [problems(made, one) for one in annotations] == [[] for _one in annotations]
    for task in tasks:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert made.validate_task({"data": task["data"]})


@pytest.mark.parametrize("kind", ["labels", "choices"])
def test_label_studio_refuses_a_made_up_label(foreign, kind):
    config, tasks = opened(foreign.study())
    made, annotation = interface(config), copy.deepcopy(tasks[0]["annotations"][0])
    result = next(one for one in annotation["result"] if one["type"] == kind)
    result["value"][kind] = ["made:up"]
    assert problems(made, annotation)
    result["value"][kind], result["from_name"] = [], "made-up"
    assert problems(made, annotation)


def test_a_claim_is_a_region_that_holds_its_marked_words(foreign):
    _config, tasks = opened(foreign.study())
    results = tasks[0]["annotations"][0]["result"]
    roles = {one["id"]: one["value"] for one in results if one["from_name"] == "claim-role"}
    claims = foreign.claims(foreign.articles[0])
    assert [(one["start"], one["end"], one["labels"]) for one in roles.values()] == [
        (claim.start, claim.end, [claim.role]) for claim in claims
    ]
    marked = [one for one in results if one["from_name"] in ("part", "bias")]
    assert marked
    for one in marked:
        claim = roles[one["parentID"]]
        assert claim["start"] <= one["value"]["start"] < one["value"]["end"] <= claim["end"]


def test_whose_it_is_and_how_far_they_were(foreign):
    Assignment.objects.filter(annotator__username="ben").update(state="returned")
    _config, tasks = opened(foreign.study())
    for task in tasks:
        told = [(answer(one, "given-by"), answer(one, "work-state")) for one in task["annotations"]]
        assert told == [(["ana"], ["submitted"]), (["ben"], ["returned"])]
        # An import would be refused whole where an address is not a member's.
        assert all("completed_by" not in one for one in task["annotations"])


def test_what_was_decided_is_the_truth(foreign):
    _config, tasks = opened(foreign.study(layer="adjudicated"))
    assert {one["ground_truth"] for task in tasks for one in task["annotations"]} == {True}
    assert {one.annotator for one in labels_of(tasks)} == {"adjudicated"}
    codes = {one.code for one in labels_of(tasks)}
    assert codes == {"genre:report", "att:explicit", "topic:water"}
    _config, tasks = opened(foreign.study())
    assert {one["ground_truth"] for task in tasks for one in task["annotations"]} == {False}


def test_votes_and_ties_are_told(foreign):
    _config, tasks = opened(foreign.study(layer="aggregated"))
    votes = {
        (one["claim_id"], one["variable"]): one["distribution"] for one in tasks[0]["data"]["votes"]
    }
    claim = foreign.claims(foreign.articles[0])[0].pk
    assert votes[None, "genre"] == {"genre:report": 1, "genre:opinion": 1}
    assert votes[claim, "att"] == {"att:explicit": 1, "att:none": 1}
    tied = [one for one in tasks[0]["annotations"][0]["result"] if one["from_name"] == "genre"]
    assert tied == []
    assert "votes" not in opened(foreign.study())[1][0]["data"]


def test_pseudonyms(foreign):
    config, tasks = opened(foreign.study(names="pseudonyms"))
    names = [answer(one, "given-by")[0] for task in tasks for one in task["annotations"]]
    assert names == ["A1", "A2", "A1", "A2"]
    usernames = {json.dumps(name) for name in ("ana", "ben", "cleo", "reviewer")}
    assert not any(name in json.dumps(tasks) + config for name in usernames)


def test_the_same_study_is_the_same_bytes(foreign):
    for layer in LAYERS:
        once, again = (b"".join(FORMAT.write(foreign.study(layer=layer))) for _time in (1, 2))
        assert once == again


def test_a_freeze_does_not_hang_on_a_compression_library(foreign):
    study = foreign.study()
    study.header = dataclasses.replace(study.header, frozen_as="v1")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(FORMAT.write(study))))
    assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}


def test_nothing_yet(empty):
    config, tasks = opened(empty.study())
    assert tasks == []
    assert interface(config).get_control("att").labels == ["att:explicit", "att:none"]


def test_articles_without_labels_are_tasks(foreign):
    _config, tasks = opened(foreign.study(annotator="cleo"))
    assert [task["annotations"] for task in tasks] == [[] for _task in tasks]


def test_a_question_that_was_switched_off_is_there_while_it_has_labels(foreign):
    Project.objects.filter(slug="foreign").update(variable_ids=["att"])
    foreign.cast.project.refresh_from_db()
    config, tasks = opened(foreign.study())
    made = interface(config)
    assert [problems(made, one) for task in tasks for one in task["annotations"]] == [[]] * 4
    config, _tasks = opened(foreign.study(annotator="cleo"))
    assert 'name="att"' in config
    assert 'name="topic"' not in config


def test_it_is_written_while_it_is_read(foreign):
    endless = EndlessStudy(foreign.study())
    pieces = FORMAT.write(endless)
    next(pieces)
    first = endless.read
    for _number in range(5):
        next(pieces)
    assert first < endless.read < 10_000


def test_awkward_words_of_a_codebook(foreign):
    header: Header = foreign.study().header
    document = copy.deepcopy(FOREIGN)
    codes = document["variables"][3]["codes"]
    for code in codes:
        code["label"] = '$both "name="x"'
    document["variables"][3]["label"] = "$att <b> name='y'"
    config = Questions(dataclasses.replace(header, codebook=document)).configuration((), ())
    made = interface(config)
    assert made.get_control("att").labels == ["att:explicit", "att:none"]
