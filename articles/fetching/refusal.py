"""Why an address was not fetched, in words for the person who asked for it."""


class FetchRefused(Exception):
    """Nothing was fetched. `message` says what was wrong and where; `code` is for programs.

    `retry_after` is a number of seconds where trying again later may help, None where it cannot.
    """

    def __init__(self, code: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after = retry_after

    @property
    def may_pass(self) -> bool:
        """Whether the same address may be fetched later."""
        return self.retry_after is not None
