"""Exports in the background: the same bytes, who gets them, how they end."""

import errno
import hashlib
import json
import os
import stat
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from annotator.errors import Conflict
from annotator.export.jobs import actions, files
from annotator.export.jobs.actions import drop_export, request_export, run_export
from annotator.export.jobs.files import file_of, folder, part_of
from annotator.export.jobs.tidying import tidy_exports
from annotator.export.models import Export
from annotator.export.study.options import Layer, Names
from annotator.export.writers import FORMATS
from annotator.projects.models import Membership, Project
from tests.annotator.export.conftest import assert_problem


@pytest.fixture
def study(cast):
    """Two annotators who differ, and an article in another script with all that is awkward."""
    cast.add_article(
        "أُغلق الرصيف، قال المكتب. 🌊 Cafe\u0301 closed.", title="الرصيف", language="ar"
    )
    cast.code_all(cast.ana, slant="some")
    cast.code_all(cast.ben)
    return cast


@pytest.fixture(autouse=True)
def _empty_folder():
    yield
    for path in folder().iterdir():
        path.unlink()


def body(answer) -> bytes:
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content)


def waiting(cast, user, name="csv", **query):
    export, is_new = request_export(member=cast.member(user), chosen=FORMATS[name], given=query)
    assert is_new
    return export


def left() -> list[str]:
    return sorted(path.name for path in folder().iterdir())


# -- the bytes -------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", Layer.values)
@pytest.mark.parametrize("name", FORMATS)
def test_both_ways_give_the_same_bytes(study, api, name, layer):
    reviewer = api(study.reviewer)
    query = {"layer": layer, "names": Names.PSEUDONYMS.value}
    at_once = body(reviewer.get("export/", **{"as": name, **query}))
    asked = reviewer.post("exports/", {"format": name, "query": query})
    assert asked.status_code == 202
    assert asked["Location"] == asked.json()["url"]
    told = reviewer.get(asked.json()["url"]).json()
    assert (told["state"], told["done"], told["total"]) == ("ready", 2, 2)
    fetched = reviewer.get(told["file"])
    later = body(fetched)
    assert later == at_once
    assert told["digest"] == hashlib.sha256(later).hexdigest()
    assert fetched["ETag"] == f'"{told["digest"]}"'
    assert fetched["Content-Type"] == FORMATS[name].media_type
    assert int(fetched["Content-Length"]) == told["size"] == len(later)
    assert fetched["Content-Disposition"].endswith(f'.{FORMATS[name].extension}"')


def test_the_file_is_private_and_nothing_else_is_left(study):
    export = waiting(study, study.ana)
    assert run_export(public_id=export.public_id) == "ready"
    assert left() == [str(export.public_id)]
    assert stat.S_IMODE(os.stat(file_of(export.public_id)).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(folder()).st_mode) == 0o700


def test_who_has_the_file_already_gets_no_bytes(study, api):
    ana = api(study.ana)
    told = ana.post("exports/", {"format": "csv"}).json()
    mark = f'"{told["digest"]}"'
    again = ana.client.get(told["file"], headers={"if-none-match": mark})
    assert (again.status_code, again["ETag"]) == (304, mark)
    assert body(ana.client.get(told["file"], headers={"if-none-match": '"other"'}))


def test_the_name_says_what_is_in_it(study, api):
    reviewer = api(study.reviewer)
    query = {"layer": "aggregated", "names": "pseudonyms"}
    told = reviewer.post("exports/", {"format": "jsonl", "query": query}).json()
    today = f"{timezone.now():%Y-%m-%d}"
    name = f'attachment; filename="quay-labels-aggregated-pseudonyms-{today}.jsonl"'
    fetched = reviewer.get(told["file"])
    assert body(fetched)
    assert fetched["Content-Disposition"] == name


# -- at once or later --------------------------------------------------------------------------


def test_a_large_export_is_written_in_the_background(study, api, monkeypatch):
    monkeypatch.setitem(FORMATS, "jsonl", replace(FORMATS["jsonl"], streams_up_to=11))
    reviewer = api(study.reviewer)
    asked = reviewer.get("export/", **{"as": "jsonl"})
    assert asked.status_code == 202
    assert asked["Retry-After"]
    again = reviewer.get("export/", **{"as": "jsonl"})
    assert again.status_code == 303
    rows = body(reviewer.get(again["Location"])).decode().splitlines()
    assert len([json.loads(row) for row in rows]) == 12
    own = api(study.ana).get("export/", **{"as": "jsonl"})  # six labels: few enough
    assert own.status_code == 200


def test_the_background_can_be_asked_for(study, api):
    asked = api(study.ana).get("export/", **{"as": "csv", "background": "true"})
    assert asked.status_code == 202
    problem = assert_problem(
        api(study.ana).get("export/", **{"as": "csv", "background": "perhaps"}), 400
    )
    assert problem["errors"][0]["field"] == "background"


def test_the_same_is_not_written_twice(study):
    member = study.member(study.ana)
    first = waiting(study, study.ana)
    same, is_new = request_export(
        member=member, chosen=FORMATS["csv"], given={"names": "real", "junk": "x"}
    )
    assert (same.pk, is_new) == (first.pk, False)
    assert waiting(study, study.ana, names="pseudonyms").pk != first.pk
    assert waiting(study, study.ben).pk != first.pk
    run_export(public_id=first.public_id)
    same, is_new = request_export(member=member, chosen=FORMATS["csv"], given={})
    assert (same.pk, is_new) == (first.pk, False)
    old = timezone.now() - actions.FRESH - timedelta(seconds=1)
    Export.objects.filter(pk=first.pk).update(finished_at=old)
    assert waiting(study, study.ana).pk != first.pk


def test_not_too_many_at_once(study):
    for annotator in range(actions.AT_ONCE):
        waiting(study, study.ana, annotator=str(annotator))
    with pytest.raises(Conflict, match="5 exports under way"):
        waiting(study, study.ana, annotator="one more")


def test_what_is_wrong_is_said_before_anything_is_kept(study, api):
    ana = api(study.ana)
    for body_, field in (
        ({"format": "xlsx"}, "format"),
        ({"format": "csv", "query": {"lyaer": "adjudicated"}}, "query"),
        ({"format": "csv", "query": {"state": "nope"}}, "state"),
        ({}, "format"),
    ):
        problem = assert_problem(ana.post("exports/", body_), 400)
        assert problem["errors"][0]["field"] == field
    assert_problem(ana.post("exports/", {"format": "csv", "query": {"layer": "adjudicated"}}), 403)
    assert not Export.objects.exists()


def test_a_format_whose_package_is_missing_says_what_to_install(study, api, monkeypatch):
    monkeypatch.setitem(FORMATS, "csv", replace(FORMATS["csv"], needs="no_such_package"))
    problem = assert_problem(api(study.ana).get("export/", **{"as": "csv"}), 400)
    assert "pip install no_such_package" in problem["detail"]
    formats = {one["name"]: one for one in api(study.ana).get("export/formats/").json()}
    assert not formats["csv"]["is_installed"]


def test_the_formats(study, api):
    formats = api(study.ana).get("export/formats/").json()
    assert [one["name"] for one in formats] == list(FORMATS)
    assert all(one["title"] and one["carries"] and one["loses"] for one in formats)
    assert formats[0]["layers"] == ["annotators"]
    assert api(study.reviewer).get("export/formats/").json()[0]["layers"] == Layer.values


# -- whose it is -------------------------------------------------------------------------------


def test_nobody_else_gets_it(study, api):
    told = api(study.ana).post("exports/", {"format": "csv"}).json()
    for user in (study.ben, study.reviewer, study.manager, study.stranger):
        for address in (told["url"], told["file"]):
            assert_problem(api(user).get(address), 404)
        assert_problem(api(user).send("DELETE", told["url"]), 404)
    assert api(study.ben).results("exports/") == []
    assert [one["id"] for one in api(study.ana).results("exports/")] == [told["id"]]


def test_a_former_member_gets_nothing(study, api):
    told = api(study.ana).post("exports/", {"format": "csv"}).json()
    Membership.objects.filter(user=study.ana).delete()
    assert_problem(api(study.ana).get(told["file"]), 404)


@pytest.mark.parametrize("change", ["role", "blind"])
def test_another_role_or_another_blindness_closes_the_file(study, api, change):
    told = api(study.reviewer).post("exports/", {"format": "csv"}).json()
    if change == "role":
        Membership.objects.filter(user=study.reviewer).update(role="annotator")
    else:
        Project.objects.update(blind="always")
    problem = assert_problem(api(study.reviewer).get(told["file"]), 403)
    assert "has changed" in problem["detail"]


def test_who_lost_the_role_before_it_was_written(study):
    export = waiting(study, study.reviewer)
    Membership.objects.filter(user=study.reviewer).update(role="annotator")
    assert run_export(public_id=export.public_id) == "failed"
    export.refresh_from_db()
    assert (export.problem, left()) == ("not_allowed", [])


# -- how it ends -------------------------------------------------------------------------------


def test_cancelled_before_it_begins(study):
    export = waiting(study, study.ana)
    drop_export(export=export)
    assert run_export(public_id=export.public_id) == ""
    export.refresh_from_db()
    assert (export.state, left()) == ("cancelled", [])


def test_cancelled_while_it_is_written(study, monkeypatch):
    export = waiting(study, study.ana)
    seen = []

    def pieces(_study):
        yield b"first"
        seen.append(part_of(export.public_id).exists())
        drop_export(export=export)
        yield b"second"
        yield b"never"

    write(monkeypatch, pieces)
    monkeypatch.setattr("annotator.export.jobs.pulse.EVERY", 0)
    assert run_export(public_id=export.public_id) == "cancelled"
    assert seen == [True]
    assert left() == []


def test_cancelled_at_the_very_end(study, monkeypatch):
    export = waiting(study, study.ana)
    usual = files.write_file

    def cancel_then(*given):
        written = usual(*given)
        drop_export(export=export)
        return written

    monkeypatch.setattr(actions, "write_file", cancel_then)
    assert run_export(public_id=export.public_id) == "cancelled"
    assert left() == []


def write(monkeypatch, pieces):
    """Let `csv` be written by something else."""
    monkeypatch.setitem(FORMATS, "csv", replace(FORMATS["csv"], write=pieces))


@pytest.mark.parametrize(
    ("error", "problem", "words"),
    [
        (OSError(errno.ENOSPC, "No space left"), "full", "disk is full"),
        (OSError(errno.EIO, "I/O"), "unwritable", "could not write"),
    ],
)
def test_a_disk_that_takes_no_more(study, api, monkeypatch, error, problem, words):
    def pieces(_study):
        yield b"first"
        raise error

    write(monkeypatch, pieces)
    told = api(study.ana).post("exports/", {"format": "csv"}).json()
    assert told["state"] == "failed"
    assert words in told["problem"]
    assert (Export.objects.get().problem, left()) == (problem, [])
    assert_problem(api(study.ana).get(told["file"]), 409)


def test_a_real_full_disk(study, monkeypatch):
    """`/dev/full` says there is no space, at the end of what is written."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    export = waiting(study, study.ana)
    usual = open
    monkeypatch.setattr(files, "open", lambda *_a, **_k: usual("/dev/full", "wb"), raising=False)
    assert run_export(public_id=export.public_id) == "failed"
    export.refresh_from_db()
    assert (export.problem, left()) == ("full", [])


@pytest.mark.parametrize(
    ("error", "problem"), [(OperationalError("gone"), "database"), (KeyError("bug"), "bug")]
)
def test_what_is_a_bug_is_told_and_raised(study, monkeypatch, error, problem):
    def pieces(_study):
        yield b"first"
        raise error

    write(monkeypatch, pieces)
    export = waiting(study, study.ana)
    with pytest.raises(type(error)):
        run_export(public_id=export.public_id)
    export.refresh_from_db()
    assert (export.state, export.problem, left()) == ("failed", problem, [])
    assert export.finished_at


def test_two_workers_write_it_once(study):
    export = waiting(study, study.ana)
    assert run_export(public_id=export.public_id) == "ready"
    assert run_export(public_id=export.public_id) == ""


def test_a_worker_that_was_killed(study, api):
    export = waiting(study, study.ana)
    long_ago = timezone.now() - timedelta(minutes=5)
    Export.objects.update(state="running", heartbeat_at=long_ago)
    part_of(export.public_id).write_bytes(b"half")
    told = api(study.ana).get(f"exports/{export.public_id}/").json()
    assert told["state"] == "failed"
    assert "stopped" in told["problem"]
    assert left() == []
    assert waiting(study, study.ana).pk != export.pk


def test_a_worker_that_is_alive_is_left_alone(study):
    export = waiting(study, study.ana)
    Export.objects.update(state="running", heartbeat_at=timezone.now())
    part_of(export.public_id).write_bytes(b"half")
    tidy_exports()
    export.refresh_from_db()
    assert (export.state, left()) == ("running", [f"{export.public_id}.part"])


def test_files_expire(study, api, settings):
    settings.EXPORT_HOURS = 1
    told = api(study.ana).post("exports/", {"format": "csv"}).json()
    assert timezone.datetime.fromisoformat(told["expires_at"]) <= timezone.now() + timedelta(
        hours=1
    )
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert_problem(api(study.ana).get(told["file"]), 409)  # before anybody tidied
    assert len(left()) == 1
    assert api(study.ana).results("exports/")[0]["state"] == "expired"
    assert left() == []
    problem = assert_problem(api(study.ana).get(told["file"]), 409)
    assert "expired" in problem["detail"]


def test_old_rows_and_files_that_nobody_knows_go(study, settings):
    export = waiting(study, study.ana)
    run_export(public_id=export.public_id)
    Export.objects.update(finished_at=timezone.now() - timedelta(days=60))
    file_of(export.public_id).unlink()
    stray, young = folder() / f"{'0' * 8}-0000-4000-8000-{'0' * 12}.part", folder() / "note"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    young.write_bytes(b"x")
    tidy_exports()
    assert not Export.objects.exists()
    assert left() == ["note"]


def test_removing_takes_the_file_along(study, api):
    ana = api(study.ana)
    told = ana.post("exports/", {"format": "csv"}).json()
    assert ana.send("DELETE", told["url"]).status_code == 204
    assert left() == []
    assert_problem(ana.get(told["url"]), 404)


def test_a_file_that_was_taken_away(study, api):
    told = api(study.ana).post("exports/", {"format": "csv"}).json()
    file_of(Export.objects.get().public_id).unlink()
    assert_problem(api(study.ana).get(told["file"]), 409)
