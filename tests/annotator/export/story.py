"""One study from its first token to its last file, asked of the API operation by operation.

What is sent and answered here is what the schema shows as examples: `test_examples` compares.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from annotator.accounts.actions import create_token
from annotator.annotation.actions import submit_assignment
from annotator.annotation.models import Assignment
from annotator.projects.actions import prepare_address_import
from articles.actions import change_role
from articles.models import Claim
from tests.annotator.export.conftest import Api
from tests.plugins.cast import PASSWORD

Told = dict[str, Any]
"""What was answered so far, by the name of the operation."""


@dataclass
class Step:
    """One request. `path` and `body` may be made of what was answered before."""

    name: str
    who: str
    method: str
    path: str | Callable[[Any, Told], str]
    body: Any = None
    before: Callable[[Any, Told], None] | None = None
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def get(name: str, who: str, path: Any, **more: Any) -> Step:
    return Step(name, who, "GET", path, **more)


def post(name: str, who: str, path: Any, body: Any = None, **more: Any) -> Step:
    return Step(name, who, "POST", path, body, **more)


def delete(name: str, who: str, path: Any, **more: Any) -> Step:
    return Step(name, who, "DELETE", path, **more)


def _answers(cast: Any, told: Told) -> list[dict[str, Any]]:
    codes = {"att": "att:explicit", "src": "src:official", "slant": "slant:none"}
    return [
        {"claim": claim.pk, "variable": variable, "codes": [code]}
        for claim in cast.claims()
        for variable, code in codes.items()
    ]


def _others_work(cast: Any, _told: Told) -> None:
    work = cast.take(cast.ben)
    for claim in cast.claims():
        cast.answer(work, claim, att="explicit", src="official", slant="none")
    cast.answer(work, cast.claims()[0], slant="some")
    submit_assignment(assignment=work, actor=cast.ben)


def _corrected(cast: Any, told: Told) -> None:
    claim = Claim.objects.get(pk=told["add_articles"]["claims"][0]["id"])
    change_role(claim=claim, role="caption", actor=cast.manager)


def _revocable(cast: Any, told: Told) -> None:
    told["key"] = create_token(user=cast.manager)[1]


def _more_work(cast: Any, told: Told) -> None:
    cast.take(cast.cleo)
    told["open"] = Assignment.objects.get(annotator=cast.cleo)


def _file(cast: Any, _told: Told) -> bytes:
    """Labels as somebody else's tool has them."""
    client = Api(cast.client(cast.manager))
    return _all_of(client.get("export/", **{"as": "jsonl"}))


def _archive(cast: Any, _told: Told) -> bytes:
    return _all_of(Api(cast.client(cast.manager)).get("export/", **{"as": "zip"}))


def _articles(_cast: Any, _told: Told) -> bytes:
    good = {"text": "The envoy said on Monday that the talks had stalled.", "external_id": "t-1"}
    return b"\n".join(json.dumps(row).encode() for row in (good, {"title": "No text"}))


def _import(told: Told) -> str:
    return f"articles/imports/{told['import_articles']['id']}/"


def _going_import(cast: Any, told: Told) -> None:
    urls = ["https://harbour-post.example/quay"]
    begun = prepare_address_import(project=cast.project, actor=cast.manager, urls=urls)
    told["going"] = begun.public_id


def _all_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def _own(name: str, cast: Any) -> str:
    return str(Assignment.objects.get(annotator__username=name, article=cast.article).public_id)


STORY = [
    post(
        "create_token",
        "nobody",
        "/auth/token/",
        {"username": "manager", "password": PASSWORD, "name": "weekly report", "days": 30},
    ),
    get("list_tokens", "manager", "/auth/tokens/"),
    delete(
        "revoke_own_token",
        "manager",
        lambda _cast, told: f"/auth/tokens/{told['list_tokens'][0]['id']}/",
    ),
    delete("revoke_token", "key", "/auth/token/", before=_revocable),
    get("list_projects", "ana", "/projects/"),
    post(
        "create_project",
        "manager",
        "/projects/",
        {
            "slug": "harbour",
            "title": "The harbour",
            "codebook": "default",
            "variables": ["att", "src", "name", "hop", "slant"],
            "overlap": 2,
            "reliability_share": 20,
        },
    ),
    get("get_project", "ana", "/projects/quay/"),
    get("get_codebook", "ana", "codebook/"),
    post("add_member", "manager", "members/", {"username": "stranger", "role": "annotator"}),
    get("list_members", "manager", "members/"),
    get("list_publishers", "ana", "publishers/"),
    post(
        "add_articles",
        "manager",
        "articles/",
        {
            "title": "Ferry talks stall",
            "text": "The port authority said on Monday that the talks had stalled.",
            "publisher": "Telvane Courier",
            "published_at": "2026-02-09",
            "language": "en",
            "external_id": "courier-17",
        },
    ),
    post(
        "set_copy",
        "manager",
        "copies/",
        lambda cast, told: {"article": told["add_articles"]["id"], "copy_of": cast.article.pk},
    ),
    get("list_copies", "ana", "copies/"),
    post(
        "add_addresses",
        "manager",
        "articles/addresses/",
        {"addresses": ["https://harbour-post.example/ferry-talks-stall"]},
    ),
    post(
        "add_feed",
        "manager",
        "feeds/",
        {"url": "https://harbour-post.example/feed.xml", "publisher": "Harbour Post"},
    ),
    get("list_feeds", "manager", "feeds/"),
    get("get_feed", "manager", lambda _cast, told: f"feeds/{told['add_feed']['id']}/"),
    post("pause_feed", "manager", lambda _cast, told: f"feeds/{told['add_feed']['id']}/pause/"),
    post("resume_feed", "manager", lambda _cast, told: f"feeds/{told['add_feed']['id']}/resume/"),
    post("look_at_feed", "manager", lambda _cast, told: f"feeds/{told['add_feed']['id']}/look/"),
    delete("remove_feed", "manager", lambda _cast, told: f"feeds/{told['add_feed']['id']}/"),
    get("list_articles", "ana", "articles/"),
    get("get_article", "ana", lambda cast, _told: f"/articles/{cast.article.pk}/"),
    get("list_claims", "ana", "claims/"),
    get("list_corrections", "manager", "corrections/", before=_corrected),
    post("take_next", "ana", "queue/next/"),
    post("give_labels", "ana", "labels/", _answers),
    get("list_queue", "ana", "queue/"),
    post(
        "submit_assignment",
        "ana",
        lambda _cast, told: f"/assignments/{told['take_next']['id']}/submit/",
    ),
    get("list_labels", "ana", "labels/", before=_others_work),
    get("list_history", "manager", "history/"),
    get("export_history", "manager", "history/export/?as=jsonl"),
    get("list_assignments", "reviewer", "assignments/"),
    get("get_summary", "reviewer", "summary/"),
    get("get_agreement", "reviewer", "agreement/"),
    get("get_variable_agreement", "reviewer", "agreement/slant/"),
    get("get_figures", "reviewer", "figures/"),
    get("list_aggregates", "reviewer", "aggregates/?variable=slant"),
    post(
        "adjudicate",
        "reviewer",
        "adjudications/",
        lambda cast, _told: {
            "claim": cast.claims()[0].pk,
            "variable": "slant",
            "codes": ["slant:none"],
            "reason": "The office is named in the sentence before.",
        },
    ),
    get("list_adjudications", "reviewer", "adjudications/"),
    get("list_unanimous", "reviewer", "adjudications/unanimous/"),
    post("finish_unanimous", "reviewer", "adjudications/unanimous/"),
    get("list_feedback", "ana", "feedback/"),
    post("undo_decision", "reviewer", "adjudications/undo/"),
    post(
        "return_assignment",
        "reviewer",
        lambda cast, _told: f"/assignments/{_own('ana', cast)}/return/",
        {"reason": "Two claims were coded from the headline alone."},
    ),
    post(
        "reassign_assignment",
        "manager",
        lambda cast, told: f"/assignments/{told['open'].public_id}/reassign/",
        {"username": "stranger", "reason": "Cleo is on leave."},
        before=_more_work,
    ),
    post(
        "release_assignment",
        "manager",
        lambda cast, told: f"/assignments/{told['reassign_assignment']['id']}/release/",
        {"reason": "The article is to be cut anew."},
    ),
    get("plan_dealing", "manager", "dealing/"),
    post(
        "deal_articles",
        "manager",
        "dealing/",
        lambda _cast, told: {"digest": told["plan_dealing"]["digest"]},
    ),
    get("export_labels", "manager", "export/?as=csv"),
    get("list_formats", "manager", "export/formats/"),
    post(
        "begin_export",
        "manager",
        "exports/",
        {"format": "jsonl", "query": {"names": "pseudonyms", "publisher": "Harbour Post"}},
    ),
    get("list_exports", "manager", "exports/"),
    get("get_export", "manager", lambda _cast, told: f"exports/{told['begin_export']['id']}/"),
    get(
        "get_export_file",
        "manager",
        lambda _cast, told: f"exports/{told['begin_export']['id']}/file/",
    ),
    delete("drop_export", "manager", lambda _cast, told: f"exports/{told['begin_export']['id']}/"),
    post("freeze_study", "manager", "freezes/", {"name": "paper-1"}),
    get("list_freezes", "manager", "freezes/"),
    get("get_freeze", "manager", lambda _cast, told: f"freezes/{told['freeze_study']['id']}/"),
    get(
        "get_frozen_methods",
        "manager",
        lambda _cast, told: f"freezes/{told['freeze_study']['id']}/methods/",
    ),
    get(
        "get_frozen_guide",
        "manager",
        lambda _cast, told: f"freezes/{told['freeze_study']['id']}/coder-guide/",
    ),
    post("import_labels", "manager", "imports/?dry_run=true", _file, kind="application/x-ndjson"),
    get("list_imports", "manager", "imports/"),
    get("get_import", "manager", lambda _cast, told: f"imports/{told['import_labels']['id']}/"),
    post(
        "apply_import",
        "manager",
        lambda _cast, told: f"imports/{told['import_labels']['id']}/apply/",
        {"skip_rejected": True},
    ),
    post(
        "import_study",
        "manager",
        "/studies/?slug=copy&title=A%20copy",
        _archive,
        kind="application/zip",
    ),
    post(
        "import_articles",
        "manager",
        "articles/imports/?file_name=talks.jsonl&dry_run=true",
        _articles,
        kind="application/x-ndjson",
    ),
    get("list_article_imports", "manager", "articles/imports/"),
    get("get_article_import", "manager", lambda _cast, told: _import(told)),
    get("list_article_import_items", "manager", lambda _cast, told: f"{_import(told)}items/"),
    post(
        "apply_article_import",
        "manager",
        lambda _cast, told: f"{_import(told)}apply/",
        {"skip_rejected": True},
    ),
    post("retry_article_import", "manager", lambda _cast, told: f"{_import(told)}retry/"),
    post(
        "cancel_article_import",
        "manager",
        lambda _cast, told: f"articles/imports/{told['going']}/cancel/",
        before=_going_import,
    ),
    get("get_methods", "manager", "methods/"),
    get("get_coder_guide", "manager", "coder-guide/"),
]


def tell(cast: Any, sent: Callable[[Step, Any], Any]) -> Iterator[tuple[Step, Any, Any]]:
    """Ask for everything in order; yield each step, what was sent, and the answer.

    `sent` may put another body in the place of the step's own.
    """
    told: Told = {}
    for step in STORY:
        if step.before:
            step.before(cast, told)
        path = step.path if isinstance(step.path, str) else step.path(cast, told)
        body = step.body(cast, told) if callable(step.body) else step.body
        body = sent(step, body)
        client = Api(cast.client(getattr(cast, step.who, None)))
        headers = {"authorization": f"Token {told['key']}"} if step.who == "key" else {}
        answer = (
            client.client.get(client.address(path), headers=headers)
            if step.method == "GET"
            else client.client.generic(
                step.method, client.address(path), _written(body), step.kind, headers=headers
            )
        )
        if answer.headers.get("Content-Type", "").startswith("application/json"):
            told[step.name] = answer.json()
        yield step, body, answer


def _written(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"" if body is None else json.dumps(body).encode()
