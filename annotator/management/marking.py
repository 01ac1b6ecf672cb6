"""Words that the demo's annotators mark: who speaks, by what cue, and what carries bias.

A rough reading again, with slips of its own: some words are overlooked, some taken for another
device, so that reviewers see marks that differ.
"""

import random
import re
from collections.abc import Iterator, Sequence

from annotator.annotation.actions import Answer
from articles.models import Claim

ATTRIBUTION = re.compile(
    r"^(?P<source>[A-Z][^,“”.]{2,90}?) "
    r"(?P<cue>said|says|told|insisted|denied|described|answers|cautioned|disputes)\b"
    r"(?: [A-Z][\w-]+(?: [A-Z][\w-]+)*| reporters| state radio)?"
    r"(?: (?P<content>(?:that |“)[^\n]+?)\.?)?$"
)
LOADED = re.compile(
    r"\b(crushed|at each other's throats|hunger for land|seasoned observers|devoted their lives|"
    r"stranded|hostage-taking|murkier|vanity|mutter|world-class|pioneering|"
    r"enemies of the future|pure and simple)\b"
)
QUOTED = re.compile(r"“[^”]*”")
OVERLOOKED, MISTAKEN = 0.25, 0.2


def mark_words(claim: Claim, codes: Sequence[str], chance: random.Random) -> Iterator[Answer]:
    """What one annotator marks in a claim they answered with `codes`."""
    if "att:explicit" in codes:
        yield from _mark_parts(claim, chance)
    yield from _mark_bias(claim, chance)


def _mark_parts(claim: Claim, chance: random.Random) -> Iterator[Answer]:
    found = ATTRIBUTION.match(claim.text)
    for part in ("source", "cue", "content") if found else ():
        if found and found[part] and chance.random() >= OVERLOOKED:
            span = (claim.start + found.start(part), claim.start + found.end(part))
            yield Answer(claim.pk, "part", (f"part:{part}",), span=span)


def _mark_bias(claim: Claim, chance: random.Random) -> Iterator[Answer]:
    quoted = [quote.span() for quote in QUOTED.finditer(claim.text)]
    for found in LOADED.finditer(claim.text):
        if chance.random() < OVERLOOKED:
            continue
        device = "bias:promote" if claim.role == "about" else "bias:loaded"
        if chance.random() < MISTAKEN:
            device = "bias:overstate"
        span = (claim.start + found.start(), claim.start + found.end())
        inside = any(start <= found.start() and found.end() <= end for start, end in quoted)
        holder = "source" if inside else "outlet"
        yield Answer(claim.pk, "bias", (device,), span=span)
        yield Answer(claim.pk, "bias_holder", (f"bias_holder:{holder}",), span=span)
