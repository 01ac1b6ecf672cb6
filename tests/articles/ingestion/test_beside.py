"""Boxes in which a publisher presents itself come along, wherever the page puts them."""

import pytest

from articles.ingestion.html import read_html
from articles.preparing import prepare_article
from tests.articles.ingestion.test_extraction import PARAGRAPHS

OURS = "Harbour Post is an independent newspaper, founded in 1921 in Skerry by its printers."
ARABIC = "بريد الميناء صحيفة مستقلة تأسست عام 1921 وتصدر من سكيري كل صباح لقرائها."


def page(beside, site="Harbour Post", lang="en"):
    return (
        f'<html lang="{lang}"><head><meta property="og:site_name" content="{site}"></head><body>'
        f"<article><h1>Strike goes on</h1>{PARAGRAPHS}</article>{beside}</body></html>"
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
