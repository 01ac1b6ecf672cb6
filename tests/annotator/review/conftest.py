"""The cast in a project that asks a question of every kind."""

import dataclasses
import random

import pytest

from annotator.codebook.actions import publish_codebook
from annotator.projects.actions import add_article, add_member, create_project
from articles.ingestion.drafts import build_draft
from articles.models import Article
from tests.annotator.codebook.kinds import EVERY_KIND
from tests.annotator.review.kinds import SLUG, code_at_random
from tests.plugins.cast import TEXT


@pytest.fixture
def kinds(cast):
    """The cast in a project of their own, overlap 3, with nothing answered yet."""
    version = publish_codebook(document=EVERY_KIND)
    project = create_project(
        slug=SLUG, title="Kinds", codebook_version=version, overlap=3, creator=cast.manager
    )
    add_member(project=project, user=cast.reviewer, role="reviewer")
    for user in (cast.ana, cast.ben, cast.cleo):
        add_member(project=project, user=user, role="annotator")
    added = add_article(
        project=project, draft=build_draft({"text": TEXT}), actor=cast.manager, method="api"
    )
    article = Article.objects.get(pk=added.article_id)
    return dataclasses.replace(cast, project=project, version=version, article=article)


@pytest.fixture
def answered(kinds):
    """The same after three annotators answered everything at random on three articles."""
    chance = random.Random(7)
    for number in range(2):
        kinds.add_article(TEXT.replace("quay", f"pier {number}"), title=f"Pier {number}")
    for user in (kinds.ana, kinds.ben, kinds.cleo):
        for _ in range(3):
            code_at_random(kinds, user, chance)
    return kinds
