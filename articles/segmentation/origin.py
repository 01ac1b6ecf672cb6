"""Read the outlet's name from an origin line."""

import re
from collections.abc import Iterable

from articles.segmentation.lexicon import LEXICON, phrase_pattern
from articles.segmentation.model import Role, Segment
from articles.segmentation.names import AGENCIES, EDGE_MARKS, fold

LEAD = re.compile(phrase_pattern(LEXICON.origin_strip) + r"\s*[:：]?\s*", re.IGNORECASE)
PUBLISHED = re.compile(
    r"\b(?:published|appeared|posted|republished|reprinted|reposted|aired)\b[^.]*?"
    r"\b(?:by|in|on|at|from)\s+(?:the\s+website\s+)?(?P<name>.+)",
    re.IGNORECASE | re.DOTALL,
)
TRAILING = re.compile(
    r"\s*(?:\s(?:and|&)\s(?:news\s)?agencies\b|\s\+|[,،|;؛(]|\s[-–—]\s"
    r"|\s(?:on|under|and is|via|in|with)\s|\.\s|https?:).*$",
    re.IGNORECASE | re.DOTALL,
)
PARTS = re.compile(r"\s[-–—|/]\s|\s?[,،:()]\s?")
LONGEST_NAME = 120


def find_origin(text: str, segments: Iterable[Segment]) -> str | None:
    """Return the outlet that the first origin line names, or None.

    "Source: Karda Post" gives "Karda Post"; so does "First published by Karda Post on 3 May."
    The name may be the publisher's own: the caller knows the publisher and compares.
    """
    for segment in segments:
        if segment.role is Role.ORIGIN:
            name = clean_name(text[segment.start : segment.end])
            if name:
                return name
    return None


def clean_name(line: str) -> str:
    """Strip lead words, brackets, dashes, dates and trailing clauses from an origin line."""
    name = " ".join(line.split()).strip(EDGE_MARKS)
    published = PUBLISHED.search(name)
    if published:
        name = published["name"]
    else:
        lead = LEAD.match(name)
        if lead and lead.end() < len(name):
            name = name[lead.end() :]
    named = [part for part in PARTS.split(name) if fold(part) in AGENCIES]
    if named:
        return named[0].strip(EDGE_MARKS)
    name = TRAILING.sub("", name.strip(EDGE_MARKS))
    return name.strip(EDGE_MARKS)[:LONGEST_NAME]
