"""Every operation of the schema has an example, and every example is what the API takes and gives.

The examples stand in `annotator/export/examples.json`. To write them anew after a change:
`UPDATE_EXAMPLES=1 pytest tests/annotator/export/test_examples.py`.
"""

import json
import os
from pathlib import Path

import pytest
from django.utils import timezone
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft7Validator

from annotator.export import schema as export_schema
from annotator.export.schema import EXAMPLES
from annotator.projects.actions import feeds, fetched
from articles.fetching import Fetched, Kind
from tests.annotator.export.story import STORY, tell
from tests.plugins.stories import LONG, item, rss, story

FILE = Path(export_schema.__file__).parent / "examples.json"
IDS = ("claim", "article", "copy_of", "digest")
FEW = 2
LINES = 3
# nothing is answered, or a file as it was asked for
WITHOUT_BODY = {
    "get_export_file",
    "revoke_token",
    "revoke_own_token",
    "drop_export",
    "discard_import",
    "discard_article_import",
    "remove_feed",
}
FETCHED = {
    "/feed.xml": rss([item("https://harbour-post.example/quay", "Quay to reopen", guid="1")]),
    "/quay": story("Quay to reopen", *LONG),
    "/ferry-talks-stall": story("Ferry talks stall", *LONG[::-1]),
}


@pytest.fixture(autouse=True)
def web_of_the_story(monkeypatch):
    """The pages that the story fetches, as if they were on the web."""

    def fetch(url, kind=Kind.PAGE, **_known):
        content = FETCHED[url.removeprefix("https://harbour-post.example")].encode()
        media = "application/rss+xml" if kind is Kind.FEED else "text/html"
        return Fetched(url, url, 200, content, timezone.now(), media_type=media)

    monkeypatch.setattr(fetched, "fetch", fetch)
    monkeypatch.setattr(feeds, "fetch", fetch)


@pytest.fixture(scope="module")
def schema():
    with GENERATOR_STATS.silence():
        return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema):
    return {
        operation["operationId"]: operation
        for methods in schema["paths"].values()
        for operation in methods.values()
    }


def named(content):
    return [
        one["value"] for media in content.values() for one in media.get("examples", {}).values()
    ]


def test_no_operation_is_without(schema):
    """Says which are; add them to the story and write the examples anew."""
    missing = []
    for name, operation in operations(schema).items():
        if name in WITHOUT_BODY:
            continue
        answers = [
            value
            for code, answer in operation["responses"].items()
            if code.startswith("2")
            for value in named(answer.get("content", {}))
        ]
        sent = operation.get("requestBody", {}).get("content", {})
        if not answers:
            missing.append(f"{name}: no example of an answer")
        media = sent.get("application/json", {"schema": {"format": "binary"}})
        if media["schema"].get("format") != "binary" and not named(sent):
            missing.append(f"{name}: no example of a request")
    assert missing == []


def plain(part, *, sent):
    """A part of an OpenAPI 3.0 document as JSON Schema, where null is a type like any other, and
    nobody has to send what is only read."""
    if isinstance(part, list):
        return [plain(one, sent=sent) for one in part]
    if not isinstance(part, dict):
        return part
    turned = {name: plain(value, sent=sent) for name, value in part.items() if name != "nullable"}
    if sent and isinstance(part.get("required"), list):
        fields = part["properties"]
        turned["required"] = [one for one in part["required"] if not fields[one].get("readOnly")]
    return {"anyOf": [turned, {"type": "null"}]} if part.get("nullable") is True else turned


def test_examples_have_the_shape_that_is_promised(schema):
    wrong = []
    components = {sent: plain(schema["components"], sent=sent) for sent in (True, False)}
    for name, operation in operations(schema).items():
        places = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for where, place in places.items():
            media = place.get("content", {}).get("application/json", {})
            sent = where == "request"
            whole = {**plain(media.get("schema", {}), sent=sent), "components": components[sent]}
            for example in media.get("examples", {}).values():
                wrong += [
                    f"{name} {where} {[*error.path]}: {error.message[:120]}"
                    for error in Draft7Validator(whole).iter_errors(example["value"])
                ]
    assert wrong == []


def test_every_error_has_its_one_shape(schema):
    for name, operation in operations(schema).items():
        for code, answer in operation["responses"].items():
            if code[0] in "45":
                (media,) = answer["content"]
                assert media == "application/problem+json", (name, code)
                assert answer["description"], (name, code)


def with_ids(example, real):
    """The example with the ids that there are."""
    if isinstance(example, dict) and isinstance(real, dict):
        return {
            name: real[name] if name in IDS else with_ids(value, real.get(name))
            for name, value in example.items()
        }
    if isinstance(example, list) and isinstance(real, list):
        whole = [with_ids(one, other) for one, other in zip(example, real, strict=False)]
        return whole + real[len(whole) :]
    return example


def shape(value):
    """The names in a value and the kinds of what stands under them; null fits anything."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if type(value) in (int, float) else type(value).__name__


def fits(example, real):
    if example in ("NoneType", []) or real in ("NoneType", []):
        return True
    if isinstance(example, dict) and isinstance(real, dict):
        if {*example} <= {*real}:
            return all(fits(example[name], real[name]) for name in example)
        return not {*example} & {*real}  # keyed by codes or names, not by fields
    if isinstance(example, list) and isinstance(real, list):
        return fits(example[0], real[0])
    return example == real


def test_every_example_is_taken_and_answered_as_it_says(cast):
    if os.environ.get("UPDATE_EXAMPLES"):
        pytest.skip("The examples are being written.")

    def sent(step, body):
        example = EXAMPLES[step.name].get("request")
        return body if example is None else with_ids(example, body)

    for step, _body, answer in tell(cast, sent):
        example = EXAMPLES[step.name]
        assert answer.status_code == example["status"], (step.name, answer.content)
        if answer.streaming:
            assert body_of(answer).startswith(example.get("answer", "")[:5].encode()), step.name
        elif isinstance(example.get("answer"), dict | list):
            assert fits(shape(example["answer"]), shape(answer.json())), step.name


@pytest.mark.skipif(not os.environ.get("UPDATE_EXAMPLES"), reason="Writes the examples anew.")
def test_write_them(cast):
    found = {}
    for step, body, answer in tell(cast, lambda _step, body: body):
        assert answer.status_code < 300, (step.name, answer.content)
        entry = {"status": answer.status_code}
        if body is not None and step.kind == "application/json":
            entry["request"] = few(body)
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        if kind:
            entry |= {"type": kind, "answer": told(answer, kind)}
        found[step.name] = entry
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def told(answer, kind):
    if kind == "application/json":
        body = few(answer.json())
        if isinstance(body, dict) and "token" in body:
            body["token"] = "0123456789abcdef" * 4
        return body
    return "".join(body_of(answer).decode().splitlines(keepends=True)[:LINES])


def body_of(answer):
    if not answer.streaming:
        return answer.content
    body = b"".join(answer)
    if file := getattr(answer, "file_to_stream", None):
        file.close()
    return body


def few(value):
    """So much of a value that a reader sees how it is made; places stay with the host's name."""
    if isinstance(value, dict):
        return {name: few(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [few(inner) for inner in value[:FEW]]
    if isinstance(value, str):
        return value.replace("http://testserver", "https://sourcemark.example")
    return value


def test_the_story_tells_each_operation_once():
    names = [step.name for step in STORY]
    assert len(set(names)) == len(names)
