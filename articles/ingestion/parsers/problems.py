"""Why a document cannot be read, in a word for programs."""


class Unreadable(Exception):
    """A document that gives no text; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
