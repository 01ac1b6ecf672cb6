"""Every address x every role: who gets in, who is told no, who is told nothing.

The table must name every address of the site; a new one without a row fails the suite. Who sees
whose labels there is in `test_blind`.
"""

from typing import NamedTuple

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from annotator.export.freezing.actions import request_freeze
from annotator.export.jobs.actions import request_export
from annotator.export.writers import FORMATS
from annotator.projects.actions import invite_member, prepare_import
from articles.ingestion.drafts import build_draft
from tests.plugins.web import archive_copy

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
    "tokens": [
        Row("get", (LOGIN, 200, 200, 200, 200, 200)),
        Row("post", (LOGIN, 400, 400, 400, 400, 400)),
    ],
    "token_revoke": [Row("post", (LOGIN, 404, 404, 404, 404, 404))],
    "tokens_revoke": [Row("post", (LOGIN, 302, 302, 302, 302, 302))],
    "help_api": [PAGE_FOR_ALL],
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
    "publishers": [MEMBERS_PAGE],
    "publisher": [MEMBERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "copies": [MEMBERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 302))],
    "copy": [MEMBERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 409))],
    "corrections": [MANAGERS_PAGE],
    "corrections_download": [MANAGERS_PAGE],
    "archived": [MEMBERS_PAGE],
    "archived_frame": [MEMBERS_PAGE],
    "article_add": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "article_imports": [MANAGERS_PAGE],
    "article_import": [MANAGERS_PAGE],
    "article_addresses": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "feeds": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "feed": [Row("post", (LOGIN, 404, 403, 403, 403, 404))],
    "study_import": [
        Row("get", (LOGIN, 403, 403, 403, 403, 200)),
        Row("post", (LOGIN, 403, 403, 403, 403, 400)),
    ],
    "label_import_add": [MANAGERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "label_import": [Row("get", (LOGIN, 404, 403, 403, 403, 404))],
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
    "adjudicate_undo": [Row("post", (LOGIN, 404, 403, 403, 302, 302))],
    "unanimous": [REVIEWERS_PAGE, Row("post", (LOGIN, 404, 403, 403, 302, 302))],
    "feedback": [Row("get", (LOGIN, 404, 200, 200, 403, 403))],
    "feedback_article": [Row("get", (LOGIN, 404, 404, 404, 403, 403))],
    "export": [MEMBERS_PAGE, Row("post", (LOGIN, 404, 400, 400, 400, 400))],
    "export_fetch": [Row("get", (LOGIN, 404, 409, 404, 404, 404))],
    "export_drop": [Row("post", (LOGIN, 404, 302, 404, 404, 404))],
    "freeze_begin": [Row("post", (LOGIN, 404, 403, 403, 403, 400))],
    "freeze_text": [Row("get", (LOGIN, 404, 403, 403, 409, 409))],
    "study_text": [REVIEWERS_PAGE],
    # API
    "api-schema": [PAGE_FOR_ALL],
    "api-docs": [PAGE_FOR_ALL],
    "api-token": [Row("delete", (401, 401, 401, 401, 401, 401))],
    "api-tokens": [Row("get", (401, 200, 200, 200, 200, 200))],
    "api-own-token": [Row("delete", (401, 404, 404, 404, 404, 404))],
    "api-history": [MEMBERS_API],
    "api-history-export": [MEMBERS_API],
    "api-projects": [Row("get", (401, 200, 200, 200, 200, 200))],
    "api-project": [MEMBERS_API],
    "api-members": [Row("get", (401, 404, 403, 403, 403, 200))],
    "api-codebook": [MEMBERS_API],
    "api-articles": [MEMBERS_API, Row("post", (401, 404, 403, 403, 403, 400))],
    "api-article": [MEMBERS_API],
    "api-article-imports": [
        Row("get", (401, 404, 403, 403, 403, 200)),
        Row("post", (401, 404, 403, 403, 403, 400)),
    ],
    "api-article-import": [
        Row("get", (401, 404, 403, 403, 403, 404)),
        Row("delete", (401, 404, 403, 403, 403, 404)),
    ],
    "api-article-import-items": [Row("get", (401, 404, 403, 403, 403, 404))],
    "api-article-import-apply": [Row("post", (401, 404, 403, 403, 403, 404))],
    "api-article-import-cancel": [Row("post", (401, 404, 403, 403, 403, 404))],
    "api-article-import-retry": [Row("post", (401, 404, 403, 403, 403, 404))],
    "api-addresses": [Row("post", (401, 404, 403, 403, 403, 400))],
    "api-feeds": [
        Row("get", (401, 404, 403, 403, 403, 200)),
        Row("post", (401, 404, 403, 403, 403, 400)),
    ],
    "api-feed": [
        Row("get", (401, 404, 403, 403, 403, 404)),
        Row("delete", (401, 404, 403, 403, 403, 404)),
    ],
    "api-feed-look": [Row("post", (401, 404, 403, 403, 403, 404))],
    "api-feed-pause": [Row("post", (401, 404, 403, 403, 403, 404))],
    "api-feed-resume": [Row("post", (401, 404, 403, 403, 403, 404))],
    "api-corrections": [Row("get", (401, 404, 403, 403, 403, 200))],
    "api-publishers": [MEMBERS_API],
    "api-copies": [MEMBERS_API, Row("post", (401, 404, 403, 403, 403, 400))],
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
    "api-formats": [MEMBERS_API],
    "api-exports": [MEMBERS_API, Row("post", (401, 404, 400, 400, 400, 400))],
    "api-export-one": [Row("get", (401, 404, 200, 404, 404, 404))],
    "api-export-file": [Row("get", (401, 404, 409, 404, 404, 404))],
    "api-freezes": [REVIEWERS_API, Row("post", (401, 404, 403, 403, 403, 400))],
    "api-freeze": [REVIEWERS_API],
    "api-freeze-methods": [Row("get", (401, 404, 403, 403, 409, 409))],
    "api-freeze-guide": [Row("get", (401, 404, 403, 403, 409, 409))],
    "api-methods": [REVIEWERS_API],
    "api-coder-guide": [MEMBERS_API],
    "api-adjudications": [REVIEWERS_API, Row("post", (401, 404, 403, 403, 400, 400))],
    "api-adjudications-undo": [Row("post", (401, 404, 403, 403, 409, 409))],
    "api-unanimous": [REVIEWERS_API, Row("post", (401, 404, 403, 403, 200, 200))],
    "api-studies": [Row("post", (401, 403, 403, 403, 403, 400))],
    "api-imports": [
        Row("get", (401, 404, 403, 403, 403, 200)),
        Row("post", (401, 404, 403, 403, 403, 400)),
    ],
    "api-import": [
        Row("get", (401, 404, 403, 403, 403, 404)),
        Row("delete", (401, 404, 403, 403, 403, 404)),
    ],
    "api-import-apply": [Row("post", (401, 404, 403, 403, 403, 404))],
    "api-feedback": [Row("get", (401, 404, 200, 200, 403, 403))],
    "api-summary": [REVIEWERS_API],
    "api-agreement": [REVIEWERS_API],
    "api-agreement-variable": [REVIEWERS_API],
    "api-figures": [REVIEWERS_API],
    "api-aggregates": [Row("get", (401, 404, 403, 403, 400, 400))],
}
OF_EXPORTS = ("export_", "api-export-")
ACTS = ("submit", "return", "release", "reassign")  # on an assignment
NO_IMPORT = "00000000-0000-4000-8000-000000000000"
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
    own, _ = request_export(member=cast.member(cast.ana), chosen=FORMATS["csv"], given={})
    frozen = request_freeze(member=cast.member(cast.manager), name="first")
    member = cast.member(cast.cleo)
    slug = "quay"
    special = {
        "invitation": [secret],
        "token_revoke": ["no-such-token"],
        "api-own-token": ["no-such-token"],
        "member_change": [slug, member.pk],
        "invitation_revoke": [slug, invitation.pk],
        "article": [slug, cast.article.pk],
        "copy": [slug, cast.article.pk],
        "publisher": [slug, cast.article.publisher_id],
        "archived": [slug, cast.article.pk],
        "archived_frame": [slug, cast.article.pk, archive_copy(cast.article).pk],
        "feedback_article": [slug, cast.article.pk],
        "review_agreement": [slug, "att"],
        "review_figure": [slug, "agreement", "csv"],
        "article_import": [slug, kept.public_id],
        "feed": [slug, NO_IMPORT],
        **{name: [slug, NO_IMPORT] for name in TABLE if name.startswith("api-feed-")},
        "api-feed": [slug, NO_IMPORT],
        **{name: [slug, own.public_id] for name in TABLE if name.startswith(OF_EXPORTS)},
        **{name: [slug, frozen.public_id] for name in TABLE if name.startswith("api-freeze-")},
        "api-freeze": [slug, frozen.public_id],
        "freeze_text": [slug, frozen.public_id, "methods"],
        "study_text": [slug, "methods"],
        **{name: [slug, NO_IMPORT] for name in ("api-import", "api-import-apply", "label_import")},
        **{name: [slug, NO_IMPORT] for name in TABLE if name.startswith("api-article-import-")},
        "api-article-import": [slug, NO_IMPORT],
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
