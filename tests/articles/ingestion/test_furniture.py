import pytest

from articles.ingestion.blocks import text_of
from articles.ingestion.furniture import remove, remove_unreadable
from articles.ingestion.markup import inner_html, parse_fragment

STORY = "<p id='story'>The mill reopened on Monday, its owner told the council.</p>"
LINKS = "".join(f"<li><a href='/{n}'>Another story {n}</a></li>" for n in range(4))


def left(html):
    root = parse_fragment(STORY + html)
    remove_unreadable(root)
    remove(root, root.xpath("p[@id='story']"))
    return text_of(inner_html(root)).split("\n\n")[1:]


@pytest.mark.parametrize(
    "html",
    [
        "<nav><p>Home</p></nav>",
        "<div role='navigation'>Home</div>",
        "<div class='share-bar'>Tell friends</div>",
        "<div id='AdSlot'>Buy a boat</div>",
        "<div class='newsletter_signup'><p>Get our letter.</p></div>",
        "<p hidden>x</p>",
        "<p style='color:red; DISPLAY : none'>x</p>",
        "<p aria-hidden='true'>x</p>",
        "<span class='sr-only'>x</span>",
        "<script>x</script><button>x</button><form><select><option>x</option></select></form>",
        f"<h3>Related stories</h3><ul>{LINKS}</ul>",
        f"<h3>From the valley</h3><div>{LINKS}</div>",
        f"<aside><h4>More</h4>{LINKS}</aside>",
        "<article><a href='/1'>Another story: what the council said</a></article>",
        "<p>Advertisement</p>",
        "<p>Share this article on Chirp</p>",
        "<p>© 2024 Brenn Post</p>",
        "<p>جميع الحقوق محفوظة</p>",
    ],
)
def test_furniture_goes(html):
    assert left(html) == []


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p class='origin'>Coast Wire</p>", ["Coast Wire"]),
        (
            "<figure><figcaption>A boat. (Noor Press)</figcaption></figure>",
            ["A boat. (Noor Press)"],
        ),
        (
            "<figure><figcaption>A boat. <span>© 2024 Noor Press</span></figcaption></figure>",
            ["A boat. © 2024 Noor Press"],
        ),
        ("<p>© Noor Press</p>", ["© Noor Press"]),
        ("<p>Photo: Jonas Reike</p>", ["Photo: Jonas Reike"]),
        ("<aside><h3>About the Post</h3><p>A daily.</p></aside>", ["About the Post", "A daily."]),
        ("<aside class='author-bio'>Pia Lund writes.</aside>", ["Pia Lund writes."]),
        ("<aside><p>The mill was built in 1821.</p></aside>", ["The mill was built in 1821."]),
        (
            "<footer><p>Additional reporting by Emil Voss.</p></footer>",
            ["Additional reporting by Emil Voss."],
        ),
        ("<aside><h3>About us</h3><a href='/a'>Who we are</a></aside>", ["About us", "Who we are"]),
        ("<p>Share prices of the mill fell.</p>", ["Share prices of the mill fell."]),
        ("<ul><li>a <a href='/1'>b</a></li><li>c, d and e</li></ul>", ["a b\nc, d and e"]),
        ("<div class='badge shadow'>Local</div>", ["Local"]),
    ],
)
def test_parts_that_are_coded_stay(html, kept):
    assert left(html) == kept


def test_what_holds_the_story_stays_whatever_its_name():
    root = parse_fragment(f"<div class='has-sidebar comments'>{STORY}</div>")
    remove(root, root.xpath(".//p"))
    assert "The mill reopened" in root.text_content()
