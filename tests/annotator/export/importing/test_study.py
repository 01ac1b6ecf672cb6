"""A study comes in whole: study, archive, project elsewhere, archive again: the same tables."""

import csv
import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from annotator.accounts.models import User
from annotator.annotation.actions import (
    Answer,
    give_labels,
    merge_claims,
    return_assignment,
    skip_assignment,
    split_claim,
    submit_assignment,
)
from annotator.annotation.models import Assignment, Label
from annotator.errors import Conflict
from annotator.export.importing.actions.study import import_study
from annotator.export.readers.records import UnreadableFile
from annotator.projects.actions.copies import set_apart, set_copies_once
from annotator.projects.models import Membership, Project, ProjectArticle
from annotator.review.actions import adjudicate
from articles.models import Article, Claim
from tests.annotator.export.importing.conftest import exported

TABLES = ("articles", "claims", "assignments", "labels", "adjudications", "annotators")


def tables_in(content: bytes) -> dict[str, list[dict[str, str]]]:
    """Tables with ids replaced by the order of their rows."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    tables = {
        name: list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode(), newline="")))
        for name in TABLES
    }
    articles = {row["id"]: f"article {n}" for n, row in enumerate(tables["articles"])}
    ordered = sorted(tables["claims"], key=lambda row: (articles[row["article_id"]], *key(row)))
    claims = {row["id"]: f"claim {number}" for number, row in enumerate(ordered)}
    claims[""] = ""
    for name, rows in tables.items():
        for row in rows:
            for column, names in (("article_id", articles), ("claim_id", claims)):
                if column in row:
                    row[column] = names[row[column]]
            if "id" in row:
                row["id"] = (claims if name == "claims" else articles)[row["id"]]
            if row.get("copy_of"):
                row["copy_of"] = articles[row["copy_of"]]
            if "predecessors" in row:
                row["predecessors"] = sorted(claims[one] for one in row["predecessors"].split())
    tables["claims"] = ordered
    tables["annotators"].sort(key=lambda row: row["name"])
    return tables


def key(row):
    return int(row["start"]), int(row["end"]), row["is_current"], int(row["id"])


def bring(content: bytes, actor, slug="copy", **more):
    return import_study(file=io.BytesIO(content), slug=slug, title="Copy", actor=actor, **more)


@pytest.fixture
def study(cast):
    """Every kind of thing that a project has."""
    second = cast.add_article(
        "'Tis said: the mill closed.\n\n=1+1 is no formula, he said. 🌊 rose, she said.",
        title="=HYPERLINK(1)",
        publisher="Mill Gazette",
        external_id="m-1",
        language="en",
    )
    third = cast.add_article("قال المتحدث إن الجسر مغلق. وقال آخرون إنه مفتوح.", language="ar")
    split_claim(
        claim=cast.claims()[0], at=cast.claims()[0].start + 12, member=cast.member(cast.manager)
    )
    cast.code_all(cast.ana, slant="some")
    ben = cast.code_all(cast.ben, submit=False)
    both = Answer(cast.claims()[0].pk, "topic", ("topic:water", "topic:roads"), note="=two\n'lines")
    give_labels(assignment=ben, answers=[both], actor=cast.ben)
    cast.answer(ben, None, genre="report")
    submit_assignment(assignment=ben, actor=cast.ben)
    returned = cast.code_all(cast.ana)
    return_assignment(assignment=returned, member=cast.member(cast.reviewer), reason="-look")
    skipped = cast.take(cast.ben)
    skip_assignment(assignment=skipped, actor=cast.ben, reason="No time")
    for claim in cast.claims():
        adjudicate(
            member=cast.member(cast.reviewer), claim=claim, variable="slant",
            codes=["slant:strong"], reason="They missed it", note="@note",
        )  # fmt: skip
    merge_claims(
        first=cast.claims(second)[0],
        second=cast.claims(second)[1],
        member=cast.member(cast.manager),
    )
    say_copies(cast.project, second, third)
    return cast


def say_copies(project, second, third):
    """The first article is found to be a copy of a later one; the last is said to be none."""
    first, later, last = project.entries.order_by("article")
    assert [later.article, last.article] == [second, third]
    found = ProjectArticle.objects.filter(pk=first.pk)
    found.update(copy_of=later, copy_kind="edited", copy_share=1 / 3)
    set_apart(entry=last, actor=project.created_by)
    set_copies_once(project=project, once=True)
    Claim.objects.filter(article=second, is_current=True).update(confidence=17)


def test_a_round_trip_gives_the_same_tables(study):
    content = exported(study.project, "zip")
    done = bring(content, study.manager)
    assert tables_in(exported(done.project, "zip")) == tables_in(content)
    assert done.shared == 3
    assert done.accounts == 0
    for name in (
        "copies_once",
        "overlap",
        "seed",
        "blind",
        "guidelines",
        "variable_ids",
        "codebook_version",
    ):
        assert getattr(done.project, name) == getattr(study.project, name)


def test_a_round_trip_of_texts_that_are_not_here(study):
    """Whoever brings it may not see the first project: nothing is shared, all is stored anew."""
    content = exported(study.project, "zip")
    from annotator.accounts.actions import allow_adding_projects

    allow_adding_projects(user=study.stranger)
    done = bring(content, User.objects.get(pk=study.stranger.pk))
    found, wanted = tables_in(exported(done.project, "zip")), tables_in(content)
    assert found["annotators"] == [*wanted["annotators"], {"name": "stranger", "role": "manager"}]
    assert {**found, "annotators": 0} == {**wanted, "annotators": 0}
    assert done.shared == 0
    assert Article.objects.count() == 6
    assert _confidences(done.project) == _confidences(study.project)
    assert {None, 93} <= {confidence for *_place, confidence in _confidences(done.project)}


def _confidences(project):
    """Of standing and retired stretches."""
    rows = Claim.objects.filter(article__entries__project=project)
    names = ("text", "start", "role", "reason", "is_current", "confidence")
    return sorted(rows.values_list(*names), key=str)


def test_people_who_are_not_here_get_accounts_without_a_way_in(study):
    content = exported(study.project, "zip")
    for name in ("ana", "ben", "cleo", "reviewer"):
        User.objects.filter(username=name).update(username=f"{name}-of-here")
    done = bring(content, study.manager)
    assert done.accounts == 4
    ana = User.objects.get(username="ana")
    assert not ana.is_active
    assert not ana.has_usable_password()
    assert tables_in(exported(done.project, "zip")) == tables_in(content)


def test_a_dry_run_leaves_nothing(study):
    before = (Project.objects.count(), Label.objects.count(), Membership.objects.count())
    done = bring(exported(study.project, "zip"), study.manager, dry_run=True)
    assert done.project is None
    assert done.labels == Label.objects.filter(claim__is_current=True).count() + 1
    assert before == (Project.objects.count(), Label.objects.count(), Membership.objects.count())


def test_decided_articles_are_decided_again(cast):
    for person in (cast.ana, cast.ben):
        cast.code_all(person, slant="none")
    from annotator.review.actions import finish_unanimous

    finish_unanimous(member=cast.member(cast.reviewer))
    assert cast.project.entries.filter(decided_at__isnull=False).count() == 1
    done = bring(exported(cast.project, "zip"), cast.manager)
    assert done.project.entries.filter(decided_at__isnull=False).count() == 1


def test_who_may_and_where(study):
    content = exported(study.project, "zip")
    with pytest.raises(PermissionDenied):
        bring(content, study.ana)
    with pytest.raises(Conflict):
        bring(content, study.manager, slug="quay")
    with pytest.raises(ValidationError):
        bring(content, study.manager, slug="Not a slug")


COPIES = ("copy_of", "copy_kind", "copy_share", "copy_by_hand")


def without(content: bytes, table: str, *columns: str) -> bytes:
    """The archive with a table that lacks some columns, as one of before does."""
    text = zipfile.ZipFile(io.BytesIO(content)).read(f"{table}.csv").decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    kept = [place for place, name in enumerate(header) if name not in columns]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([row[place] for place in kept] for row in (header, *rows))
    return rebuilt(content, {f"{table}.csv": out.getvalue().encode()})


def test_an_archive_of_before_says_nothing_of_copies(study):
    content = without(exported(study.project, "zip"), "articles", *COPIES)
    done = bring(without(content, "claims", "confidence"), study.manager)
    assert done.articles == 3
    assert set(done.project.entries.values_list("copy_of", "copy_kind")) == {(None, "")}


def test_a_copy_of_an_article_that_was_not_exported_stands_alone(study):
    content = exported(study.project, "zip")
    number = str(study.project.entries.get(copy_of__isnull=False).copy_of.article_id)
    done = bring(changed(content, "articles", f",{number},edited", ",987,edited"), study.manager)
    assert not done.project.entries.filter(copy_of__isnull=False).exists()


def test_nobody_is_surer_than_sure(study):
    from annotator.accounts.actions import allow_adding_projects

    allow_adding_projects(user=study.stranger)
    content = changed(exported(study.project, "zip"), "claims", ",,93", ",,101")
    with pytest.raises(UnreadableFile, match="confidence"):
        bring(content, User.objects.get(pk=study.stranger.pk))


# -- archives that are not what they say ---------------------------------------------------------


def rebuilt(content: bytes, changes=(), rehash=True, names=None) -> bytes:
    """The archive with members changed (None: left out)."""
    import hashlib

    archive = zipfile.ZipFile(io.BytesIO(content))
    members = {name: archive.read(name) for name in archive.namelist()}
    members |= dict(changes)
    if rehash:
        package = json.loads(members["datapackage.json"])
        for one in package["resources"]:
            if members.get(one["path"]) is not None:
                one["hash"] = "sha256:" + hashlib.sha256(members[one["path"]]).hexdigest()
        members["datapackage.json"] = json.dumps(package).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            if data is not None:
                made.writestr((names or {}).get(name, name), data)
    return out.getvalue()


def changed(content: bytes, table: str, old: str, new: str) -> bytes:
    text = zipfile.ZipFile(io.BytesIO(content)).read(f"{table}.csv").decode()
    assert old in text
    return rebuilt(content, {f"{table}.csv": text.replace(old, new, 1).encode()})


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda c: b"PK\x03\x04 and then nothing", "broken"),
        (lambda c: c[: len(c) // 2], "broken"),
        (lambda c: rebuilt(c, {"labels.csv": None}), "labels.csv"),
        (lambda c: rebuilt(c, {"labels.csv": b"x"}, rehash=False), "hash"),
        (lambda c: rebuilt(c, names={"README.md": "../README.md"}), "folders"),
        (lambda c: rebuilt(c, {"codebook.json": b"{"}), "codebook.json"),
        (lambda c: rebuilt(c, {"codebook.json": b"{}"}), "codebook.json"),
        (lambda c: rebuilt(c, {"project.json": b"[]"}), "project.json"),
        (lambda c: rebuilt(c, {"claims.csv": b"id\r\n"}), "columns"),
        (lambda c: rebuilt(c, {"claims.csv": b"\xff\xfe"}), "UTF-8"),
        (lambda c: changed(c, "labels", "slant:some", "slant:never"), "labels.csv, row"),
        (lambda c: changed(c, "assignments", ",submitted,", ",lost,"), "assignments.csv, row"),
        (lambda c: changed(c, "articles", "The harbour", "A harbour"), "row"),
        (lambda c: changed(c, "claims", ",body,", ",poem,"), "role"),
        (lambda c: changed(c, "articles", ",,,,false", ",1,edited,2,false"), "copy_share"),
        (lambda c: changed(c, "articles", ",,,,false", ",1,edited,nan,false"), "copy_share"),
        (lambda c: changed(c, "articles", ",,,,false", ",1,like,1,false"), "copy_kind like"),
        (lambda c: changed(c, "articles", ",,,,false", ",1,none,1,false"), "copy_kind none"),
        (lambda c: changed(c, "annotators", "ana,", "zoe,"), "annotators.csv"),
        (lambda c: changed(c, "annotators", "ben,", "ana,"), "twice"),
    ],
)
def test_archives_that_are_not_what_they_say(coded, break_it, words):
    content = exported(coded.project, "zip")
    before = (Project.objects.count(), User.objects.count(), Assignment.objects.count())
    with pytest.raises(UnreadableFile) as error:
        bring(break_it(content), coded.manager)
    assert words in error.value.message
    assert before == (Project.objects.count(), User.objects.count(), Assignment.objects.count())


def test_a_bomb_is_refused_before_it_is_unpacked(coded, monkeypatch):
    monkeypatch.setattr("annotator.export.readers.package.MAX_UNPACKED", 1_000_000)
    bomb = rebuilt(exported(coded.project, "zip"), {"load.R": b"0" * 2_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableFile, match="bytes together"):
        bring(bomb, coded.manager)


def test_what_was_decided_is_no_study(coded):
    content = exported(coded.project, "zip", layer="aggregated")
    with pytest.raises(UnreadableFile, match="decided or counted"):
        bring(content, coded.manager)
