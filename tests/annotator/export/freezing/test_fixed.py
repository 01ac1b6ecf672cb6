"""A study whose every number is written here: its bytes are the same everywhere and always.

A digest that changes here means that files people have published can no longer be made again.
"""

import hashlib
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


@pytest.fixture
def fixed(cast) -> Freeze:
    freeze = Freeze.objects.create(
        project=cast.project, name="spring", state="ready", total=1, labels=5,
        frozen_at=datetime(2024, 6, 1, 12, tzinfo=UTC), header=pack_front(FRONT),
    )  # fmt: skip
    FrozenArticle.objects.create(freeze=freeze, position=1, payload=pack_article(ARTICLE))
    return freeze


def test_records_come_back_as_they_went():
    assert unpack_article(pack_article(ARTICLE)) == ARTICLE
    assert unpack_front(pack_front(FRONT)) == FRONT


@pytest.mark.parametrize("case", DIGESTS)
def test_the_bytes_are_these(fixed, case):
    name, layer, names = case
    study = open_study(
        operator_of(fixed.project), {"freeze": "spring", "layer": layer, "names": names}
    )
    content = b"".join(FORMATS[name].write(study))
    assert hashlib.sha256(content).hexdigest() == DIGESTS[case]


def test_the_layers_are_made_from_the_frozen_codebook_alone(fixed):
    study = open_study(operator_of(fixed.project), {"freeze": "spring", "layer": "aggregated"})
    (article,) = study.articles()
    found = [(one.claim_id, one.code, one.votes, one.distribution) for one in article.labels]
    assert found == [
        (31, "att:here", 2, {"att:here": 2}),
        (32, None, None, {"att:here": 1, "att:none": 1}),
    ]
