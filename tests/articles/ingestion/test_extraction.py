from articles.ingestion.extraction import extract, leaf_blocks
from articles.ingestion.markup import parse_fragment, parse_page

PARAGRAPHS = "".join(
    f"<p>Paragraph {n} says that the port authority of Arvel met again on day {n} of the strike, "
    "and that nobody outside the room was told what had been agreed upon.</p>"
    for n in range(5)
)


def words(page, title=""):
    return " ".join(" ".join(extract(parse_page(page), title).article.itertext()).split())


def test_the_article_around_the_running_text_is_taken_whole():
    text = words(
        f"<html><body><p>Outside</p><article><p>Line above</p><div>{PARAGRAPHS}</div>"
        "<p>Coast Wire</p></article><p>Below</p></body></html>"
    )
    assert text.startswith("Line above Paragraph 0")
    assert text.endswith("Coast Wire")


def test_without_an_article_element_the_headline_shows_how_far_it_goes():
    text = words(
        f"<html><body><div>Outside</div><div><div><h1>Strike goes on</h1></div>"
        f"<p>Caption (Agency)</p><div>{PARAGRAPHS}</div></div><div>Below</div></body></html>",
        title="Strike goes on",
    )
    assert text.startswith("Strike goes on Caption (Agency)")
    assert "Outside" not in text
    assert "Below" not in text


def test_the_right_one_of_several_articles():
    teasers = "".join(f"<article><a href='/{n}'>Teaser {n}</a></article>" for n in range(4))
    text = words(f"<html><body>{teasers}<article>{PARAGRAPHS}</article>{teasers}</body></html>")
    assert "Teaser" not in text
    assert "Paragraph 4" in text


def test_a_short_page_goes_by_its_marks():
    assert words("<html><body>Menu <main>Port shut.</main> End</body></html>") == "Port shut."
    assert words("<html><body>Port shut.</body></html>") == "Port shut."


def test_the_page_itself_is_not_changed():
    page = parse_page(f"<html><body><nav>Menu</nav>{PARAGRAPHS}</body></html>")
    before = page.text_content()
    extract(page)
    assert page.text_content() == before


def test_leaf_blocks_never_overlap():
    root = parse_fragment("<div><p>a</p><div>b<ul><li>c</li></ul></div></div><section>d</section>")
    assert [block.text_content() for block in leaf_blocks(root)] == ["a", "c", "d"]
