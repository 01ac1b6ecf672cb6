"""A study with everything that formats stumble over, made by the product's own actions.

And what the database holds of it, to compare with what an independent reader finds in a file.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any, NamedTuple

from annotator.annotation.actions import Answer, give_labels, submit_assignment, take_next
from annotator.annotation.models import Assignment, Label
from annotator.codebook.actions import publish_codebook
from annotator.export.study import ArticleRecord, Study
from annotator.export.study.opening import open_study
from annotator.projects.actions import add_article, add_member, create_project
from annotator.review.actions import adjudicate
from articles.ingestion.drafts import build_draft
from articles.models import Article, Claim
from tests.plugins.cast import Cast

COMPOSED = "e\u0301"
"""A letter and a mark that NFC makes one character of."""
LONELY = "x\u0302"
"""A letter and a mark that have no composed form: two code points stay."""
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
"""One sign on the screen, five code points, eight UTF-16 code units."""

HARBOUR = (
    f"Quay to reopen \U0001f6a2 {FAMILY}\r\n\r\n"
    f"The caf{COMPOSED} owner {LONELY} \U0001f600 warned that the “quay” would stay\r\n"
    "closed until May. She alleged that “prices & tolls < 5” had doubled! \U0001f4b8\r\n\r\n"
    "=SUM(A1) is what the board calls a plan.\r\n"
)
ARABIC = (
    "قال مسؤول الميناء يوم الاثنين إن الرصيف الشمالي سيعاد فتحه 🚢.\r\n\r\n"
    "وأضاف أنّ العمل لم يبدأ بعد."
)


def _codes(variable: str, **labels: str) -> list[dict[str, str]]:
    return [
        {"id": f"{variable}:{name}", "label": label, "definition": f"{label}: <what> & “when”."}
        for name, label in labels.items()
    ]


FOREIGN: dict[str, Any] = {
    "name": "Foreign",
    "version": "2.1",
    "variables": [
        {
            "id": "genre",
            "label": "Genre",
            "scope": "article",
            "codes": _codes("genre", report="News report", opinion="Opinion"),
        },
        {"id": "about", "label": "What it is about", "scope": "article", "select": "text"},
        {
            "id": "sig",
            "label": "Signals",
            "scope": "article",
            "select": "each_yes_no_na",
            "codes": _codes("sig", byline="Author named", date="Date shown"),
        },
        {
            "id": "att",
            "label": "Attribution",
            "codes": _codes("att", explicit="Attributed here", none="Unattributed"),
        },
        {
            "id": "topic",
            "label": "Topics",
            "select": "many",
            "codes": _codes("topic", water="Water", roads="Roads é, œ"),
        },
        {"id": "remark", "label": "Remark", "select": "text"},
        {
            "id": "part",
            "label": "Parts of the attribution",
            "scope": "span",
            "codes": _codes("part", source="Source", cue="Cue", content="Content"),
        },
        {
            "id": "bias",
            "label": "Bias device",
            "scope": "span",
            "select": "many",
            "codes": _codes("bias", loaded="Loaded", vague="Vague"),
            "attributes": {"holder": ["outlet", "source"]},
        },
    ],
}

NOTE = f"Two lines,\none {FAMILY} and a\ttab: “=1+1” \\ <b>&amp;</b>"


class Given(NamedTuple):
    """One code of one answer, as the database has it. Of marked words `start` to `text` are theirs.

    For an answer about the article `start` and `end` are None and `text` is "".
    """

    article: int
    start: int | None
    end: int | None
    text: str
    annotator: str
    variable: str
    code: str
    note: str
    claim: int | None


@dataclass
class Foreign:
    """The study's project and people, with ways to open it."""

    cast: Cast
    articles: list[Article] = field(default_factory=list)

    def study(self, **given: str) -> Study:
        """`foreign.study(layer="aggregated", names="pseudonyms")`, as its reviewer sees it."""
        return open_study(self.cast.member(self.cast.reviewer), given)

    def take(self, name: str) -> Assignment:
        assignment = take_next(member=self.cast.member(getattr(self.cast, name)))
        assert assignment is not None
        return assignment

    def claims(self, article: Article) -> list[Claim]:
        return self.cast.claims(article)


def foreign_project(cast: Cast) -> Foreign:
    """The project without any article."""
    version = publish_codebook(document=FOREIGN)
    project = create_project(
        slug="foreign",
        title="Foreign: “<&>” \U0001f30d",
        codebook_version=version,
        overlap=2,
        creator=cast.manager,
    )
    add_member(project=project, user=cast.reviewer, role="reviewer")
    for user in (cast.ana, cast.ben, cast.cleo):
        add_member(project=project, user=user, role="annotator")
    return Foreign(dataclasses.replace(cast, project=project, version=version))


def foreign_study(cast: Cast) -> Foreign:
    """Two articles; ana and ben have handed in both, cleo sits on none; some is decided."""
    foreign = foreign_project(cast)
    for text, fields in (
        (HARBOUR, {"title": "Quay & “tolls” <1>", "publisher": "Harbour Post"}),
        (ARABIC, {"title": "الرصيف", "language": "ar", "external_id": "ar/1 ü"}),
    ):
        added = add_article(
            project=foreign.cast.project,
            draft=build_draft({"text": text, **fields}),
            actor=cast.manager,
            method="api",
        )
        foreign.articles.append(Article.objects.get(pk=added.article_id))
    for name in ("ana", "ben"):
        for article in foreign.articles:
            _answer(foreign, name, article)
    _decide(foreign)
    return foreign


def words_of(claim: Claim, words: str) -> tuple[int, int]:
    """Where words stand in the article, by their place in the claim."""
    start = claim.start + claim.text.index(words)
    return start, start + len(words)


def _answer(foreign: Foreign, name: str, article: Article) -> None:
    assignment = foreign.take(name)
    assert assignment.article_id == article.pk
    claims = foreign.claims(article)
    first = name == "ana"
    answers = [
        Answer(None, "genre", ("genre:report" if first else "genre:opinion",), note=NOTE),
        Answer(None, "about", (), text=f"The quay,\nand {LONELY}."),
        Answer(None, "sig", ("sig:byline=yes", "sig:date=na" if first else "sig:date=no")),
    ]
    for number, claim in enumerate(claims):
        att = "att:explicit" if first or number else "att:none"
        answers.append(Answer(claim.pk, "att", (att,), note=NOTE if not number else ""))
        answers.append(Answer(claim.pk, "topic", ("topic:water", "topic:roads")[: 1 + number]))
    answers.append(Answer(claims[-1].pk, "remark", (), text=f"Said {name} \U0001f600"))
    answers += _marks(claims, first)
    give_labels(assignment=assignment, actor=assignment.annotator, answers=answers)
    submit_assignment(assignment=assignment, actor=assignment.annotator)


def _marks(claims: list[Claim], first: bool) -> Iterator[Answer]:
    """Marked words: over a line end, nested, of two variables at once, one inside a word."""
    for claim in claims:
        if "warned" in claim.text:
            yield from _parts(claim, f"The café owner {LONELY} \U0001f600", "warned", first)
            loaded = words_of(claim, "warned")
            yield Answer(claim.pk, "bias", ("bias:loaded", "bias:vague"), span=loaded, note=NOTE)
            yield Answer(claim.pk, "bias_holder", ("bias_holder:outlet",), span=loaded)
            yield Answer(claim.pk, "bias", ("bias:vague",), span=words_of(claim, "would stay\ncl"))
        if "قال" in claim.text:
            yield from _parts(claim, "مسؤول الميناء", "قال", first)


def _parts(claim: Claim, source: str, cue: str, first: bool) -> Iterator[Answer]:
    after = claim.start + claim.text.index(cue) + len(cue) + 1
    yield Answer(claim.pk, "part", ("part:source",), span=words_of(claim, source))
    yield Answer(claim.pk, "part", ("part:cue",), span=words_of(claim, cue))
    if first:
        yield Answer(claim.pk, "part", ("part:content",), span=(after, claim.end - 1))


def _decide(foreign: Foreign) -> None:
    member = foreign.cast.member(foreign.cast.reviewer)
    for article in foreign.articles:
        claim = foreign.claims(article)[0]
        adjudicate(member=member, variable="genre", codes=("genre:report",), article=article)
        adjudicate(
            member=member,
            variable="att",
            codes=("att:explicit",),
            claim=claim,
            note=NOTE,
            reason="Ana is right.",
        )
        adjudicate(
            member=member, variable="topic", codes=("topic:water",), claim=claim, reason="Plain."
        )


def database_labels(foreign: Foreign) -> set[Given]:
    """Every code that annotators gave on what stands now, read from the database's rows."""
    rows = Label.objects.filter(assignment__project=foreign.cast.project).select_related(
        "assignment__article", "assignment__annotator", "variable", "code", "claim"
    )
    return {_given(label) for label in rows if label.claim is None or label.claim.is_current}


def _given(label: Label) -> Given:
    article, claim = label.assignment.article, label.claim
    start, end = (claim.start, claim.end) if claim else (None, None)
    if label.span_start is not None:
        start, end = label.span_start, label.span_end
    return Given(
        article=article.pk,
        start=start,
        end=end,
        text="" if start is None else article.text[start:end],
        annotator=label.assignment.annotator.username,
        variable=label.variable.identifier,
        code=label.code.identifier,
        note=label.note,
        claim=label.claim_id,
    )


class EndlessStudy:
    """The study's articles over and over, under new ids: what no memory holds."""

    def __init__(self, study: Study) -> None:
        self.header, self.options, self.sees_all = study.header, study.options, study.sees_all
        self._articles = list(study.articles())
        self.read = 0

    def articles(self) -> Iterator[ArticleRecord]:
        for number in count(1):
            self.read += 1
            yield dataclasses.replace(self._articles[number % len(self._articles)], id=number)

    def rows(self) -> Iterator[Any]:
        for article in self.articles():
            yield from article.rows(self.header.slug)

    def count_articles(self) -> int:
        return 1_000_000_000

    def agreement(self) -> list[Any]:
        return []


def assert_lazy(write: Any, study: Study) -> None:
    """Check that a format gives its first pieces of a study without end, reading little of it."""
    endless = EndlessStudy(study)
    pieces = list(islice(write(endless), 200))
    assert b"".join(pieces)
    assert endless.read <= len(pieces) + 1
