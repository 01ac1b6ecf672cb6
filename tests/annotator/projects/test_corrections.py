"""Where the cutting rules fail: counted as a naive loop counts, and told to managers."""

import csv
import io
import re
from collections import Counter
from itertools import pairwise
from random import Random
from statistics import median

import pytest
from django.urls import reverse

from annotator.errors import Conflict
from annotator.projects.actions import add_article, create_project
from annotator.projects.corrections import corrections_of
from articles.actions import change_role, merge_claims, move_boundary, split_claim, undo_edit
from articles.ingestion.drafts import build_draft
from articles.models import Claim, ClaimEdit, ClaimLineage

STORY = (
    "Ferry talks stall {n}\n\nBy Ida Holm\n\nThe talks stalled on Monday, the port said. "
    "It was day {n}.\n\nWhat comes next?\n\n"
    "The port wants a deal by May. Nobody else does.\n\nPhoto: Ida Holm"
)
RUNNING = "running text of the story"
ROLES = ("body", "note", "caption", "heading")


@pytest.fixture
def article(cast):
    return cast.add_article(STORY.format(n=7), language="en")


def standing(article, **more):
    return list(Claim.objects.filter(article=article, **more).current().order_by("start"))


def counted(project):
    return {tuple(row.way): row.corrected for row in corrections_of(project).rows}


# -- what counts ------------------------------------------------------------------------------


def test_another_role_counts_for_the_rule_that_gave_the_first(cast, article):
    first, second, *_ = standing(article, role="body")
    change_role(claim=first, role="note", actor=cast.ana)
    change_role(claim=second, role="caption", actor=cast.manager)
    found = corrections_of(cast.project)
    made = Claim.objects.filter(reason=RUNNING).count()
    ways = {tuple(row.way): (row.corrected, row.made, row.confidence) for row in found.rows}
    assert ways == {
        (RUNNING, "change_role", "body", "note"): (1, made, 93),
        (RUNNING, "change_role", "body", "caption"): (1, made, 93),
    }
    assert (found.corrected, found.made) == (2, Claim.objects.exclude(reason="").count())
    assert {row.percent for row in found.rows} == {f"{100 / made:.1f} %"}
    (example,) = next(row for row in found.rows if row.way.to_role == "note").examples
    assert (example.article, example.text) == (article, first.text)
    assert Claim.objects.get(pk=example.claim_id).role == "note"


def test_what_people_made_is_no_rules(cast, article):
    first = standing(article, role="body")[0]
    split_claim(claim=first, at=first.start + 4, actor=cast.ana)
    left = standing(article, start=first.start)[0]
    change_role(claim=left, role="note", actor=cast.ana)
    assert counted(cast.project) == {
        (RUNNING, "split", "body", ""): 1,
        (RUNNING, "change_role", "body", "note"): 1,
    }
    assert corrections_of(cast.project).corrected == 1


def test_a_changed_mind_counts_as_it_ends(cast, article):
    first, second, *_ = standing(article, role="body")
    change_role(claim=first, role="note", actor=cast.ana)
    (again,) = standing(article, start=first.start)
    change_role(claim=again, role="caption", actor=cast.ana)
    assert counted(cast.project) == {(RUNNING, "change_role", "body", "caption"): 1}
    (again,) = standing(article, start=first.start)
    change_role(claim=again, role="body", actor=cast.ana)
    assert counted(cast.project) == {}
    move_boundary(first=again.successors.get(), second=second, at=first.end - 5, actor=cast.ana)
    assert counted(cast.project) == {(RUNNING, "move_boundary", "body", ""): 2}
    left, right = standing(article, start__gte=first.start, end__lte=second.end)
    move_boundary(first=left, second=right, at=second.start, actor=cast.ana)
    assert counted(cast.project) == {}


def test_a_merge_counts_for_both_and_gives_no_role(cast, article):
    headline, byline, *_ = standing(article)
    merge_claims(first=headline, second=byline, actor=cast.manager)
    assert counted(cast.project) == {
        (one.reason, "merge", one.role, ""): 1 for one in (headline, byline)
    }


def test_what_was_undone_is_left_out(cast, article):
    first = standing(article, role="body")[0]
    edit = change_role(claim=first, role="note", actor=cast.ana)
    undo_edit(edit=edit, actor=cast.ana)
    found = corrections_of(cast.project)
    assert (found.rows, found.corrected, found.percent) == ([], 0, "0.0 %")


def test_articles_of_other_projects_are_left_out_and_shared_ones_are_not(cast, article):
    other = create_project(
        slug="pier", title="Pier", codebook_version=cast.version, creator=cast.manager
    )
    change_role(claim=standing(article, role="body")[0], role="note", actor=cast.ana)
    assert corrections_of(other).made == 0
    assert corrections_of(other).share is None
    draft = build_draft({"text": article.text, "language": "en"})
    added = add_article(project=other, draft=draft, actor=cast.manager, method="api")
    assert added.article_id == article.pk
    assert counted(other) == counted(cast.project) != {}
    assert corrections_of(other).made < corrections_of(cast.project).made


# -- against a naive loop -----------------------------------------------------------------------


def disturb(cast, article, chance):
    """One edit of any kind, anywhere, or the undoing of one."""
    claims = standing(article)
    one, other = chance.choice([*pairwise([*claims, claims[-1]])])
    at = chance.randrange(one.start, other.end)
    try:
        match chance.randrange(5):
            case 0:
                split_claim(claim=one, at=(one.start + at) // 2, actor=cast.ana)
            case 1:
                merge_claims(first=one, second=other, actor=cast.ana)
            case 2:
                move_boundary(first=one, second=other, at=at, actor=cast.ana)
            case 3:
                change_role(claim=one, role=chance.choice(ROLES), actor=cast.ana)
            case 4:
                undo_edit(edit=chance.choice(list(article.claim_edits.all())), actor=cast.ana)
    except (ValueError, IndexError, Conflict):
        pass  # such a place, or such a role, or a later edit builds on it


def paths_from(claim):
    """Every way from a claim to one that stands, as the edits on it and where it ends."""
    links = ClaimLineage.objects.filter(predecessor=claim, edit__undone_at=None)
    if not links:
        return [((), claim)]
    return [
        ((link.edit.kind, *kinds), end)
        for link in links.select_related("edit", "successor")
        for kinds, end in paths_from(link.successor)
    ]


def naive(articles):
    found, corrected, sure = Counter(), set(), {}
    for article in articles:
        for claim in article.claims.exclude(reason=""):
            paths = paths_from(claim)
            kinds = {kind for passed, _end in paths for kind in passed}
            roles = {end.role for passed, end in paths if "change_role" in passed}
            ways = [("change_role", role) for role in roles if role != claim.role]
            if not any((end.start, end.end) == (claim.start, claim.end) for _, end in paths):
                ways += [(kind, "") for kind in kinds if kind != "change_role"]
            for kind, role in ways:
                way = (claim.reason, kind, claim.role, role)
                found[way] += 1
                corrected.add(claim.pk)
                sure.setdefault(way, []).append(claim.confidence)
    return found, len(corrected), {way: median(values) for way, values in sure.items()}


@pytest.mark.parametrize("seed", range(4))
def test_it_counts_as_a_naive_loop_does(cast, seed):
    chance = Random(seed)
    articles = [cast.add_article(STORY.format(n=n), language="en") for n in range(3)]
    for _ in range(60):
        disturb(cast, chance.choice(articles), chance)
    assert {*ClaimEdit.objects.values_list("kind", flat=True)} == {*ClaimEdit.Kind.values}
    assert ClaimEdit.objects.exclude(undone_at=None)
    ways, corrected, sure = naive([cast.article, *articles])
    found = corrections_of(cast.project)
    assert counted(cast.project) == ways
    assert found.corrected == corrected
    assert {tuple(row.way): row.confidence for row in found.rows} == sure
    for row in found.rows:
        assert row.made == Claim.objects.filter(reason=row.way.reason).count() >= row.corrected
        assert len(row.examples) == min(row.corrected, 3)
        assert all(Claim.objects.get(pk=one.claim_id).is_current for one in row.examples)
    assert all(one.corrected >= other.corrected for one, other in pairwise(found.rows))


@pytest.mark.parametrize("number", [1, 12])
def test_the_number_of_queries_does_not_grow(cast, number, django_assert_num_queries):
    for n in range(number):
        article = cast.add_article(STORY.format(n=n), language="en")
        for claim in standing(article)[: 2 + n % 4]:
            change_role(claim=claim, role="note", actor=cast.ana)
    client = cast.client(cast.manager)
    with django_assert_num_queries(6):  # session, user, member, counts, lineage, examples
        client.get(reverse("corrections", args=["quay"]))


# -- where it is shown --------------------------------------------------------------------------


def test_the_page_tells_it_in_words_with_a_link(cast, article):
    first = standing(article, role="body")[0]
    made = change_role(claim=first, role="note", actor=cast.ana).lineage.get().successor_id
    page = cast.client(cast.manager).get(reverse("corrections", args=["quay"])).content.decode()
    assert RUNNING in page
    link = f"/projects/quay/articles/{article.pk}/?claim={made}#claim-{made}"
    assert f'<a href="{link}"><bdi>{first.text}</bdi></a>' in page
    assert cast.ana.display_name not in re.findall(r"\w+", page)


def test_the_page_says_when_there_is_nothing(cast):
    page = cast.client(cast.manager).get(reverse("corrections", args=["quay"])).content.decode()
    assert "Nothing corrected so far" in page
    assert "corrections.csv" not in page


def test_managers_find_it_from_the_articles(cast):
    place = reverse("corrections", args=["quay"])
    listed = reverse("article_list", args=["quay"])
    assert place in cast.client(cast.manager).get(listed).content.decode()
    assert place not in cast.client(cast.reviewer).get(listed).content.decode()


def test_the_file_has_the_same_rows_and_runs_nothing(cast):
    article = cast.add_article("Ferry talks\n\n=1+1 is what she said. It was late.", language="en")
    claim = standing(article, text__startswith="=")[0]
    change_role(claim=claim, role="note", actor=cast.ana)
    answer = cast.client(cast.manager).get(reverse("corrections_download", args=["quay"]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="quay-corrections.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
    made = Claim.objects.filter(reason=claim.reason).count()
    assert row == {
        "reason": claim.reason,
        "kind": "change_role",
        "from_role": "body",
        "to_role": "note",
        "corrected": "1",
        "segments": str(made),
        "share": str(round(1 / made, 4)),
        "confidence": str(float(claim.confidence)).removesuffix(".0"),
        "articles": str(article.pk),
        "examples": f"'{claim.text}",
    }


def test_the_api_tells_the_same(cast, article):
    first, second, *_ = standing(article, role="body")
    merge_claims(first=first, second=second, actor=cast.manager)
    told = cast.client(cast.manager).get(reverse("api-corrections", args=["quay"])).json()
    made = Claim.objects.filter(reason=RUNNING).count()
    joined = standing(article, start=first.start)[0]
    assert told == {
        "segments": Claim.objects.exclude(reason="").count(),
        "corrected": 2,
        "share": 2 / Claim.objects.exclude(reason="").count(),
        "corrections": [
            {
                "reason": RUNNING,
                "kind": "merge",
                "from_role": "body",
                "to_role": None,
                "corrected": 2,
                "segments": made,
                "share": 2 / made,
                "confidence": 93.0,
                "examples": [
                    {"article": article.pk, "claim": joined.pk, "text": one.text}
                    for one in (second, first)
                ],
            }
        ],
    }
