"""Find where the lines of a mail or a post began, in a text whose lines have run together.

Such a line ends without a stop: a header with its time, an address, an attached file, "Regards,"
above a name. What follows it is a sentence of its own all the same.
"""

import re
from collections.abc import Iterator

CREDIT = re.compile(r"(?<=[\w%)\"”’.]) (?=(?:Image|Photo|Picture|Video): [A-Z@][^.!?]{0,60}\.?$)")
GREETINGS = ("Dear ", "Hi", "Hey", "Hello", "Good ")
GREETING = re.compile(
    r"(?:Dear|Hi|Hey|Hello|Good (?:[Mm]orning|[Dd]ay|[Ee]vening))\b"
    r"(?: [\w.'’]+){0,4} ?[,:–-]\s+(?=[A-Z])"
)
CLOSING = re.compile(
    r"(?:(?:(?:Best|Kind|Kindest|Warm|Warmest|With)\s)?[Rr]egards|Best wishes|Sincerely|Cheers"
    r"|Many thanks|Thanks|Thank you|Yours(?:\s\w+)?),\s+(?=[A-Z][\w.'’-]*+(?:\s+[A-Z]|\s*$))"
)
ADDRESS = re.compile(r"(?<!\S)[(\[<]?(?:https?://|www\.|[^\s@/]++@[\w-]++\.)(\S++)\s++(?=(\S++))")
FOLLOWS_ADDRESS = re.compile(r"[A-Z]|https?://|[=_*-]{3}|\d{1,2}/\d")
STAMP = re.compile(
    r"(?<!\S)\d{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?(?:\s++(?=(\S))|$)"
)
FILE = re.compile(
    r"(?<=\s)- (?=\S+\.(?:pdf|docx?|xlsx?|pptx?|html?|jpe?g|zip)(?!\w))", re.IGNORECASE
)
MARKED = re.compile(r">>\s++(?=\S)|(?<!\S)--\s++(?=Posted by )|\)\s++(?=[A-Z-])")
ATTACHED = re.compile(r"\(See attached file: \S++(?: \([^()]*+\)\S*+)?$")
DATELINE = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December) \d{1,2}, \d{4}$"
)
BEFORE_DATE = frozenset(
    {"on", "of", "from", "until", "by", "for", "to", "since", "before", "after"}
)
UPDATED = frozenset({"updated", "published", "posted", "modified", "created", "printed"})


def may_hold_lines(text: str, start: int, end: int) -> bool:
    """Whether a text is worth a closer look; most prose is not, and this is asked of all of it."""
    return (
        text[end - 1].isalnum()
        or "@" in text
        or "/" in text
        or ">>" in text
        or "Image: " in text
        or "Photo: " in text
        or text.startswith(GREETINGS, start)
    )


def line_starts(text: str, start: int, spans: list[tuple[int, int]]) -> list[int]:
    """Return the places inside the sentences where another line began."""
    greeting = GREETING.match(text, start)
    found = [greeting.end()] if greeting else []
    found += _behind_addresses(text, start)
    found += _around_stamps(text, start)
    found += [match.start() for match in FILE.finditer(text, start + 1)]
    found += _behind_marks(text, start)
    found += [match.end() for match in CREDIT.finditer(text[: spans[-1][1]], spans[-1][0])]
    found += _before_date(text[: spans[-1][1]], spans[-1][0])
    return found + _behind_closings(text, {first for first, _ in spans}.union(found))


def _before_date(text: str, start: int) -> list[int]:
    """Return the place of the date a headline is followed by."""
    date = DATELINE.search(text, max(start, len(text) - 40))
    before = text[start : date.start()].split() if date else []
    return [date.start()] if date and before and before[-1].lower() not in BEFORE_DATE else []


def _behind_addresses(text: str, start: int) -> list[int]:
    return [
        match.end()
        for match in ADDRESS.finditer(text, start)
        if match[1][-1] not in ".,;:!?\"'”’" and FOLLOWS_ADDRESS.match(match[2])
    ]


def _around_stamps(text: str, start: int) -> list[int]:
    """Return the places before and behind the time of a message that follows its sender."""
    found = []
    for match in STAMP.finditer(text, start):
        before = text[max(start, match.start() - 80) : match.start()].split()
        is_header = bool(before) and _names_sender(before[-1])
        if is_header:
            found.append(match.start())
        if match[1] and (is_header or match[1].isupper()):
            found.append(match.end())
    return found


def _names_sender(word: str) -> bool:
    return "@" in word or word[-1] in '>"' or (word[0].isupper() and word.lower() not in UPDATED)


def _behind_marks(text: str, start: int) -> Iterator[int]:
    for match in MARKED.finditer(text, start):
        is_bracket = text[match.start()] == ")"
        if not is_bracket or ATTACHED.search(text, max(start, match.start() - 100), match.start()):
            yield match.end()


def _behind_closings(text: str, starts: set[int]) -> list[int]:
    closings = (CLOSING.match(text, place) for place in sorted(starts))
    return [closing.end() for closing in closings if closing]
