import pytest

from articles.ingestion.blocks import text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<p>a\n  b\t<em>c</em>d</p>", "a b cd"),
        ("a<p>b</p>c", "a\n\nb\n\nc"),
        ("<p>a<br>b<br/>c</p>", "a\nb\nc"),
        ("<p>a<br><br><br><br>b</p>", "a\n\nb"),
        ("<p>a</p><p> </p><p>\u00a0</p><p>b</p>", "a\n\nb"),
        ("<ul><li>a</li><li><p>b</p></li></ul><p>c</p>", "a\nb\n\nc"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "a\n\nb"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
        ("<figure><figcaption>a</figcaption></figure>b", "a\n\nb"),
        ("<div><div>a</div><div>b</div></div>", "a\n\nb"),
        ("<h2>a</h2><blockquote><p>b</p></blockquote>", "a\n\nb"),
        ("<p>a\u00a0b \u200fc\u200cd</p>", "a\u00a0b \u200fc\u200cd"),
        ("<p>&lt;b&gt; &amp;amp; &eacute;</p>", "<b> &amp; é"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\nb"),
    ],
)
def test_blocks_become_lines(html, text):
    assert text_of(html) == text
