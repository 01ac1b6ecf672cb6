"""The archived page beside the text: for members, in a sandbox, from our own site only."""

import hashlib

import pytest
from django.urls import reverse

from tests.plugins.web import archive_copy

PAGE = (
    "<!doctype html><title>x</title><h1>Quay to reopen</h1><p>As <b>printed</b>.<script>1</script>"
)


def beside(cast, article=None):
    return reverse("archived", args=["quay", (article or cast.article).pk])


def frame(cast, page, article=None):
    return reverse("archived_frame", args=["quay", (article or cast.article).pk, page.pk])


def test_text_and_page_stand_beside_each_other(cast):
    page = archive_copy(cast.article, PAGE)
    shown = cast.client(cast.ana).get(beside(cast)).content.decode()
    assert "The harbour office said on Monday" in shown
    assert f'sandbox referrerpolicy="no-referrer" src="{frame(cast, page)}"' in shown
    assert hashlib.sha256(PAGE.encode()).hexdigest() in shown
    for fact in ("14 Mar 2026 09:26", "https://post.example/q<", "content-type", "text/html"):
        assert fact in shown


def test_the_frame_shows_the_page_and_nothing_else(cast):
    page = archive_copy(cast.article, PAGE)
    answer = cast.client(cast.ana).get(frame(cast, page))
    shown = answer.content.decode()
    assert "<h1>Quay to reopen</h1>" in shown
    assert "<script" not in shown
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cache-Control"] == "private, no-store"
    policy = dict(
        part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "frame-ancestors": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "sandbox": "",
    }


def test_no_other_page_may_be_framed(cast):
    archive_copy(cast.article, PAGE)
    answer = cast.client(cast.ana).get(beside(cast))
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_the_article_leads_to_it_where_there_is_one(cast):
    client = cast.client(cast.ana)
    article = reverse("article", args=["quay", cast.article.pk])
    assert beside(cast) not in client.get(article).content.decode()
    assert client.get(beside(cast)).status_code == 404
    archive_copy(cast.article, PAGE)
    assert beside(cast) in client.get(article).content.decode()


def test_the_latest_copy_is_shown_first_and_older_ones_can_be_chosen(cast):
    old = archive_copy(cast.article, "<p>Old")
    new = archive_copy(cast.article, "<p>New", fetched_at=old.fetched_at.replace(year=2027))
    client = cast.client(cast.ana)
    assert frame(cast, new) in client.get(beside(cast)).content.decode()
    chosen = client.get(beside(cast), {"page": old.pk}).content.decode()
    assert frame(cast, old) in chosen
    for nonsense in ("x", "-1", "9" * 40, "²"):
        assert client.get(beside(cast), {"page": nonsense}).status_code == 200


def test_a_page_belongs_to_its_article(cast):
    other = cast.add_article("A second story said so.")
    page = archive_copy(cast.article, PAGE)
    assert cast.client(cast.ana).get(frame(cast, page, other)).status_code == 404
    assert cast.client(cast.stranger).get(frame(cast, page)).status_code == 404
    assert cast.client(cast.ana).post(frame(cast, page)).status_code == 405


@pytest.mark.parametrize(
    ("content", "media", "said"),
    [
        ("Plain <b>words", "text/plain", "<pre>Plain &lt;b&gt;words</pre>"),
        ("%PDF-1.7", "application/pdf", "“application/pdf” is kept, but not shown here"),
        ("<div>" * 500, "text/html", "nests more than"),
        ("\x89PNG\r\n\x1a\n\0\0", "text/html", "archived-problem"),
    ],
)
def test_other_things_than_html_are_shown_as_they_can_be(cast, content, media, said):
    page = archive_copy(
        cast.article, content, media_type=media, headers={"content-type": media},
    )  # fmt: skip
    answer = cast.client(cast.ana).get(frame(cast, page))
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_the_encoding_that_the_server_named_is_used(cast):
    words = "<p>Кварталът</p>"
    page = archive_copy(
        cast.article,
        content=words.encode("cp1251"),
        headers={"content-type": 'text/html; charset="windows-1251"'},
    )
    assert "Кварталът" in cast.client(cast.ana).get(frame(cast, page)).content.decode()
