"""Label Studio: its tasks with everybody's annotations, and the labelling configuration they need.

Label Studio counts offsets in code points, as we do: its editor turns the browser's UTF-16 places
into code points before it stores them, and back when it shows them (only old releases did not).
`completed_by` is left out, since an import is refused whole where an address is not a member's:
the annotator's name is an answer of the task (`given-by`), where people see it too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from annotator.export.study import Study
from annotator.export.study.options import Layer
from annotator.export.study.records import ArticleRecord, Header, LabelRecord
from annotator.export.writers.archive import Archive
from annotator.export.writers.formats import Format
from annotator.export.writers.labelstudio_config import (
    ARTICLE_NOTES,
    ARTICLE_TEXT,
    CLAIM_ROLE,
    GIVEN_BY,
    ON_CLAIM,
    REGION_NOTES,
    WORK_STATE,
    Questions,
)
from annotator.export.writers.questions import Question

TASKS, CONFIG, README = "tasks.json", "config.xml", "README.txt"
Result = dict[str, Any]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# In one language whoever exports, so that the same study gives the same bytes.
READ_ME = """\
How to open this study in Label Studio

1. Unpack this archive.
2. In Label Studio, create a project. Under "Labeling Setup" choose "Custom template", and put the
   content of config.xml in place of what is in the field "Code". Save.
3. Import tasks.json into the project.

Each article is a task. Each annotator's labels are an annotation of it; "Annotator" in it says
whose. A stretch of the text with a role is a claim: select it to see the answers about it. Marked
words are regions inside of it. "State" says whether the annotator had handed the article in.

To bring labels back, export the project from Label Studio as JSON (not as JSON-MIN) and import
that file.
"""


class Region(NamedTuple):
    """What results are about: a claim, marked words, or (`span` None) the article."""

    id: str
    span: tuple[int, int] | None = None
    parent: str = ""


class Used:
    """What the tasks had codes of, known when all are written."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.on_claims: set[str] = set()


def write(study: Study) -> Iterator[bytes]:
    """Yield the archive."""
    archive, used = Archive(compress=not study.header.frozen_as), Used()
    questions = Questions(study.header)
    yield from archive.add(TASKS, _tasks(study, questions, used))
    configuration = questions.configuration(used.variables, used.on_claims)
    yield from archive.add(CONFIG, [configuration.encode()])
    yield from archive.add(README, [READ_ME.encode()])
    yield from archive.close()


def _tasks(study: Study, questions: Questions, used: Used) -> Iterator[bytes]:
    before = "[\n"
    for article in study.articles():
        yield (before + _encode(_task(article, study, questions, used))).encode()
        before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def _task(article: ArticleRecord, study: Study, questions: Questions, used: Used) -> Result:
    used.variables |= {label.variable for label in article.labels}
    by_annotator: dict[str, list[LabelRecord]] = {}
    for label in article.labels:
        by_annotator.setdefault(label.annotator, []).append(label)
    roles = [_role(article, claim.id) for claim in article.segments]
    decided = study.options.layer == Layer.ADJUDICATED
    annotations = [
        {
            "result": [*roles, *_Annotation(article, questions, used).results(name, labels)],
            "was_cancelled": False,
            "ground_truth": decided,
        }
        for name, labels in by_annotator.items()
    ]
    return {"data": _data(article, study.header), "annotations": annotations}


def _data(article: ArticleRecord, header: Header) -> dict[str, Any]:
    about: dict[str, Any] = {
        "text": article.text,
        "title": article.title,
        "publisher": article.publisher,
        "origin_publisher": article.origin_publisher,
        "published_at": article.published_at,
        "language": article.language,
        "url": article.url,
        "article_id": article.id,
        "external_id": article.external_id,
        "content_hash": article.content_hash,
        "project": header.slug,
        "codebook": header.codebook_name,
        "codebook_version": header.codebook_version,
    }
    votes = _votes(article.labels)
    return {**about, "votes": votes} if votes else about


def _votes(labels: Iterable[LabelRecord]) -> list[dict[str, Any]]:
    """How many annotators gave each code, once for each answer; ties are only here."""
    counted: dict[tuple[int | None, str], dict[str, Any]] = {}
    for label in labels:
        if label.distribution is not None:
            key = (label.claim_id, label.variable)
            one = {"claim_id": label.claim_id, "variable": label.variable}
            counted.setdefault(key, {**one, "distribution": dict(label.distribution)})
    return list(counted.values())


def _role(article: ArticleRecord, claim_id: int) -> Result:
    region = _claim_region(article, claim_id)
    role = article.claims_by_id[claim_id].role
    return _result(article, region, CLAIM_ROLE, "labels", [role])


def _claim_region(article: ArticleRecord, claim_id: int) -> Region:
    claim = article.claims_by_id[claim_id]
    return Region(f"c{claim_id}-{claim.start}-{claim.end}", (claim.start, claim.end))


class _Annotation:
    """One annotator's results on an article, each region's codes of a question together."""

    def __init__(self, article: ArticleRecord, questions: Questions, used: Used) -> None:
        self.article, self.questions, self.used = article, questions, used
        self.given: dict[tuple[Region, str], tuple[str, list[str]]] = {}
        self.notes: dict[Region, list[str]] = {}

    def results(self, name: str, labels: Iterable[LabelRecord]) -> Iterator[Result]:
        """Yield whose it is, then the answers, then the notes."""
        state = ""
        for label in labels:
            state = label.state
            if label.code is not None:
                self._add(label, label.code)
        yield _result(self.article, Region(GIVEN_BY), GIVEN_BY, "textarea", [name])
        yield _result(self.article, Region(WORK_STATE), WORK_STATE, "choices", [state])
        for (region, control), (kind, values) in self.given.items():
            yield _result(self.article, region, control, kind, values)
        for region, notes in self.notes.items():
            control = REGION_NOTES if region.span else ARTICLE_NOTES
            yield _result(self.article, region, control, "textarea", notes)

    def _add(self, label: LabelRecord, code: str) -> None:
        question = self.questions.by_id[label.variable]
        region, kind, control = self._region(label, question), "choices", label.variable
        value, note = code, label.note
        if question.is_about_words and not label.span:
            control += ON_CLAIM
            self.used.on_claims.add(label.variable)
        elif question.is_about_words and not question.attribute_of:
            kind = "labels"
        elif question.is_text:
            kind, value, note = "textarea", label.note, ""
        else:
            control = self.questions.control_of[code]
        self.given.setdefault((region, control), (kind, []))[1].append(value)
        if note:
            self.notes.setdefault(region, []).append(f"{code}: {note}")

    def _region(self, label: LabelRecord, question: Question) -> Region:
        if label.claim_id is None:
            return Region("article")
        claim = _claim_region(self.article, label.claim_id)
        if not label.span:
            return claim
        start, end = label.span
        base = question.attribute_of or label.variable
        return Region(f"w{label.claim_id}-{base}-{start}-{end}", label.span, claim.id)


def _result(
    article: ArticleRecord, region: Region, control: str, kind: str, values: list[str]
) -> Result:
    value: dict[str, Any] = {}
    if region.span:
        start, end = region.span
        value = {"start": start, "end": end, "text": article.text[start:end]}
    value["text" if kind == "textarea" else kind] = values
    result: Result = {
        "id": region.id if region.span else f"article-{control}",
        "from_name": control,
        "to_name": ARTICLE_TEXT,
        "type": kind,
        "value": value,
    }
    parent: Mapping[str, str] = {"parentID": region.parent} if region.parent else {}
    return {**result, **parent}


FORMAT = Format(
    name="labelstudio",
    title=_("Label Studio"),
    media_type="application/zip",
    extension="zip",
    carries=_(
        "Tasks with the texts, each annotator’s labels, marked words and notes, and the labelling "
        "configuration they need: unpack it, and README.txt says the three steps. Labels edited "
        "there can be imported again."
    ),
    loses=_(
        "When labels were given, which wait to be confirmed, retired claims and reviewers’ "
        "reasons. Ties are only among the votes that each task lists."
    ),
    write=write,
)
