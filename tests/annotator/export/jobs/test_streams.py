"""What goes wrong while a file is being sent."""

import threading
from dataclasses import replace

import pytest
from django.db import OperationalError, connection

from annotator.annotation.models import Label
from annotator.export.jobs.actions import drop_export, request_export, run_export
from annotator.export.jobs.files import folder
from annotator.export.study import live
from annotator.export.study.opening import open_study
from annotator.export.writers import FORMATS

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def study(transactional_db, cast, monkeypatch):
    """Several batches of articles."""
    monkeypatch.setattr("annotator.export.rows.ARTICLES_AT_ONCE", 1)
    monkeypatch.setattr(live, "ARTICLES_AT_ONCE", 1)
    for number in range(3):
        cast.add_article(f"The mill number {number} said so.")
    for _ in range(4):
        cast.code_all(cast.ana)
    return cast


def writes_elsewhere() -> int:
    """Change labels over another connection; whoever holds a lock would make it wait."""
    outcome: list[int] = []

    def write() -> None:
        outcome.append(Label.objects.update(note="changed"))
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(timeout=15)
    assert not thread.is_alive()
    return outcome[0]


@pytest.mark.parametrize("name", FORMATS)
def test_a_reader_who_goes_away_leaves_nothing(study, name):
    pieces = FORMATS[name].write(open_study(study.member(study.reviewer), {}))
    next(pieces)
    pieces.close()
    assert not connection.in_atomic_block
    assert writes_elsewhere() == Label.objects.count()


def test_through_the_web(study, api):
    answer = api(study.reviewer).get("export/", **{"as": "csv"})
    assert next(iter(answer.streaming_content))
    answer.close()
    assert writes_elsewhere() == Label.objects.count()


def test_two_who_ask_at_once_get_the_same(study):
    member, outcome = study.member(study.ana), []
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait()
        outcome.append(request_export(member=member, chosen=FORMATS["csv"], given={}))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len({export.pk for export, _is_new in outcome}) == 1
    assert sorted(is_new for _export, is_new in outcome) == [False, False, False, True]


def test_cancelled_by_somebody_else_while_it_is_written(study, monkeypatch):
    """A thread of its own hears of it while the work goes on."""
    monkeypatch.setattr("annotator.export.jobs.pulse.EVERY", 0.01)
    member = study.member(study.ana)
    export, _is_new = request_export(member=member, chosen=FORMATS["csv"], given={})

    def pieces(_study):
        yield b"first"
        drop_export(export=export)
        for _ in range(3000):
            threading.Event().wait(0.01)
            yield b"more"
        raise AssertionError("nobody heard")

    monkeypatch.setitem(FORMATS, "csv", replace(FORMATS["csv"], write=pieces))
    before = set(folder().iterdir())  # other tests' files may lie there too
    assert run_export(public_id=export.public_id) == "cancelled"
    assert set(folder().iterdir()) == before


@pytest.mark.parametrize("name", ["csv", "zip", "cas"])
def test_a_database_that_goes_away_ends_the_stream(study, name, monkeypatch):
    """The reader sees a connection that breaks, not a file that looks whole."""
    usual = live.LiveStudy._records
    seen = []

    def gone(self, entries):
        seen.append(entries)
        if len(seen) > 1:
            raise OperationalError("gone")
        return usual(self, entries)

    monkeypatch.setattr(live.LiveStudy, "_records", gone)
    query = {"layer": "aggregated"} if name == "csv" else {}
    pieces = FORMATS[name].write(open_study(study.member(study.reviewer), query))
    with pytest.raises(OperationalError):
        list(pieces)
    assert not connection.in_atomic_block
    assert writes_elsewhere()
