"""Articles and claims."""

import pytest

from annotator.projects.actions.copies import set_copies_once, set_copy_of
from articles.models import Article, Claim
from tests.annotator.export.conftest import assert_problem

WHY = ("reason", "confidence")
TEXT = "The mill said it would close. Workers were told on Friday."


CLAIM = {"id", "article", "start", "end", "text", "role"}


def new(**more):
    return {"title": "Mill closes", "text": TEXT, "publisher": "Harbour Post", **more}


def test_adding_one(cast, api):
    answer = api(cast.manager).post("articles/", new(external_id="m-1", published_at="2024-05-06"))
    assert answer.status_code == 201
    body = answer.json()
    assert body["outcome"] == "created"
    assert body["external_id"] == "m-1"
    article = Article.objects.get(pk=body["id"])
    assert article.publisher.name == "Harbour Post"
    for claim in body["claims"]:
        assert set(claim) == {"reason", "confidence"} | CLAIM
        assert article.text[claim["start"] : claim["end"]] == claim["text"]
        assert claim["article"] == article.pk
    assert len(body["claims"]) == len(cast.claims(article)) >= 2


def test_html_instead_of_text(cast, api):
    html = f"<html><body><article><h1>Mill</h1><p>{TEXT}</p><p>{TEXT} Again.</p></article></body>"
    answer = api(cast.manager).post("articles/", {"html": html})
    assert answer.status_code == 201
    assert "Workers were told" in Article.objects.get(pk=answer.json()["id"]).text


def test_the_same_again_is_the_same(cast, api):
    manager = api(cast.manager)
    first = manager.post("articles/", new(external_id="m-1"))
    again = manager.post("articles/", new(external_id="m-1"))
    assert again.status_code == 200
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["claims"] == first.json()["claims"]


def test_another_text_under_the_same_name_is_a_conflict(cast, api):
    manager = api(cast.manager)
    manager.post("articles/", new(external_id="m-1"))
    problem = assert_problem(
        manager.post("articles/", new(external_id="m-1", text="Something else entirely.")), 409
    )
    assert problem["errors"][0]["field"] == "external_id"


def test_a_list_gets_a_result_each(cast, api):
    manager = api(cast.manager)
    manager.post("articles/", new(external_id="m-1"))
    body = [
        new(external_id="m-2", text="A second mill closed too, the owners said."),
        {"title": "No text"},
        new(external_id="m-1"),
        new(external_id="m-1", text="Something else entirely."),
        "junk",
        new(external_id="m-2", text="A second mill closed too, the owners said."),
    ]
    answer = manager.post("articles/", body)
    assert answer.status_code == 207
    results = answer.json()
    assert [one["status"] for one in results] == [201, 400, 200, 409, 400, 200]
    assert results[0]["id"] == results[5]["id"]
    assert results[0]["claims"]
    assert results[1]["errors"][0]["field"] == "text"
    assert "id" not in results[3]
    assert Article.objects.filter(entries__project=cast.project).count() == 3


def test_an_empty_list_adds_nothing(cast, api):
    answer = api(cast.manager).post("articles/", [])
    assert (answer.status_code, answer.json()) == (207, [])


def test_a_list_has_a_limit(cast, api):
    assert_problem(api(cast.manager).post("articles/", [{}] * 1001), 400)


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": "   \n "},
        {"text": None},
        {"text": 5},
        {"text": "\x00"},
        {"title": "x" * 10_000},
        {"title": ["a"]},
        {"published_at": "nonsense"},
        {"published_at": "2999-01-01"},
        {"published_at": 5},
        {"url": "javascript:alert(1)"},
        {"language": "no such language"},
        {"external_id": "x" * 201},
        {"unknown": 1},
        {"html": "<p>Both given.</p>"},
    ],
)
def test_bad_articles_name_the_field(cast, api, change):
    problem = assert_problem(api(cast.manager).post("articles/", new(**change)), 400)
    assert {error["field"] for error in problem["errors"]} & {*change, "text"}


@pytest.mark.parametrize(
    "change",
    [
        {"text": "The mill\x00 said it\x07 would close."},
        {"text": "The mill \ud83d said it would close."},
        {"title": "Mill\x00 closes"},
        {"title": "Mill \udc00 closes"},
        {"publisher": "Harbour\x00 Post \ud800"},
        {"external_id": "m\x001"},
        {"byline": "\x00"},
        {"origin_publisher": "\ud800"},
        {"url": "https://harbour.example/\x00"},
        {"published_at": "\x00"},
        {"language": "\x00"},
        {"\x00": 1},
        {"\ud800": 1},
        {"html": "<p>\x00\ud800</p>", "text": ""},
    ],
)
def test_what_cannot_be_stored_is_cleaned_or_refused(cast, api, change):
    answer = api(cast.manager).post("articles/", new(**change))
    assert answer.status_code in (201, 400), answer.content
    if answer.status_code == 201:
        assert "\x00" not in Article.objects.get(pk=answer.json()["id"]).text


def test_the_list_has_texts_and_segments(cast, api):
    cast.add_article(TEXT, external_id="m-1", publisher="Mill Times")
    rows = api(cast.ana).results("articles/")
    assert [row["external_id"] for row in rows] == ["", "m-1"]
    assert rows[1]["publisher"] == "Mill Times"
    assert rows[1]["origin_publisher"] is None
    assert rows[0]["text"] == cast.article.text
    assert [part["text"] for part in rows[0]["segments"]] == [c.text for c in cast.claims()]
    assert rows[0]["direction"] == "ltr"
    assert [r["id"] for r in api(cast.ana).results("articles/", publisher="mill times")] == [
        rows[1]["id"]
    ]
    assert len(api(cast.ana).results("articles/", external_id="m-1")) == 1


@pytest.mark.parametrize("articles", [2, 40])
def test_listing_costs_the_same_for_many(cast, api, articles, django_assert_num_queries):
    for number in range(articles):
        cast.add_article(f"The mill number {number} said so.", publisher=f"Paper {number}")
    ana = api(cast.ana)
    # session, user, membership, entries, articles, claims; five for the mark
    with django_assert_num_queries(11):
        ana.results("articles/")
    with django_assert_num_queries(8):
        ana.results("claims/")


@pytest.mark.parametrize("articles", [2, 40])
def test_adding_costs_the_same_for_many(cast, api, articles, django_assert_max_num_queries):
    body = [new(text=f"The mill number {number} said so.") for number in range(articles)]
    manager = api(cast.manager)
    with django_assert_max_num_queries(20):
        assert manager.post("articles/", body).status_code == 207


def test_an_article_with_its_segments(cast, api):
    article = api(cast.ana).get(f"/articles/{cast.article.pk}/").json()
    assert article["title"] == "Quay to reopen"
    assert article["publisher"] == "Harbour Post"
    assert article["direction"] == "ltr"
    for segment in article["segments"]:
        assert set(segment) == {"id", "start", "end", "role", "text", "is_claim", *WHY}
        assert article["text"][segment["start"] : segment["end"]] == segment["text"]


def test_offsets_are_code_points(cast, api):
    article = cast.add_article("🌊🌊 rose, she said. The é quay flooded. پل بسته شد.")
    body = api(cast.ana).get(f"/articles/{article.pk}/").json()
    for segment in body["segments"]:
        assert body["text"][segment["start"] : segment["end"]] == segment["text"]


def test_an_article_of_another_project_is_not_there(cast, api):
    from annotator.projects.actions import add_article, create_project
    from articles.ingestion.drafts import build_draft

    other = create_project(
        slug="mill", title="Mill", codebook_version=cast.version, creator=cast.manager
    )
    added = add_article(
        project=other, draft=build_draft({"text": TEXT}), actor=cast.manager, method="api"
    )
    assert_problem(api(cast.ana).get(f"/articles/{added.article_id}/"), 404)
    assert api(cast.manager).get(f"/articles/{added.article_id}/").status_code == 200
    numbers = {row["id"] for row in api(cast.ana).results("articles/")}
    assert added.article_id not in numbers
    assert added.article_id not in {row["article"] for row in api(cast.ana).results("claims/")}


def test_claims_in_text_order_and_their_filters(cast, api):
    other = cast.add_article(TEXT, publisher="Mill Times")
    rows = api(cast.ana).results("claims/")
    places = [(row["article"], row["start"]) for row in rows]
    assert places == sorted(places)
    mine = api(cast.ana).results("claims/", article=other.pk)
    assert {row["id"] for row in mine} == {claim.pk for claim in cast.claims(other)}
    assert api(cast.ana).results("claims/", publisher="MILL times") == mine
    body = api(cast.ana).results("claims/", role="body")
    assert {row["role"] for row in body} == {"body"}
    assert api(cast.ana).results("claims/", role="dateline") == []
    assert_problem(api(cast.ana).get("claims/", role="nope"), 400)


def test_retired_claims_are_not_listed(cast, api):
    from annotator.annotation.actions import split_claim

    claim = cast.claims()[0]
    split_claim(claim=claim, at=claim.start + 12, member=cast.member(cast.manager))
    numbers = {row["id"] for row in api(cast.ana).results("claims/")}
    assert claim.pk not in numbers
    assert numbers == set(
        Claim.objects.filter(article=cast.article)
        .current()
        .asserting()
        .values_list("pk", flat=True)
    )


def test_what_an_article_is_a_copy_of_and_how_sure_the_cut_is(cast, api):
    copy = cast.add_article("The quay is to reopen, the office said.", publisher="Pier News")
    entry = cast.project.entries.get(article=copy)
    ana = api(cast.ana)
    _first, told = ana.results("articles/")
    assert (told["copy_of"], told["copy_kind"], told["copy_share"]) == (None, "", None)
    mark = ana.get("articles/")["ETag"]
    set_copy_of(
        entry=entry, other=cast.project.entries.get(article=cast.article), actor=cast.manager
    )
    set_copies_once(project=cast.project, once=True)
    assert ana.get("articles/")["ETag"] != mark
    first, told = ana.results("articles/")
    assert (first["copy_of"], told["copy_of"]) == (None, cast.article.pk)
    assert told["copy_kind"] in ("verbatim", "edited", "excerpt")
    assert 0 <= told["copy_share"] <= 1
    assert ana.get("").json()["copies_once"] is True
    segments = {one["id"]: one for one in told["segments"]}
    claims = [one for one in ana.results("claims/") if one["article"] == copy.pk]
    assert [(one["reason"], one["confidence"]) for one in claims] == [
        (segments[one["id"]]["reason"], segments[one["id"]]["confidence"]) for one in claims
    ]
    assert all(one["reason"] for one in claims)
