"""Which of a project's articles the rows of a file are about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from annotator.export.readers.records import Incoming, IncomingArticle
from annotator.projects.models import Project, ProjectArticle
from articles.ingestion.text import content_hash, normalise, one_line
from articles.models import Article

MAX_ID = 2**53


class ArticleFinder:
    """The project's articles that a batch of a file may be about, loaded by two queries."""

    def __init__(self, project: Project, batch: Sequence[Incoming]) -> None:
        wanted = [one.article for one in batch]
        self._hashes = [_hash_of(one) for one in wanted]
        entries = ProjectArticle.objects.filter(project=project)
        found = list(
            entries.filter(
                Q(article_id__in={one.article_id for one in wanted if _is_id(one.article_id)})
                | Q(external_id__in={one.external_id for one in wanted} - {""})
                | Q(article__content_hash__in=set(self._hashes) - {""})
                | Q(article__title__in=_titles(wanted))
            )
            .select_related("article")
            .defer("article__html")
        )
        self.entries = {one.article_id: one for one in found}
        self._by_external = {one.external_id: one for one in found if one.external_id}
        self._by_hash: dict[str, list[ProjectArticle]] = defaultdict(list)
        self._by_title: dict[str, list[ProjectArticle]] = defaultdict(list)
        for one in found:
            self._by_hash[one.article.content_hash].append(one)
            self._by_title[one.article.title].append(one)

    def find(self, number: int, incoming: Incoming) -> ProjectArticle | str:
        """The entry that the batch's item of that number is about, or why none is."""
        wanted, digest = incoming.article, self._hashes[number]
        own = self.entries.get(wanted.article_id or 0)
        if own and digest and own.article.content_hash == digest:
            return own
        named = self._by_external.get(wanted.external_id) if wanted.external_id else None
        if named:
            return named
        if digest:
            return self._one_of(self._by_hash.get(digest, []))
        return self._by_words(incoming, own)

    def _by_words(self, incoming: Incoming, own: ProjectArticle | None) -> ProjectArticle | str:
        """Without the text: the same title, and the words of claims where the file has them.

        An id alone says nothing, since another installation counts too.
        """
        title = one_line(incoming.article.title)
        if own and one_line(own.article.title) == title and _agrees(own.article, incoming):
            return own
        alike = [one for one in self._by_title.get(title, []) if title]
        return self._one_of([one for one in alike if _has_words(one.article, incoming)])

    @staticmethod
    def _one_of(found: Sequence[ProjectArticle]) -> ProjectArticle | str:
        if len(found) == 1:
            return found[0]
        if found:
            return _("Several articles of the project have this text: name one by its external id.")
        return _("No article of the project is this one. Import its articles first.")


def _hash_of(wanted: IncomingArticle) -> str:
    if wanted.text is not None:
        return content_hash(normalise(wanted.text))
    return wanted.content_hash


def _titles(wanted: Iterable[IncomingArticle]) -> set[str]:
    """Those that have nothing surer than a title."""
    return {one_line(one.title) for one in wanted if one.text is None and not one.content_hash} - {
        ""
    }


def _is_id(number: int | None) -> bool:
    return number is not None and 0 < number <= MAX_ID


def _quotes(incoming: Incoming) -> set[tuple[int, int, str]]:
    spans = [one.target or one.marked for one in incoming.labels]
    return {(one.start, one.end, one.quote) for one in spans if one and one.quote}


def _agrees(article: Article, incoming: Incoming) -> bool:
    """Whether nothing speaks against it: no words, or some that stand where the file has them."""
    return not _quotes(incoming) or _has_words(article, incoming)


def _has_words(article: Article, incoming: Incoming) -> bool:
    return any(article.text[start:end] == words for start, end, words in _quotes(incoming))
