"""Claims that annotators answered differently, most disputed first, and how far deciding is."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from annotator.codebook.catalogue import Catalogue, VariableEntry, project_catalogue
from annotator.codebook.models import Variable
from annotator.projects.models import Membership
from annotator.review.cells import (
    BITS,
    Cells,
    Mask,
    compare,
    conditional,
    depends_on,
    distinct,
    project_cells,
    splice_cells,
)
from annotator.review.columns import Columns, IntArray, answers, by_item, label_columns
from annotator.review.opening import may_open, opened_cells
from annotator.review.querysets import (
    Target,
    articles_of_publisher,
    decided_articles,
    decisions_by_hand,
)
from annotator.review.remembering import Articles, ByArticle
from annotator.review.standing import Decided, Standing, read_decided, standing_of

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A claim (or an article) with the questions that were answered differently on it.

    `behind` are those that one annotator alone answered, because they differ in what these depend
    on, and those that nobody did, because only a decision opened them. `share` is the share of
    pairs of answers that differ, over all its questions; see `aggregation.disagreement`.
    """

    target: Target
    variables: tuple[str, ...]
    share: float
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Disputes(Sequence[Dispute]):
    """All disputes of a project, by falling share, then in the order of articles and claims.

    `cells` are what has to be looked at and what it depends on, with the `place` in the list of
    the dispute that each is part of.
    """

    catalogue: Catalogue
    listed: Sequence[Dispute]
    cells: Cells
    place: IntArray

    def __len__(self) -> int:
        return len(self.listed)

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        return self.listed[place]

    def __iter__(self) -> Iterator[Dispute]:
        return iter(self.listed)

    @cached_property
    def places(self) -> dict[Target, int]:
        """Where in the list a claim or article is."""
        return {one.target: place for place, one in enumerate(self.listed)}

    def of(self, variable: str) -> Mask:
        """Which cells to look at are of a question."""
        return self.cells.look & (self.cells.variable == self._entry(variable).row.pk)

    def between(self, variable: str, pair: Pair) -> Mask:
        """Which cells are of a question that one annotator answered with one of two codes, and
        another with the other."""
        codes = [self._entry(variable).codes[code].pk for code in pair]
        of = [self.cells.labels.code == code for code in codes]
        both = np.ones(self.cells.unit.size, dtype=np.bool_)
        for one in of:
            both &= np.bincount(self.cells.place[one], minlength=both.size) > 0
        chosen = of[0] | of[1]
        people = (self.cells.place[chosen] << BITS) + self.cells.labels.annotator[chosen]
        several = np.bincount(distinct(people) >> BITS, minlength=both.size) > 1
        return self.cells.differ & both & several

    def pairs(self, variable: str, among: Mask) -> Counter[Pair]:
        """How many of some cells have each pair of codes, most frequent first."""
        codes = list(self._entry(variable).codes.values())
        cells = np.flatnonzero(among & self.cells.differ & self.of(variable))
        column = {code.pk: place for place, code in enumerate(codes)}
        given = np.zeros((cells.size, len(codes)), dtype=np.intp)
        here = np.isin(self.cells.place, cells)
        row = np.searchsorted(cells, self.cells.place[here])
        given[row, [column[code] for code in self.cells.labels.code[here].tolist()]] = 1
        counts = given.T @ given
        found = {
            (codes[one].identifier, codes[other].identifier): int(counts[one, other])
            for one in range(len(codes))
            for other in range(one + 1, len(codes))
            if counts[one, other] and codes[one].item == codes[other].item
        }
        return Counter(dict(sorted(found.items(), key=lambda pair: -pair[1])))

    def _entry(self, variable: str) -> VariableEntry:
        return self.catalogue.variables[variable]


@dataclass(frozen=True)
class Queue:
    """Some disputes in the order they are dealt with.

    `chosen` are the cells that were asked for, `standing` is that of each.
    """

    all: Disputes
    chosen: Mask
    standing: IntArray

    def narrowed(
        self,
        *,
        variable: str = "",
        pair: Pair | None = None,
        articles: Collection[int] | None = None,
    ) -> "Queue":
        """Of them those of one question, of two codes of it, of some articles."""
        chosen = self.chosen
        if variable:
            chosen = chosen & self.all.of(variable)
        if variable and pair:
            chosen = chosen & self.all.between(variable, pair)
        if articles is not None:
            chosen = chosen & np.isin(self.all.cells.article, [*articles])
        return Queue(self.all, chosen, self.standing)

    @cached_property
    def disputes(self) -> list[Dispute]:
        """Those that were asked for, decided or not."""
        return [self.all.listed[place] for place in self._asked_for.tolist()]

    @cached_property
    def open(self) -> list[Dispute]:
        """Those with a question, of those asked for, that is still undecided."""
        return [self.all.listed[place] for place in self._undecided.tolist()]

    @cached_property
    def is_open(self) -> Mask:
        """Which of the cells asked for are still to be decided."""
        return self.chosen & (self.standing == Standing.OPEN)

    @cached_property
    def _asked_for(self) -> IntArray:
        return distinct(self.all.place[self.chosen])

    @cached_property
    def _undecided(self) -> IntArray:
        return distinct(self.all.place[self.is_open])

    def open_variables(self, dispute: Dispute) -> list[str]:
        """What is still to be decided of it, of what was asked for."""
        here = self.is_open & (self.all.place == self.all.places[dispute.target])
        numbers = set(self.all.cells.variable[here].tolist())
        entries = self.all.catalogue.variables.values()
        return [entry.id for entry in entries if entry.row.pk in numbers]

    def open_by_variable(self) -> Counter[str]:
        """How many claims (or articles) are undecided in each question."""
        numbers = Counter(self.all.cells.variable[self.is_open].tolist())
        entries = self.all.catalogue.variables.values()
        return Counter({one.id: numbers[one.row.pk] for one in entries if numbers[one.row.pk]})

    def open_by_article(self) -> Counter[int]:
        """How many claims (or the article itself) are undecided in each article."""
        first = np.unique(self.all.place[self.is_open], return_index=True)[1]
        articles = self.all.cells.article[self.is_open][first]
        found, count = np.unique(articles, return_counts=True)
        return Counter(dict(zip(found.tolist(), count.tolist(), strict=True)))

    def around(self, target: Target) -> tuple[Target | None, Target | None]:
        """The targets before and after this one, for stepping through."""
        here = self.all.places.get(target, -1)
        at = int(np.searchsorted(self._asked_for, here))
        if at == self._asked_for.size or self._asked_for[at] != here:
            return None, self._target(self._undecided[:1])
        return (
            self._target(self._asked_for[max(0, at - 1) : at]),
            self._target(self._asked_for[at + 1 : at + 2]),
        )

    def open_after(self, target: Target) -> Target | None:
        """The next that is undecided, from the start again after the last."""
        here = self.all.places.get(target, -1)
        others = self._undecided[self._undecided != here]
        after = others[others > here]
        return self._target((after if after.size else others)[:1])

    def _target(self, places: IntArray) -> Target | None:
        return self.all.listed[int(places[0])].target if places.size else None


def review_queue(
    member: Membership,
    *,
    variable: str = "",
    pair: Pair | None = None,
    publisher: str | None = None,
    articles: Collection[int] | None = None,
) -> Queue:
    """Return the disputes of a project, or those of one question, of two codes of it, of one
    publisher's articles, of some articles."""
    found = project_disputes(member)
    by_hand = read_decided(decisions_by_hand(member), found.catalogue)
    if may_open(found.catalogue, by_hand):
        found = _opened(found, opened_cells(found.catalogue, project_cells(member), by_hand))
    queue = Queue(found, found.place >= 0, _standing(member, found, by_hand))
    if publisher is not None:
        queue = queue.narrowed(articles=[*articles_of_publisher(member, publisher)])
    return queue.narrowed(variable=variable, pair=pair, articles=articles)


def _standing(member: Membership, found: Disputes, by_hand: Decided) -> IntArray:
    """Where each cell stands. Only what people decided can settle what has to be looked at, and
    all of it is settled in an article that is decided: so few decisions need to be read."""
    standing = standing_of(found.catalogue, found.cells, by_hand)
    standing[np.isin(found.cells.article, [*decided_articles(member)])] = Standing.DECIDED
    return standing


def _opened(found: Disputes, anew: Cells) -> Disputes:
    """The disputes with what decisions opened; claims with nothing else to look at come last."""
    if not anew.unit.size:
        return found
    names = {entry.row.pk: entry.id for entry in found.catalogue.variables.values()}
    places, listed, of_anew = dict(found.places), [*found.listed], []
    columns = (anew.article.tolist(), _claims(found.catalogue, anew).tolist())
    for article, claim, variable in zip(*columns, anew.variable.tolist(), strict=True):
        target = (article, claim or None)
        place = places.setdefault(target, len(listed))
        if place == len(listed):
            listed.append(Dispute(target, (), 0.0))
        behind = (*listed[place].behind, names[variable])
        listed[place] = replace(listed[place], behind=behind)
        of_anew.append(place)
    cells = splice_cells(found.cells, (), anew)
    merged = np.empty(cells.unit.size, dtype=np.intp)
    merged[np.searchsorted(cells.key, found.cells.key)] = found.place
    merged[np.searchsorted(cells.key, anew.key)] = of_anew
    return Disputes(found.catalogue, listed, cells, merged)


def find_disputes(member: Membership, articles: Articles) -> Disputes:
    """The disputes of some articles or of all, in the order of `project_disputes`."""
    catalogue = _catalogue(member)
    labels = label_columns(member)
    if articles is not None:
        labels = labels.where(np.isin(labels.article, list(articles)))
    counted = [
        _count_pairs(entry, labels.where(labels.variable == entry.row.pk))
        for entry in catalogue.variables.values()
    ]
    cells = _looked_at(catalogue, compare(catalogue, labels))
    return _placed(catalogue, _ranked(catalogue, cells, _joined(counted)), cells)


def splice_disputes(kept: Disputes, articles: Collection[int], anew: Disputes) -> Disputes:
    """Put the disputes of some articles in the place of those there were."""
    listed = [dispute for dispute in kept.listed if dispute.target[0] not in articles]
    for dispute in anew.listed:
        insort(listed, dispute, key=_rank)
    return _placed(kept.catalogue, listed, splice_cells(kept.cells, articles, anew.cells))


def _placed(catalogue: Catalogue, listed: Sequence[Dispute], cells: Cells) -> Disputes:
    places = {one.target: place for place, one in enumerate(listed)}
    targets = zip(cells.article.tolist(), _claims(catalogue, cells).tolist(), strict=True)
    place = [places.get((article, claim or None), -1) for article, claim in targets]
    return Disputes(catalogue, listed, cells, np.where(cells.look, place, -1).astype(np.intp))


project_disputes = ByArticle(find_disputes, splice_disputes)
"""All disputes of a member's project, by falling share, then in the order of articles and claims.

Kept in the process."""


def _catalogue(member: Membership) -> Catalogue:
    return project_catalogue(member.project.codebook_version, member.project.variable_ids)


def _looked_at(catalogue: Catalogue, cells: Cells) -> Cells:
    """What has to be looked at, and what decides there whether it applies."""
    chosen = cells.look.copy()
    for entry in conditional(catalogue):
        here = cells.look & (cells.variable == entry.row.pk)
        for parent in depends_on(catalogue, entry):
            about_article = parent.row.scope == Variable.Scope.ARTICLE
            column = cells.article if about_article else cells.unit
            chosen |= (cells.variable == parent.row.pk) & np.isin(column, column[here])
    return cells.where(chosen)


def _claims(catalogue: Catalogue, cells: Cells) -> IntArray:
    """The claim of each cell, 0 where it is about the article."""
    about_article = [entry.row.pk for entry in catalogue.scoped(Variable.Scope.ARTICLE)]
    return np.where(np.isin(cells.variable, about_article), 0, cells.unit)


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Per unit with two labels or more: `pairs` of labels, and those of them that are `unlike`.

    `key` is the claim, or minus the article where the question is about the article.
    """

    key: IntArray
    article: IntArray
    pairs: IntArray
    unlike: IntArray


def _count_pairs(entry: VariableEntry, labels: Columns) -> _Pairs:
    """Words are not compared; a set of yes/no questions is, item by item."""
    if entry.is_text:
        labels = labels.where(np.zeros(labels.code.size, dtype=np.bool_))
    if entry.is_set:
        return _by_target(_pairs(entry, by_item(entry, labels)), len(entry.items))
    if entry.takes_several:
        labels, _sets = answers(labels)
    return _pairs(entry, labels)


def _by_target(found: _Pairs, items: int) -> _Pairs:
    """Pairs on the items of a target, put together."""
    sign = np.sign(found.key)
    target, first, place = np.unique(
        sign * (np.abs(found.key) // items), return_index=True, return_inverse=True
    )
    return _Pairs(
        key=target,
        article=found.article[first],
        pairs=_summed(place, found.pairs, target.size),
        unlike=_summed(place, found.unlike, target.size),
    )


def _summed(place: IntArray, amounts: IntArray, size: int) -> IntArray:
    return np.bincount(place, weights=amounts, minlength=size).astype(np.intp)


def _pairs(entry: VariableEntry, labels: Columns) -> _Pairs:
    unit, first, place, size = np.unique(
        labels.unit, return_index=True, return_inverse=True, return_counts=True
    )
    codes = int(labels.code.max(initial=0)) + 1
    runs, count = np.unique(place * codes + labels.code, return_counts=True)
    alike = np.bincount(runs // codes, weights=count * (count - 1), minlength=unit.size)
    pairs = size * (size - 1) // 2
    paired = pairs > 0
    about_article = entry.row.scope == Variable.Scope.ARTICLE
    return _Pairs(
        key=(-unit if about_article else unit)[paired],
        article=labels.article[first][paired],
        pairs=pairs[paired],
        unlike=(pairs - alike.astype(np.intp) // 2)[paired],
    )


def _joined(counted: Sequence[_Pairs]) -> _Pairs:
    """All questions in one."""
    columns = [(one.key, one.article, one.pairs, one.unlike) for one in counted]
    nothing = np.zeros(0, dtype=np.intp)
    joined = [np.concatenate([nothing, *column]) for column in zip(*columns, strict=True)]
    return _Pairs(*(joined or [nothing] * 4))


def _shares(found: _Pairs) -> dict[int, float]:
    """The share of pairs that differ, by claim (or minus the article)."""
    keys, place = np.unique(found.key, return_inverse=True)
    pairs = np.bincount(place, weights=found.pairs, minlength=keys.size)
    unlike = np.bincount(place, weights=found.unlike, minlength=keys.size)
    some = unlike > 0
    return dict(zip(keys[some].tolist(), (unlike[some] / pairs[some]).tolist(), strict=True))


def _ranked(catalogue: Catalogue, cells: Cells, found: _Pairs) -> list[Dispute]:
    shares = _shares(found)
    names = {entry.row.pk: entry.id for entry in catalogue.variables.values()}
    order = {pk: number for number, pk in enumerate(names)}
    looked = np.flatnonzero(cells.look).tolist()
    claims, articles = _claims(catalogue, cells).tolist(), cells.article.tolist()
    variables, differ = cells.variable.tolist(), cells.differ.tolist()
    by_target: dict[Target, list[int]] = defaultdict(list)
    for cell in looked:
        by_target[articles[cell], claims[cell] or None].append(cell)
    disputes = []
    for (article, claim), here in by_target.items():
        here.sort(key=lambda cell: order[variables[cell]])
        asked = [(names[variables[cell]], differ[cell]) for cell in here]
        disputes.append(
            Dispute(
                target=(article, claim),
                variables=tuple(name for name, differs in asked if differs),
                share=shares.get(claim or -article, 0.0),
                behind=tuple(name for name, differs in asked if not differs),
            )
        )
    return sorted(disputes, key=_rank)


def _rank(dispute: Dispute) -> tuple[float, int, int]:
    article, claim = dispute.target
    return (-dispute.share, article, claim or 0)
