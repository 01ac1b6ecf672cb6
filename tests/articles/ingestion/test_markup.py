import pytest

from articles.ingestion.markup import (
    MAX_NESTING,
    HtmlRefused,
    depths,
    inner_html,
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


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("&#146;", "’"),
        ("&#x80;", "€"),
        ("&#8;", "\ufffd"),
        ("&#0;", "\ufffd"),
        ("&#13;", "\n"),
        ("&#xd800;", "\ufffd"),
        ("&#xffff;", "\ufffd"),
        ("&#&#8;8;", "&#\ufffd8;"),
        ("&#60;b&#62;", "<b>"),
        ("&#38;#8;", "&#8;"),
        ("&#x2014;", "—"),
        ("&#160;", "\xa0"),
    ],
)
def test_numbered_references_are_resolved_as_browsers_do(reference, text):
    assert parse_fragment(f"a{reference}z").text_content() == f"a{text}z"


def test_many_elements_deep_down_are_refused():
    with pytest.raises(HtmlRefused, match="on average"):
        parse_page("<div>" * 200 + "<p>x</p>" * 20_000)


def test_depths_are_counted():
    assert list(depths(parse_page("<html><body><p><b>x</b></p><i>y"))) == [1, 2, 3, 4, 3]


def test_depth_is_refused_before_the_parser_cuts_off():
    decent = "<div>" * (MAX_NESTING - 2)
    assert "text" in parse_page(f"{decent}text").text_content()
    for extra in (1, 20, 1000):
        with pytest.raises(HtmlRefused, match=str(MAX_NESTING)):
            parse_page(decent + "<div>" * extra + "text")
