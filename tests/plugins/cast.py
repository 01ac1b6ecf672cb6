"""A small cast, built by the product's own actions, so that impossible states cannot appear."""

from dataclasses import dataclass, field

import pytest
from django.test import Client

from annotator.accounts.actions import allow_adding_projects, create_user
from annotator.accounts.models import User
from annotator.annotation.actions import Answer, give_labels, submit_assignment, take_next
from annotator.annotation.models import Assignment
from annotator.codebook.actions import publish_codebook
from annotator.codebook.models import CodebookVersion
from annotator.projects.actions import add_article, add_member, create_project
from annotator.projects.models import Membership, Project
from articles.ingestion.drafts import build_draft
from articles.models import Article, Claim

PASSWORD = "correct-horse-battery"

SMALL_CODEBOOK = {
    "name": "Small",
    "version": "1",
    "variables": [
        {
            "id": "att",
            "label": "Attribution",
            "required": True,
            "key": "a",
            "codes": [
                {"id": "att:explicit", "label": "Attributed here", "key": "1"},
                {"id": "att:none", "label": "Unattributed", "key": "2"},
            ],
        },
        {
            "id": "src",
            "label": "Source kind",
            "required": True,
            "key": "s",
            "applies_if": "att in (explicit)",
            "codes": [
                {"id": "src:official", "label": "Official", "key": "1"},
                {"id": "src:unknown", "label": "Unknown", "key": "2"},
            ],
        },
        {
            "id": "slant",
            "label": "Bias of wording",
            "required": True,
            "key": "b",
            "scale": "ordinal",
            "order": ["slant:none", "slant:some", "slant:strong"],
            "codes": [
                {"id": "slant:none", "label": "None", "key": "1"},
                {"id": "slant:some", "label": "Some", "key": "2"},
                {"id": "slant:strong", "label": "Strong", "key": "3"},
            ],
        },
        {
            "id": "topic",
            "label": "Topics",
            "select": "many",
            "key": "t",
            "codes": [
                {"id": "topic:water", "label": "Water", "key": "1"},
                {"id": "topic:roads", "label": "Roads", "key": "2"},
            ],
        },
        {
            "id": "genre",
            "label": "Genre",
            "scope": "article",
            "key": "g",
            "codes": [
                {"id": "genre:report", "label": "Report", "key": "1"},
                {"id": "genre:opinion", "label": "Opinion", "key": "2"},
            ],
        },
    ],
    "presets": [
        {"key": "1", "label": "Official, named", "set": ["att:explicit", "src:official"]},
        {"key": "2", "label": "Unattributed", "set": ["att:none"]},
    ],
}

TEXT = (
    "The harbour office said on Monday that the north quay would reopen.\n\n"
    "Two people close to the talks said the price had doubled.\n\n"
    "The quay has been closed since spring."
)


def make_user(username: str, **kwargs: str) -> User:
    return create_user(username=username, password=PASSWORD, **kwargs)


@dataclass
class Cast:
    """One project with one article of three claims, overlap 2, and everybody who may turn up."""

    project: Project
    version: CodebookVersion
    article: Article
    manager: User
    reviewer: User
    ana: User
    ben: User
    cleo: User
    stranger: User
    clients: dict[str, Client] = field(default_factory=dict)

    def member(self, user: User) -> Membership:
        return Membership.objects.select_related("project__codebook_version", "user").get(
            project=self.project, user=user
        )

    def client(self, user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    def claims(self, article: Article | None = None) -> list[Claim]:
        rows = Claim.objects.filter(article=article or self.article).current().asserting()
        return list(rows.order_by("start"))

    def add_article(self, text: str, **fields: str) -> Article:
        added = add_article(
            project=self.project,
            draft=build_draft({"text": text, **fields}),
            actor=self.manager,
            method="api",
        )
        return Article.objects.get(pk=added.article_id)

    def take(self, user: User) -> Assignment:
        assignment = take_next(member=self.member(user))
        assert assignment is not None
        return assignment

    def answer(self, assignment: Assignment, claim: Claim | None, **codes: str) -> None:
        """`cast.answer(assignment, claim, att="none", slant="some")`."""
        give_labels(
            assignment=assignment,
            actor=assignment.annotator,
            answers=[
                Answer(claim.pk if claim else None, variable, (f"{variable}:{code}",))
                for variable, code in codes.items()
            ],
        )

    def code_all(self, user: User, *, slant: str = "none", submit: bool = True) -> Assignment:
        """Take the next article, answer what is required on every claim, and hand it in."""
        assignment = self.take(user)
        for claim in self.claims(assignment.article):
            self.answer(assignment, claim, att="none", slant=slant)
        if submit:
            return submit_assignment(assignment=assignment, actor=user)
        return assignment


@pytest.fixture
def cast(db) -> Cast:
    version = publish_codebook(document=SMALL_CODEBOOK)
    manager = make_user("manager", email="manager@desk.example")
    allow_adding_projects(user=manager)
    project = create_project(
        slug="quay", title="The quay", codebook_version=version, overlap=2, creator=manager
    )
    people = {name: make_user(name) for name in ("reviewer", "ana", "ben", "cleo", "stranger")}
    add_member(project=project, user=people["reviewer"], role="reviewer")
    for name in ("ana", "ben", "cleo"):
        add_member(project=project, user=people[name], role="annotator")
    added = add_article(
        project=project,
        draft=build_draft({"text": TEXT, "title": "Quay to reopen", "publisher": "Harbour Post"}),
        actor=manager,
        method="api",
    )
    article = Article.objects.get(pk=added.article_id)
    return Cast(project=project, version=version, article=article, manager=manager, **people)
