"""Waiting for what a page, or another process, will come to.

Playwright's `wait_for_function` asks again with `eval`, which the policy of our pages forbids:
it works only where the answer is yes at once.
"""

import time
from collections.abc import Callable
from typing import Any


def until(asked: Callable[[], Any], seconds: float = 30) -> None:
    """Ask until the answer is yes; fail when it is still no after `seconds`."""
    end = time.monotonic() + seconds
    while not asked():
        assert time.monotonic() < end, f"still not so after {seconds} s"
        time.sleep(0.05)
