"""A site in the middle of its life, all of whose words are in Greek letters.

Only what has to be Latin is: names that programs use, e-mail addresses, addresses of pages.
"""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from annotator.accounts.actions import allow_adding_projects, create_user
from annotator.accounts.models import User
from annotator.annotation.actions import (
    Answer,
    give_labels,
    return_assignment,
    save_note,
    skip_assignment,
    split_claim,
    submit_assignment,
)
from annotator.codebook.actions import publish_codebook
from annotator.codebook.models import Code, CodebookVersion, Preset, Variable
from annotator.export.writers import FORMATS
from annotator.projects.actions import (
    add_article,
    add_member,
    begin_upload,
    cancel_import,
    confirm_import,
    create_project,
    discard_import,
    invite_member,
    prepare_address_import,
    prepare_import,
    run_import,
    wait_for_columns,
)
from annotator.projects.models import ArticleImport, Invitation
from annotator.review.actions import adjudicate
from articles.ingestion.drafts import DraftRejected, build_draft
from articles.models import Article, FetchedPage
from articles.publishers.matching import host_of
from tests.annotator.codebook.kinds import EVERY_KIND
from tests.architecture.foreign import in_greek, words_in_greek
from tests.plugins.cast import PASSWORD, TEXT, Cast
from tests.plugins.web import archive_copy

SLUG = "quay"
IDENTIFIERS = ("id", "applies_if", "scope", "select", "scale", "key", "set", "missing", "order")
PEOPLE = ("manager", "reviewer", "ana", "ben", "cleo", "stranger")


@dataclass
class GreekSite:
    """The cast, a link to join, imports by state, and articles by what became of them."""

    cast: Cast
    secret: str
    imports: dict[str, ArticleImport]
    cut: Article
    untouched: Article


def codebook() -> dict[str, Any]:
    """A question of every kind, some words of its own, a preset and rules, in Greek letters."""
    found = words_in_greek(EVERY_KIND, kept=IDENTIFIERS)
    for variable in found["variables"]:
        variable.pop("attributes", None)  # their ids are their labels
        variable |= {"required": False, "definition": in_greek("What it asks.")}
    found["variables"][1] |= {"applies_if": "att in (named, unclear)", "required": True}
    found["presets"] = [{"key": "1", "label": in_greek("Unnamed"), "set": ["att:none"]}]
    found["unit_rules"] = [{"id": "U1", "rule": in_greek("A claim is a sentence.")}]
    return found


def build_site() -> GreekSite:
    """Build it by what the product does."""
    cast = _cast()
    _code(cast)
    _invitation, secret = invite_member(
        project=cast.project, email="x@desk.example", role="annotator", inviter=cast.manager
    )
    cut, untouched = _cut_article(cast), cast.add_article(in_greek("Nobody took this one."))
    archive_copy(cut, f'<p>{in_greek("As it was.")} <img src="/quay.jpg">', media_type="text/html")
    return GreekSite(cast, secret, _imports(cast), cut, untouched)


def latin_values() -> list[str]:
    """What is stored and has to be Latin, or half of it."""
    found = {SLUG, *FORMATS}
    found |= set(User.objects.values_list("email", flat=True))
    found |= set(Invitation.objects.values_list("email", flat=True))
    for row in Variable.objects.all():
        found |= {row.identifier, row.applies_if}
    for code in Code.objects.exclude(item=""):
        found.add(code.label)  # the item's label, and its answer
    found |= set(Code.objects.values_list("identifier", flat=True))
    found |= {code for preset in Preset.objects.all() for code in preset.sets}
    found |= set(CodebookVersion.objects.values_list("digest", flat=True))
    found |= {host_of(url) for url in Article.objects.exclude(url="").values_list("url", flat=True)}
    found |= {digest[:16] for digest in Article.objects.values_list("content_hash", flat=True)}
    for page in FetchedPage.objects.all():
        found |= {page.url, page.final_url, page.media_type, page.digest, *page.redirects}
        found |= {*page.headers, *page.headers.values()}
    return sorted(found - {""})


def _cast() -> Cast:
    people = {
        name: create_user(username=in_greek(name), password=PASSWORD, name=in_greek(f"{name} lee"))
        for name in PEOPLE
    }
    manager = people["manager"]
    allow_adding_projects(user=manager)
    version = publish_codebook(document=codebook())
    project = create_project(
        slug=SLUG,
        title=in_greek("The quay"),
        codebook_version=version,
        overlap=2,
        guidelines=in_greek("Code what the text shows."),
        creator=manager,
    )
    add_member(project=project, user=people["reviewer"], role="reviewer")
    for name in ("ana", "ben", "cleo"):
        add_member(project=project, user=people[name], role="annotator")
    draft = build_draft(
        {
            "text": in_greek(TEXT),
            "title": in_greek("Quay to reopen"),
            "publisher": in_greek("Harbour Post"),
            "origin_publisher": in_greek("Island Wire"),
            "byline": in_greek("Mirel Aden"),
            "published_at": "2026-03-14",
            "external_id": in_greek("post-1"),
            "url": "https://post.example/1",
        }
    )
    added = add_article(project=project, draft=draft, actor=manager, method="api")
    article = Article.objects.get(pk=added.article_id)
    return Cast(project=project, version=version, article=article, **people)


def _code(cast: Cast) -> None:
    """Two annotators differ and agree, a third skips; one claim is decided, one article is back."""
    cast.add_article(in_greek("A second story said so."))
    for user, attribution in ((cast.ana, "none"), (cast.ben, "named")):
        assignment = cast.take(user)
        first, second, third = cast.claims(assignment.article)
        answers = [
            Answer(first.pk, "att", (f"att:{attribution}",), note=in_greek("Said in passing.")),
            Answer(second.pk, "att", ("att:named",)),
            Answer(third.pk, "att", ("att:none",)),
            Answer(second.pk, "topic", ("topic:water", "topic:roads")),
            Answer(second.pk, "why", (), text=in_greek("Since then.")),
            Answer(first.pk, "check", (f"check:dated={'yes' if user == cast.ana else 'no'}",)),
            Answer(first.pk, "part", ("part:source",), span=(first.start, first.start + 3)),
            Answer(None, "genre", ("genre:report",)),
            Answer(second.pk, "slant", ("slant:some",)),
        ]
        answers += [Answer(first.pk, "slant", ("slant:none",))] * (attribution == "named")
        give_labels(assignment=assignment, actor=user, answers=answers)
        save_note(assignment=assignment, actor=user, note=in_greek("A note."))
        submit_assignment(assignment=assignment, actor=user)
    adjudicate(
        member=cast.member(cast.reviewer),
        claim=cast.claims()[0],
        variable="att",
        codes=["att:none"],
        reason=in_greek("Nobody is named."),
        note=in_greek("Clear."),
    )
    skip_assignment(assignment=cast.take(cast.cleo), actor=cast.cleo, reason=in_greek("Too long."))
    back = cast.take(cast.ben)
    for claim in cast.claims(back.article):
        cast.answer(back, claim, att="none")
    submit_assignment(assignment=back, actor=cast.ben)
    return_assignment(
        assignment=back, member=cast.member(cast.reviewer), reason=in_greek("Look again.")
    )


def _cut_article(cast: Cast) -> Article:
    """An article with a split claim, whose halves know where they come from."""
    article = cast.add_article(in_greek("The mole was closed today and nobody said why at all."))
    (claim,) = cast.claims(article)
    middle = claim.start + claim.text.index(" ", 20) + 1
    split_claim(claim=claim, at=middle, member=cast.member(cast.manager))
    return article


def _imports(cast: Cast) -> dict[str, ArticleImport]:
    known = {"text": in_greek("A second story said so.")}
    clash = {"text": in_greek("Another text."), "external_id": in_greek("post-1")}
    fresh = [{"text": in_greek(f"Story {one} said so."), "title": ""} for one in "abcd"]
    rejected = DraftRejected(_errors({"text": "", "language": "?"}), line=3)
    found = {
        "one": _import(cast, fresh[0]),
        "several": _import(cast, fresh[1], known, clash, rejected),
        "running": _import(cast, fresh[2], fresh[3]),
        "none": _import(cast, rejected),
        "done": _import(cast, fresh[2], known, clash),
        "discarded": _import(cast, fresh[2]),
        "cancelled": _import(cast, fresh[0], rejected),
        "mapping": _upload(cast, "πηγη;ξξ\nσομε;σομε\n"),
        "reading": _upload(cast, "text\nσομε\n"),
        "waiting": _addresses(cast),
    }
    wait_for_columns(article_import=found["mapping"])
    discard_import(article_import=found["discarded"])
    for name in ("running", "done", "cancelled"):
        confirm_import(article_import=found[name], title=None, link_known=True, skip_rejected=True)
    cancel_import(article_import=found["cancelled"])
    run_import(article_import=found["done"])
    return found


def _upload(cast: Cast, table: str) -> ArticleImport:
    file = SimpleUploadedFile(in_greek("stories") + ".csv", table.encode())
    return begin_upload(project=cast.project, actor=cast.manager, files=[file])


def _addresses(cast: Cast) -> ArticleImport:
    return prepare_address_import(project=cast.project, actor=cast.manager, urls=[in_greek("a")])


def _import(cast: Cast, *read: dict[str, Any] | DraftRejected) -> ArticleImport:
    return prepare_import(
        project=cast.project,
        actor=cast.manager,
        method="upload",
        file_name=in_greek("stories.csv"),
        read=[one if isinstance(one, DraftRejected) else build_draft(one) for one in read],
    )


def _errors(mapping: dict[str, Any]) -> list[Any]:
    try:
        build_draft(mapping)
    except DraftRejected as rejected:
        return rejected.errors
    raise AssertionError(f"{mapping} is no bad draft")
