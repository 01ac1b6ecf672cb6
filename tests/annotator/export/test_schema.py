"""The OpenAPI schema and the page made from it."""

import re

import pytest
import yaml
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import validate

from annotator.export import urls


@pytest.fixture(scope="module")
def schema():
    with GENERATOR_STATS.silence():
        return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema):
    return [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_is_valid_and_made_without_warnings(capsys):
    from django.core.management import call_command

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")
    assert "arning" not in capsys.readouterr().err


def test_it_is_served(client, db):
    answer = client.get("/api/v1/schema/")
    assert answer.status_code == 200
    validate(yaml.safe_load(answer.content))


def test_every_endpoint_is_in_it(schema):
    assert len(schema["paths"]) == len(urls.urlpatterns) - 2  # the schema itself and its page
    names = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(set(names)) == len(names)


def test_every_operation_tells_its_errors(schema):
    for path, method, operation in operations(schema):
        codes = set(operation["responses"])
        expected = {"429"}
        if "token" not in path or method == "delete":
            expected |= {"401"}
        if "{" in path:
            expected |= {"404"}
        if method == "post":
            expected |= {"400"} if "token" in path else {"400", "403", "409"}
        assert expected <= codes, (path, method)
        for code in codes:
            if int(code) >= 400:
                content = operation["responses"][code]["content"]
                assert list(content) == ["application/problem+json"]


def test_every_operation_has_a_summary_and_a_description(schema):
    for path, method, operation in operations(schema):
        assert operation["summary"], (path, method)
        assert operation["description"], (path, method)


def test_every_operation_is_under_a_heading(schema):
    headings = {tag["name"] for tag in schema["tags"]}
    used = {tag for _, _, operation in operations(schema) for tag in operation["tags"]}
    assert used == headings


def test_the_main_requests_have_examples(schema):
    for path in ("articles/", "labels/", "adjudications/"):
        body = schema["paths"][f"/api/v1/projects/{{slug}}/{path}"]["post"]["requestBody"]
        assert body["content"]["application/json"]["examples"]


def test_the_page_has_no_inline_code_and_no_foreign_host(client, db):
    answer = client.get("/api/v1/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<style" not in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"(src|href)=\"(https?:)?//", page)
    script = client.get("/api/v1/docs/?script=")
    assert script.status_code == 200
    assert script["Content-Type"].startswith("application/javascript")
