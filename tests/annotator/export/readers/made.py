"""Studies that nobody would think of, for what formats have to bring back whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hypothesis import strategies as st

from annotator.codebook.kinds import stored_codes, stored_variables
from annotator.codebook.reading import read_codebook
from annotator.export.readers.records import Incoming
from annotator.export.study.options import Options
from annotator.export.study.records import ArticleRecord, ClaimRecord, Header, LabelRecord
from tests.annotator.export.formats.studies import FAMILY, FOREIGN

SIGNS = ("a", "B", "7", "é", "x\u0302", "م", "\u200c", "\U0001f6a2", FAMILY, '"', "\\", "<", "\\n")
WORDS = st.lists(st.sampled_from((*SIGNS, " ", "\n", ": ")), min_size=1, max_size=9).map("".join)
STRETCH = st.builds(lambda first, rest: first + rest + first, st.sampled_from(SIGNS), WORDS)
NAMES = ("ana", "ben@desk.example", "الكاتبة", "O'Hara, J.")
ROLES = ("headline", "body", "dateline")
STATES = ("open", "submitted")


class Found(NamedTuple):
    """A label as a study has it, and as a reader has to find it."""

    article: int | None
    annotator: str
    claim: int | None
    target: tuple[int, int, str] | None
    variable: str
    code: str
    marked: tuple[int, int, str] | None
    note: str
    submitted: bool | None


@dataclass(frozen=True)
class MadeStudy:
    """A study of made-up articles."""

    header: Header
    made: tuple[ArticleRecord, ...]
    options: Options = field(default_factory=Options)
    sees_all: bool = True

    def articles(self) -> Iterator[ArticleRecord]:
        yield from self.made

    def rows(self) -> Iterator[Any]:
        for article in self.made:
            yield from article.rows("made")

    def count_articles(self) -> int:
        return len(self.made)

    def agreement(self) -> list[Any]:
        return []

    def labels(self) -> set[Found]:
        """What readers have to find."""
        return {
            _expected(article, label)
            for article in self.made
            for label in article.labels
            if label.code
        }


def _expected(article: ArticleRecord, label: LabelRecord) -> Found:
    claim = article.claims_by_id[label.claim_id] if label.claim_id else None
    return Found(
        article=article.id,
        annotator=label.annotator,
        claim=label.claim_id,
        target=(claim.start, claim.end, claim.text) if claim else None,
        variable=label.variable,
        code=label.code or "",
        marked=(*label.span, article.text[slice(*label.span)]) if label.span else None,
        note=label.note,
        submitted=label.state == "submitted",
    )


def found_in(read: list[Incoming]) -> set[Found]:
    """What a reader has found; it may not have found anything twice."""
    found = [
        Found(
            article=incoming.article.article_id,
            annotator=label.annotator,
            claim=label.claim_id,
            target=label.target and (label.target.start, label.target.end, label.target.quote),
            variable=label.variable,
            code=label.code,
            marked=label.marked and (label.marked.start, label.marked.end, label.marked.quote),
            note=label.note,
            submitted=label.submitted,
        )
        for incoming in read
        for label in incoming.labels
    ]
    assert len(set(found)) == len(found)
    return set(found)


def troubles_of(read: list[Incoming]) -> list[tuple[str, bool]]:
    """The codes of what could not be read, and whether that is an error."""
    return [(one.code, one.is_error) for incoming in read for one in incoming.troubles]


HEADER = Header(
    slug="made",
    title="Made",
    created_at="2024-01-01T00:00:00Z",
    overlap=2,
    reliability_share=100,
    quota=None,
    seed=1,
    blind="submitted",
    guidelines="",
    codebook_name="Foreign",
    codebook_version="2.1",
    codebook_uid="0",
    codebook_digest="0",
    codebook=FOREIGN,
    variable_ids=(*(one["id"] for one in FOREIGN["variables"]), "bias_holder"),
)
VARIABLES = [one.spec for one in stored_variables(read_codebook(FOREIGN).variables)]
CODES = {spec.id: [code.spec.id for code in stored_codes(spec)] for spec in VARIABLES}
SCOPES = {spec.id: spec.scope for spec in VARIABLES}


@st.composite
def studies(draw: st.DrawFn) -> MadeStudy:
    """A few articles, each with any codes of any question by a few annotators."""
    numbers = range(1, 1 + draw(st.integers(1, 2)))
    return MadeStudy(HEADER, tuple(draw(_articles(number)) for number in numbers))


@st.composite
def _articles(draw: st.DrawFn, number: int) -> ArticleRecord:
    text, claims = "", []
    for place, words in enumerate(draw(st.lists(STRETCH, min_size=1, max_size=4))):
        text += draw(st.sampled_from((" ", "\n\n"))) if text else ""
        start, role = len(text), draw(st.sampled_from(ROLES))
        text += words
        numbered = number * 100 + place
        claims.append(ClaimRecord(numbered, start, len(text), words, role, True, True, ""))
    labels: list[LabelRecord] = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3)):
        state = draw(st.sampled_from(STATES))
        labels += draw(_labels(name, state, claims))
    return ArticleRecord(
        id=number,
        external_id="",
        title=f"Article {number}",
        publisher=None,
        origin_publisher=None,
        byline="",
        url="",
        published_at=None,
        language="",
        direction="ltr",
        content_hash=f"hash-{number}",
        text=text,
        claims=tuple(claims),
        labels=tuple(labels),
    )


@st.composite
def _labels(draw: st.DrawFn, name: str, state: str, claims: list[ClaimRecord]) -> list[LabelRecord]:
    made = {}
    for variable in draw(st.lists(st.sampled_from(sorted(CODES)), min_size=1, max_size=8)):
        claim = draw(st.sampled_from(claims)) if SCOPES[variable] != "article" else None
        start = end = None
        if claim and SCOPES[variable] == "span":
            start = draw(st.integers(claim.start, claim.end - 1))
            end = draw(st.integers(start + 1, claim.end))
        code = draw(st.sampled_from(CODES[variable]))
        note = draw(WORDS if code.endswith(":text") else st.one_of(st.just(""), WORDS))
        made[claim and claim.id, variable, code, start, end] = LabelRecord(
            claim_id=claim.id if claim else None,
            annotator=name,
            variable=variable,
            code=code,
            span_start=start,
            span_end=end,
            note=note,
            codebook_version="2.1",
            state=state,
            created_at="2024-01-01T00:00:00Z",
            updated_at="2024-01-01T00:00:00Z",
        )
    return list(made.values())
