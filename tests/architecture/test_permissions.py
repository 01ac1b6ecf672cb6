"""Every address x every role: who gets in, who is told no, who is told nothing.

The table must name every address of the site; a new one without a row fails the suite.
"""

from typing import NamedTuple

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from annotator.annotation.actions import Answer, flag_claim, give_labels, submit_assignment
from annotator.annotation.models import Label
from annotator.projects.actions import invite_member, prepare_import
from articles.ingestion.drafts import build_draft
from articles.models import Claim

ROLES = ("anonymous", "stranger", "annotator", "other", "reviewer", "manager")


class Row(NamedTuple):
    """Method and the status for each of ROLES; `annotator` owns the assignment in the address."""

    method: str
    statuses: tuple[int, int, int, int, int, int]


LOGIN = 302
PAGE_FOR_ALL = Row("get", (200, 200, 200, 200, 200, 200))
MEMBERS_PAGE = Row("get", (LOGIN, 404, 200, 200, 200, 200))
MANAGERS_PAGE = Row("get", (LOGIN, 404, 403, 403, 403, 200))
REVIEWERS_PAGE = Row("get", (LOGIN, 404, 403, 403, 200, 200))
MEMBERS_API = Row("get", (401, 404, 200, 200, 200, 200))
REVIEWERS_API = Row("get", (401, 404, 403, 403, 200, 200))

TABLE: dict[str, list[Row]] = {
    # pages
    "home": [Row("get", (LOGIN, 200, 200, 200, 200, 200))],
    "help": [PAGE_FOR_ALL],
    "healthz": [PAGE_FOR_ALL],
    "javascript_catalogue": [PAGE_FOR_ALL],
    "account": [Row("get", (LOGIN, 200, 200, 200, 200, 200))],
    "preferences": [
        Row("get", (LOGIN, 200, 200, 200, 200, 200)),
        Row("post", (LOGIN, 400, 400, 400, 400, 400)),
    ],
    "invitation": [PAGE_FOR_ALL],
    "project_create": [Row("get", (LOGIN, 403, 403, 403, 403, 200))],
    "project": [MEMBERS_PAGE],
    "project_settings": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "codebook": [MEMBERS_PAGE],
    "codebook_download": [MEMBERS_PAGE],
    "members": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "member_invite": [Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "member_change": [Row("post", (LOGIN, 404, 403, 403, 403, 302))],
    "invitation_revoke": [Row("post", (LOGIN, 404, 403, 403, 403, 302))],
    "article_list": [MEMBERS_PAGE],
    "article": [MEMBERS_PAGE],
    "article_add": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "article_import": [MANAGERS_PAGE],
    "claim_edit": [Row("post", (LOGIN, 404, 403, 403, 403, 302))],
    "claim_edit_undo": [Row("post", (LOGIN, 404, 403, 403, 403, 404))],
    "queue_next": [Row("post", (LOGIN, 404, 302, 302, 403, 403))],
    "annotate": [Row("get", (LOGIN, 404, 200, 404, 404, 404))],
    "annotate_answers": [
        Row("get", (LOGIN, 404, 200, 404, 404, 404)),
        Row("post", (LOGIN, 404, 400, 404, 404, 404)),
    ],
    "annotate_claims": [Row("post", (LOGIN, 404, 400, 404, 404, 404))],
    "annotate_claims_seen": [Row("post", (LOGIN, 404, 302, 404, 404, 404))],
    "annotate_undo": [Row("post", (LOGIN, 404, 400, 404, 404, 404))],
    "annotate_redo": [Row("post", (LOGIN, 404, 400, 404, 404, 404))],
    "annotate_flag": [Row("post", (LOGIN, 404, 400, 404, 404, 404))],
    "annotate_place": [Row("post", (LOGIN, 404, 400, 404, 404, 404))],
    "annotate_reopen": [Row("post", (LOGIN, 404, 302, 404, 404, 404))],
    "annotate_note": [Row("post", (LOGIN, 404, 302, 404, 404, 404))],
    "annotate_take_up": [Row("post", (LOGIN, 404, 302, 404, 404, 404))],
    "annotate_submit": [Row("post", (LOGIN, 404, 409, 404, 404, 404))],
    "annotate_skip": [Row("post", (LOGIN, 404, 400, 404, 404, 404))],
    "review": [REVIEWERS_PAGE],
    "review_agreement": [REVIEWERS_PAGE],
    "review_age": [REVIEWERS_PAGE],
    "review_figure": [REVIEWERS_PAGE],
    "progress": [Row("get", (LOGIN, 404, 200, 200, 403, 403))],
    "review_assignments": [REVIEWERS_PAGE],
    "dealing": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 409))],
    "assignment_release": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "assignment_reassign": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "assignment_return": [Row("post", (LOGIN, 404, 403, 403, 400, 400))],
    "review_claims": [REVIEWERS_PAGE],
    "adjudicate": [REVIEWERS_PAGE],
    # API
    "api-schema": [PAGE_FOR_ALL],
    "api-docs": [PAGE_FOR_ALL],
    "api-token": [Row("delete", (401, 401, 401, 401, 401, 401))],
    "api-projects": [Row("get", (401, 200, 200, 200, 200, 200))],
    "api-project": [MEMBERS_API],
    "api-members": [Row("get", (401, 404, 403, 403, 403, 200))],
    "api-codebook": [MEMBERS_API],
    "api-articles": [MEMBERS_API, Row("post", (401, 404, 403, 403, 403, 400))],
    "api-article": [MEMBERS_API],
    "api-claims": [MEMBERS_API],
    "api-queue": [Row("get", (401, 404, 200, 200, 403, 403))],
    "api-queue-next": [Row("post", (401, 404, 200, 200, 403, 403))],
    "api-labels": [MEMBERS_API, Row("post", (401, 400, 400, 400, 400, 400))],
    "api-submit": [Row("post", (401, 404, 409, 404, 403, 403))],
    "api-assignments": [REVIEWERS_API],
    "api-dealing": [
        Row("get", (401, 404, 403, 403, 403, 200)),
        Row("post", (401, 404, 403, 403, 403, 400)),
    ],
    "api-return": [Row("post", (401, 404, 403, 404, 400, 400))],
    "api-release": [Row("post", (401, 404, 403, 404, 403, 400))],
    "api-reassign": [Row("post", (401, 404, 403, 404, 403, 400))],
    "api-export": [MEMBERS_API],
    "api-adjudications": [REVIEWERS_API, Row("post", (401, 404, 403, 403, 400, 400))],
    "api-summary": [REVIEWERS_API],
    "api-agreement": [REVIEWERS_API],
    "api-agreement-variable": [REVIEWERS_API],
    "api-figures": [REVIEWERS_API],
    "api-aggregates": [Row("get", (401, 404, 403, 403, 400, 400))],
}
ACTS = ("submit", "return", "release", "reassign")  # on an assignment
EXEMPT_PREFIXES = ("account_", "mfa_", "socialaccount_")  # django-allauth's own pages


def site_names(patterns=None, namespace=""):
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            inner = one.namespace or namespace
            if inner != "admin":
                yield from site_names(one.url_patterns, inner)
        elif isinstance(one, URLPattern) and one.name:
            yield one.name


def test_the_table_names_every_address():
    names = {name for name in site_names() if not name.startswith(EXEMPT_PREFIXES)}
    assert names - TABLE.keys() == set()
    assert TABLE.keys() - names == set()


@pytest.fixture
def site(cast):
    """A project in the middle of its life; returns addresses and clients."""
    cast.add_article("A second story said so.")
    cast.add_article("A third story said so.")
    assignment = cast.take(cast.ana)
    claim = cast.claims(assignment.article)[0]
    kept = prepare_import(
        project=cast.project,
        actor=cast.manager,
        method="paste_text",
        read=[build_draft({"text": "Not saved yet."})],
    )
    invitation, secret = invite_member(
        project=cast.project, email="x@desk.example", role="annotator", inviter=cast.manager
    )
    member = cast.member(cast.cleo)
    slug = "quay"
    special = {
        "invitation": [secret],
        "member_change": [slug, member.pk],
        "invitation_revoke": [slug, invitation.pk],
        "article": [slug, cast.article.pk],
        "review_agreement": [slug, "att"],
        "review_figure": [slug, "agreement", "csv"],
        "article_import": [slug, kept.public_id],
        "claim_edit": [slug, claim.pk, "merge"],
        "claim_edit_undo": [slug, 999_999],
        "annotate": [slug, assignment.public_id],
        "api-article": [cast.article.pk],
        "api-agreement-variable": [slug, "att"],
        **{f"api-{act}": [assignment.public_id] for act in ACTS},
    }
    special |= {
        name: [slug, assignment.public_id]
        for name in TABLE
        if name.startswith(("annotate_", "assignment_"))
    }
    people = {
        "anonymous": None,
        "stranger": cast.stranger,
        "annotator": cast.ana,
        "other": cast.ben,
        "reviewer": cast.reviewer,
        "manager": cast.manager,
    }
    return special, {role: cast.client(user) for role, user in people.items()}


def address(name, special):
    if name in special:
        return reverse(name, args=special[name])
    try:
        return reverse(name)
    except Exception:
        return reverse(name, args=["quay"])


def answer(client, name, method, url):
    if method == "get":
        return client.get(url, {"as": "jsonl"} if name == "api-export" else {})
    if name.startswith("api-"):
        return getattr(client, method)(url, data={}, content_type="application/json")
    return getattr(client, method)(url)


@pytest.mark.parametrize("role", ROLES)
def test_who_gets_in(site, role):
    special, clients = site
    wrong = []
    for name, rows in TABLE.items():
        for row in rows:
            url = address(name, special)
            response = answer(clients[role], name, row.method, url)
            wanted = row.statuses[ROLES.index(role)]
            if response.status_code != wanted:
                wrong.append(f"{row.method} {url}: {response.status_code}, not {wanted}")
            if role == "anonymous" and wanted == LOGIN and "/accounts/login/" not in response.url:
                wrong.append(f"{row.method} {url} leads to {response.url}")
    assert wrong == []


# -- blind ----------------------------------------------------------------------------------

NOTE = "only-ana-could-have-written-this"
FLAG = "only-ana-could-have-flagged-this"


def seen_by(client, special):
    """Everything a member can read by GET, in one string."""
    texts = []
    for name, rows in TABLE.items():
        if any(row.method == "get" for row in rows) and name != "invitation":
            data = {"as": "jsonl"} if name == "api-export" else {}
            response = client.get(address(name, special), data)
            if response.status_code == 200:
                body = b"".join(response) if response.streaming else response.content
                texts.append(body.decode())
    return "\n".join(texts)


def test_nothing_of_another_annotator_is_seen_before_own_submit(cast, site):
    special, clients = site
    cast.project.blind = "until_submitted"
    cast.project.save(update_fields=["blind"])
    first = cast.take(cast.ana)
    claims = cast.claims(first.article)
    for claim in claims:
        give_labels(
            assignment=first,
            actor=cast.ana,
            answers=[
                Answer(claim.pk, "att", ("att:none",)),
                Answer(claim.pk, "slant", ("slant:strong",), note=NOTE),
            ],
        )
    flag_claim(assignment=first, claim_id=claims[0].pk, note=FLAG, actor=cast.ana)
    submit_assignment(assignment=first, actor=cast.ana)
    mine = cast.take(cast.ben)
    assert mine.article == first.article
    here = ["quay", mine.public_id]
    special |= {"annotate": here, "annotate_answers": here, "api-submit": [mine.public_id]}
    assert NOTE in seen_by(clients["reviewer"], special)
    own = ["quay", first.public_id]
    shown = seen_by(clients["annotator"], special | {"annotate": own, "annotate_answers": own})
    assert NOTE in shown
    assert FLAG in shown
    before = seen_by(clients["other"], special)
    assert NOTE not in before
    assert FLAG not in before
    assert str(first.public_id) not in before
    for step in first.steps.all():
        assert str(step.pk) in shown
        assert str(step.pk) not in before
        for turn in ("annotate_undo", "annotate_redo"):
            for public_id in (first.public_id, mine.public_id):
                url, body = reverse(turn, args=["quay", public_id]), {"step": str(step.pk)}
                refused = clients["other"].post(url, body, content_type="application/json")
                assert refused.status_code == 404
    assert Label.objects.visible_to(cast.member(cast.ben)).count() == 0
    for filters in ({"annotator": "ana"}, {"code": "slant:strong"}, {"state": "submitted"}):
        listed = clients["other"].get("/api/v1/projects/quay/labels/", filters).json()
        assert listed["results"] == []
    for claim in Claim.objects.filter(article=mine.article).current().asserting():
        cast.answer(mine, claim, att="none", slant="none")
    submit_assignment(assignment=mine, actor=cast.ben)
    after = clients["other"].get("/api/v1/projects/quay/labels/").json()["results"]
    assert {row["annotator"] for row in after} == {"ana", "ben"}


def test_a_returned_annotator_is_blind_again(cast):
    """Sent back means: not submitted; others' labels are hidden until it is handed in again."""
    from annotator.annotation.actions import return_assignment

    cast.project.blind = "until_submitted"
    cast.project.save(update_fields=["blind"])
    mine = cast.code_all(cast.ben)
    cast.code_all(cast.ana, slant="strong")
    member = cast.member(cast.ben)
    assert Label.objects.visible_to(member).filter(assignment__annotator=cast.ana).exists()
    return_assignment(assignment=mine, member=cast.member(cast.reviewer), reason="Again, please.")
    assert not Label.objects.visible_to(member).filter(assignment__annotator=cast.ana).exists()
