"""Two transactions of which the tests say where one begins while the other is not committed."""

import threading
from contextlib import contextmanager

from django.db import connection, transaction

HEAD_START = 0.5  # seconds; what nothing keeps waiting is done by then


@contextmanager
def begun_before_the_end(act):
    """Begin `act` elsewhere when all in the block is done, and commit when it had its chance.

    Gives a list, where what `act` returned or raised is found afterwards.
    """
    with elsewhere(act) as (begin, done, outcomes), transaction.atomic():
        yield outcomes
        begin()
        done.wait(HEAD_START)


@contextmanager
def elsewhere(act):
    """A thread for `act`: a function that starts it, an event for its end, and its outcomes."""
    outcomes, done = [], threading.Event()

    def run():
        try:
            outcomes.append(act())
        except BaseException as error:
            outcomes.append(error)
        finally:
            connection.close()
            done.set()

    thread = threading.Thread(target=run)
    try:
        yield thread.start, done, outcomes
    finally:
        thread.join(timeout=60)
