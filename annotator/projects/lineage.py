"""What became of the stretches that import cut, by the edits that stand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from annotator.projects.models import Project
from articles.models import ClaimEdit, ClaimLineage

_CHANGE_ROLE = ClaimEdit.Kind.CHANGE_ROLE.value


class Stretch(NamedTuple):
    """A claim that an edit made or retired, without its text."""

    pk: int
    start: int
    end: int
    role: str
    reason: str
    confidence: int | None


class Leaf(NamedTuple):
    """What stands of a stretch, and whether people gave it a role on the way there."""

    stretch: Stretch
    has_new_role: bool


@dataclass(frozen=True)
class Lineage:
    """The stretches, and what each became by edits of which kind."""

    stretches: Mapping[int, Stretch]
    became: Mapping[int, list[tuple[int, str]]]

    def changed(self) -> Iterator[tuple[Stretch, list[Leaf], set[str]]]:
        """Stretches that rules made and people changed, the latest first.

        Each comes with what stands of it, in text order, and the kinds of the edits in between.
        """
        for pk in sorted(self.became, reverse=True):
            if self.stretches[pk].reason:
                yield self.stretches[pk], *self._follow(pk)

    def _follow(self, pk: int) -> tuple[list[Leaf], set[str]]:
        kinds: set[str] = set()
        leaves: set[Leaf] = set()
        seen, waiting = set(), [(pk, False)]
        while waiting:
            place = one, has_new_role = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            if one not in self.became:
                leaves.add(Leaf(self.stretches[one], has_new_role))
            for after, kind in self.became.get(one, ()):
                kinds.add(kind)
                waiting.append((after, has_new_role or kind == _CHANGE_ROLE))
        return sorted(leaves, key=lambda leaf: leaf.stretch.start), kinds


def read_lineage(project: Project) -> Lineage:
    """Read the edits of a project's articles that were not undone."""
    links = ClaimLineage.objects.filter(
        edit__undone_at=None, edit__article__entries__project=project
    )
    sides = [f"{side}__{name}" for side in ("predecessor", "successor") for name in _COLUMNS]
    stretches: dict[int, Stretch] = {}
    became: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for kind, *cells in links.values_list("edit__kind", *sides):
        before, after = Stretch(*cells[: len(_COLUMNS)]), Stretch(*cells[len(_COLUMNS) :])
        stretches |= {before.pk: before, after.pk: after}
        became[before.pk].append((after.pk, kind))
    return Lineage(stretches, became)


_COLUMNS = ("pk", "start", "end", "role", "reason", "confidence")
