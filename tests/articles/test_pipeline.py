"""Articles prepared by several processes are those prepared by one, in their order."""

import json
import os
import signal
import subprocess
import sys
from functools import partial

import pytest

from articles import pipeline
from articles.ingestion.drafts import DraftError, DraftRejected, build_draft
from articles.ingestion.files import Unbuilt, read_unbuilt
from articles.pipeline import Preparation
from articles.preparing import PreparedArticle, prepare_article
from tests.waiting import until

OUTLET = "Karda Courier"


def text(number: int) -> str:
    return f"KARDA —\n\nThe board met on Monday.\n\nLock {number} stays shut.\n\n{OUTLET}"


def prepare_all(read, known_outlets=()):
    with Preparation(known_outlets, processes=2) as preparing:
        yield from preparing.prepare(read)


def source(count: int):
    for number in range(count):
        if number % 97 == 5:
            yield Unbuilt(partial(dict, text="", title=f"empty {number}"), number)
        elif number % 97 == 6:
            yield DraftRejected([DraftError("", "cannot be read", "undecodable")], number)
        else:
            yield Unbuilt(partial(dict, text=text(number)), number)


def told(one) -> tuple:
    if isinstance(one, PreparedArticle):
        return (one.draft.source_line, one)
    return (one.line, [error.code for error in one.errors], str(one))


@pytest.mark.parametrize("count", [0, 1, 120, 500])
def test_the_same_as_one_by_one(monkeypatch, count):
    monkeypatch.setattr(pipeline, "FEW", 100)
    made = list(prepare_all(source(count), known_outlets=[OUTLET]))
    assert [told(one) for one in made] == [
        told(pipeline._prepare(one, [OUTLET])) for one in source(count)
    ]


def test_known_outlets_reach_every_process(monkeypatch):
    monkeypatch.setattr(pipeline, "FEW", 10)
    made = list(prepare_all(source(60), known_outlets=[OUTLET]))
    alone = prepare_article(build_draft({"text": text(0)}), known_outlets=[OUTLET])
    assert made[0].segments == alone.segments
    origins = [one.origin_publisher for one in made if isinstance(one, PreparedArticle)]
    assert set(origins) == {alone.origin_publisher} == {OUTLET}


def test_checking_tells_what_is_wrong_and_nothing_else(monkeypatch):
    monkeypatch.setattr(pipeline, "FEW", 10)
    with Preparation(processes=2) as preparing:
        found = list(preparing.check(source(200)))
        made = list(preparing.prepare(source(200)))
    wrong = [one for one in made if isinstance(one, DraftRejected)]
    assert [told(one) for one in found if one] == [told(one) for one in wrong]
    assert len(found) == 200


def test_it_reads_little_ahead(monkeypatch):
    monkeypatch.setattr(pipeline, "FEW", 10)
    pulled = 0

    def endless():
        nonlocal pulled
        while True:
            pulled += 1
            yield Unbuilt(partial(dict, text=text(pulled)))

    made = prepare_all(endless())
    for _ in range(20):
        next(made)
    made.close()
    assert pulled <= 10 + 1 + (2 * pipeline.AHEAD + 2) * pipeline.BATCH


class Deadly:
    """Kills the process it is read in, unless that is the test's own."""

    def __init__(self, number: int) -> None:
        self.number, self.home = number, os.getpid()

    def __call__(self) -> dict[str, str]:
        if os.getpid() != self.home:
            os.kill(os.getpid(), signal.SIGKILL)
        return {"text": text(self.number)}


def test_a_process_that_dies_loses_nothing(monkeypatch):
    monkeypatch.setattr(pipeline, "FEW", 10)
    read = [Unbuilt(Deadly(n) if n == 70 else partial(dict, text=text(n)), n) for n in range(300)]
    made = list(prepare_all(read))
    assert [one.draft.source_line for one in made] == list(range(300))


def test_what_a_file_has_can_be_sent_to_another_process(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "FEW", 10)
    lines = "".join(f'{{"text": "Lock {n} stays shut."}}\n' for n in range(150))
    made = list(prepare_all(read_unbuilt("locks.jsonl", lines.encode())))
    assert [one.draft.text for one in made] == [f"Lock {n} stays shut." for n in range(150)]
    table = "text,title\n" + "".join(f"Lock {n} stays shut.,Lock {n}\n" for n in range(150))
    made = list(prepare_all(read_unbuilt("locks.csv", table.encode())))
    assert [one.title for one in made] == [f"Lock {n}" for n in range(150)]


KILLED = """
import os, sys
from articles import pipeline
from articles.ingestion.files import read_unbuilt

if __name__ == "__main__":
    pipeline.FEW = 10
    lines = (b'{"text": "Lock stays shut."}' for _ in range(200))
    with pipeline.Preparation(processes=2) as preparing:
        made = preparing.prepare(read_unbuilt("locks.jsonl", b"\\n".join(lines)))
        next(made)
        print(*preparing._pool._processes, flush=True)
        sys.stdin.read()
"""


def test_no_process_outlives_a_caller_that_is_killed(tmp_path):
    program = tmp_path / "killed.py"
    program.write_text(KILLED)
    caller = subprocess.Popen(
        [sys.executable, program],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with caller:
        others = [int(pid) for pid in caller.stdout.readline().split()]
        assert len(others) == 2
        assert all(map(is_running, others))
        caller.kill()
    until(lambda: not any(map(is_running, others)))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


WITHOUT_SETTINGS = """
import sys
from articles import pipeline
from articles.ingestion.files import read_unbuilt

batch = list(read_unbuilt("locks.jsonl", sys.stdin.buffer.read()))
print(sum(one is not None for one in pipeline._prepare_batch(batch)))
"""


def test_other_processes_do_the_work_themselves():
    """They have no settings and no translations; nothing of a good article may ask for them."""
    article = {
        "title": "Lock 7", "text": "Lock 7 stays shut.", "publisher": OUTLET, "language": "en",
        "published_at": "2026-01-02", "url": "https://karda.example/7", "external_id": "7",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_SETTINGS],
        env={key: value for key, value in os.environ.items() if "DJANGO" not in key},
        input=(json.dumps(article) + "\n").encode() * 3,
        capture_output=True,
        check=True,
    )
    assert done.stdout.strip() == b"3"
