"""The figures again, by plain loops over rows: slow, and nothing shared with the product's way."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, permutations

from annotator.annotation.models import Assignment, Label
from annotator.projects.models import ProjectArticle
from annotator.review.models import Adjudication
from articles.models import Claim

SCALE = ["slant:none", "slant:some", "slant:strong"]
METRICS = {
    "att": "nominal", "src": "nominal", "slant": "ordinal", "topic": "jaccard", "genre": "nominal"
}  # fmt: skip
Answers = dict[tuple[int, int | None, str, str], frozenset[str]]
"""(article, claim, variable, annotator) -> codes."""


class Naive:
    """The study of `studies.run_study`, on some articles, by some annotators."""

    def __init__(self, cast, *, publisher=None, language=None, since=None, until=None, pair=(),
                 after=False):  # fmt: skip
        self.cast, self.pair = cast, set(pair)
        entries = ProjectArticle.objects.filter(project=cast.project).select_related("article")
        self.entries = [
            entry
            for entry in entries
            if (publisher is None or self.publisher(entry.article) == publisher)
            and (language is None or entry.article.language == language)
            and (since is None or entry.article.published_at.date() >= since)
            and (until is None or entry.article.published_at.date() <= until)
        ]
        self.articles = {entry.article_id for entry in self.entries}
        self.work = [
            one
            for one in Assignment.objects.filter(project=cast.project)
            if one.article_id in self.articles
        ]
        self.answers = self._decided() if after else self._given()

    @staticmethod
    def publisher(article) -> str:
        return article.publisher.name if article.publisher else ""

    def counted(self) -> Iterator[Label]:
        """Labels that count, of everybody."""
        for label in Label.objects.all():
            claim = label.claim
            stands = claim is None or (claim.is_current and claim.is_claim)
            here = label.assignment.article_id in self.articles
            if here and stands and label.assignment.state == "submitted":
                yield label

    def coders(self, article: int) -> list[str]:
        names = [
            one.annotator.username
            for one in self.work
            if one.article_id == article and one.state == "submitted"
        ]
        return [name for name in names if not self.pair or name in self.pair]

    def _given(self) -> Answers:
        found = defaultdict(set)
        for label in self.counted():
            name = label.assignment.annotator.username
            if not self.pair or name in self.pair:
                where = (label.assignment.article_id, label.claim_id)
                found[*where, label.variable.identifier, name].add(label.code.identifier)
        return {where: frozenset(codes) for where, codes in found.items()}

    def _decided(self) -> Answers:
        """What everybody would have answered by the decisions; `src` asks for explicit `att`."""
        found = dict(self._given())
        for decision in Adjudication.objects.filter(project=self.cast.project):
            codes = frozenset(code.identifier for code in decision.codes.all())
            stands = decision.claim is None or (
                decision.claim.is_current and decision.claim.is_claim
            )
            if codes and stands and decision.article_id in self.articles:
                for name in self.coders(decision.article_id):
                    where = (decision.article_id, decision.claim_id)
                    found[*where, decision.variable.identifier, name] = codes
        for article, claim, variable, name in list(found):
            attribution = found.get((article, claim, "att", name))
            if variable == "src" and attribution == {"att:none"}:
                del found[article, claim, variable, name]
        return found

    def by_unit(self, variable: str) -> dict[tuple[int, int | None], dict[str, frozenset[str]]]:
        """(article, claim) -> annotator -> codes."""
        units = defaultdict(dict)
        for (article, claim, one, name), codes in self.answers.items():
            if one == variable:
                units[article, claim][name] = codes
        return units

    def rows(self, variable: str) -> list[tuple]:
        """For `agreement`."""
        return [
            (
                article,
                (article, claim),
                name,
                codes if METRICS[variable] == "jaccard" else next(iter(codes)),
            )
            for (article, claim), given in self.by_unit(variable).items()
            for name, codes in given.items()
        ]

    def universe(self, variable: str) -> int:
        shared = [article for article in self.articles if len(self.coders(article)) > 1]
        if variable == "genre":
            return len(shared)
        claims = Claim.objects.filter(article__in=shared, is_current=True)
        return sum(claim.is_claim for claim in claims)

    def counts(self, variable: str, articles=None) -> Counter:
        """Code -> labels."""
        found: Counter = Counter()
        for (article, _claim, one, _name), codes in self.answers.items():
            if one == variable and (articles is None or article in articles):
                found.update(codes)
        return found

    def confusion(self, variable: str) -> Counter:
        """(code, code) -> pairs of annotators, the codes in alphabetical order."""
        found: Counter = Counter()
        for given in self.by_unit(variable).values():
            for one, other in combinations(given.values(), 2):
                found[tuple(sorted([*one, *other]))] += 1
        return found

    def pairs_with(self, variable: str, name: str) -> list[tuple]:
        """One pair for each answer of the annotator and another's, as rows for `agreement`."""
        rows = []
        for (article, claim), given in self.by_unit(variable).items():
            for one, other in permutations(given, 2):
                if one == name:
                    unit = (article, claim, other)
                    for who in (one, other):
                        codes = given[who]
                        code = codes if METRICS[variable] == "jaccard" else next(iter(codes))
                        rows.append((article, unit, who == name, code))
        return rows
