"""Headline, picture, origin line and "About" box come along, wherever the page puts them."""

import pytest

from articles.ingestion import beside
from articles.ingestion.html import read_html
from articles.preparing import prepare_article
from tests.articles.ingestion.test_extraction import PARAGRAPHS

OURS = "Harbour Post is an independent newspaper, founded in 1921 in Skerry by its printers."
ARABIC = "بريد الميناء صحيفة مستقلة تأسست عام 1921 وتصدر من سكيري كل صباح لقرائها."


def page(box, site="Harbour Post", lang="en"):
    return (
        f'<html lang="{lang}"><head><meta property="og:site_name" content="{site}"></head><body>'
        f"<article><h1>Strike goes on</h1>{PARAGRAPHS}</article>{box}</body></html>"
    )


def roles(html, draft):
    reading = read_html(html)
    made = prepare_article(draft(reading))
    return {reading.text[one.start : one.end]: one.role.value for one in made.segments}


@pytest.fixture
def draft():
    from articles.ingestion.drafts import build_draft

    return lambda one: build_draft(
        {"text": one.text, "publisher": one.publisher, "language": one.language}
    )


@pytest.mark.parametrize(
    "beside",
    [
        f"<aside><h2>About Harbour Post</h2><p>{OURS}</p></aside>",
        f"<div class='sidebar'><div><h4>About us</h4></div><p>{OURS}</p></div>",
        (
            f"<footer><div><h4>About Harbour Post</h4><p>{OURS}</p></div><div><h4>More</h4>"
            "<a href='/jobs'>Jobs</a></div></footer>"
        ),
    ],
)
def test_the_publisher_in_its_own_words_is_kept_with_its_role(beside, draft):
    assert roles(page(beside), draft)[OURS] == "about"


def test_in_arabic_too(draft):
    beside = f"<section><h3>عن بريد الميناء</h3><p>{ARABIC}</p></section>"
    assert roles(page(beside, "بريد الميناء", "ar"), draft)[ARABIC] == "about"


def test_the_author_presented_asserts_nothing_of_the_story(draft):
    words = "Ina Moll is a reporter who has written on ports and their towns since 2009."
    found = roles(page(f"<aside><h3>About the author</h3><p>{words}</p></aside>"), draft)
    assert found[words] == "note"


@pytest.mark.parametrize(
    "beside",
    [
        (
            "<aside><h2>About the council vote</h2><p>Forty words on something else that is news "
            "of the day and no part of this article at all.</p></aside>"
        ),
        (
            "<aside><h2>About Harbour Post</h2><p><a href='/a'>Our team and our printers</a> "
            "<a href='/b'>How we work and how we are paid</a></p></aside>"
        ),
        "<aside><h2>About Harbour Post</h2><p>Short.</p></aside>",
        f"<aside><h2>About Harbour Post</h2><p>{'It prints news daily. ' * 90}</p></aside>",
        f"<aside><h2>About Harbour Post</h2><p>{OURS}</p><h2>Most read</h2><p>x</p></aside>",
    ],
)
def test_what_is_no_such_box_stays_outside(beside):
    reading = read_html(page(beside))
    assert reading.text.endswith("agreed upon.")
    assert [one.kind for one in reading.dropped] == ["around"]


def test_a_box_that_the_article_has_already_comes_once():
    box = f"<aside><h2>About Harbour Post</h2><p>{OURS}</p></aside>"
    inside = page(box).replace("</article>", f"{box}</article>")
    assert read_html(inside).text.count(OURS) == 1


def test_words_of_parts_are_kept_apart_where_they_are_told():
    reading = read_html(page("<nav><a href='/'>Home</a><a href='/s'>Sports</a></nav>"))
    assert [one.words for one in reading.dropped] == ["Home Sports"]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("About Harbour Post", OURS),
        ("Qui sommes-nous ?", "Le Phare est un journal indépendant, fondé en 1921 à Skerry."),
    ],
)
def test_a_page_that_does_not_tell_its_publishers_name(heading, words, draft):
    beside = f"<aside><h2>{heading}</h2><p>{words}</p></aside>"
    assert roles(page(beside, site=""), draft)[words] == "about"


def test_a_box_that_does_not_open_with_whom_its_heading_names_stays_outside():
    beside = f"<aside><h2>About the strike</h2><p>{OURS}</p></aside>"
    assert OURS not in read_html(page(beside)).text


FIGURE = (
    "<figure><img src='/a.jpg'><figcaption>Cranes at the quay on Monday. "
    "Photo: Olle Berg/Skerry Pictures</figcaption></figure>"
)


def around(before="", after=""):
    return (
        "<html lang='en'><head><title>Strike goes on</title>"
        "<meta property='og:title' content='Strike goes on'>"
        "<meta property='og:site_name' content='Harbour Post'></head><body>"
        f"<header><nav><a href='/'>Home</a></nav></header><main>{before}"
        f"<article>{PARAGRAPHS}</article>{after}</main></body></html>"
    )


def test_the_head_above_the_running_text_comes_along(draft):
    head = f"<header><h1>Strike goes on</h1><p class='byline'>By Ina Moll</p></header>{FIGURE}"
    reading = read_html(around(head))
    made = prepare_article(draft(reading))
    assert [one.role.value for one in made.segments][:5] == [
        *("headline", "byline", "caption", "credit", "body"),
    ]
    assert [(one.kind, one.words) for one in reading.dropped] == [("around", "Home")]


def test_the_head_comes_without_the_furniture_in_it():
    head = "<h1>Strike goes on</h1><div class='share'>Share this</div><ul class='menu'><li>x</ul>"
    reading = read_html(around(head))
    assert reading.text.startswith("Strike goes on\n\nParagraph 0")


@pytest.mark.parametrize(
    "before",
    [
        "<h1>Harbour Post</h1><p>All the news of the coast.</p>",
        "<h1>Strike goes off</h1><p>By Ina Moll</p>",
        "",
    ],
)
def test_what_is_no_head_of_the_article_stays_outside(before):
    assert read_html(around(before)).text.startswith("Paragraph 0")


def test_what_is_too_long_for_a_head_stays_outside(monkeypatch):
    monkeypatch.setattr("articles.ingestion.beside.MAX_HEAD", 20)
    head = "<h1>Strike goes on</h1><p>By Ina Moll</p>"
    assert read_html(around(head)).text.startswith("Paragraph 0")


def test_a_head_of_very_many_parts_stays_outside():
    head = "<h1>Strike goes on</h1>" + "<p></p>" * beside.MAX_LOOKS
    assert read_html(around(head)).text.startswith("Paragraph 0")


def test_the_name_of_the_site_is_no_headline():
    page = around("<h1>Harbour Post</h1>").replace("'Strike goes on'", "'Harbour Post'")
    assert read_html(page).text.startswith("Paragraph 0")


def test_the_head_does_not_come_twice():
    page = around("<div><h1>Strike goes on</h1></div>").replace(
        "<article>", "<article><h1>Strike goes on</h1>"
    )
    assert read_html(page).text.count("Strike goes on") == 1


@pytest.mark.parametrize(
    "after",
    [
        "<p class='source'>Source: Northern Wire</p>",
        "<div class='foot'><p>Ports</p><p>(Source: Northern Wire)</p></div>",
        "<p>First published by Northern Wire on 3 May.</p>",
    ],
)
def test_the_origin_below_the_running_text_comes_along(after, draft):
    made = prepare_article(draft(read_html(around(after=after))))
    assert made.segments[-1].role.value == "origin"
    assert made.origin_publisher == "Northern Wire"


@pytest.mark.parametrize(
    "after",
    [
        "<p>Sources close to the council said that it would meet.</p>",
        "<p>Next</p>" * 7 + "<p>Source: Northern Wire</p>",
        "<a href='/x'>Source: Northern Wire</a>",
    ],
)
def test_what_names_no_origin_of_the_article_stays_outside(after):
    assert read_html(around(after=after)).text.endswith("agreed upon.")


def test_a_page_of_nothing_but_such_headings_is_not_searched_whole(monkeypatch):
    looks = []
    monkeypatch.setattr(beside, "_box", lambda heading, _article: looks.append(heading))
    read_html(page("<div>" + "<h2>About us</h2>" * 1_000 + "</div>"))
    assert len(looks) == beside.MAX_LOOKS


def test_of_what_follows_only_the_beginning_is_searched_for_an_origin():
    after = "<div>" + "<p>Port</p>" * beside.MAX_LOOKS + "<p>Source: Northern Wire</p></div>"
    assert "Northern Wire" not in read_html(around(after=after)).text
