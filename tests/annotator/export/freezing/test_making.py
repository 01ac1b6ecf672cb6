"""How a freeze comes to be: under which names, while people go on, and when it fails."""

import errno
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection
from django.utils import timezone

from annotator.annotation.actions import Answer, give_labels
from annotator.annotation.models import Label
from annotator.errors import Conflict
from annotator.export.freezing import actions, reading
from annotator.export.freezing.actions import request_freeze, run_freeze
from annotator.export.freezing.snapshot import snapshot
from annotator.export.jobs.files import folder
from annotator.export.jobs.tidying import tidy_exports
from annotator.export.models import Freeze, FrozenArticle
from annotator.export.study.opening import open_study, operator_of
from tests.annotator.export.conftest import assert_problem


def asked(cast, name="spring"):
    return request_freeze(member=cast.member(cast.manager), name=name)


def labels_in(freeze) -> int:
    study = open_study(operator_of(freeze.project), {"freeze": freeze.name})
    return sum(1 for _row in study.rows())


# -- names and people --------------------------------------------------------------------------


def test_through_the_api(cast, api):
    cast.code_all(cast.ana)
    manager = api(cast.manager)
    made = manager.post("freezes/", {"name": "  Spring   2026 "})
    assert made.status_code == 202
    (told,) = manager.results("freezes/")
    assert told == made.json() == manager.get(f"freezes/{told['id']}/").json()
    assert (told["name"], told["state"], told["created_by"]) == ("Spring 2026", "ready", "manager")
    assert (told["articles"], told["labels"], len(told["digest"])) == (1, 6, 64)
    assert api(cast.reviewer).results("freezes/") == [told]
    problem = assert_problem(manager.post("freezes/", {"name": "Spring 2026"}), 409)
    assert "Choose another name" in problem["detail"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\u0000b", "a\u202eb"])
def test_a_name_that_is_none(cast, name):
    with pytest.raises(ValidationError):
        asked(cast, name)


def test_only_managers_freeze(cast):
    for user in (cast.reviewer, cast.ana):
        with pytest.raises(PermissionDenied):
            request_freeze(member=cast.member(user), name="mine")


def test_one_at_a_time(cast):
    freeze = asked(cast)
    with pytest.raises(Conflict, match="being made"):
        asked(cast, "other")
    assert run_freeze(public_id=freeze.public_id) == "ready"
    assert run_freeze(public_id=freeze.public_id) == ""  # a second worker
    assert asked(cast, "other").state == "waiting"


def test_an_empty_project(cast):
    cast.project.entries.all().delete()
    freeze = asked(cast)
    assert run_freeze(public_id=freeze.public_id) == "ready"
    freeze.refresh_from_db()
    assert (freeze.total, labels_in(freeze)) == (0, 0)


# -- failing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "problem", "raised"),
    [
        (OSError(errno.ENOSPC, "No space left"), "full", False),
        (OperationalError("gone"), "database", True),
        (KeyError("bug"), "bug", True),
    ],
)
@pytest.mark.parametrize("place", ["gather", "_digest"])
def test_a_failure_leaves_nothing_but_why(cast, monkeypatch, place, error, problem, raised):
    cast.code_all(cast.ana)
    freeze = asked(cast)
    before = set(folder().iterdir())

    def fails(*_given):
        raise error

    monkeypatch.setattr(reading if place == "gather" else actions, place, fails)
    if raised:
        with pytest.raises(type(error)):
            run_freeze(public_id=freeze.public_id)
    else:
        assert run_freeze(public_id=freeze.public_id) == "failed"
    freeze.refresh_from_db()
    assert (freeze.state, freeze.problem, freeze.header) == ("failed", problem, {})
    assert not FrozenArticle.objects.exists()
    assert set(folder().iterdir()) == before
    monkeypatch.undo()
    again = asked(cast)  # the name is free again
    assert again.pk != freeze.pk
    assert run_freeze(public_id=again.public_id) == "ready"


def test_a_worker_that_was_killed_leaves_nothing(cast, api):
    freeze = asked(cast)
    long_ago = timezone.now() - timedelta(minutes=5)
    Freeze.objects.update(state="running", heartbeat_at=long_ago)
    FrozenArticle.objects.create(freeze=freeze, position=1, payload=b"x")
    told = api(cast.reviewer).get(f"freezes/{freeze.public_id}/").json()
    assert told["state"] == "failed"
    assert "stopped" in told["problem"]
    assert not FrozenArticle.objects.exists()


def test_given_up_for_dead_while_it_was_slow(cast, monkeypatch):
    """A worker that went to sleep and wakes up again cleans up after itself."""
    cast.code_all(cast.ana)
    freeze = asked(cast)
    usual = actions._digest

    def late(*given):
        Freeze.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
        tidy_exports()
        written = usual(*given)
        FrozenArticle.objects.create(freeze=freeze, position=9, payload=b"x")
        return written

    monkeypatch.setattr(actions, "_digest", late)
    assert run_freeze(public_id=freeze.public_id) == "failed"
    assert not FrozenArticle.objects.exists()


# -- while people go on ------------------------------------------------------------------------


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
class TestWhilePeopleLabel:
    """Real connections: whoever labels does not wait for the freeze, nor gets into it."""

    @pytest.fixture
    def busy(self, transactional_db, cast):
        cast.add_article("The mill said it would close.")
        cast.code_all(cast.ana)
        cast.assignment = cast.code_all(cast.ana, submit=False)
        return cast

    def in_thread(self, work):
        """Do it over another connection, and wait until it is done."""
        outcome = []

        def run():
            try:
                outcome.append(work())
            except Exception as error:
                outcome.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        thread.join(timeout=30)
        assert not thread.is_alive()
        return outcome[0]

    def test_labels_given_meanwhile_are_not_in_it(self, busy, monkeypatch):
        claim = busy.claims(busy.assignment.article)[0]
        answer = Answer(claim.pk, "topic", ("topic:water", "topic:roads"))
        usual = reading.write_methods

        def label_then(facts):
            give = lambda: give_labels(  # noqa: E731
                assignment=busy.assignment, actor=busy.ana, answers=[answer]
            )
            outcome = self.in_thread(give)
            assert not isinstance(outcome, Exception), outcome
            return usual(facts)

        before = Label.objects.count()
        monkeypatch.setattr(reading, "write_methods", label_then)
        freeze = asked(busy)
        assert run_freeze(public_id=freeze.public_id) == "ready"
        freeze.refresh_from_db()
        assert Label.objects.count() == before + 2
        assert (freeze.labels, labels_in(freeze)) == (before, before)

    def test_a_snapshot_leaves_no_lock(self, busy):
        with snapshot():
            before = Label.objects.count()
            deleted = self.in_thread(lambda: Label.objects.all().delete()[0])
            assert deleted > 0
            assert Label.objects.count() == before
        assert Label.objects.count() == 0
        assert not connection.in_atomic_block
        assert self.in_thread(Freeze.objects.count) == 0

    def test_it_beats_while_it_reads(self, busy, monkeypatch):
        monkeypatch.setattr("annotator.export.jobs.pulse.EVERY", 0.01)
        seen = threading.Event()
        usual = reading.write_methods

        def until_it_has_beaten(facts):
            old = timezone.now() - timedelta(hours=1)
            self.in_thread(lambda: Freeze.objects.update(heartbeat_at=old))

            def beaten():
                for _ in range(3000):
                    if Freeze.objects.get().heartbeat_at > old:
                        return seen.set()
                    threading.Event().wait(0.01)
                return None

            self.in_thread(beaten)
            return usual(facts)

        monkeypatch.setattr(reading, "write_methods", until_it_has_beaten)
        assert run_freeze(public_id=asked(busy).public_id) == "ready"
        assert seen.is_set()

    def test_a_failure_leaves_no_lock(self, busy, monkeypatch):
        def gone(_facts):
            raise OperationalError("gone")

        monkeypatch.setattr(reading, "write_methods", gone)
        freeze = asked(busy)
        with pytest.raises(OperationalError):
            run_freeze(public_id=freeze.public_id)
        assert not connection.in_atomic_block
        assert self.in_thread(lambda: Label.objects.all().delete()[0]) > 0
        freeze.refresh_from_db()
        assert freeze.state == "failed"
