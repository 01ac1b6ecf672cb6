"""Saving from the page: every answer at once, few statements, errors in words."""

import json
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.annotation.actions import split_claim
from annotator.annotation.models import Label
from tests.annotator.annotation.test_views_annotate import given, page

MAX_STATEMENTS = 7  # session, user, assignment, claim with its labels, step, labels, history


NONE = '{"variable": "slant", "codes": ["slant:none"]}'
GENRE = '{"variable": "genre", "codes": ["genre:report"]}'


def about_genre(rest: str) -> str:
    return f'{{"claim": null, "answers": [{{"variable": "genre", {rest}}}]}}'


@pytest.fixture
def assignment(cast):
    return cast.take(cast.ana)


@pytest.fixture
def client(cast):
    return cast.client(cast.ana)


def save(client, assignment, claim, answers, **more):
    """`save(client, assignment, claim.pk, {"slant": ["slant:none"]}, step=...)`."""
    sent = [{"variable": variable, "codes": codes} for variable, codes in answers.items()]
    return send(client, assignment, json.dumps({"claim": claim, "answers": sent, **more}))


def send(client, assignment, body):
    return client.post(
        page(assignment, "annotate_answers"),
        body,
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def statements(queries: CaptureQueriesContext) -> list[str]:
    frame = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return [one["sql"] for one in queries if not one["sql"].startswith(frame)]


class TestSaving:
    def test_one_answer(self, cast, assignment, client):
        claim = cast.claims()[0]
        response = save(client, assignment, claim.pk, {"slant": ["slant:some"]})
        assert response.status_code == 200
        told = response.json()
        assert told["claims"] == {str(claim.pk): {"answers": {"slant": ["slant:some"]}}}
        assert told["dropped"] == []
        assert given(assignment, claim) == ["slant:some"]

    def test_the_step_keeps_the_id_it_was_sent_with(self, cast, assignment, client):
        claim, step = cast.claims()[0], str(uuid.uuid4())
        told = save(client, assignment, claim.pk, {"slant": ["slant:some"]}, step=step).json()
        assert told["step"] == step
        assert [str(one.pk) for one in assignment.steps.all()] == [step]

    def test_a_step_without_an_id_gets_one(self, cast, assignment, client):
        claim = cast.claims()[0]
        told = save(client, assignment, claim.pk, {"slant": ["slant:some"]}).json()
        assert told["step"] == str(assignment.steps.get().pk)

    def test_an_article_answer(self, assignment, client):
        response = save(client, assignment, None, {"genre": ["genre:opinion"]})
        assert response.json()["claims"]["article"]["answers"] == {"genre": ["genre:opinion"]}
        assert given(assignment) == ["genre:opinion"]

    def test_what_no_longer_applies_is_told(self, cast, assignment, client):
        claim = cast.claims()[0]
        cast.answer(assignment, claim, att="explicit", src="official")
        response = save(client, assignment, claim.pk, {"att": ["att:none"]})
        assert response.json()["dropped"] == [[str(claim.pk), "src"]]
        standing = response.json()["claims"][str(claim.pk)]
        assert standing["answers"] == {"att": ["att:none"]}
        assert given(assignment, claim) == ["att:none"]

    def test_a_repeated_save_changes_nothing(self, cast, assignment, client):
        claim = cast.claims()[0]
        for _ in range(3):
            assert save(client, assignment, claim.pk, {"slant": ["slant:some"]}).status_code == 200
        assert given(assignment, claim) == ["slant:some"]
        assert assignment.steps.count() == 1

    def test_what_stands_can_be_asked_for(self, cast, assignment, client):
        claim = cast.claims()[1]
        cast.answer(assignment, claim, att="none", slant="some")
        cast.answer(assignment, None, genre="report")
        standing = client.get(page(assignment, "annotate_answers")).json()
        assert set(standing) == {"state", "cut", "claims", "flags", "steps"}
        assert standing["state"] == "open"
        assert standing["claims"] == {
            str(claim.pk): {"answers": {"att": ["att:none"], "slant": ["slant:some"]}},
            "article": {"answers": {"genre": ["genre:report"]}},
        }
        assert standing["flags"] == {}
        told = [(one["kind"], one["claim"], one["undone"]) for one in standing["steps"]]
        assert told == [("answers", str(claim.pk), False), ("answers", "article", False)]

    def test_the_cut_changes_with_the_claims(self, cast, assignment, client):
        seen = [client.get(page(assignment, "annotate_answers")).json()["cut"]]
        cast.answer(assignment, cast.claims()[0], slant="none")
        seen.append(client.get(page(assignment, "annotate_answers")).json()["cut"])
        claim = cast.claims()[0]
        split_claim(claim=claim, at=claim.start + 12, member=cast.member(cast.manager))
        seen.append(client.get(page(assignment, "annotate_answers")).json()["cut"])
        assert seen[0] == seen[1] != seen[2]


class TestStatements:
    """The hot path of the product: see `give_labels`."""

    @pytest.fixture
    def counted(self, cast, assignment, client):
        claims = cast.claims()
        save(client, assignment, claims[2].pk, {"slant": ["slant:some"]})  # reads the codebook

        def count(claim, answers):
            with CaptureQueriesContext(connection) as queries:
                assert save(client, assignment, claim.pk, answers).status_code == 200
            return statements(queries)

        return count

    def test_a_new_answer(self, cast, counted):
        made = counted(cast.claims()[0], {"slant": ["slant:none"]})
        assert len(made) <= MAX_STATEMENTS, made

    def test_another_answer(self, cast, counted):
        counted(cast.claims()[0], {"slant": ["slant:none"]})
        made = counted(cast.claims()[0], {"slant": ["slant:strong"]})
        assert len(made) <= MAX_STATEMENTS, made

    def test_a_preset(self, cast, counted):
        answers = {"att": ["att:explicit"], "src": ["src:official"]}
        made = counted(cast.claims()[0], answers)
        assert len(made) <= MAX_STATEMENTS, made


class TestBadInput:
    @pytest.mark.parametrize(
        "body",
        [
            "",
            "{",
            "[]",
            "null",
            b"\xff\xfe",
            '{"claim": 1}',
            '{"claim": 1, "answers": []}',
            '{"claim": 1, "answers": {}}',
            '{"claim": 1, "answers": {"slant": ["slant:none"]}}',
            '{"claim": 1, "answers": [null]}',
            '{"claim": 1, "answers": [["slant", "slant:none"]]}',
            f'{{"claim": "1", "answers": [{NONE}]}}',
            f'{{"claim": true, "answers": [{NONE}]}}',
            f'{{"claim": 1.5, "answers": [{NONE}]}}',
            f'{{"claim": 0, "answers": [{NONE}]}}',
            f'{{"claim": 99999999999999999999, "answers": [{NONE}]}}',
            f'{{"claim": 99999999, "answers": [{NONE}]}}',
            f'{{"claim": null, "answers": [{NONE}]}}',
            f'{{"claim": null, "answers": [{", ".join([GENRE] * 501)}]}}',
            f'{{"claim": null, "answers": [{GENRE}], "step": "one"}}',
            f'{{"claim": null, "answers": [{GENRE}], "step": 1}}',
            f'{{"claim": null, "answers": [{GENRE}], "step": ["{uuid.uuid4()}"]}}',
            about_genre('"codes": "genre:report"'),
            about_genre('"codes": [1]'),
            about_genre('"codes": null'),
            about_genre('"codes": ["genre:nothing"]'),
            about_genre('"codes": ["genre:report", "genre:report"]'),
            about_genre('"codes": ["genre:report", "genre:opinion"]'),
            about_genre('"codes": ["genre:report\\u0000"]'),
            about_genre('"codes": ["\\ud800"]'),
            about_genre('"was": []'),
            about_genre('"codes": ["genre:report"], "was": "genre:report"'),
            about_genre('"codes": ["genre:report"], "was": [null]'),
            about_genre('"codes": ["genre:report"], "text": "Words."'),
            about_genre('"codes": ["genre:report"], "text": 5'),
            about_genre('"codes": ["genre:report"], "span": [0, 5]'),
            about_genre('"codes": ["genre:report"], "span": [5, 0]'),
            about_genre('"codes": ["genre:report"], "span": [0]'),
            about_genre('"codes": ["genre:report"], "span": [-1, 5]'),
            about_genre('"codes": ["genre:report"], "span": [0, 99999999999]'),
            about_genre('"codes": ["genre:report"], "span": [false, true]'),
            about_genre('"codes": ["genre:report"], "span": {"start": 0, "end": 5}'),
            '{"claim": null, "answers": [{"codes": ["genre:report"]}]}',
            '{"claim": null, "answers": [{"variable": 1, "codes": ["genre:report"]}]}',
            '{"claim": null, "answers": [{"variable": "gen\\u0000re", "codes": ["genre:report"]}]}',
            '{"claim": null, "answers": [{"variable": "nothing", "codes": ["nothing:at-all"]}]}',
        ],
    )
    def test_is_refused_in_words(self, assignment, client, body):
        response = send(client, assignment, body)
        assert response.status_code == 400
        assert response["content-type"] == "application/problem+json"
        assert response.json()["errors"]
        assert Label.objects.count() == 0

    def test_a_code_of_another_question(self, cast, assignment, client):
        response = save(client, assignment, cast.claims()[0].pk, {"slant": ["att:none"]})
        assert response.status_code == 400
        assert "not a code of" in response.json()["errors"][0]["message"]

    def test_all_or_nothing(self, cast, assignment, client):
        answers = {"att": ["att:none"], "slant": ["slant:enormous"]}
        assert save(client, assignment, cast.claims()[0].pk, answers).status_code == 400
        assert Label.objects.count() == 0

    def test_a_claim_of_another_article(self, cast, assignment, client):
        other = cast.add_article("The lock is shut.")
        response = save(client, assignment, cast.claims(other)[0].pk, {"slant": ["slant:none"]})
        assert response.status_code == 400


class TestStateForbids:
    def test_a_retired_claim(self, cast, assignment, client):
        claim = cast.claims()[0]
        place = claim.start + claim.text.index("that the north")
        split_claim(claim=claim, at=place, member=cast.member(cast.manager))
        response = save(client, assignment, claim.pk, {"slant": ["slant:none"]})
        assert response.status_code == 409
        assert "Reload" in response.json()["detail"]

    def test_after_submit(self, cast, client):
        assignment = cast.code_all(cast.ana)
        claim = cast.claims()[0]
        response = save(client, assignment, claim.pk, {"slant": ["slant:strong"]})
        assert response.status_code == 409
        assert given(assignment, claim) == ["att:none", "slant:none"]

    def test_a_question_that_does_not_apply(self, cast, assignment, client):
        answers = {"att": ["att:none"], "src": ["src:official"]}
        assert save(client, assignment, cast.claims()[0].pk, answers).status_code == 409


class TestWho:
    def test_a_login_that_has_ended_is_told_to_the_script(self, cast, assignment):
        response = save(cast.client(None), assignment, 1, {"slant": ["slant:none"]})
        assert response.status_code == 401
        assert "Log in again" in response.json()["detail"]

    def test_a_stale_token_is_refused(self, cast, assignment):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(cast.ana)
        response = save(strict, assignment, cast.claims()[0].pk, {"slant": ["slant:none"]})
        assert response.status_code == 403
        assert response["content-type"] == "application/problem+json"

    @pytest.mark.parametrize("who", ["ben", "reviewer", "manager", "stranger"])
    def test_nobody_elses_assignment(self, cast, assignment, who):
        client = cast.client(getattr(cast, who))
        response = save(client, assignment, cast.claims()[0].pk, {"slant": ["slant:none"]})
        assert response.status_code == 404
        assert client.get(page(assignment, "annotate_answers")).status_code == 404
        assert Label.objects.count() == 0
