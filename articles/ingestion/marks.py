"""Which lines of a page's text its own markup tells the role of: captions of pictures, headings."""

from articles.ingestion.blocks import text_of
from articles.ingestion.markup import inner_html, parse_fragment
from articles.ingestion.text import normalise
from articles.segmentation import Role

ROLES = {
    "figcaption": Role.CAPTION,
    "caption": Role.CAPTION,
    "h2": Role.HEADING,
    "h3": Role.HEADING,
    "h4": Role.HEADING,
}


def marked_lines(html: str) -> dict[str, Role]:
    """Return the marked lines of sanitised HTML as they stand in its text, with their roles.

    >>> marked_lines("<p>Ships wait.</p><figure><figcaption>The quay</figcaption></figure>")
    {'The quay': <Role.CAPTION: 'caption'>}
    """
    marked: dict[str, Role] = {}
    for element in parse_fragment(html).iter(*ROLES):
        text = normalise(text_of(inner_html(element)))
        for line in (text, *text.split("\n")):
            if line.strip():
                marked.setdefault(line.strip(), ROLES[element.tag])
    return marked
