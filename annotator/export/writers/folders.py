"""What an archive's folders are called that hold one annotator's work each."""

import re
from collections.abc import Iterator

from annotator.export.study import ArticleRecord, LabelRecord

NOBODY = "(no labels)"
"""The folder of texts without labels. Nobody's name has a space in it."""


def folder(name: str) -> str:
    """A name as that of a folder, where dots at the end mean something else.

    >>> folder("ana.b"), folder("..")
    ('ana.b', '%2E%2E')
    """
    return re.sub(r"\.(?=\.*$)|[^\w.@+-]", lambda sign: f"%{ord(sign[0]):02X}", name)


def by_annotator(article: ArticleRecord) -> Iterator[tuple[str, list[LabelRecord]]]:
    """Each annotator's labels on an article, in the order of the labels."""
    found: dict[str, list[LabelRecord]] = {}
    for label in article.labels:
        found.setdefault(label.annotator, []).append(label)
    yield from found.items()
