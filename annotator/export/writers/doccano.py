"""doccano: JSON lines for a project of the kind “sequence labelling”, one annotator's article each.

doccano keeps the keys that it does not know as they are and exports them again beside its own, so
what says which article and claims a line is about comes back with the labels.

Its pages count what JavaScript counts, UTF-16 code units: its issue 2290 shows it, and its
component for texts measures with `text.length`. It stores and exports that as it is. So do all
offsets here: with code points, all that stands behind an emoji would be shown on wrong words.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotator.export.study import Study
from annotator.export.study.options import Layer
from annotator.export.study.records import ArticleRecord, LabelRecord
from annotator.export.writers.formats import Format
from annotator.export.writers.questions import questions_of
from annotator.export.writers.uima.offsets import Utf16Offsets

UNIT = "utf-16"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(study: Study) -> Iterator[bytes]:
    """Yield the lines, those of an article together."""
    words = _about_words(study)
    for article in study.articles():
        lines = [_line(article, name, labels, study, words) for name, labels in _whose(article)]
        yield "".join(f"{_encode(line)}\n" for line in lines).encode()


def _about_words(study: Study) -> list[str]:
    """The questions whose labels lie on marked words; all others' lie on a whole claim."""
    if study.options.layer != Layer.ANNOTATORS:
        return []
    questions = questions_of(study.header).values()
    return [question.id for question in questions if question.is_about_words]


def _whose(article: ArticleRecord) -> Iterable[tuple[str, list[LabelRecord]]]:
    """The labels by annotator; an article without any has a line that is nobody's."""
    by_annotator: dict[str, list[LabelRecord]] = {}
    for label in article.labels:
        by_annotator.setdefault(label.annotator, []).append(label)
    return by_annotator.items() or [("", [])]


def _line(
    article: ArticleRecord, name: str, labels: list[LabelRecord], study: Study, words: list[str]
) -> dict[str, Any]:
    header, units = study.header, Utf16Offsets(article.text)
    given = [
        (_place(article, label, units), label.code, label.note) for label in labels if label.code
    ]
    return {
        "text": article.text,
        "label": [[*place, code] for place, code, _note in given if place],
        "cats": [code for place, code, _note in given if not place],
        "notes": [[*(place or (None, None)), code, note] for place, code, note in given if note],
        "annotator": name,
        "state": labels[0].state if labels else "",
        "article_id": article.id,
        "external_id": article.external_id,
        "content_hash": article.content_hash,
        "title": article.title,
        "publisher": article.publisher,
        "project": header.slug,
        "codebook": header.codebook_name,
        "codebook_version": header.codebook_version,
        "about_words": words,
        "claims": [
            [claim.id, units.of(claim.start), units.of(claim.end), claim.role]
            for claim in article.segments
        ],
        "offset_unit": UNIT,
    }


def _place(
    article: ArticleRecord, label: LabelRecord, units: Utf16Offsets
) -> tuple[int, int] | None:
    if label.claim_id is None:
        return None
    claim = article.claims_by_id[label.claim_id]
    start, end = label.span or (claim.start, claim.end)
    return units.of(start), units.of(end)


FORMAT = Format(
    name="doccano",
    title=_("doccano"),
    media_type="application/x-ndjson; charset=utf-8",
    extension="jsonl",
    carries=_(
        "One line for each article and annotator, with the text and the codes of claims and of "
        "marked words. Import it as JSONL into a project of the kind “sequence labeling” that "
        "allows overlapping entities: otherwise doccano drops all but one code of a claim. Answers "
        "about the article (“cats”) and notes are kept beside the labels and come back with them. "
        "Offsets count UTF-16 code units, as doccano does: an emoji is two."
    ),
    loses=_(
        "When labels were given, which wait to be confirmed, retired claims, reviewers’ reasons, "
        "and votes: a tie is left out."
    ),
    write=write,
)
