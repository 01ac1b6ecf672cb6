"""CoNLL: a token a line with its place and the BIO tags of marked words, answers as comments.

The first column numbers the tokens, so that no token is read as a comment.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from annotator.export.study import Layer, Study
from annotator.export.writers.conll.blocks import Blocks
from annotator.export.writers.folders import by_annotator
from annotator.export.writers.formats import Format
from annotator.export.writers.questions import questions_of

NOBODY = "_"
"""Stands for the annotator of a text without labels."""
OWN_COLUMNS = ("ID", "FORM", "START", "END")


def write(study: Study) -> Iterator[bytes]:
    """Yield the file: an article's blocks at a time."""
    header = study.header
    questions = questions_of(header)
    columns = [name for name in header.variable_ids if questions[name].is_about_words]
    names = " ".join([*OWN_COLUMNS, *(f"BIO:{name.upper()}" for name in columns)])
    yield f"# global.columns = {names}\n".encode()
    yield f"# project = {header.slug}\n".encode()
    yield f"# codebook = {header.codebook_name} {header.codebook_version}\n\n".encode()
    by_words = study.options.layer == Layer.ANNOTATORS
    for article in study.articles():
        given = list(by_annotator(article))
        blocks = Blocks(article, columns, by_words and bool(given))
        for annotator, labels in given or [(NOBODY, [])]:
            yield "".join(blocks.of(annotator, labels)).encode()


FORMAT = Format(
    name="conll",
    title=_("CoNLL, for training taggers"),
    media_type="text/plain; charset=utf-8",
    extension="conll",
    carries=_(
        "A token a line with its place in code points and a BIO tag for each question about words; "
        "a block for each segment and annotator. All other answers, notes and roles are comments "
        "above the tokens."
    ),
    loses=_(
        "Of overlapping words of one question the longest are tagged, the others stand in comments "
        "with their places. Marked words are tagged by whole tokens. Publishers, times and the "
        "spaces between tokens are left out. What was decided or counted has no tags: “_”."
    ),
    write=write,
)
