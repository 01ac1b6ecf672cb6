from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings

from articles.ingestion.html import declared_charset, read_html
from articles.ingestion.markup import HtmlRefused
from articles.ingestion.sanitise import clean_html
from articles.ingestion.text import TextUndecodable, normalise
from tests.articles.ingestion.test_sanitise import VECTORS, assert_harmless, markup

PAGES = Path(__file__).parent / "pages"
NAMES = ["wire_republished", "local_blog", "arabic_tables"]


def page(name):
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_whole_pages_give_their_article_and_nothing_else(name):
    reading = read_html(page(name))
    assert reading.text == (PAGES / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    assert_harmless(reading.html)
    assert clean_html(reading.html) == reading.html


def test_what_a_page_says_of_itself():
    reading = read_html(page("wire_republished"))
    assert reading.title == "Harbour pilots end strike after night of talks"
    assert reading.byline == "Ilse Maron"
    assert reading.publisher == "The Tessaly Monitor"
    assert reading.language == "en-GB"
    assert reading.url == "https://monitor.tessaly.example/world/pilots-end-strike"
    expected = datetime(2023, 3, 14, 6, 45, tzinfo=timezone(timedelta(hours=2)))
    assert reading.published_at == expected


def test_author_and_date_stand_on_lines_of_their_own():
    reading = read_html(
        "<div><span class='author'>By <a>Ilse Maron</a></span><time>3 May 2024</time></div>"
        "<p>The <span class='author'>author</span> met us on <time>3 May</time> in Arvel.</p>"
    )
    assert reading.text == "By Ilse Maron\n3 May 2024\n\nThe author met us on 3 May in Arvel."


def test_the_headline_is_there_once():
    reading = read_html(page("local_blog"))
    assert reading.text.count(reading.title) == 1
    assert reading.text.startswith(reading.title)


def test_links_are_completed_with_the_address_of_the_page():
    reading = read_html(page("wire_republished"), "https://mirror.example/a/b")
    assert 'href="https://mirror.example/world/port-council"' in reading.html
    assert reading.url == "https://mirror.example/a/b"
    assert "href" not in read_html("<p><a href='/x'>a</a></p>").html


def test_bytes_are_decoded_as_the_page_says():
    reading = read_html(page("arabic_tables").encode("windows-1256"))
    assert reading.text == read_html(page("arabic_tables")).text
    assert reading.language == "ar"
    assert read_html("<p>سوق".encode("utf-16")).text == "سوق"
    with pytest.raises(TextUndecodable):
        read_html(bytes(100))


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<meta charset="windows-1256">', "windows-1256"),
        (b"<META http-equiv=x content='text/html; charset=KOI8-R'>", "KOI8-R"),
        (b"<p>charset=utf-8", ""),
        (b" " * 5000 + b"<meta charset=utf-8>", ""),
    ],
)
def test_declared_charset(head, charset):
    assert declared_charset(head) == charset


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        (" \n", ""),
        ("Just text", "Just text"),
        ("<p>One.<p>Two.<p>Three.", "One.\n\nTwo.\n\nThree."),
        ("Zero <p>One</p> between <div>Two</div> end", "Zero\n\nOne\n\nbetween\n\nTwo\n\nend"),
        ("<p>a</p><nav>b</nav><p>Share</p>", "a\n\nb\n\nShare"),
        ("<span>10 May</span><span class=byline>Pia Lund</span>", "10 May Pia Lund"),
        ("<p>A boat.<span class='credit'>(Noor Press)</span></p>", "A boat. (Noor Press)"),
        ("<p><span class='dropcap'>T</span>he mill</p>", "The mill"),
        ("<p>said <a class='author'>Voss</a>, who left.</p>", "said Voss, who left."),
        (
            "<p>&ldquo;A &amp; B&rdquo; &#1587;&#x648;&#1602; &bogus; &lt;b&gt;",
            "“A & B” سوق &bogus; <b>",
        ),
        ("<div><p>a<div>b</span></table></div>c<p", "a\n\nb\n\nc"),
        ("<p>e\u0301\u2028x\x00", "é x"),
        ("<ol><li>a<li>b</ol>", "a\nb"),
        ("<script>x</script><p onclick=y>a<style>z</style></p>", "a"),
    ],
)
def test_pasted_stretches_keep_all_their_text_in_order(html, text):
    assert read_html(html).text == text


def test_many_pasted_paragraphs_stay_in_order():
    lines = [f"Line {n}." for n in range(300)]
    assert read_html("".join(f"<p>{line}</p>" for line in lines)).text == "\n\n".join(lines)


@pytest.mark.parametrize("wrapper", ["{}", "<html><body><article>{}</article></body></html>"])
def test_script_laden_markup_is_harmless(wrapper):
    for vector in VECTORS:
        reading = read_html(wrapper.format(f"<p>Before</p>{vector}"))
        assert_harmless(reading.html)
        assert reading.text.startswith("Before")


@pytest.mark.parametrize(
    "head",
    [
        "<html lang='???'>",
        "<html><meta property='article:published_time' content='soon'>",
        "<html><script type='application/ld+json'>{broken</script>",
        "<html><script type='application/ld+json'>[1, null, {\"@type\": 3}]</script>",
        "<html><base href='javascript:x'>",
        "<html><title></title><meta property='og:title' content=''>",
        "<html xmlns='http://www.w3.org/1999/xhtml'>",
        "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE html><html>",
    ],
)
def test_a_broken_head_harms_nothing(head):
    reading = read_html(f"{head}<body><p>The mill reopened on Monday.</p></body></html>")
    assert reading.text == "The mill reopened on Monday."
    assert reading.published_at is None


def test_a_failing_extractor_costs_the_metadata_only(monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise ValueError("no")

    monkeypatch.setattr("articles.ingestion.html.extract_metadata", fail)
    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    reading = read_html(page("wire_republished"))
    assert "Harbour pilots in Port Arvel returned" in reading.text
    assert reading.byline == ""
    assert caplog.text.count("trafilatura failed") == 2


def test_dates_come_from_structured_marks_first():
    stamp = '<script type="application/ld+json">{"datePublished": "2020-05-06T07:08:09Z"}</script>'
    reading = read_html(f"<html><head>{stamp}</head><body><p>1 May 2019</p></body></html>")
    assert reading.published_at == datetime(2020, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "html", ["<b>" * 100_000, "<html><body>" + "<div>" * 100_000, "x" * 6_000_000, "<p>" * 150_000]
)
def test_monsters_are_refused(html):
    with pytest.raises(HtmlRefused):
        read_html(html)


def test_a_deep_and_a_wide_page_are_read():
    deep = "<html><body>" + "<div>" * 200 + "<p>The mill reopened.</p>"
    assert read_html(deep).text == "The mill reopened."
    wide = "<html><body><article>" + "<p>The mill reopened.</p>" * 5_000
    assert read_html(wide).text.count("The mill reopened.") == 5_000


@settings(max_examples=100, deadline=None)
@given(markup)
def test_any_page_is_read_harmlessly(html):
    for whole in (html, f"<html><body><p>The mill reopened on Monday.</p>{html}</body></html>"):
        reading = read_html(whole, "https://x.example/")
        assert_harmless(reading.html)
        assert normalise(reading.text) == reading.text
