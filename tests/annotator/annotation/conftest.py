"""Fixtures of this room's tests."""

import dataclasses

import pytest

from annotator.codebook.actions import publish_codebook
from annotator.projects.actions import add_article, add_member, create_project
from articles.ingestion.drafts import build_draft
from articles.models import Article
from tests.annotator.annotation.answering import ASKING
from tests.plugins.cast import TEXT


@pytest.fixture
def asking(cast):
    """The cast in a project that asks questions of every kind, overlap 2."""
    version = publish_codebook(document=ASKING)
    project = create_project(
        slug="asking", title="Asking", codebook_version=version, overlap=2, creator=cast.manager
    )
    add_member(project=project, user=cast.reviewer, role="reviewer")
    for user in (cast.ana, cast.ben, cast.cleo):
        add_member(project=project, user=user, role="annotator")
    added = add_article(
        project=project, draft=build_draft({"text": TEXT}), actor=cast.manager, method="api"
    )
    article = Article.objects.get(pk=added.article_id)
    return dataclasses.replace(cast, project=project, version=version, article=article)
