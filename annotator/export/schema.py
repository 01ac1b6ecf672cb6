"""The OpenAPI schema: what drf-spectacular finds out by itself, and the problems beside it."""

import json
from pathlib import Path
from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema

from annotator.export.serializers.problems import ProblemSerializer

_FILE = Path(__file__).parent / "examples.json"
PROBLEM = ["application/problem+json"]
MEANING = {
    code: {"description": words}
    for code, words in {
        "400": "The request is wrong; `errors` says where.",
        "401": "There is no token, or it is not valid (any more).",
        "403": "You may see this, but not do it.",
        "404": "There is nothing here, or nothing that you may see.",
        "409": "The state of things forbids it; `detail` says why.",
        "413": "The request is too large.",
        "415": "Send JSON.",
        "429": "Too many requests: `Retry-After` says how many seconds to wait.",
    }.items()
}
TAGS = {
    "auth": "tokens",
    "history": "labels",
    "members": "projects",
    "codebook": "projects",
    "claims": "articles",
    "feeds": "articles",
    "corrections": "articles",
    "assignments": "queue",
    "dealing": "queue",
    "export": "labels",
    "exports": "labels",
    "freezes": "labels",
    "imports": "labels",
    "studies": "projects",
    "methods": "labels",
    "coder-guide": "labels",
    "adjudications": "review",
    "summary": "review",
    "agreement": "review",
    "figures": "review",
    "aggregates": "review",
    "feedback": "review",
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of an answer you have: 304 without a body while it holds.",
    "schema": {"type": "string"},
}
ETAG = {
    "description": "Marks this answer; send it back as `If-None-Match`.",
    "schema": {"type": "string"},
}


EXAMPLES: dict[str, dict[str, Any]] = (
    json.loads(_FILE.read_text(encoding="utf-8")) if _FILE.exists() else {}
)
"""By operation: the `status`, `type` and body (`answer`) of an answer, and the `request`."""


def add_examples(operation: dict[str, Any]) -> None:
    """Put the examples of an operation where it has none of its own."""
    example = EXAMPLES.get(operation["operationId"], {})
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if sent is not None and "request" in example:
        sent.setdefault("examples", {"Example": {"value": example["request"]}})
    answers = operation["responses"].get(str(example.get("status")), {}).get("content", {})
    media = answers.get(example.get("type"))
    if media is not None:
        media.setdefault("examples", {"Example": {"value": example["answer"]}})


class ApiSchema(AutoSchema):
    """Documents the errors of each operation, shows examples, groups operations by room."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the operation with its examples."""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation:
            add_examples(operation)
        return operation

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        told = {code: body for code, body in bodies.items() if code.startswith(("4", "5"))}
        for code in [*self._problems(), *told]:
            bodies[code] = self._get_response_for_code(ProblemSerializer, code, PROBLEM)
            bodies[code]["description"] = told.get(code, MEANING[code])["description"]
        if self._is_conditional:
            bodies["200"]["headers"] = {"ETag": ETAG}
            bodies["304"] = {"description": "As it was under the mark in `If-None-Match`."}
        return dict(sorted(bodies.items()))

    def _get_parameters(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._get_parameters()
        return [*found, IF_NONE_MATCH] if self._is_conditional else found

    @property
    def _is_conditional(self) -> bool:
        return hasattr(getattr(self.view, self.method.lower(), None), "is_conditional")

    def _get_paginator(self) -> Any:
        return super()._get_paginator() if self.method == "GET" else None

    def _problems(self) -> list[str]:
        """Status codes of errors that the operation can answer with."""
        unsafe = self.method not in ("GET", "HEAD")
        takes_body = unsafe and self.get_request_serializer() is not None
        chosen = getattr(self.view, "filterset_class", None) or hasattr(self.view, "filtered")
        lists = chosen or self._is_list_view()
        public = not self.view.get_authenticators()
        return [
            code
            for code, possible in {
                "400": unsafe or lists,
                "401": not public,
                "403": not public and (unsafe or getattr(self.view, "restricted", False)),
                "404": "{" in self.path,
                "409": (unsafe or hasattr(self.view, "conflicts")) and not public,
                "413": takes_body,
                "415": takes_body,
                "429": True,
            }.items()
            if possible
        ]

    def get_tags(self) -> list[str]:
        """Group by what the operation is about: the words of `SPECTACULAR_SETTINGS["TAGS"]`."""
        words = [word for word in self.path.split("/")[3:] if word and "{" not in word]
        word = words[1] if words[0] == "projects" and len(words) > 1 else words[0]
        return [TAGS.get(word, word)]
