"""From a draft to what is stored: cut, with title and origin read from the text, and hashed.

No models and no settings are needed here, so that other processes can do it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from articles.copies.shingles import story_of
from articles.copies.sketching import Sketch, sketch_text
from articles.ingestion.drafts import ArticleDraft
from articles.ingestion.text import content_hash
from articles.segmentation import OutletNames, Role, Segment, find_origin, segment


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """A draft with its proposed cut: what a preview shows and `store_articles` saves.

    Without a `sketch`, one is made when near copies are looked for.
    """

    draft: ArticleDraft
    title: str
    origin_publisher: str
    segments: tuple[Segment, ...]
    content_hash: str
    sketch: Sketch | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process with plain tuples, which take half the time."""
        draft, title, origin = self.draft, self.title, self.origin_publisher
        plain = tuple(map(tuple, self.segments))
        return _restore, (draft, title, origin, plain, self.content_hash, self.sketch)


def _restore(
    draft: ArticleDraft,
    title: str,
    origin: str,
    plain: Sequence[tuple[int, int, Role, str]],
    content_hash: str,
    sketch: Sketch | None,
) -> PreparedArticle:
    segments = tuple(starmap(Segment, plain))
    return PreparedArticle(draft, title, origin, segments, content_hash, sketch)


def prepare_article(
    draft: ArticleDraft, *, known_outlets: Iterable[str] | OutletNames = ()
) -> PreparedArticle:
    """Cut a draft's text into segments and read title and origin from them where not given."""
    segments = tuple(
        segment(
            draft.text,
            language=draft.language,
            title=draft.title,
            publisher=draft.publisher,
            known_outlets=known_outlets,
            marked=_marked(draft.html),
        )
    )
    return PreparedArticle(
        draft=draft,
        title=draft.title or _headline(draft.text, segments),
        origin_publisher=draft.origin_publisher or find_origin(draft.text, segments) or "",
        segments=segments,
        content_hash=content_hash(draft.text),
        sketch=sketch_segments(draft.text, segments),
    )


def _marked(html: str) -> dict[str, Role]:
    """Roles that the page's own markup gives to lines of the text taken from it."""
    if not html:
        return {}
    from articles.ingestion.marks import marked_lines  # slow to load; most articles are plain text

    return marked_lines(html)


def sketch_segments(text: str, segments: Iterable[Segment]) -> Sketch:
    """Return what near copies of a text are found by, of its story alone."""
    return sketch_text(story_of(text, ((one.start, one.end, one.role) for one in segments)))


def _headline(text: str, segments: Sequence[Segment]) -> str:
    for part in segments:
        if part.role == Role.HEADLINE:
            return " ".join(text[part.start : part.end].split())[:500]
    return ""
