"""An archived page is shown by its words and structure; nothing of it runs or asks the network."""

import re

import pytest

from articles.ingestion.archived import archived_html
from articles.ingestion.encoding import TextUndecodable
from articles.ingestion.markup import HtmlRefused


def shown(html: str, **more: str) -> str:
    return archived_html(html.encode(), **more)


def test_structure_and_furniture_stay():
    page = """<!doctype html><html><head><title>Quay</title><style>p { color: red }</style></head>
    <body><nav><ul><li>Harbour</li></ul></nav><h1>Quay to reopen</h1><p>The office said so.</p>
    <table><tr><td colspan="2">Price</td></tr></table><footer>About the Post</footer></body>"""
    found = shown(page)
    for part in (
        "<li>Harbour</li>",
        "<h1>Quay to reopen</h1>",
        '<td colspan="2">Price</td>',
        "About the Post",
    ):
        assert part in found
    assert "color" not in found


def test_pictures_are_boxes_with_their_description():
    found = shown(
        '<figure><img src="/q.jpg" alt="The quay  at dawn"> <figcaption>Dawn</figcaption>'
    )
    assert '<span class="picture">The quay at dawn</span>' in found
    assert "q.jpg" not in found
    assert '<span class="picture">picture without a description</span>' in shown("<img src=x>")
    assert "fallback" not in shown('<video src="/f.mp4" title="Film">fallback</video>')


def test_links_say_where_they_led_and_lead_nowhere():
    found = shown('<p><a href="/more?a=1">More</a> now', url="https://post.example/quay")
    assert found == (
        '<p><span class="link" title="https://post.example/more?a=1">More</span> now</p>'
    )


def test_an_abbreviation_is_no_picture():
    assert shown('<abbr title="Port Authority">PA</abbr>') == (
        '<abbr title="Port Authority">PA</abbr>'
    )


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<img alt="&quot;><script>alert(1)</script>">',
        '<svg onload="alert(1)"><script>alert(1)</script></svg>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="https://x.example/&quot;><script>alert(1)</script>">x</a>',
        '<abbr title="archived picture" onclick="alert(1)"><img src=x onerror=alert(1)></abbr>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<object data="x.swf"><embed src="x.swf"></object>',
        '<link rel="stylesheet" href="https://x.example/a"><style>@import "//x.example"</style>',
        '<meta http-equiv="refresh" content="0;url=https://x.example/">',
        '<base href="https://x.example/"><form action="/x"><input name=a><button>x</button></form>',
        '<p style="background: url(https://x.example/a.png)">x</p>',
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img onerror=1&gt;'>",
        '<video poster="https://x.example/a.png"><source src="https://x.example/a"></video>',
    ],
)
def test_nothing_runs_and_nothing_is_asked_for(attack):
    found = shown(f"<!doctype html><html><body><p>Text</p>{attack}</body></html>")
    allowed = {"class", "title", "colspan", "rowspan", "datetime", "lang", "dir"}
    tags = re.findall(r"<(\w+)((?:\s+[\w-]+=\"[^\"]*\")*)\s*>", found)
    assert {name for name, _rest in tags} <= {"p", "div", "span", "abbr"}
    for _name, rest in tags:
        assert set(re.findall(r"([\w-]+)=\"", rest)) <= allowed


def test_what_cannot_be_shown_is_said():
    with pytest.raises(TextUndecodable):
        archived_html(b"%PDF-1.7 ...")
    with pytest.raises(HtmlRefused):
        shown("<div>" * 500)
