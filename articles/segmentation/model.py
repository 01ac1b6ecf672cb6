"""The words this package speaks in: what a segment is and which roles there are."""

from enum import StrEnum
from typing import NamedTuple

from articles.segmentation.confidence import confidence_of


class Role(StrEnum):
    """What part of the page a segment is; values are the codebook's ids without ``role:``."""

    HEADLINE = "headline"
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    CREDIT = "credit"
    BODY = "body"
    HEADING = "heading"
    ORIGIN = "origin"
    ABOUT = "about"
    NOTE = "note"
    FURNITURE = "furniture"


CLAIM_ROLES: frozenset[Role] = frozenset(
    {Role.HEADLINE, Role.CAPTION, Role.BODY, Role.NOTE, Role.ABOUT}
)
"""Roles whose segments may assert something; segments of the other roles carry no claim."""


class Segment(NamedTuple):
    """A sentence or display line at ``text[start:end]``, in code points, without outer space."""

    start: int
    end: int
    role: Role
    reason: str

    @property
    def confidence(self) -> float:
        """How far the reason for the role can be relied on, from 0 to 1."""
        return confidence_of(self.reason)


class Ruling(NamedTuple):
    """A role and, in a few words, why."""

    role: Role
    reason: str
