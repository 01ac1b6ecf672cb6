"""The history of labels and decisions: complete, in order, only for those who may see it."""

import csv
import io
import json
import random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotator.annotation.actions import (
    Answer,
    give_labels,
    return_assignment,
    split_claim,
    undo_step,
)
from annotator.annotation.models import LabelEvent
from annotator.projects.actions import create_project
from annotator.review.actions import adjudicate, undo_last_decision
from annotator.review.models import AdjudicationEvent
from tests.annotator.export.conftest import assert_problem

KEYS = {
    *("kind", "id", "time", "actor", "annotator", "article", "claim", "variable", "before"),
    *("after", "cause", "reason", "codebook_version"),
}


def codes(marks):
    return [mark["code"] for mark in marks]


def told(rows):
    return [(row["variable"], codes(row["before"]), codes(row["after"])) for row in rows]


class TestLabels:
    def test_an_answer_given_changed_cleared(self, cast, api):
        mine = cast.take(cast.ana)
        claim = cast.claims()[0]
        cast.answer(mine, claim, slant="none")
        cast.answer(mine, claim, slant="some")
        give_labels(assignment=mine, actor=cast.ana, answers=[Answer(claim.pk, "slant", ())])
        rows = api(cast.ana).results("history/")
        assert told(rows) == [
            ("slant", [], ["slant:none"]),
            ("slant", ["slant:none"], ["slant:some"]),
            ("slant", ["slant:some"], []),
        ]
        for row in rows:
            assert row.keys() == KEYS
            assert (row["kind"], row["actor"], row["annotator"]) == ("label", "ana", "ana")
            assert (row["article"], row["claim"]) == (cast.article.pk, claim.pk)
            assert (row["cause"], row["codebook_version"]) == ("answer", "1")
        assert rows == api(cast.manager).results("history/")

    def test_spans_and_notes(self, cast, api):
        mine, claim = cast.take(cast.ana), cast.claims()[0]
        answer = Answer(claim.pk, "slant", ("slant:some",), note="“doubled”")
        give_labels(assignment=mine, actor=cast.ana, answers=[answer])
        (row,) = api(cast.ana).results("history/")
        assert row["after"] == [
            {"code": "slant:some", "span": None, "note": "“doubled”", "inherited": False}
        ]

    def test_undo_and_what_no_longer_applies(self, cast, api):
        mine, claim = cast.take(cast.ana), cast.claims()[0]
        cast.answer(mine, claim, att="explicit", src="official")
        cast.answer(mine, claim, att="none")
        rows = api(cast.ana).results("history/", variable="src")
        assert [row["cause"] for row in rows] == ["answer", "no longer applies"]
        assert codes(rows[-1]["after"]) == []
        undo_step(
            assignment=mine,
            step_id=mine.steps.latest("created_at").pk,
            member=cast.member(cast.ana),
        )
        rows = api(cast.ana).results("history/", variable="src")
        assert codes(rows[-1]["after"]) == ["src:official"]
        assert rows[-1]["cause"] not in ("answer", "no longer applies")

    def test_filters(self, cast, api):
        cast.code_all(cast.ana)
        cast.code_all(cast.ben, slant="strong")
        manager, first = api(cast.manager), cast.claims()[0]
        everything = manager.results("history/")
        for name, value, chosen in (
            ("annotator", "ben", lambda row: row["annotator"] == "ben"),
            ("variable", "slant", lambda row: row["variable"] == "slant"),
            ("claim", first.pk, lambda row: row["claim"] == first.pk),
            ("article", cast.article.pk, lambda row: True),
            ("since", everything[5]["time"], lambda row: row["time"] >= everything[5]["time"]),
            ("article", 999_999, lambda row: False),
        ):
            found = manager.results("history/", **{name: value})
            assert found == [row for row in everything if chosen(row)], name

    @pytest.mark.parametrize(
        "query", [{"since": "soon"}, {"claim": "x"}, {"kind": "mood"}, {"page_size": "0"}]
    )
    def test_wrong_filters(self, cast, api, query):
        assert_problem(api(cast.manager).get("history/", **query), 400)
        if "page_size" not in query:
            assert_problem(api(cast.manager).get("history/export/", **query), 400)

    def test_another_project_is_another_history(self, cast, api):
        cast.code_all(cast.ana)
        version = cast.version
        create_project(
            slug="pier", title="The pier", codebook_version=version, creator=cast.manager
        )
        assert api(cast.manager).results("/projects/pier/history/") == []
        assert {event.project_id for event in LabelEvent.objects.all()} == {cast.project.pk}
        assert_problem(api(cast.stranger).get("history/"), 404)


class TestBlind:
    @pytest.fixture
    def coded(self, cast):
        cast.mine = cast.code_all(cast.ana)
        cast.theirs = cast.code_all(cast.ben, slant="strong")
        return cast

    def owners(self, api, user):
        return {row["annotator"] for row in api(user).results("history/")}

    @pytest.mark.parametrize(
        ("mode", "seen"),
        [
            ("until_submitted", {"ana", "ben"}),
            ("until_decided", {"ana"}),
            ("always", {"ana"}),
        ],
    )
    def test_others_only_as_their_labels(self, coded, api, mode, seen):
        coded.project.blind = mode
        coded.project.save(update_fields=["blind"])
        assert self.owners(api, coded.ana) == seen
        assert {row["annotator"] for row in api(coded.ana).results("labels/")} == seen
        assert self.owners(api, coded.cleo) == set()
        assert self.owners(api, coded.reviewer) == {"ana", "ben"}

    def test_not_any_more_when_sent_back(self, coded, api):
        coded.project.blind = "until_submitted"
        coded.project.save(update_fields=["blind"])
        return_assignment(
            assignment=coded.mine, member=coded.member(coded.reviewer), reason="Look again."
        )
        assert self.owners(api, coded.ana) == {"ana"}
        assert self.owners(api, coded.ben) == {"ben"}

    def test_nobody_is_told_who_cut_their_claim(self, cast, api):
        mine, claim = cast.take(cast.ana), cast.claims()[0]
        cast.answer(mine, claim, att="none", slant="some")
        split_claim(member=cast.member(cast.manager), claim=claim, at=claim.start + 20)
        cut = [row for row in api(cast.ana).results("history/") if row["cause"] == "split"]
        assert cut
        assert {(row["annotator"], row["actor"]) for row in cut} == {("ana", "")}
        known = [row for row in api(cast.manager).results("history/") if row["cause"] == "split"]
        assert {row["actor"] for row in known} == {"manager"}
        assert {event.project_id for event in LabelEvent.objects.all()} == {cast.project.pk}

    def test_exports_hide_the_same(self, coded, api):
        lines = b"".join(api(coded.ben).get("history/export/").streaming_content).splitlines()
        assert {json.loads(line)["annotator"] for line in lines} == {"ben"}


class TestDecisions:
    def test_decided_changed_taken_back(self, cast, api):
        cast.code_all(cast.ana)
        cast.code_all(cast.ben, slant="strong")
        member, claim = cast.member(cast.reviewer), cast.claims()[0]
        for code in ("none", "strong"):
            adjudicate(
                member=member,
                claim=claim,
                variable="slant",
                codes=[f"slant:{code}"],
                reason=f"It is {code}.",
            )
        undo_last_decision(member=member)
        rows = api(cast.reviewer).results("history/", kind="decision")
        assert told(rows) == [
            ("slant", [], ["slant:none"]),
            ("slant", ["slant:none"], ["slant:strong"]),
            ("slant", ["slant:strong"], ["slant:none"]),
        ]
        assert [row["cause"] for row in rows] == ["decide", "decide", "undo"]
        assert [row["reason"] for row in rows][:2] == ["It is none.", "It is strong."]
        for row in rows:
            assert row.keys() == KEYS
            assert (row["kind"], row["actor"], row["annotator"]) == ("decision", "reviewer", None)
        assert rows[:1] == api(cast.manager).results("history/", kind="decision", page_size=1)[:1]

    def test_not_for_annotators(self, cast, api):
        assert_problem(api(cast.ana).get("history/", kind="decision"), 403)
        assert_problem(api(cast.ana).get("history/export/", kind="decision"), 403)

    def test_not_by_annotator(self, cast, api):
        problem = api(cast.reviewer).get("history/", kind="decision", annotator="ana")
        assert assert_problem(problem, 400)["errors"][0]["field"] == "annotator"

    def test_old_rows_hold_lists_of_codes(self, cast, api):
        cast.code_all(cast.ana)
        member, claim = cast.member(cast.reviewer), cast.claims()[0]
        adjudicate(member=member, claim=claim, variable="slant", codes=["slant:none"])
        AdjudicationEvent.objects.update(before=[], after=["slant:none"], step=None)
        (row,) = api(cast.reviewer).results("history/", kind="decision")
        assert (codes(row["after"]), row["cause"]) == (["slant:none"], "decide")


class TestPages:
    def test_pages_join_to_the_whole_both_ways(self, cast, api):
        cast.code_all(cast.ana)
        cast.code_all(cast.ben)
        moment = timezone.now()  # many at one moment: the id decides
        LabelEvent.objects.filter(pk__in=LabelEvent.objects.values("pk")[3:9]).update(
            created_at=moment
        )
        manager = api(cast.manager)
        whole = manager.results("history/")
        assert [(row["time"], row["id"]) for row in whole] == sorted(
            (row["time"], row["id"]) for row in whole
        )
        pages, page = [], manager.get("history/", page_size=4).json()
        pages.append(page)
        while page["next"]:
            page = manager.get(page["next"]).json()
            pages.append(page)
        assert [row for one in pages for row in one["results"]] == whole
        for number in range(len(pages) - 1, 0, -1):
            page = manager.get(page["previous"]).json()
            assert page["results"] == pages[number - 1]["results"]

    def test_an_export_in_many_reads_is_the_list(self, cast, api, monkeypatch):
        monkeypatch.setattr("annotator.export.history.events.AT_ONCE", 3)
        cast.code_all(cast.ana)
        manager = api(cast.manager)
        body = b"".join(manager.get("history/export/").streaming_content).decode()
        assert [json.loads(line) for line in body.splitlines()] == manager.results("history/")


class TestFiles:
    @pytest.fixture
    def coded(self, cast):
        cast.code_all(cast.ana)
        mine, claim = cast.take(cast.ben), cast.claims()[0]
        note = '=HYPERLINK("x")'
        answers = [Answer(claim.pk, "slant", ("slant:some",), note=note)]
        give_labels(assignment=mine, actor=cast.ben, answers=answers)
        return cast

    def test_csv_has_what_jsonl_has(self, coded, api):
        manager = api(coded.manager)
        lines = b"".join(manager.get("history/export/").streaming_content).decode().splitlines()
        answer = manager.get("history/export/", **{"as": "csv"})
        assert answer["Content-Type"].startswith("text/csv")
        assert "quay-history-label.csv" in answer["Content-Disposition"]
        table = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
        rows = [
            {**row, "before": json.loads(row["before"]), "after": json.loads(row["after"])}
            for row in table
        ]
        for row, line in zip(rows, lines, strict=True):
            wanted = json.loads(line)
            assert row == {
                name: value if isinstance(value, list) else str("" if value is None else value)
                for name, value in wanted.items()
            }

    def test_pseudonyms(self, coded, api):
        body = b"".join(
            api(coded.manager).get("history/export/", names="pseudonyms").streaming_content
        ).decode()
        people = {json.loads(line)["annotator"] for line in body.splitlines()}
        assert people == {"A1", "A2"}
        assert not any(f'"{name}"' in body for name in ("ana", "ben", "manager"))

    def test_the_command_writes_the_same(self, coded, api, tmp_path, capsys):
        body = b"".join(api(coded.manager).get("history/export/").streaming_content)
        call_command("export_history", "quay", "--output", str(tmp_path / "history.jsonl"))
        assert (tmp_path / "history.jsonl").read_bytes() == body
        call_command("export_history", "quay", "--format", "csv", "--kind", "decision")
        assert capsys.readouterr().out.startswith("kind,id,time,")
        with pytest.raises(CommandError, match="no project"):
            call_command("export_history", "nowhere")
        with pytest.raises(CommandError):
            call_command("export_history", "quay", "--since", "soon")


def test_the_last_change_is_what_stands(cast, api):
    """Whatever is done, the newest change of a cell says what its labels are."""
    random.seed(7)
    work = [cast.take(user) for user in (cast.ana, cast.ben)]
    for _turn in range(40):
        assignment, claim = random.choice(work), random.choice(cast.claims())
        code = random.choice(["none", "some", "strong"])
        cast.answer(assignment, claim, slant=code)
        if random.random() < 0.3:
            answers = [Answer(claim.pk, "slant", ())]
            give_labels(assignment=assignment, actor=assignment.annotator, answers=answers)
    last = {
        (row["annotator"], row["claim"], row["variable"]): codes(row["after"])
        for row in api(cast.manager).results("history/", page_size=1000)
    }
    standing: dict = {}
    for row in api(cast.manager).results("labels/", page_size=1000):
        key = row["annotator"], row["claim_id"], row["variable"]
        standing.setdefault(key, []).append(row["code"])
    assert {key: found for key, found in last.items() if found} == standing
