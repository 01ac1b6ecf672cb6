"""Before an annotator may, the API tells nothing of others' labels; the whole table is in
`tests/architecture/test_blind.py`."""

import json

import pytest
from django.utils import timezone

from annotator.annotation.actions import return_assignment
from annotator.projects.models import Project
from tests.annotator.export.conftest import assert_problem


def exported(api, user, **query):
    answer = api(user).get("export/", **{"as": "jsonl", **query})
    assert answer.status_code == 200
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


@pytest.fixture(params=["labels", "export"])
def rows(request, api):
    """Rows that a user gets, by the list and by the export."""
    if request.param == "export":
        return lambda user, **query: exported(api, user, **query)
    return lambda user, **query: api(user).results("labels/", **query)


def authors(found):
    return {row["annotator"] for row in found}


def set_mode(cast, mode):
    cast.project.blind = mode
    cast.project.save(update_fields=["blind"])


@pytest.fixture(params=Project.Blind.values)
def in_every_mode(request, cast):
    set_mode(cast, request.param)


@pytest.fixture
def until_submitted(cast):
    """The mode that hides least."""
    set_mode(cast, "until_submitted")


def test_before_submitting_only_ones_own(cast, rows, in_every_mode):
    cast.code_all(cast.ben, slant="strong")
    assert rows(cast.ana) == []
    cast.code_all(cast.ana, submit=False)
    assert authors(rows(cast.ana)) == {"ana"}
    assert authors(rows(cast.reviewer)) == {"ana", "ben"}


def test_after_submitting_others_that_submitted(cast, rows, in_every_mode):
    cast.code_all(cast.ben, slant="strong", submit=False)
    cast.code_all(cast.ana)
    assert authors(rows(cast.ana)) == {"ana"}  # ben is still at work
    assert authors(rows(cast.ben)) == {"ben"}


def test_after_both_submitted_both_see_both(cast, rows, until_submitted):
    cast.code_all(cast.ben, slant="strong")
    cast.code_all(cast.ana)
    assert authors(rows(cast.ana)) == authors(rows(cast.ben)) == {"ana", "ben"}
    assert rows(cast.cleo) == []


@pytest.mark.parametrize("mode", ["until_decided", "always"])
def test_after_the_decision_both_see_both_or_never(cast, rows, mode):
    set_mode(cast, mode)
    cast.code_all(cast.ben, slant="strong")
    cast.code_all(cast.ana)
    assert authors(rows(cast.ana)) == {"ana"}
    cast.project.entries.update(decided_at=timezone.now())
    assert authors(rows(cast.ana)) == ({"ana"} if mode == "always" else {"ana", "ben"})
    assert rows(cast.cleo) == []
    cast.project.entries.update(decided_at=None)
    assert authors(rows(cast.ana)) == {"ana"}


def test_another_article_stays_blind(cast, rows, in_every_mode):
    other = cast.add_article("The mill said it would close.")
    cast.code_all(cast.ben)
    cast.code_all(cast.ben)
    cast.code_all(cast.ana)
    assert authors(rows(cast.ana, article=other.pk)) == set()


@pytest.mark.parametrize(
    "query",
    [
        {"annotator": "ben"},
        {"code": "slant:strong"},
        {"state": "submitted"},
        {"updated_since": "2020-01-01"},
        {"variable": "slant"},
    ],
)
def test_no_filter_gets_around_it(cast, rows, query, until_submitted):
    cast.code_all(cast.ben, slant="strong")
    cast.take(cast.ana)
    assert rows(cast.ana, **query) == []


def test_a_returned_assignment_is_blind_again(cast, rows, in_every_mode):
    cast.code_all(cast.ben, slant="strong")
    mine = cast.code_all(cast.ana)
    return_assignment(assignment=mine, member=cast.member(cast.reviewer), reason="Again")
    assert authors(rows(cast.ana)) == {"ana"}


def test_a_reviewers_cursor_opens_nothing_for_an_annotator(cast, api, until_submitted):
    cast.code_all(cast.ben, slant="strong")
    cast.take(cast.ana)
    page = api(cast.reviewer).get("labels/", page_size=1).json()
    assert api(cast.ana).get(page["next"]).json()["results"] == []


def test_the_length_of_a_cursor_tells_nothing_of_how_many_labels_there_are(cast, api):
    cast.code_all(cast.ana)
    page = api(cast.ana).get("labels/", page_size=1).json()
    lengths = {len(page["next"])}
    while page["next"]:
        lengths.add(len(page["next"]))
        page = api(cast.ana).get(page["next"]).json()
    assert len(lengths) == 1


def test_errors_do_not_tell_on_others(cast, api):
    """The same refusal whether or not others have coded the article."""
    claim = cast.claims()[0]
    body = {"claim": claim.pk, "variable": "slant", "codes": ["slant:none"]}
    before = assert_problem(api(cast.ana).post("labels/", body), 403)
    cast.code_all(cast.ben)
    assert assert_problem(api(cast.ana).post("labels/", body), 403) == before


def test_counts_and_decisions_are_not_for_annotators(cast, api):
    cast.code_all(cast.ben)
    for path in ("summary/", "agreement/", "adjudications/"):
        assert_problem(api(cast.ana).get(path), 403)
