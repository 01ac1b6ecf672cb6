"""A program that keeps a copy: told “as before” only while it is, and in step when it asks."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotation.actions import (
    Answer,
    AnswerError,
    give_labels,
    merge_claims,
    reopen_submitted,
    return_assignment,
    split_claim,
    submit_assignment,
    undo_claim_edit,
)
from annotator.annotation.models import Assignment
from annotator.errors import Conflict
from annotator.export.pagination import MAX_PAGE_SIZE
from annotator.projects.actions import add_member
from annotator.review.actions import adjudicate, undo_last_decision
from articles.models import ClaimEdit, Publisher
from tests.annotator.export.conftest import assert_problem

MARKED = [
    "/projects/quay/",
    "codebook/",
    "articles/",
    "claims/",
    "labels/",
    "history/",
    "history/?kind=decision",
    "adjudications/",
    "summary/",
    "agreement/",
    "agreement/slant/",
    "figures/",
    "/articles/{article}/",
]
FOR_ANNOTATORS = ["/projects/quay/", "codebook/", "articles/", "claims/", "labels/", "history/"]


class Keeper:
    """Asks again and again with the mark it has; checks that “as before” is true."""

    def __init__(self, cast, api, user, paths):
        self.api, self.marks, self.bodies = api(user), {}, {}
        self.paths = [path.format(article=cast.article.pk) for path in paths]

    def look(self):
        """Ask for everything; return the paths that have changed by their mark."""
        changed = []
        for path in self.paths:
            full = self.api.get(path)
            assert full.status_code == 200, full.content
            body = {**full.json(), "made_at": None}
            again = self.ask(path)
            if again is None or again.status_code != 304:
                changed.append(path)
            else:
                assert again.content == b""
                assert body == self.bodies[path], f"{path} has changed, and the mark has not"
            self.marks[path], self.bodies[path] = full["ETag"], body
        return changed

    def ask(self, path):
        if path not in self.marks:
            return None
        address = self.api.address(path)
        return self.api.client.get(address, headers={"if-none-match": self.marks[path]})


def doings(cast):
    """Everything that changes something, one after the other."""
    mine, claims = cast.take(cast.ana), cast.claims()

    def answer(code):
        return lambda: cast.answer(mine, claims[0], slant=code)

    def clear():
        give_labels(assignment=mine, actor=cast.ana, answers=[Answer(claims[0].pk, "slant", ())])

    def finish():
        for claim in cast.claims():
            cast.answer(mine, claim, att="none", slant="none")
        submit_assignment(assignment=mine, actor=cast.ana)

    def decide():
        adjudicate(
            member=cast.member(cast.reviewer),
            claim=cast.claims()[1],
            variable="slant",
            codes=["slant:strong"],
            reason="It is loaded.",
        )

    def send_back():
        mine.refresh_from_db()
        reviewer = cast.member(cast.reviewer)
        return_assignment(assignment=mine, member=reviewer, reason="Look again.")

    def cut():
        claim = cast.claims()[2]
        split_claim(claim=claim, at=claim.start + 10, member=cast.member(cast.manager))

    def uncut():
        edit = ClaimEdit.objects.latest("pk")
        undo_claim_edit(edit=edit, member=cast.member(cast.manager))

    return {
        "an answer": answer("some"),
        "another": answer("strong"),
        "the first again": answer("some"),
        "none": clear,
        "a claim cut": cut,
        "uncut": uncut,
        "handed in": finish,
        "sent back": send_back,
        "another's work": lambda: cast.code_all(cast.ben, slant="strong"),
        "a decision": decide,
        "taken back": lambda: undo_last_decision(member=cast.member(cast.reviewer)),
        "an article": lambda: cast.add_article("The bridge is shut. Nobody said why."),
        "a name": lambda: User.objects.filter(pk=cast.ana.pk).update(username="anna"),
        "a publisher": lambda: Publisher.objects.update(name="Harbour Gazette"),
        "a setting": lambda: type(cast.project).objects.update(overlap=3, blind="always"),
    }


class TestMarks:
    @pytest.mark.parametrize("who", ["reviewer", "manager", "ana"])
    def test_they_change_whenever_the_answer_does(self, cast, api, who):
        paths = FOR_ANNOTATORS if who == "ana" else MARKED
        keeper = Keeper(cast, api, getattr(cast, who), paths)
        keeper.look()
        assert keeper.look() == []
        for name, do in doings(cast).items():
            do()
            keeper.look()
            assert keeper.look() == [], name

    def test_they_do_change(self, cast, api):
        keeper = Keeper(cast, api, cast.reviewer, ["labels/", "articles/", "history/"])
        seen = {}
        keeper.look()
        for name, do in doings(cast).items():
            do()
            seen[name] = keeper.look()
        assert "labels/" in seen["an answer"]
        assert "labels/" in seen["none"]
        assert "history/" in seen["none"]
        assert "articles/" not in seen["an answer"]
        assert "articles/" in seen["a claim cut"]
        assert "articles/" in seen["uncut"]

    @pytest.mark.parametrize("mode", ["until_submitted", "until_decided", "always"])
    def test_what_an_annotator_may_not_know_changes_none(self, cast, api, mode):
        type(cast.project).objects.update(blind=mode)
        cast.take(cast.ana)
        keeper = Keeper(cast, api, cast.ana, FOR_ANNOTATORS)
        keeper.look()
        theirs = cast.take(cast.ben)
        for claim in cast.claims():
            cast.answer(theirs, claim, att="none", slant="strong")
        submit_assignment(assignment=theirs, actor=cast.ben)
        assert keeper.look() == []

    def test_they_are_of_who_asks_and_of_what(self, cast, api):
        cast.code_all(cast.ana)
        marks = [
            api(user).get("labels/", **query)["ETag"]
            for user in (cast.ana, cast.ben, cast.reviewer, cast.manager)
            for query in ({}, {"page_size": 1}, {"variable": "slant"})
        ]
        assert len(set(marks)) == len(marks)
        assert all(mark.startswith('W/"') for mark in marks)

    def test_who_may_not_any_more_is_told_so(self, cast, api):
        keeper = Keeper(cast, api, cast.reviewer, MARKED)
        keeper.look()
        member = cast.member(cast.reviewer)
        add_member(project=cast.project, user=cast.reviewer, role="annotator", actor=cast.manager)
        for path in MARKED:
            if path not in FOR_ANNOTATORS and not path.startswith("/articles/"):
                assert_problem(keeper.ask(path), 403)
        assert keeper.ask("labels/").status_code == 200
        member.delete()
        for path in keeper.paths:
            assert_problem(keeper.ask(path), 404)

    @pytest.mark.parametrize("sent", ["*", '"x"', 'W/"x"', "x", '", \x7f', 'W/"' + "a" * 9000])
    def test_other_marks_are_no_match(self, cast, api, sent):
        client = api(cast.ana)
        address = client.address("labels/")
        answer = client.client.get(address, headers={"if-none-match": sent})
        assert answer.status_code == 200

    def test_as_before_costs_less_than_the_answer(self, cast, api, django_assert_max_num_queries):
        cast.code_all(cast.ana)
        keeper = Keeper(cast, api, cast.manager, ["labels/", "articles/", "codebook/"])
        keeper.look()
        for path, most in (("codebook/", 3), ("articles/", 9), ("labels/", 13)):
            with django_assert_max_num_queries(most):
                assert keeper.ask(path).status_code == 304

    def test_wrong_filters_are_wrong_all_the_same(self, cast, api):
        keeper = Keeper(cast, api, cast.manager, ["labels/", "claims/", "articles/"])
        keeper.look()
        for path in keeper.paths:
            assert_problem(keeper.api.get(path, updated_since="soon"), 400)


class TestUpdatedSince:
    def test_articles_and_claims(self, cast, api):
        manager = api(cast.manager)
        second = cast.add_article("The bridge is shut. Nobody said why.")
        moment = timezone.now()
        since = {"updated_since": moment.isoformat()}
        assert manager.results("articles/", **since) == []
        assert manager.results("claims/", **since) == []
        claim = cast.claims(second)[0]
        split_claim(claim=claim, at=claim.start + 10, member=cast.member(cast.manager))
        assert [one["id"] for one in manager.results("articles/", **since)] == [second.pk]
        assert {one["article"] for one in manager.results("claims/", **since)} == {second.pk}
        later = {"updated_since": timezone.now().isoformat()}
        assert manager.results("articles/", **later) == []
        undo_claim_edit(edit=ClaimEdit.objects.get(), member=cast.member(cast.manager))
        assert [one["id"] for one in manager.results("articles/", **later)] == [second.pk]
        third = cast.add_article("A third one said so.")
        found = [one["id"] for one in manager.results("articles/", **later)]
        assert found == [second.pk, third.pk]
        everything = {"updated_since": (moment - timedelta(days=1)).isoformat()}
        assert manager.results("claims/", **everything) == manager.results("claims/")

    def test_another_projects_entry_does_not_count(self, cast, api):
        from annotator.projects.actions import add_article, create_project
        from articles.ingestion.drafts import build_draft

        moment = timezone.now()
        pier = create_project(
            slug="pier", title="The pier", codebook_version=cast.version, creator=cast.manager
        )
        text, publisher = cast.article.text, cast.article.publisher.name
        draft = build_draft({"text": text, "title": cast.article.title, "publisher": publisher})
        added = add_article(project=pier, draft=draft, actor=cast.manager, method="api")
        assert added.article_id == cast.article.pk
        since = {"updated_since": moment.isoformat()}
        manager = api(cast.manager)
        assert manager.results("claims/", **since) == []
        assert manager.results("articles/", **since) == []
        assert len(manager.results("/projects/pier/claims/", **since)) == 3
        assert len(manager.results("claims/")) == 3

    def test_assignments_and_decisions(self, cast, api):
        reviewer = api(cast.reviewer)
        cast.code_all(cast.ana)
        cast.code_all(cast.ben)
        since = {"updated_since": timezone.now().isoformat()}
        for path in ("assignments/", "adjudications/", "labels/"):
            assert reviewer.results(path, **since) == [], path
        assert api(cast.ana).results("queue/", **since) == []
        mine = Assignment.objects.get(annotator=cast.ana)
        return_assignment(assignment=mine, member=cast.member(cast.reviewer), reason="Look.")
        assert [one["annotator"] for one in reviewer.results("assignments/", **since)] == ["ana"]
        assert [one["state"] for one in api(cast.ana).results("queue/", **since)] == ["returned"]
        adjudicate(
            member=cast.member(cast.reviewer),
            claim=cast.claims()[0],
            variable="slant",
            codes=["slant:none"],
        )
        assert len(reviewer.results("adjudications/", **since)) == 1


# -- a copy ---------------------------------------------------------------------------------


REFUSED = (Conflict, AnswerError, PermissionDenied, ValidationError, ClaimEdit.DoesNotExist)


def everything(client, path, **query):
    rows, page = [], client.get(path, page_size=MAX_PAGE_SIZE, **query).json()
    while True:
        rows += page["results"]
        if not page["next"]:
            return rows
        page = client.get(page["next"]).json()


def sync(client, kept, since):
    """The recipe of the help, in the words of the tests."""
    touched = {row["article"] for row in everything(client, "history/", since=since)}
    work = "assignments/" if client.reviews else "queue/"
    for path, key in ((work, "article"), ("articles/", "id")):
        touched |= {row[key] for row in everything(client, path, updated_since=since)}
    for article in touched:
        kept[article] = everything(client, "labels/", article=article)


def do_something(cast, chance):
    """One random thing, if the state lets it."""
    assignment = chance.choice(list(Assignment.objects.all()))
    claims = cast.claims(assignment.article)
    claim, manager = chance.choice(claims), cast.member(cast.manager)
    middle = (claim.start + claim.end) // 2
    return chance.choice(
        [
            lambda: cast.answer(assignment, claim, slant=chance.choice(["none", "strong"])),
            lambda: cast.answer(assignment, claim, att="explicit", src="official"),
            lambda: cast.answer(assignment, claim, att="none"),
            lambda: give_labels(
                assignment=assignment,
                actor=assignment.annotator,
                answers=[Answer(claim.pk, "slant", ())],
            ),
            lambda: split_claim(claim=claim, at=middle, member=manager),
            lambda: merge_claims(first=claims[0], second=claims[1], member=manager),
            lambda: undo_claim_edit(edit=ClaimEdit.objects.latest("pk"), member=manager),
            lambda: submit_assignment(assignment=assignment, actor=assignment.annotator),
            lambda: reopen_submitted(assignment=assignment, actor=assignment.annotator),
            lambda: return_assignment(
                assignment=assignment, member=cast.member(cast.reviewer), reason="Again."
            ),
            lambda: cast.add_article(f"Somebody said {chance.random()}. The quay is shut."),
        ]
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_copy_that_asks_now_and_then_ends_with_the_list(cast, api, seed):
    chance = random.Random(seed)
    cast.add_article("The bridge is shut since May. Nobody in the town said why it is.")
    for user in (cast.ana, cast.ben):
        cast.take(user)
    clients = {who: api(getattr(cast, who)) for who in ("manager", "ana")}
    clients["manager"].reviews, clients["ana"].reviews = True, False
    type(cast.project).objects.update(blind="always")
    copies: dict = {who: {} for who in clients}
    since, done = "2020-01-01T00:00:00Z", 0
    for _round in range(5):
        begun = timezone.now().isoformat()
        for who, client in clients.items():
            sync(client, copies[who], since)
        since = begun
        for _turn in range(12):
            with suppress(*REFUSED):
                do_something(cast, chance)()
                done += 1
    for who, client in clients.items():
        sync(client, copies[who], since)
        kept = [row for article in sorted(copies[who]) for row in copies[who][article]]
        assert kept == everything(client, "labels/"), who
    assert done > 20
