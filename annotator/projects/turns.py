"""How long imports share the background worker: after a while the rest goes to the end of the line.

The worker does one task at a time. An import of ten thousand articles that kept it to itself would
let a feed, a page to fetch, a small file of somebody else wait until it is through.
"""

import time
from typing import Any

from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

SECONDS = 5.0
"""Of work, after which others that wait come first."""


class Turn:
    """A stretch of work. It is `over` once it has lasted a while and others wait in line."""

    def __init__(self) -> None:
        self.ends = time.monotonic() + SECONDS
        self.gave_way = False

    def is_over(self) -> bool:
        """Whether to stop here; who stops has the rest put in line again."""
        if not self.gave_way and time.monotonic() >= self.ends:
            self.gave_way = DBTaskResult.objects.ready().exists()
        return self.gave_way


def never() -> bool:
    """Whether work stops that nobody waits for: it does not."""
    return False


def put_in_line(work: Task[Any, Any], *given: str) -> None:
    """Have work done by the worker; once, where the same stands in line already."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    same = waiting.filter(task_path=work.module_path)
    if not same.filter(args_kwargs={"args": list(given), "kwargs": {}}).exists():
        work.enqueue(*given)
