"""A project where one annotator's assignments, and everybody else's, stand in every state.

Every cell (own state x another's state) has another annotator of its own, who left something
that nobody else could have written, to be looked for in whatever a role can read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.test import Client
from django.utils import timezone

from annotator.accounts.actions import allow_adding_projects
from annotator.accounts.models import User
from annotator.annotation.actions import (
    Answer,
    flag_claim,
    give_labels,
    return_assignment,
    save_note,
    skip_assignment,
    submit_assignment,
    take_next,
)
from annotator.annotation.models import Assignment
from annotator.codebook.actions import publish_codebook
from annotator.projects.actions import add_article, add_member, create_project
from annotator.projects.models import Membership, Project, ProjectArticle
from annotator.review.actions import adjudicate
from annotator.review.presenting.files import OF_QUESTION, WHOLE
from articles.ingestion.drafts import build_draft
from articles.models import Article, Claim
from tests.plugins.cast import make_user

SLUG, NEIGHBOUR = "quay", "pier"
MODES = ("until_submitted", "until_decided", "always")
ROLES = ("annotator", "idle", "reviewer", "manager", "neighbour", "stranger", "anonymous")
# "open" is the last that is taken, since nobody has two articles open
OWN = ("submitted", "returned", "skipped", "released", "lapsed", "open", "assigned", "none")
OTHERS = ("open", "submitted", "returned", "skipped", "released", "lapsed")
OF_LABELS = ("note", "words", "span", "name")
OF_WORK = ("flag", "remark", "reason", "assignment", "step")

CODEBOOK = {
    "name": "Blind",
    "version": "1",
    "variables": [
        {
            "id": "att",
            "label": "Attribution",
            "required": True,
            "codes": [{"id": "att:here", "label": "Here"}, {"id": "att:none", "label": "None"}],
        },
        {"id": "why", "label": "Why", "select": "text"},
        {
            "id": "device",
            "label": "Device",
            "scope": "span",
            "codes": [{"id": "device:vague", "label": "Vague"}],
        },
        {
            "id": "genre",
            "label": "Genre",
            "scope": "article",
            "codes": [{"id": "genre:report", "label": "Report"}],
        },
    ],
}


TOKEN = re.compile(
    r"[a-z]+Of[A-Z][a-z]+(?:By[A-Z][a-z]+)?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


def token(kind: str, own: str, other: str = "") -> str:
    """Words of letters alone, which no page escapes: `noteOfOpenBySkipped`."""
    return f"{kind}Of{own.title()}" + (f"By{other.title()}" if other else "")


class Secret(NamedTuple):
    """What one annotator left on one article, and the text that gives it away.

    `own` is the state of the asking annotator's assignment of that article, `other` that of the
    one who left it.
    """

    kind: str
    own: str
    other: str
    token: str


def may_see(*, mode: str, role: str, decided: bool, secret: Secret) -> bool:
    """THE blind rule once more, in words of its own.

    Reviewers and managers see what was answered, and what was written to them. An annotator sees
    the answers of others who have submitted an article, once they have submitted it themselves,
    and, as the project says, not before it is decided, or never. Flags, notes to the reviewer and
    the names of assignments are nobody else's business; steps are their maker's alone. A reviewer's
    reason is for those whose answers it is about.
    """
    if role in ("reviewer", "manager"):
        return secret.kind != "step"
    if role != "annotator" or secret.own != "submitted":
        return False
    if secret.kind == "decision":
        return decided
    both = secret.kind in OF_LABELS and secret.other == "submitted"
    return both and {"until_submitted": True, "until_decided": decided, "always": False}[mode]


# What the walk puts in addresses and filters, besides what a test knows of its own rows.
PLACES: dict[str, list[Any]] = {
    "slug": [SLUG],
    "secret": ["no-such-secret"],
    "token": ["no-such-token"],
    "export_id": ["00000000-0000-4000-8000-000000000000"],
    "freeze_id": ["00000000-0000-4000-8000-000000000000"],
    "text": ["methods", "coder-guide"],
    "import_id": ["00000000-0000-4000-8000-000000000000"],
    "page_id": [999_999],
    "feed_id": ["00000000-0000-4000-8000-000000000000"],
    "claim_edit.kind": ["merge"],
    "review_figure.kind": ["csv", "svg"],
    "review_figure.name": [*WHOLE, *OF_QUESTION],
}
FILTERS: dict[str, list[Any]] = {
    "publisher": ["Harbour Post"],
    "state": Assignment.State.values,
    "updated_since": ["2020-01-01"],
    "since": ["2020-01-01"],
    "role": ["body"],
    "external_id": ["none"],
}


@dataclass
class Blind:
    """The project, its people by role, its articles by own state, and what must not be seen."""

    project: Project
    people: dict[str, User | None]
    articles: dict[str, Article] = field(default_factory=dict)
    own: dict[str, Assignment] = field(default_factory=dict)
    others: dict[tuple[str, str], Assignment] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)

    def client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if self.people[role] is not None:
            client.force_login(self.people[role])
        return client

    def member(self, role: str) -> Membership:
        return Membership.objects.select_related("project__codebook_version", "user").get(
            project=self.project, user=self.people[role]
        )

    def set_mode(self, mode: str) -> None:
        self.project.blind = mode
        self.project.save(update_fields=["blind"])

    def claims(self, own: str) -> list[Claim]:
        rows = Claim.objects.filter(article=self.articles[own]).current().asserting()
        return list(rows.order_by("start"))

    def assignments(self) -> Iterator[Assignment]:
        yield from self.own.values()
        yield from self.others.values()


def build_blind(*, decided: bool) -> Blind:
    """Build it by what the product does; `_go_to` and `_decide` say where it does not."""
    blind = _project()
    for own in OWN:
        _article(blind, own)
        for other in OTHERS:
            _other(blind, own, other)
    for own in OWN:
        for other in OTHERS:
            _go_to(blind, blind.others[own, other], other, token("reason", own, other))
        if own in blind.own:
            _go_to(blind, blind.own[own], own, "Again, please.")
    _assign(blind)
    for own in OWN:
        _decide(blind, own, decided=decided)
    blind.secrets += _secrets_of_work(blind)
    return blind


# -- the place ------------------------------------------------------------------------------


def _project() -> Blind:
    names = ("annotator", "idle", "reviewer", "manager", "neighbour", "stranger")
    people: dict[str, User | None] = {name: make_user(f"the-{name}") for name in names}
    people["anonymous"] = None
    allow_adding_projects(user=people["manager"])
    version = publish_codebook(document=CODEBOOK)
    for slug in (SLUG, NEIGHBOUR):
        more = {"slug": slug, "title": slug, "codebook_version": version, "overlap": 9}
        project = create_project(creator=people["manager"], **more)
    add_member(project=project, user=people["neighbour"], role="manager")
    blind = Blind(Project.objects.get(slug=SLUG), people)
    add_member(project=blind.project, user=people["annotator"], role="annotator")
    add_member(project=blind.project, user=people["idle"], role="annotator")
    add_member(project=blind.project, user=people["reviewer"], role="reviewer")
    return blind


def _article(blind: Blind, own: str) -> None:
    """An article that the annotator has in hand before anybody else, unless they are not to."""
    text = f"The quay of the {own} is shut. Two people said that it was {own}."
    draft = build_draft({"text": text, "title": own, "publisher": "Harbour Post"})
    manager = blind.people["manager"]
    for project in Project.objects.filter(slug__in=(SLUG, NEIGHBOUR)):
        added = add_article(project=project, draft=draft, actor=manager, method="api")
    blind.articles[own] = Article.objects.get(pk=added.article_id)
    takes = own not in ("assigned", "none")
    # as many places as there are takers: whoever comes next comes to the newest article
    blind.project.overlap = len(OTHERS) + takes
    blind.project.save(update_fields=["overlap"])
    if takes:
        mine = blind.own[own] = _take(blind, blind.people["annotator"], own)
        _code(blind, mine, own)
        if own != "open":
            submit_assignment(assignment=mine, actor=mine.annotator)


def _take(blind: Blind, user: User | None, own: str) -> Assignment:
    rows = Membership.objects.select_related("project__codebook_version", "user")
    taken = take_next(member=rows.get(project=blind.project, user=user))
    assert taken is not None
    assert taken.article == blind.articles[own]
    return taken


def _other(blind: Blind, own: str, other: str) -> None:
    """Another annotator, who does everything that leaves a trace."""
    user = make_user(token("name", own, other))
    add_member(project=blind.project, user=user, role="annotator")
    theirs = blind.others[own, other] = _take(blind, user, own)
    _code(blind, theirs, own, other)
    claim = blind.claims(own)[0]
    flag = token("flag", own, other)
    flag_claim(assignment=theirs, claim_id=claim.pk, note=flag, actor=user)
    save_note(assignment=theirs, actor=user, note=token("remark", own, other))
    if other not in ("open", "lapsed"):
        submit_assignment(assignment=theirs, actor=user)
    kinds = ("note", "words", "span", "name", "flag", "remark", "reason")
    blind.secrets += [Secret(kind, own, other, token(kind, own, other)) for kind in kinds]


def _code(blind: Blind, assignment: Assignment, own: str, other: str = "") -> None:
    first, second = blind.claims(own)
    words = (first.start, first.start + 3)
    answers = [
        Answer(first.pk, "att", ("att:none",), note=token("note", own, other)),
        Answer(second.pk, "att", ("att:none",)),
        Answer(first.pk, "why", (), text=token("words", own, other)),
        Answer(first.pk, "device", ("device:vague",), span=words, note=token("span", own, other)),
        Answer(None, "genre", ("genre:report",)),
    ]
    give_labels(assignment=assignment, actor=assignment.annotator, answers=answers)


# -- states ---------------------------------------------------------------------------------


def _go_to(blind: Blind, assignment: Assignment, state: str, reason: str) -> None:
    """Into its state; all places are taken by now, so a place given back does no harm.

    Taken back and lapsed are written to the row, labels and all: the rule must not lean on how
    an assignment came to be so.
    """
    assignment.refresh_from_db()
    if state in ("returned", "skipped"):
        member = blind.member("reviewer")
        return_assignment(assignment=assignment, member=member, reason=reason)
    if state == "skipped":
        skip_assignment(assignment=assignment, actor=assignment.annotator, reason=reason)
    if state in ("released", "lapsed"):
        rows = Assignment.objects.filter(pk=assignment.pk)
        rows.update(state=state, slot=None, reason=reason)
    assignment.refresh_from_db()
    assert assignment.state == state


def _assign(blind: Blind) -> None:
    """Dealt, not begun."""
    blind.own["assigned"] = Assignment.objects.create(
        project=blind.project,
        article=blind.articles["assigned"],
        annotator=blind.people["annotator"],
        slot=len(OTHERS),
        state="assigned",
    )


def _decide(blind: Blind, own: str, *, decided: bool) -> None:
    """A reviewer's decision with its reason on each article.

    `decided_at` is written to the row: an article with work in hand is not decided by the
    product, but the rule must hold on it.
    """
    adjudicate(
        member=blind.member("reviewer"),
        claim=blind.claims(own)[0],
        variable="att",
        codes=["att:none"],
        reason=token("decision", own),
    )
    rows = ProjectArticle.objects.filter(project=blind.project, article=blind.articles[own])
    rows.update(decided_at=timezone.now() if decided else None)
    blind.secrets.append(Secret("decision", own, "", token("decision", own)))


def _secrets_of_work(blind: Blind) -> Iterator[Secret]:
    for (own, other), theirs in blind.others.items():
        yield Secret("assignment", own, other, str(theirs.public_id))
        yield from (Secret("step", own, other, str(step.pk)) for step in theirs.steps.all())
