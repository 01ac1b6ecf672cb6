"""Where the cutting rules fail: what people changed of that which import proposed.

What stands is compared with what a rule made: an edit that was undone, or taken back by another,
is no correction. A segment that was split and given another role counts under both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext

from annotator.projects.lineage import Leaf, Stretch, read_lineage
from annotator.projects.models import Project
from articles.models import Article, Claim, ClaimEdit
from articles.wording import ROLE_NAMES, worded_reason

EXAMPLES = 3
OPENING = 200  # code points of an example
Kind = ClaimEdit.Kind


class Way(NamedTuple):
    """How segments of one rule were corrected; `to_role` is "" where they were cut anew."""

    reason: str
    kind: str
    from_role: str
    to_role: str


class Example(NamedTuple):
    """The words of a segment as the rule made it, and the claim that stands there now."""

    article: Article
    text: str
    claim_id: int


@dataclass(frozen=True, slots=True)
class Correction:
    """How many segments of one rule people corrected in one way; `made` is all it made.

    `confidence` is the median of the corrected, None where none has one.
    """

    way: Way
    corrected: int
    made: int
    confidence: float | None
    examples: list[Example]

    @property
    def share(self) -> float:
        """The corrected among all segments that the rule made, 0 to 1."""
        return self.corrected / self.made

    @property
    def percent(self) -> str:
        """The share, in the reader's language."""
        return _percent(self.share)

    @property
    def reason_words(self) -> str:
        """The rule, in the reader's language."""
        return worded_reason(self.way.reason)

    @property
    def kind_words(self) -> str:
        """What was done, in the reader's language."""
        return str(Kind(self.way.kind).label)

    @property
    def from_words(self) -> str:
        """The role that the rule gave, in the reader's language."""
        return _role_name(self.way.from_role)

    @property
    def to_words(self) -> str:
        """The role that people gave, in the reader's language; "" for none."""
        return _role_name(self.way.to_role)


@dataclass(frozen=True, slots=True)
class Corrections:
    """All of a project: `made` segments by rules, `corrected` ones of them; most come first."""

    made: int
    corrected: int
    rows: list[Correction]

    @property
    def share(self) -> float | None:
        """The corrected among all, 0 to 1; None where rules made none."""
        return self.corrected / self.made if self.made else None

    @property
    def percent(self) -> str:
        """The share, in the reader's language."""
        return _percent(self.share or 0)


def corrections_of(project: Project) -> Corrections:
    """Return what people corrected in a project's articles, by rule and by what they did.

    Articles are shared: what was corrected for another project counts as well.
    """
    made = _made_by_rule(project)
    found: dict[Way, list[tuple[Stretch, Leaf]]] = defaultdict(list)
    for root, leaves, kinds in read_lineage(project).changed():
        for way, leaf in _ways(root, leaves, kinds):
            found[way].append((root, leaf))
    claims = _claims(cases[:EXAMPLES] for cases in found.values())
    rows = [
        Correction(
            way=way,
            corrected=len(cases),
            made=made[way.reason],
            confidence=_median(root.confidence for root, _leaf in cases),
            examples=[_example(claims[root.pk], leaf) for root, leaf in cases[:EXAMPLES]],
        )
        for way, cases in found.items()
    ]
    rows.sort(key=lambda row: (-row.corrected, -row.share, row.way))
    corrected = len({root.pk for cases in found.values() for root, _leaf in cases})
    return Corrections(sum(made.values()), corrected, rows)


def _made_by_rule(project: Project) -> dict[str, int]:
    claims = Claim.objects.filter(article__entries__project=project).exclude(reason="")
    return dict(claims.order_by().values_list("reason").annotate(Count("pk")))


def _ways(root: Stretch, leaves: list[Leaf], kinds: set[str]) -> Iterator[tuple[Way, Leaf]]:
    """How a segment was corrected, each way once, with something that stands of it."""
    place = (root.start, root.end)
    if all((leaf.stretch.start, leaf.stretch.end) != place for leaf in leaves):
        for kind in kinds - {Kind.CHANGE_ROLE.value}:
            yield Way(root.reason, kind, root.role, ""), leaves[0]
    changed = {leaf.stretch.role: leaf for leaf in reversed(leaves) if leaf.has_new_role}
    for role, leaf in changed.items():
        if role != root.role:
            yield Way(root.reason, Kind.CHANGE_ROLE.value, root.role, role), leaf


def _claims(cases: Iterable[list[tuple[Stretch, Leaf]]]) -> dict[int, Claim]:
    wanted = {root.pk for some in cases for root, _leaf in some}
    return Claim.objects.select_related("article").defer("article__html").in_bulk(wanted)


def _example(claim: Claim, leaf: Leaf) -> Example:
    return Example(claim.article, claim.text[:OPENING], leaf.stretch.pk)


def _median(values: Iterable[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _percent(share: float) -> str:
    return gettext("%(number)s %%") % {"number": number_format(round(100 * share, 1), 1)}


def _role_name(role: str) -> str:
    return str(ROLE_NAMES.get(role, role))
