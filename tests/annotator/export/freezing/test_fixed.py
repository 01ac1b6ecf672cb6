"""A study whose every number is written here: its bytes are the same everywhere and always.

A digest that changes here means that files people have published can no longer be made again.
"""

import hashlib
import io
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from annotator.export.models import Freeze, FrozenArticle
from annotator.export.study import (
    ArticleRecord,
    ClaimRecord,
    DecisionRecord,
    Header,
    LabelRecord,
    PersonRecord,
    WorkRecord,
)
from annotator.export.study.opening import open_study, operator_of
from annotator.export.study.packing import (
    Front,
    pack_article,
    pack_front,
    unpack_article,
    unpack_front,
)
from annotator.export.writers import FORMATS

MOMENT = "2024-05-06T07:08:09.000010Z"
TEXT = "The caf\u00e9 \U0001f6a2 closed, she said.\nقال المكتب إن الرصيف مغلق."
FIRST, SECOND = TEXT.split("\n")
TURN = len(FIRST) + 1
CODEBOOK = {
    "name": "Fixed",
    "variables": [
        {
            "codes": [{"id": "att:here", "label": "Here"}, {"id": "att:none", "label": "None"}],
            "id": "att",
            "label": "Attribution",
        },
        {"id": "why", "label": "Why", "select": "text"},
    ],
    "version": "1",
}


def label(claim, annotator, code, note="", span=(None, None), inherited=False) -> LabelRecord:
    variable = code.partition(":")[0]
    return LabelRecord(
        claim, annotator, variable, code, *span, note, "1", "submitted", MOMENT, MOMENT,
        inherited=inherited,
    )  # fmt: skip


ARTICLE = ArticleRecord(
    id=7,
    external_id="post/7",
    title="=1+1 “quoted”, title",
    publisher="Harbour Post",
    origin_publisher=None,
    byline="",
    url="https://post.example/7",
    published_at="2022-02-10T14:30:00Z",
    language="en",
    direction="ltr",
    content_hash="ab" * 32,
    text=TEXT,
    claims=(
        ClaimRecord(30, 0, len(TEXT), TEXT, "body", True, False, "whole"),
        ClaimRecord(31, 0, len(FIRST), FIRST, "body", True, True, "", (30,)),
        ClaimRecord(32, TURN, len(TEXT), SECOND, "body", True, True, "", (30,)),
    ),
    work=(
        WorkRecord("ana", "submitted", "Done.", MOMENT, MOMENT),
        WorkRecord("ben", "submitted", "", MOMENT, MOMENT),
    ),
    labels=(
        label(31, "ana", "att:here", "@home", inherited=True),
        label(31, "ana", "why:text", "Line one\nline two, “so”"),
        label(31, "ben", "att:here"),
        label(32, "ana", "att:none", span=(TURN, TURN + 3)),
        label(32, "ben", "att:here"),
    ),
    decisions=(
        DecisionRecord(
            32, "att", ("att:here",), "own", "slip", "Plain.", "", {"att:here": 1, "att:none": 1},
            "rea", MOMENT, MOMENT,
        ),
    ),
)  # fmt: skip
OF_A_COPY = replace(
    ARTICLE,
    claims=tuple(
        one._replace(confidence=sure)
        for one, sure in zip(ARTICLE.claims, (90, None, 0), strict=True)
    ),
    copy_of=3,
    copy_kind="excerpt",
    copy_share=2 / 3,
    copy_by_hand=True,
)
HEADER = Header(
    slug="fixed",
    title="Fixed & done",
    created_at=MOMENT,
    overlap=2,
    reliability_share=0,
    quota=None,
    seed=1,
    blind="until_decided",
    guidelines="Code what the text shows.",
    codebook_name="Fixed",
    codebook_version="1",
    codebook_uid="00000000-0000-4000-8000-000000000001",
    codebook_digest="cd" * 32,
    codebook=CODEBOOK,
    variable_ids=("att", "why"),
    people=(
        PersonRecord("ana", "annotator"),
        PersonRecord("ben", ""),
        PersonRecord("rea", "reviewer"),
    ),
    more={"methods": "# Methods\n", "coder_guide": "# Coder guide\n"},
)
BEFORE = HEADER  # as freezes kept it that say nothing of copies and of confidence
NOW = replace(HEADER, copies_once=True)
FRONT = Front(HEADER, {"ana": "A1", "ben": "A2", "rea": "R1"}, [])
DIGESTS = {
    (
        "csv",
        "annotators",
        "real",
    ): "16a8df0c8dac731d7e18bfad39831facff65bc8819a235ec31ced590a4514a74",
    (
        "jsonl",
        "annotators",
        "real",
    ): "362fae6aa26a34dd3f610fd45f1f278d7ac7cb1bbf5f56fb229fcff90dccabd1",
    (
        "jsonl",
        "annotators",
        "pseudonyms",
    ): "57253b08b3d6b69d0ab5c33065266adf09d61b0057ed546809a0f090b3c456cd",
    (
        "jsonl",
        "adjudicated",
        "real",
    ): "0057d56360fac35cfc24cb9d7076776ac2afb7b3286333c3b716b3a948796abb",
    (
        "jsonl",
        "aggregated",
        "real",
    ): "1642ac4a289639f513a939e6bd6763a2e655345fda446377667284224707b4bf",
    (
        "zip",
        "annotators",
        "pseudonyms",
    ): "074ae930f6cea49896c4ea313f6a5fb44fc4e216b06d673a199fc5b93e980ed8",
}


OF_NOW = "f9ebea0bfd623b2c12ddac372f82bf22b7c0bfa0fdbcfe9bf4daebc808e8c690"
"""Of the archive that a freeze of now gives."""


def freeze_of(cast, front, article) -> Freeze:
    freeze = Freeze.objects.create(
        project=cast.project, name="spring", state="ready", total=1, labels=5,
        frozen_at=datetime(2024, 6, 1, 12, tzinfo=UTC), header=pack_front(front),
    )  # fmt: skip
    FrozenArticle.objects.create(freeze=freeze, position=1, payload=pack_article(article))
    return freeze


@pytest.fixture
def fixed(cast) -> Freeze:
    return freeze_of(cast, FRONT, ARTICLE)


@pytest.fixture
def of_now(cast) -> Freeze:
    return freeze_of(cast, replace(FRONT, header=NOW), OF_A_COPY)


def written(freeze, name, layer="annotators", names="real") -> bytes:
    study = open_study(
        operator_of(freeze.project), {"freeze": "spring", "layer": layer, "names": names}
    )
    return b"".join(FORMATS[name].write(study))


def test_records_come_back_as_they_went():
    for article in (ARTICLE, OF_A_COPY):
        assert unpack_article(pack_article(article)) == article
    for header in (BEFORE, NOW):
        front = replace(FRONT, header=header)
        assert unpack_front(pack_front(front)) == front


def test_records_of_before_have_less_in_them():
    """What was packed before copies and confidence were told is read as what it was."""
    packed = zlib.compress(
        b'{"id":7,"external_id":"","title":"","publisher":null,"origin_publisher":null,'
        b'"byline":"","url":"","published_at":null,"language":"","direction":"ltr",'
        b'"content_hash":"ab","text":"One.","claims":[[30,0,4,"One.","body",true,true,"",[29]]],'
        b'"work":[],"labels":[],"decisions":[]}'
    )
    article = unpack_article(packed)
    assert article.claims == (ClaimRecord(30, 0, 4, "One.", "body", True, True, "", (29,)),)
    assert (article.copy_of, article.copy_kind, article.claims[0].confidence) == (None, "", None)


def test_a_freeze_of_now_tells_of_copies_and_confidence(of_now):
    content = written(of_now, "zip", names="pseudonyms")
    assert hashlib.sha256(content).hexdigest() == OF_NOW
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        articles = archive.read("articles.csv").decode()
        claims = archive.read("claims.csv").decode()
        assert "only the one that stands for a group" in archive.read("README.md").decode()
        assert '"copies_once": true' in archive.read("project.json").decode()
    assert articles.split("\r\n")[0].endswith(",copy_of,copy_kind,copy_share,copy_by_hand")
    assert articles.endswith(",3,excerpt,0.6666666666666666,true\r\n")
    assert [line.rsplit(",", 1)[1] for line in claims.splitlines() if "true,f" in line] == ["90"]


def test_the_rows_of_labels_are_as_they_were(of_now):
    for name in ("csv", "jsonl"):
        digest = hashlib.sha256(written(of_now, name)).hexdigest()
        assert digest == DIGESTS[name, "annotators", "real"]


@pytest.mark.parametrize("case", DIGESTS)
def test_the_bytes_are_these(fixed, case):
    assert hashlib.sha256(written(fixed, *case)).hexdigest() == DIGESTS[case]


def test_the_layers_are_made_from_the_frozen_codebook_alone(fixed):
    study = open_study(operator_of(fixed.project), {"freeze": "spring", "layer": "aggregated"})
    (article,) = study.articles()
    found = [(one.claim_id, one.code, one.votes, one.distribution) for one in article.labels]
    assert found == [
        (31, "att:here", 2, {"att:here": 2}),
        (32, None, None, {"att:here": 1, "att:none": 1}),
    ]
