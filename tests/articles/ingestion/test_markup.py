import pytest

from articles.ingestion.markup import (
    MAX_NESTING,
    HtmlRefused,
    inner_html,
    nesting,
    parse_fragment,
    parse_page,
)


@pytest.mark.parametrize(
    ("html", "inside"),
    [
        ("", ""),
        ("a & b", "a &amp; b"),
        ("<p>a</p>b<p>c</p>", "<p>a</p>b<p>c</p>"),
        ("a</div>b", "ab"),
        ("<!-- a --><?php b ?>c", "c"),
        ("<div>a</div>", "<div>a</div>"),
        ("a\x00\ud800", "a\ufffd"),
    ],
)
def test_a_fragment_is_kept_whole(html, inside):
    assert inner_html(parse_fragment(html)) == inside


@pytest.mark.parametrize("html", ["", " ", "\x00", "<!-- only -->", "<?x?>", "<html></html>"])
def test_a_page_of_nothing_parses(html):
    assert "".join(parse_page(html).itertext()).strip() == ""


def test_nesting_is_counted():
    assert nesting(parse_page("<html><body><p><b>x")) == 4


def test_depth_is_refused_before_the_parser_cuts_off():
    decent = "<div>" * (MAX_NESTING - 2)
    assert "text" in parse_page(f"{decent}text").text_content()
    for extra in (1, 20, 1000):
        with pytest.raises(HtmlRefused, match=str(MAX_NESTING)):
            parse_page(decent + "<div>" * extra + "text")
