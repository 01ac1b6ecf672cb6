"""brat standoff: each article as a text with a file of annotations, a folder for each annotator."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from annotator.export.study import ArticleRecord, Study
from annotator.export.writers.archive import Archive
from annotator.export.writers.brat.annotations import write_annotations
from annotator.export.writers.brat.config import annotation_conf, visual_conf
from annotator.export.writers.brat.names import Names, names_of
from annotator.export.writers.folders import NOBODY, by_annotator, folder
from annotator.export.writers.formats import Format
from annotator.export.writers.questions import questions_of


def write(study: Study) -> Iterator[bytes]:
    """Yield the file. brat looks for its configuration in the folders above a text."""
    archive = Archive(compress=not study.header.frozen_as)
    names = names_of(questions_of(study.header))
    yield from archive.add("annotation.conf", [annotation_conf(names).encode()])
    yield from archive.add("visual.conf", [visual_conf(names).encode()])
    for article in study.articles():
        for name, annotations in _files(article, names):
            path = f"{name}/{article.id}"
            yield from archive.add(f"{path}.txt", [article.text.encode()])
            yield from archive.add(f"{path}.ann", [annotations.encode()])
    yield from archive.close()


def _files(article: ArticleRecord, names: Names) -> Iterator[tuple[str, str]]:
    given = list(by_annotator(article))
    for annotator, labels in given:
        yield folder(annotator), write_annotations(article, labels, names)
    if not given:
        yield NOBODY, write_annotations(article, [], names)


FORMAT = Format(
    name="brat",
    title=_("brat standoff, for text mining"),
    media_type="application/zip",
    extension="zip",
    carries=_(
        "A folder for each annotator with the text of each article and its annotations: claims, "
        "other segments and marked words as entities, codes as attributes, notes as notes. Where a "
        "claim has one cue, its source and content are tied to it. Answers about an article stand "
        "on its first character. The configuration for brat is made from the codebook."
    ),
    loses=_(
        "Titles, publishers and times, and whether an article was handed in. Characters of ids "
        "that brat does not take become underscores. Words that several codes mark are one entity "
        "of the first code’s type. Marked white space is left out. In notes, line ends are “\\n”."
    ),
    write=write,
)
