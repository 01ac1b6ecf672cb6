"""The texts of a study: shared with other projects where they are the same, else stored anew."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.export.importing.actions.study.records import ArticleRows, KeptArticle, wrong
from annotator.export.readers.package import Row
from annotator.projects.actions.articles import content_key
from annotator.projects.models import Project, ProjectArticle
from articles.actions import PreparedArticle, confidence_behind, store_articles
from articles.bulk import update_rows
from articles.ingestion.drafts import ArticleDraft, DraftRejected, build_draft
from articles.ingestion.text import content_hash
from articles.models import Article, Claim, ClaimEdit, ClaimLineage, Publisher
from articles.segmentation import Role, Segment

DRAFTED = ("title", "text", "publisher", "origin_publisher", "url", "language", "byline")
LONGEST_NUMBER = 19
SURE = 100
ROLES = frozenset(role.value for role in Role)
Cut = list[tuple[int, int, str, bool]]
"""How a text is cut, retired stretches too, in one order."""
Pair = tuple[int, int]
"""A claim's number and that of one it was made into."""


class ArticleKeeper:
    """Stores the articles of a study, or finds them where the actor may share them."""

    def __init__(self, project: Project, actor: User) -> None:
        self.project, self.actor = project, actor
        self.shared = 0
        self._keys: set[str] = set()
        self._names: set[str] = set()

    def keep(self, batch: Sequence[ArticleRows]) -> list[KeptArticle]:
        """The articles, in order, each with its claims."""
        drafts = [_draft(one) for one in batch]
        known = self._known(batch, drafts)
        fresh = [number for number in range(len(batch)) if number not in known]
        prepared = [_prepared(drafts[number], batch[number]) for number in fresh]
        stored = store_articles(prepared=prepared, actor=self.actor, method="upload")
        rows = Article.objects.in_bulk([one.pk for one in stored])
        articles = dict(known)
        for number, one in zip(fresh, stored, strict=True):
            articles[number] = rows[one.pk]
            _keep_history(rows[one.pk], batch[number].claims, self.actor)
            _keep_confidence(rows[one.pk], batch[number].claims)
        self.shared += len(known)
        self._link(batch, articles)
        return [
            KeptArticle(rows, articles[number].pk, _numbers(rows, articles[number]))
            for number, rows in enumerate(batch)
        ]

    def _known(
        self, batch: Sequence[ArticleRows], drafts: Sequence[ArticleDraft]
    ) -> dict[int, Article]:
        """Articles of the actor's other projects with the same text, publisher and claims."""
        folded = {Publisher.fold(one.publisher) for one in drafts} - {""}
        publishers = dict(Publisher.objects.filter(key__in=folded).values_list("key", "pk"))
        keys: dict[str, int] = {}
        for number, draft in enumerate(drafts):
            name = Publisher.fold(draft.publisher)
            if not name or name in publishers:
                keys[content_key(content_hash(draft.text), publishers.get(name))] = number
        entries = ProjectArticle.objects.filter(content_key__in=keys).exclude(project=self.project)
        found: dict[int, Article] = {}
        for entry in entries.visible_to(self.actor).select_related("article").order_by("-pk"):
            number = keys[entry.content_key]
            same = entry.article.text == drafts[number].text
            if same and _cut_of(entry.article) == _cut_in(batch[number].claims):
                found[number] = entry.article
        return found

    def _link(self, batch: Sequence[ArticleRows], articles: Mapping[int, Article]) -> None:
        links = []
        for number, rows in enumerate(batch):
            article = articles[number]
            key = content_key(article.content_hash, article.publisher_id)
            if key in self._keys:
                wrong(rows.article, _("The same text of the same publisher is there twice."))
            self._keys.add(key)
            self._check_name(rows.article)
            links.append(
                ProjectArticle(
                    project=self.project,
                    article=article,
                    external_id=rows.article["external_id"],
                    content_key=key,
                    added_by=self.actor,
                )
            )
        ProjectArticle.objects.bulk_create(links)

    def _check_name(self, row: Row) -> None:
        """Refuse an external id that another article has."""
        name = row["external_id"]
        if name in self._names:
            wrong(row, _("“%(name)s” is there twice.") % {"name": f"external_id {name[:60]}"})
        if name:
            self._names.add(name)


def _draft(rows: ArticleRows) -> ArticleDraft:
    """The article as it is stored, checked as every import is."""
    told = {name: rows.article[name] for name in (*DRAFTED, "published_at", "external_id")}
    try:
        draft = build_draft({name: value for name, value in told.items() if value})
    except DraftRejected as error:
        wrong(rows.article, "; ".join(str(one) for one in error.errors))
    for name in DRAFTED:
        if getattr(draft, name) != rows.article[name]:
            wrong(rows.article, _("“%(name)s” is not as it is stored.") % {"name": name})
    return draft


def _prepared(draft: ArticleDraft, rows: ArticleRows) -> PreparedArticle:
    """The article with the cut that stands, instead of one that is proposed."""
    last = 0
    segments = []
    for row in rows.claims:
        _check_claim(row, draft.text)
        if not row["is_current"]:
            continue
        if row["start"] < last:
            wrong(row, _("It overlaps with the stretch before."))
        last = row["end"]
        segments.append(Segment(row["start"], row["end"], Role(row["role"]), row["reason"]))
    return PreparedArticle(
        draft=draft,
        title=draft.title,
        origin_publisher=draft.origin_publisher,
        segments=tuple(segments),
        content_hash=content_hash(draft.text),
    )


def _check_claim(row: Row, text: str) -> None:
    if (row["confidence"] or 0) > SURE:
        wrong(row, _("“%(name)s” is more than 100.") % {"name": "confidence"})
    if row["role"] not in ROLES or len(row["reason"]) > 200:
        wrong(row, _("“%(role)s” is not a role.") % {"role": row["role"][:60]})
    if not row["start"] < row["end"] or text[row["start"] : row["end"]] != row["text"]:
        wrong(row, _("These words do not stand there in the text."))


def _keep_history(article: Article, rows: Sequence[Row], actor: User) -> None:
    """Store the stretches that were cut anew, and which came from which.

    The archive does not say who cut them and when: it counts as done by who imports it, now.
    """
    retired = [row for row in rows if not row["is_current"]]
    if not retired and not any(row["predecessors"] for row in rows):
        return
    Claim.objects.bulk_create(
        Claim(
            article=article,
            start=row["start"],
            end=row["end"],
            text=row["text"],
            role=row["role"],
            reason=row["reason"],
            confidence=confidence_behind(row["reason"]),
            is_current=False,
        )
        for row in retired
    )
    numbers = _match(rows, article)
    for pairs in _edits(rows):
        before, after = (min(len(set(side)), 2) for side in zip(*pairs, strict=True))
        kind = _KINDS.get((before, after), ClaimEdit.Kind.MOVE_BOUNDARY)
        edit = ClaimEdit.objects.create(article=article, kind=kind, actor=actor)
        ClaimLineage.objects.bulk_create(
            ClaimLineage(edit=edit, predecessor_id=numbers[one], successor_id=numbers[other])
            for one, other in sorted(pairs)
        )


def _keep_confidence(article: Article, rows: Sequence[Row]) -> None:
    """Where the rules of today are not as sure of a role as those of then, keep what was said."""
    told = [
        row
        for row in rows
        if row["confidence"] is not None and row["confidence"] != confidence_behind(row["reason"])
    ]
    if not told:
        return
    numbers = _match(rows, article)
    found = ((numbers[row["id"]], row["confidence"]) for row in told)
    update_rows(Claim, ("confidence",), found)


_KINDS = {
    (1, 1): ClaimEdit.Kind.CHANGE_ROLE,
    (1, 2): ClaimEdit.Kind.SPLIT,
    (2, 1): ClaimEdit.Kind.MERGE,
}


def _pairs(rows: Sequence[Row]) -> set[Pair]:
    known = {row["id"] for row in rows}
    pairs = set()
    for row in rows:
        for name in row["predecessors"].split():
            if not _is_number(name) or int(name) not in known or int(name) == row["id"]:
                wrong(row, _("It is made from “%(id)s”, which is not there.") % {"id": name[:20]})
            pairs.add((int(name), row["id"]))
    return pairs


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= LONGEST_NUMBER


def _edits(rows: Sequence[Row]) -> list[list[Pair]]:
    """What was cut together: stretches that share one before or after."""
    ordered = sorted(_pairs(rows))
    groups: dict[tuple[str, int], list[Pair]] = {}
    for pair in ordered:
        ends = _ends(pair)
        touched = [groups[end] for end in ends if end in groups]
        joined = max(touched, key=len, default=[])
        others = [one for group in touched if group is not joined for one in group]
        joined += [pair, *others]
        groups |= {end: joined for one in (pair, *others) for end in _ends(one)}
    return list({id(group): group for group in (groups[_ends(one)[0]] for one in ordered)}.values())


def _ends(pair: Pair) -> tuple[tuple[str, int], tuple[str, int]]:
    return ("before", pair[0]), ("after", pair[1])


def _numbers(rows: ArticleRows, article: Article) -> dict[int, int]:
    return _match(rows.claims, article)


def _match(rows: Sequence[Row], article: Article) -> dict[int, int]:
    """The claims' numbers here by those of the archive: of equal ones in the order they came."""
    here: dict[object, list[int]] = defaultdict(list)
    stored = Claim.objects.filter(article=article).order_by("pk")
    for pk, *cut in stored.values_list("pk", "start", "end", "role", "is_current"):
        here[tuple(cut)].append(pk)
    found = {}
    for row in sorted(rows, key=lambda one: one["id"]):
        place = (row["start"], row["end"], row["role"], row["is_current"])
        if row["id"] in found or not here[place]:
            wrong(row, _("The same stretch is there twice."))
        found[row["id"]] = here[place].pop(0)
    return found


def _cut_of(article: Article) -> Cut:
    rows = Claim.objects.filter(article=article)
    return sorted(rows.values_list("start", "end", "role", "is_current"))


def _cut_in(rows: Sequence[Row]) -> Cut:
    return sorted((row["start"], row["end"], row["role"], row["is_current"]) for row in rows)
