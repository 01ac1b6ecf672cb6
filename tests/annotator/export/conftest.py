"""A client of the API, and addresses under the cast's project."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client


@dataclass
class Api:
    """Sends JSON as one user; paths are below `/api/v1/`, or below the project's."""

    client: Client
    slug: str = "quay"

    def get(self, path: str, **query: Any):
        return self.client.get(self.address(path), query)

    def post(self, path: str, body: Any = None, **headers: Any):
        return self.client.post(
            self.address(path), json.dumps(body), content_type="application/json", **headers
        )

    def send(self, method: str, path: str, body: bytes | str = b"", kind: str = "application/json"):
        return self.client.generic(method, self.address(path), body, content_type=kind)

    def address(self, path: str) -> str:
        if path.startswith(("http", "/api/")):
            return path
        return f"/api/v1{path}" if path.startswith("/") else f"/api/v1/projects/{self.slug}/{path}"

    def results(self, path: str, **query: Any) -> list[Any]:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]


@pytest.fixture
def api(cast):
    """`api(cast.ana).get("labels/")`; `api(None)` is not logged in."""
    return lambda user: Api(cast.client(user))


def assert_problem(answer, status: int) -> dict[str, Any]:
    """Check that an answer is a problem of the one shape, and return it."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert body["status"] == status
    assert body["detail"]
    for error in body["errors"]:
        assert set(error) == {"field", "message", "code"}
    return body
