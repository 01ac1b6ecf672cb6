"""The OpenAPI schema: what drf-spectacular finds out by itself, and the problems beside it."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema

from annotator.export.serializers.problems import ProblemSerializer

PROBLEM = ["application/problem+json"]
TAGS = {
    "auth": "tokens",
    "members": "projects",
    "codebook": "projects",
    "claims": "articles",
    "assignments": "queue",
    "dealing": "queue",
    "export": "labels",
    "adjudications": "review",
    "summary": "review",
    "agreement": "review",
    "figures": "review",
    "aggregates": "review",
    "feedback": "review",
}


class ApiSchema(AutoSchema):
    """Documents the errors of each operation, and groups operations by room."""

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for code in self._problems():
            bodies[code] = self._get_response_for_code(ProblemSerializer, code, PROBLEM)
        return dict(sorted(bodies.items()))

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
                "409": unsafe and not public,
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
