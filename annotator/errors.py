"""Errors of the domain that every room raises and the web turns into answers."""


class Conflict(Exception):
    """The request is well formed and allowed, but the present state forbids it (HTTP 409).

    `errors` lists what stands in the way, each `{"field", "message", "code"}`.
    """

    def __init__(self, message: str, *, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors or []
