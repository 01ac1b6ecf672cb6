"""What tests of answers and steps share: a codebook of every kind, and acting as the page does."""

import dataclasses
import uuid
from typing import Any

from django.db import transaction

from annotator.annotation import actions
from annotator.annotation.actions import Answer
from annotator.annotation.models import LabelEvent
from annotator.annotation.standing import read_mark
from annotator.codebook.actions import publish_codebook
from annotator.projects.actions import add_article, add_member, create_project
from articles.ingestion.drafts import build_draft
from articles.models import Article
from tests.plugins.cast import TEXT, Cast


def codes(variable: str, *names: str) -> list[dict[str, Any]]:
    return [{"id": f"{variable}:{name}", "label": name.capitalize()} for name in names]


ASKING: dict[str, Any] = {
    "name": "Asking",
    "version": "1",
    "variables": [
        {
            "id": "genre",
            "label": "Genre",
            "scope": "article",
            "codes": codes("genre", "report", "opinion"),
        },
        {"id": "about", "label": "About", "scope": "article", "select": "text"},
        {
            "id": "att",
            "label": "Attribution",
            "required": True,
            "codes": codes("att", "explicit", "none"),
        },
        {
            "id": "src",
            "label": "Source kind",
            "required": True,
            "applies_if": "att in (explicit)",
            "codes": codes("src", "official", "unknown"),
        },
        {
            "id": "voice",
            "label": "Voice",
            "applies_if": "genre in (report)",
            "codes": codes("voice", "neutral", "loud"),
        },
        {
            "id": "topic",
            "label": "Topics",
            "select": "many",
            "codes": codes("topic", "a", "b", "c"),
        },
        {
            "id": "sig",
            "label": "Signals",
            "select": "each_yes_no_na",
            "required": True,
            "codes": codes("sig", "byline", "date"),
        },
        {"id": "remark", "label": "Remark", "select": "text"},
        {
            "id": "bias",
            "label": "Bias",
            "scope": "span",
            "codes": codes("bias", "loaded", "vague"),
            "attributes": {"holder": ["outlet", "source"]},
        },
        {
            "id": "part",
            "label": "Part",
            "scope": "span",
            "select": "many",
            "codes": codes("part", "cue", "content"),
        },
    ],
    "presets": [
        {
            "key": "1",
            "label": "Official",
            "set": ["att:explicit", "src:official", "topic:a"],
            "copy_from_previous": ["voice"],
        }
    ],
}
BOTH_YES = ("sig:byline=yes", "sig:date=yes")


def in_asking_project(cast: Cast) -> Cast:
    """The same people in a project of their own that asks questions of every kind."""
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


def hold(assignment):
    """The assignment as a request finds it: locked, read anew."""
    return actions.lock_assignment(
        public_id=assignment.public_id, slug=assignment.project.slug, user=assignment.annotator
    )


def give(assignment, *answers: Answer, step: uuid.UUID | None = None):
    with transaction.atomic():
        return actions.give_labels(
            assignment=hold(assignment),
            answers=answers,
            actor=assignment.annotator,
            step_id=step,
        )


def flag(assignment, claim, note: str | None, step: uuid.UUID | None = None):
    with transaction.atomic():
        return actions.flag_claim(
            assignment=hold(assignment),
            claim_id=claim.pk if claim else None,
            note=note,
            actor=assignment.annotator,
            step_id=step,
        )


def undo(cast, assignment, step):
    return _turn(actions.undo_step, cast, assignment, step)


def redo(cast, assignment, step):
    return _turn(actions.redo_step, cast, assignment, step)


def _turn(how, cast, assignment, step):
    with transaction.atomic():
        return how(
            assignment=hold(assignment),
            step_id=getattr(step, "pk", step),
            member=cast.member(assignment.annotator),
        )


def one(claim, variable: str, *names: str, **more: Any) -> Answer:
    """`one(claim, "att", "none")`; a claim of None asks about the article."""
    given = tuple(f"{variable}:{name}" for name in names)
    return Answer(claim.pk if claim else None, variable, given, **more)


Cells = dict[tuple[int | None, str], set[tuple[str, Any, str, bool]]]


def stored(assignment) -> Cells:
    """What the labels say: marks by claim and variable."""
    cells: Cells = {}
    rows = assignment.labels.values_list(
        *("claim_id", "variable__identifier", "code__identifier"),
        *("span_start", "span_end", "note", "inherited"),
    )
    for claim, variable, code, start, end, note, inherited in rows:
        span = None if start is None else (start, end)
        cells.setdefault((claim, variable), set()).add((code, span, note, inherited))
    return cells


def replayed(assignment) -> Cells:
    """What the history says stands: the last `after` of every answer."""
    cells: Cells = {}
    events = LabelEvent.objects.filter(assignment=assignment).select_related("variable")
    for event in events.order_by("pk"):
        marks = {
            (one.code, one.span, one.note, one.inherited) for one in map(read_mark, event.after)
        }
        cells[event.claim_id, event.variable.identifier] = marks
    return {key: marks for key, marks in cells.items() if marks}


def said(assignment, claim=None) -> list[str]:
    """The codes on a claim, or on the article."""
    rows = assignment.labels.filter(claim=claim)
    return sorted(rows.values_list("code__identifier", flat=True))
