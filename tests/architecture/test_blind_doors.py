"""The blind rule where something is sent: nobody writes into others' work, and no refusal tells.

Also when an annotator may take back what they submitted: not after others' answers were shown, or
what was decided on their own.
"""

import json
import re
from itertools import product

import pytest
from django.urls import reverse

from annotator.annotation.actions import (
    flag_claim,
    may_reopen,
    reopen_submitted,
    return_assignment,
    submit_assignment,
    undecide,
)
from annotator.annotation.models import Assignment, Flag, Label, Step
from annotator.errors import Conflict
from annotator.projects.models import ProjectArticle
from annotator.review.actions import adjudicate, undo_last_decision
from annotator.review.feedback import decided_work
from tests.architecture.blind import MODES, OTHERS, OWN, SLUG, TOKEN, build_blind
from tests.architecture.test_permissions import TABLE
from tests.architecture.walking import addresses

pytestmark = pytest.mark.usefixtures("quiet_refusals")

JSON = {"content_type": "application/json"}


@pytest.fixture
def blind(db):
    found = build_blind(decided=False)
    found.set_mode("always")
    return found


def told(blind, answer):
    """What an answer tells of others."""
    secrets = {secret.token for secret in blind.secrets}
    return set(TOKEN.findall(answer.content.decode() + str(answer.headers))) & secrets


def stands(blind):
    """All that annotators other than the one who asks have left."""
    others = {"assignment__in": list(blind.others.values())}
    kept = [
        list(model.objects.filter(**others).order_by("pk").values_list())
        for model in (Label, Flag, Step)
    ]
    rows = Assignment.objects.filter(pk__in=[one.pk for one in blind.others.values()])
    return [*kept, list(rows.order_by("pk").values_list("state", "slot", "note", "reason"))]


def doors():
    """The addresses that take something about one assignment."""
    for address in addresses():
        rows = TABLE.get(address.name, ())
        if "public_id" in address.parameters and any(row.method == "post" for row in rows):
            yield address


def test_nobody_writes_into_others_work(blind):
    before, opened = stands(blind), []
    for role in ("annotator", "idle", "neighbour", "stranger"):
        client = blind.client(role)
        for address, other in product(doors(), OTHERS if role == "annotator" else OTHERS[:2]):
            theirs = blind.others["submitted", other]
            for answer in knock(client, address, theirs, blind.claims("submitted")[0]):
                heard = told(blind, answer) - {str(theirs.public_id)}
                if answer.status_code not in (403, 404) or heard:
                    opened.append((role, address.name, other, answer.status_code, heard))
    assert opened == []
    assert stands(blind) == before


def knock(client, address, assignment, claim):
    """Send all that any of the doors takes, as a script does and as a form does."""
    body = {
        "step": str(assignment.steps.first().pk),
        "claim": claim.pk,
        "answers": [{"variable": "att", "codes": ["att:here"]}],
        "note": "Mine now.",
        "reason": "Mine now.",
        "username": "the-annotator",
    }
    place = {"slug": SLUG, "public_id": assignment.public_id}
    url = reverse(address.name, args=[place[one] for one in address.parameters])
    yield client.post(url, json.dumps(body), **JSON)
    yield client.post(url, body)


def test_a_step_of_others_is_neither_turned_nor_told(blind):
    client, before = blind.client("annotator"), stands(blind)
    mine = blind.own["open"]
    for other, turn in product(OTHERS, ("undo", "redo", "answers", "flag")):
        step = blind.others["open", other].steps.first()
        claim = blind.claims("open")[0].pk
        answers = [{"variable": "att", "codes": ["att:here"]}]
        body = {"step": str(step.pk), "claim": claim, "answers": answers, "note": "Mine."}
        url = reverse(f"annotate_{turn}", args=[SLUG, mine.public_id])
        answer = client.post(url, json.dumps(body), **JSON)
        assert answer.status_code in (404, 409), (turn, other)
        assert told(blind, answer) <= {str(step.pk)}
    assert stands(blind) == before


def test_an_answer_through_the_api_meets_ones_own_state_alone(blind):
    """Taken in hand: saved. Else refused, in words that tell of nobody."""
    url, before = reverse("api-labels", args=[SLUG]), stands(blind)
    me, idle = blind.client("annotator"), blind.client("idle")
    for own in OWN:
        claim = blind.claims(own)[0].pk
        body = json.dumps({"claim": claim, "variable": "att", "codes": ["att:here"]})
        wanted = {"open": 200, "returned": 200, "none": 403}.get(own, 409)
        for client, status in ((me, wanted), (idle, 403)):
            answer = client.post(url, body, **JSON)
            assert (own, answer.status_code) == (own, status)
            assert told(blind, answer) == set()
    assert stands(blind) == before


def test_no_act_on_own_work_tells_of_others(blind):
    client, before = blind.client("annotator"), stands(blind)
    for mine, address in product(blind.own.values(), doors()):
        place = {"slug": SLUG, "public_id": mine.public_id}
        url = reverse(address.name, args=[place[one] for one in address.parameters])
        claim = mine.article.claims.first().pk
        for body in ({}, {"claim": claim, "note": "", "reason": "Not for me."}):
            answer = client.post(url, json.dumps(body), **JSON)
            assert answer.status_code < 500, address.name
            assert told(blind, answer) == set(), address.name
    assert stands(blind) == before


# -- taking back what was submitted ---------------------------------------------------------


def decide(cast, article):
    """As if reviewers had settled everything on it; nothing else about decisions matters here."""
    rows = ProjectArticle.objects.filter(project=cast.project, article=article)
    rows.update(decided_at="2026-01-01T00:00:00Z")


def send_back(cast, assignment):
    member = cast.member(cast.reviewer)
    return_assignment(assignment=assignment, member=member, reason="Again, please.")


SHOWN = {
    # what happened on the article since ana submitted it -> the modes that showed her others'
    # answers, or what was decided on her own
    "nothing": (),
    "others at work": (),
    "others submitted": ("until_submitted",),
    "others submitted, then sent back": ("until_submitted",),
    "decided alone": MODES,
    "decided": MODES,
    "decided, then no longer": MODES,
    "decided, then others sent back": MODES,
}


def set_mode(cast, mode):
    cast.project.blind = mode
    cast.project.save(update_fields=["blind"])


def let_happen(cast, history, article):
    if "others" in history or history.startswith("decided"):
        at_work = history in ("others at work", "decided alone")
        theirs = cast.code_all(cast.ben, slant="strong", submit=not at_work)
    if history.startswith("decided"):
        decide(cast, article)
    if history.endswith("sent back"):
        send_back(cast, theirs)
    if history.endswith("no longer"):
        undecide(cast.project.entries.filter(article=article), actor=cast.reviewer)


@pytest.mark.parametrize("door", ["reopen", "undo"])
@pytest.mark.parametrize("history", SHOWN)
@pytest.mark.parametrize("mode", MODES)
def test_what_was_submitted_is_taken_back_only_by_the_blind(cast, mode, history, door):
    set_mode(cast, mode)
    mine = cast.code_all(cast.ana)
    let_happen(cast, history, mine.article)
    client = cast.client(cast.ana)
    offered = (
        'data-command="reopen"'
        in client.get(reverse("annotate", args=[SLUG, mine.public_id])).content.decode()
    )
    step = mine.steps.latest("created_at")
    body = json.dumps({"step": str(step.pk)}) if door == "undo" else "{}"
    answer = client.post(reverse(f"annotate_{door}", args=[SLUG, mine.public_id]), body, **JSON)
    mine.refresh_from_db()
    is_blind = mode not in SHOWN[history]
    assert (mine.state != "submitted") == is_blind
    assert offered == is_blind
    if door == "undo":
        assert answer.status_code == (200 if is_blind else 409)
        assert not re.search(r"\bben\b", answer.content.decode())


def test_an_article_others_had_given_back_before_was_never_shown(cast):
    cast.project.blind = "until_submitted"
    cast.project.save(update_fields=["blind"])
    theirs = cast.code_all(cast.ben)
    send_back(cast, theirs)
    assert may_reopen(cast.code_all(cast.ana))


def test_a_decision_alone_keeps_what_it_rests_on_in_every_mode(cast):
    mine = cast.code_all(cast.ana)
    adjudicate(
        member=cast.member(cast.reviewer),
        claim=cast.claims()[0],
        variable="slant",
        codes=["slant:none"],
    )
    for mode in MODES:
        mine.project.blind = mode
        assert not may_reopen(mine)


def test_sent_back_by_a_reviewer_it_may_be_submitted_and_shown_again(cast):
    """The rule hides again what was shown: it is asked at every reading, nothing is remembered."""
    cast.project.blind = "until_submitted"
    cast.project.save(update_fields=["blind"])
    mine = cast.code_all(cast.ana)
    theirs = cast.code_all(cast.ben, submit=False)
    flag_claim(assignment=theirs, claim_id=None, note="Odd.", actor=cast.ben)
    submit_assignment(assignment=theirs, actor=cast.ben)
    member = cast.member(cast.ana)
    others = Label.objects.visible_to(member).exclude(assignment=mine)
    assert others.exists()
    send_back(cast, mine)
    assert not others.all().exists()
    submit_assignment(assignment=mine, actor=cast.ana)
    assert others.all().exists()


def test_what_the_decision_showed_stays_submitted_when_the_decision_is_taken_back(cast):
    """As the reviewers' page does it: the last disputed answer decides the article."""
    mine, theirs = cast.code_all(cast.ana), cast.code_all(cast.ben, slant="strong")
    others = Label.objects.visible_to(cast.member(cast.ana)).filter(assignment=theirs)
    reviewer = cast.member(cast.reviewer)
    for number, claim in enumerate(cast.claims(), start=1):
        codes = ["slant:strong"]
        adjudicate(member=reviewer, claim=claim, variable="slant", codes=codes, reason="Loaded.")
        assert others.all().exists() == (number == len(cast.claims()))
    for _claim in cast.claims():
        undo_last_decision(member=reviewer)
        assert not others.all().exists()
    assert not may_reopen(mine)
    with pytest.raises(Conflict, match="what was decided"):
        reopen_submitted(assignment=mine, actor=cast.ana)


@pytest.mark.parametrize("later", MODES)
@pytest.mark.parametrize("mode", MODES)
def test_whoever_read_what_was_decided_takes_nothing_back_in_whatever_mode_comes(cast, mode, later):
    """What was decided is told to each in every mode; another mode forgets nothing of it."""
    set_mode(cast, mode)
    mine = cast.code_all(cast.ana)
    cast.code_all(cast.ben, slant="strong")
    member, reviewer = cast.member(cast.ana), cast.member(cast.reviewer)
    for claim in cast.claims():
        codes = ["slant:strong"]
        adjudicate(member=reviewer, claim=claim, variable="slant", codes=codes, reason="Loaded.")
    assert [one.pk for one in decided_work(member)] == [mine.pk]
    for _claim in cast.claims():
        undo_last_decision(member=reviewer)
    set_mode(cast, later)
    mine = Assignment.objects.select_related("project").get(pk=mine.pk)
    assert not may_reopen(mine)
    with pytest.raises(Conflict, match="what was decided"):
        reopen_submitted(assignment=mine, actor=cast.ana)
    send_back(cast, mine)
    mine.refresh_from_db()
    assert mine.is_writable


@pytest.mark.parametrize("mode", ["until_decided", "always"])
def test_a_decision_that_told_nobody_anything_is_forgotten_when_withdrawn(cast, mode):
    """Before the article is decided nobody reads a decision on it."""
    set_mode(cast, mode)
    mine = cast.code_all(cast.ana)
    cast.code_all(cast.ben, slant="strong")
    reviewer, claim = cast.member(cast.reviewer), cast.claims()[0]
    adjudicate(
        member=reviewer, claim=claim, variable="slant", codes=["slant:strong"], reason="Loaded."
    )
    assert not may_reopen(Assignment.objects.select_related("project").get(pk=mine.pk))
    undo_last_decision(member=reviewer)
    assert may_reopen(Assignment.objects.select_related("project").get(pk=mine.pk))
