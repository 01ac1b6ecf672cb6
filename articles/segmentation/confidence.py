"""How far a reason can be relied on, from 0 to 1.

Lead words, known names and the page's own title nearly always mean one thing. Shape and place are
weaker signs, and a lone line in the story is the weakest. The figures were set by hand from how
often each reason was right on pages written for it; they order doubts and are no probabilities.
"""

CERTAIN = 0.98
STRONG = 0.93
FAIR = 0.85
WEAK = 0.7
DOUBTFUL = 0.55

CONFIDENCE: dict[str, float] = {
    **dict.fromkeys(
        (
            "same words as the title", "lead word of a byline, then a name",
            "lead word of a media credit, then a name", "lead word of an origin line, then a name",
            "opens with the words of an editor's note", "copyright line of the page",
            "line without a word", "only the name of a known outlet or agency",
            "counter of comments, shares or minutes", "says where the words were first published",
            "only a date, time or place of filing", "menu, share or advert wording",
            "only an address on the web", "mark that ends the report",
            "box of links, marked at both ends",
        ),
        CERTAIN,
    ),
    **dict.fromkeys(
        (
            "running text of the story", "credit at the end of a caption",
            "copyright mark, then a name", "opens with the words of a picture caption",
            "under the publisher's heading", "heads a block about its maker", "about the author",
            "names who helped to report the story", "presents the author",
            "opens with a prompt to the reader", "a place, then a known outlet or agency",
            "stock title of a section", "a name, then a reporter's trade",
            "place in capitals, then a dash", "address of the author",
            "place in capitals, then its country", "outlet named behind the last sentence",
            "points into a picture", "caption by the page's own mark",
            "heading by the page's own mark", "name in the caption of a picture",
            "link below a list of related stories",
            "a date, then the author",
            "lead word of a byline, then an outlet", "names the newsroom as the author",
            "only the name of a picture agency", "name below the lead word of a credit",
            "prompt to the reader", "label of an author box, then a name or trade",
            "number under which the page files the report", "trade below the author's name",
            "date and hour above the story", "place, name and agency",
            "line below the mark that ends the report",
        ),
        STRONG,
    ),
    **dict.fromkeys(
        (
            "first display line, shaped like a title", "closed by a media credit",
            "lone outlet name after the last paragraph", "photographer and agency",
            "bracketed name by a picture", "bracketed name after the last paragraph",
            "an outlet presents itself after the story", "source of the table or picture above",
            "person's name above the story", "names the columns of a table",
            "place name beside the date", "outlet name above the story", "trail of menu names",
            "short display line without a stop inside the story", "heads a note",
            "agency below the line of a picture", "line beside a media credit",
            "copyright mark, then what the picture shows", "says above the headline who speaks",
            "place name above the story that opens with it",
        ),
        FAIR,
    ),
    **dict.fromkeys(
        (
            "line under the headline", "sentence between headline and byline or date",
            "line beside a media credit above the story", "person's name after the last paragraph",
            "label that opens a list", "label or menu before the headline",
            "scrap of a menu or counter under the headline", "line below the end of the story",
            "short line below the menus that follow the story",
            "line between byline or date and the story",
            "short question that heads a section", "few quoted words that head a section",
        ),
        WEAK,
    ),
    **dict.fromkeys(
        (
            "sentence before the date or byline",
            "line of the story: list, table, speech or clause",
        ),
        DOUBTFUL,
    ),
}  # fmt: skip


def confidence_of(reason: str) -> float:
    """Return the confidence of a reason; 1 where no rule gave it, as when a person decided."""
    return CONFIDENCE.get(reason, 1.0)
