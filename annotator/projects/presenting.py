"""Plain shapes that templates show: a text cut at its claims, places between words."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.projects.models import Membership, Role
from articles.models import Claim

_SPACE = re.compile(r"\s+")
NEARBY = 24  # code points shown on either side of a place to cut
MAX_POINTS = 400


class Part(NamedTuple):
    """A stretch of text: a claim, or the white space between two (claim None)."""

    text: str
    claim: Claim | None


def marked_text(text: str, claims: Sequence[Claim]) -> list[Part]:
    """Cut `text` at `claims`, which are in order; joined again the parts are the text."""
    parts, place = [], 0
    for claim in claims:
        if claim.start > place:
            parts.append(Part(text[place : claim.start], None))
        parts.append(Part(text[claim.start : claim.end], claim))
        place = claim.end
    if place < len(text):
        parts.append(Part(text[place:], None))
    return parts


def boundaries(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """Places between the words of text[start:end]: (code point, the words around it)."""
    points = []
    for gap in _SPACE.finditer(text, start, end):
        place = gap.end()
        if start < gap.start() and place < end:
            before = text[max(start, gap.start() - NEARBY) : gap.start()]
            after = text[place : min(end, place + NEARBY)]
            points.append((place, f"…{_flat(before)} | {_flat(after)}…"))
    return points[:MAX_POINTS]


def name_for_annotators(person: User, role: str | None) -> str:
    """Who changed claims, as annotators are told; `role` is that person's in the project.

    Not which of the others it was: coding is blind.
    """
    if role == Role.ANNOTATOR:
        return _("Another annotator")
    return person.display_name if role else _("Somebody of another project")


def name_shown_to(member: Membership, person: User, role: str | None) -> str:
    """Who changed claims, as a member is told: reviewers know everybody by name."""
    if member.may_review or person.pk == member.user_id:
        return person.display_name
    return name_for_annotators(person, role)


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text)
