"""Text variables and sets through the API: words go in as `text` and come out as `note`."""

import pytest
import yaml

from annotator.annotation.models import Step
from tests.annotator.annotation.answering import in_asking_project, said, undo
from tests.annotator.export.conftest import Api, assert_problem


@pytest.fixture
def asking(cast):
    return in_asking_project(cast)


@pytest.fixture
def mine(asking):
    return asking.take(asking.ana)


@pytest.fixture
def ana(asking):
    return Api(asking.client(asking.ana), slug="asking")


def remark(claim, text, **more):
    return {"claim": claim.pk, "variable": "remark", "text": text, **more}


def notes(mine):
    return list(mine.labels.values_list("code__identifier", "note"))


def test_words_are_saved_and_shown_as_the_note(asking, mine, ana):
    claim = asking.claims()[0]
    reply = ana.post("labels/", remark(claim, " Two voices,\none named. "))
    assert reply.status_code == 200
    assert reply.json() == {
        "claim": claim.pk,
        "article": asking.article.pk,
        "variable": "remark",
        "codes": ["remark:text"],
        "span": None,
        "note": "Two voices,\none named.",
        "dropped": [],
    }
    (row,) = ana.results("labels/")
    assert (row["code"], row["note"]) == ("remark:text", "Two voices,\none named.")
    assert "text" not in row


def test_words_about_the_article(asking, mine, ana):
    body = {"article": asking.article.pk, "variable": "about", "text": "The quay."}
    assert ana.post("labels/", body).json()["note"] == "The quay."
    assert notes(mine) == [("about:text", "The quay.")]


@pytest.mark.parametrize("blank", [{"text": "  "}, {"text": ""}, {"codes": []}])
def test_blank_words_clear(asking, mine, ana, blank):
    claim = asking.claims()[0]
    ana.post("labels/", remark(claim, "Words."))
    reply = ana.post("labels/", {"claim": claim.pk, "variable": "remark", **blank})
    assert (reply.json()["codes"], reply.json()["note"]) == ([], "")
    assert notes(mine) == []


def test_the_code_with_a_note_says_the_same(asking, mine, ana):
    """As the rows come out, they can be sent in."""
    claim = asking.claims()[0]
    body = {"claim": claim.pk, "variable": "remark", "codes": ["remark:text"], "note": "Words."}
    assert ana.post("labels/", body).status_code == 200
    assert notes(mine) == [("remark:text", "Words.")]


def test_a_list_may_hold_both(asking, mine, ana):
    first, second, _third = asking.claims()
    body = [remark(first, "One."), {"claim": first.pk, "variable": "att", "codes": ["att:none"]}]
    reply = ana.post("labels/", [*body, remark(second, "Two.")]).json()
    told = [(one["claim"], one["variable"], one["codes"], one["note"]) for one in reply["answers"]]
    assert told == [
        (first.pk, "remark", ["remark:text"], "One."),
        (first.pk, "att", ["att:none"], ""),
        (second.pk, "remark", ["remark:text"], "Two."),
    ]


def test_a_set_takes_one_answer_for_each_item(asking, mine, ana):
    claim = asking.claims()[0]
    body = {"claim": claim.pk, "variable": "sig", "codes": ["sig:byline=yes", "sig:date=na"]}
    assert ana.post("labels/", body).json()["codes"] == ["sig:byline=yes", "sig:date=na"]
    body["codes"] = ["sig:byline=yes", "sig:byline=no"]
    problem = assert_problem(ana.post("labels/", body), 400)
    assert "one answer for each item" in problem["errors"][0]["message"]
    assert said(mine, claim) == ["sig:byline=yes", "sig:date=na"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": "x" * 5001}, "text"),
        ({"text": 5.5, "codes": ["remark:text"]}, None),
        ({"text": ["Words."]}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": None}, "codes"),
        ({"codes": ["remark:text"], "text": None}, "text"),
        ({"codes": ["remark:text"], "text": None, "note": "  "}, "text"),
        ({"codes": ["remark:other"]}, "codes"),
        ({"variable": "att", "text": "Words."}, "text"),
        ({"variable": "att", "text": "Words.", "codes": ["att:none"]}, "text"),
    ],
)
def test_bad_words_name_the_field(asking, mine, ana, change, field):
    body = {**remark(asking.claims()[0], "Words."), **change}
    reply = ana.post("labels/", body)
    if field is None:  # a number is taken as its digits
        assert reply.status_code == 200
        return
    problem = assert_problem(reply, 400)
    assert field in {error["field"] for error in problem["errors"]}
    assert notes(mine) == []


def test_what_the_api_gives_can_be_undone_on_the_page(asking, mine, ana):
    claim = asking.claims()[0]
    ana.post("labels/", remark(claim, "Words."))
    ana.post("labels/", {"claim": claim.pk, "variable": "att", "codes": ["att:none"]})
    steps = list(Step.objects.filter(assignment=mine).order_by("-created_at"))
    assert [step.kind for step in steps] == ["answers", "answers"]
    for step in steps:
        undo(asking, mine, step)
    assert said(mine, claim) == []


def test_each_article_of_a_list_gets_a_step(asking, mine, ana):
    claims = asking.claims()
    body = [{"claim": one.pk, "variable": "att", "codes": ["att:none"]} for one in claims]
    ana.post("labels/", body)
    step = mine.steps.get()
    undo(asking, mine, step)
    assert not mine.labels.exists()


def test_the_schema_tells_of_words(client, db):
    schema = yaml.safe_load(client.get("/api/v1/schema/").content)
    fields = schema["components"]["schemas"]["Answer"]
    assert fields["properties"]["text"]["maxLength"] == 5000
    assert "codes" not in fields["required"]
    body = schema["paths"]["/api/v1/projects/{slug}/labels/"]["post"]["requestBody"]
    examples = body["content"]["application/json"]["examples"]
    assert any("text" in one["value"] for one in examples.values())
