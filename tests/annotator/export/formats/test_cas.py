"""UIMA CAS, read back by dkpro-cassis."""

import io
import json
import zipfile
from collections import defaultdict
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from cassis import load_cas_from_xmi, load_typesystem
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotation.actions import split_claim
from annotator.annotation.models import Label
from annotator.codebook.reading import default_codebook, read_codebook
from annotator.export.study import ArticleRecord
from annotator.export.writers import cas
from annotator.export.writers.uima.offsets import Utf16Offsets
from annotator.export.writers.uima.types import TypeSystem
from tests.annotator.export.formats.studies import (
    EndlessStudy,
    Given,
    database_labels,
)

LAYERS = ("annotators", "adjudicated", "aggregated")


def written(study) -> bytes:
    return b"".join(cas.write(study))


def read(file: bytes) -> dict[str, Any]:
    """Documents by name, each read strictly: an unknown type or feature is an error."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        types = load_typesystem(archive.read("TypeSystem.xml").decode())
        return {
            name: load_cas_from_xmi(io.BytesIO(archive.read(name)), types)
            for name in archive.namelist()
            if name != "TypeSystem.xml"
        }


def of_type(document, kind: str) -> list[Any]:
    return list(document.select(f"sourcemark.{kind}"))


def codes(value: Any) -> list[str]:
    return list(value.elements) if value else []


def test_every_label_comes_back(foreign):
    found = set()
    for document in read(written(foreign.study())).values():
        (about,) = of_type(document, "Article")
        for label in of_type(document, "Label"):
            of_article = label.claimId is None
            found.add(
                Given(
                    article=about.articleId,
                    start=None if of_article else label.begin,
                    end=None if of_article else label.end,
                    text="" if of_article else label.get_covered_text(),
                    annotator=label.annotator,
                    variable=label.variable,
                    code=label.code,
                    note=label.note or "",
                    claim=label.claimId,
                )
            )
    assert found == database_labels(foreign)


def test_texts_and_segments_are_the_databases(foreign):
    documents = read(written(foreign.study()))
    assert set(documents) == {
        f"{name}/{article.pk}.xmi" for name in ("ana", "ben") for article in foreign.articles
    }
    for article in foreign.articles:
        document = documents[f"ana/{article.pk}.xmi"]
        assert document.sofa_string == article.text
        (language,) = document.select("uima.tcas.DocumentAnnotation")
        assert language.language == (article.language or "x-unspecified")
        standing = {
            (one.pk, one.start, one.end, one.text, one.role) for one in article.claims.current()
        }
        assert standing == {
            (one.segmentId, one.begin, one.end, one.get_covered_text(), one.documentRole)
            for one in of_type(document, "Segment")
        }
        claims = {(one.pk, one.text) for one in foreign.claims(article)}
        assert claims == {
            (one.claimId, one.get_covered_text()) for one in of_type(document, "Claim")
        }


def test_offsets_in_the_file_count_utf16(foreign):
    """What Java would cut out of the text."""
    with zipfile.ZipFile(io.BytesIO(written(foreign.study()))) as archive:
        file = archive.read(f"ana/{foreign.articles[0].pk}.xmi").decode()
    place = file.index("<sourcemark:Span")
    start = file.index('begin="', place) + 7
    end = file.index('end="', place) + 5
    units = foreign.articles[0].text.encode("utf-16-le")
    begin_at, end_at = (int(file[at : file.index('"', at)]) for at in (start, end))
    assert (
        units[2 * begin_at : 2 * end_at].decode("utf-16-le") == "The café owner x\u0302 \U0001f600"
    )
    assert begin_at > foreign.articles[0].text.index("The café owner")


def test_answers_are_features(foreign):
    documents = read(written(foreign.study()))
    first = documents[f"ana/{foreign.articles[0].pk}.xmi"]
    (about,) = of_type(first, "Article")
    assert (about.title, about.publisher) == ("Quay & “tolls” <1>", "Harbour Post")
    assert (about.genre, about.about) == ("genre:report", "The quay,\nand x\u0302.")
    assert (about.sig_byline, about.sig_date) == ("sig:byline=yes", "sig:date=na")
    claims = of_type(first, "Claim")
    assert {one.att for one in claims} == {"att:explicit"}
    assert codes(claims[0].topic) == ["topic:water"]
    assert codes(claims[1].topic) == ["topic:water", "topic:roads"]
    assert [one.remark for one in claims[:-1]] == [None] * (len(claims) - 1)
    assert claims[-1].remark == "Said ana \U0001f600"
    by_words = {one.get_covered_text(): one for one in of_type(first, "Span")}
    assert codes(by_words["warned"].part) == ["part:cue"]
    assert codes(by_words["warned"].bias) == ["bias:loaded", "bias:vague"]
    assert codes(by_words["warned"].bias_holder) == ["bias_holder:outlet"]
    assert codes(by_words["would stay\ncl"].bias) == ["bias:vague"]


@pytest.mark.parametrize("layer", ["adjudicated", "aggregated"])
def test_the_other_layers(foreign, layer):
    study = foreign.study(layer=layer)
    who = {"adjudicated": "adjudicated", "aggregated": "majority"}[layer]
    documents = read(written(study))
    for article in study.articles():
        document = documents[f"{who}/{article.id}.xmi"]
        assert [
            (one.claim_id, one.variable, one.code, one.votes, dict(one.distribution))
            for one in article.labels
        ] == sorted_as(article, of_type(document, "Label"))


def sorted_as(article: ArticleRecord, labels: list[Any]) -> list[Any]:
    """Labels in the order of the study: cassis gives them as they stand in the text."""
    order = {(one.claim_id, one.variable, one.code): n for n, one in enumerate(article.labels)}
    rows = [
        (one.claimId, one.variable, one.code, one.votes, json.loads(one.distribution))
        for one in labels
    ]
    return sorted(rows, key=lambda row: order[row[:3]])


def test_a_tie_is_a_label_without_a_code_and_no_feature(foreign):
    documents = read(written(foreign.study(layer="aggregated")))
    document = documents[f"majority/{foreign.articles[0].pk}.xmi"]
    (about,) = of_type(document, "Article")
    tie = [one for one in of_type(document, "Label") if one.variable == "genre"]
    assert [(one.code, json.loads(one.distribution)) for one in tie] == [
        (None, {"genre:opinion": 1, "genre:report": 1})
    ]
    assert about.genre is None
    assert about.sig_byline == "sig:byline=yes"


def test_pseudonyms(foreign):
    file = written(foreign.study(names="pseudonyms"))
    assert {name.partition("/")[0] for name in read(file)} == {"A1", "A2"}
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            assert b'annotator="ana"' not in text
            assert b'annotator="ben"' not in text


@pytest.mark.parametrize("layer", LAYERS)
def test_the_same_bytes(foreign, layer):
    assert written(foreign.study(layer=layer)) == written(foreign.study(layer=layer))


def test_a_text_without_labels_is_there(foreign):
    foreign.cast.add_article("The mill closed, they said.")
    study = foreign.study(annotator="cleo")
    documents = read(written(study))
    assert {name.partition("/")[0] for name in documents} == {cas.NOBODY}
    assert len(documents) == study.count_articles() > 0
    for document in documents.values():
        assert of_type(document, "Segment")
        assert not of_type(document, "Label")


def test_what_waits_to_be_confirmed(foreign):
    claim = foreign.claims(foreign.articles[0])[-1]
    member = foreign.cast.member(foreign.cast.manager)
    split_claim(claim=claim, at=claim.start + 7, member=member)
    carried = Label.objects.filter(
        assignment__project=foreign.cast.project, inherited=True, claim__is_current=True
    )
    expected = set(
        carried.values_list("assignment__annotator__username", "claim_id", "code__identifier")
    )
    found = {
        (one.annotator, one.claimId, one.code)
        for document in read(written(foreign.study())).values()
        for one in of_type(document, "Label")
        if one.inherited
    }
    assert expected
    assert found == expected


def test_an_empty_project(empty):
    assert read(written(empty.study())) == {}


def test_names_are_folders():
    assert [cas.folder(name) for name in ("ana", "a.b", "..", "a.", "a@b+c-d_e", "آنا")] == [
        *("ana", "a.b", "%2E%2E", "a%2E", "a@b+c-d_e", "آنا")
    ]


def test_what_xml_cannot_hold_is_replaced_and_offsets_stay(foreign):
    study = foreign.study()
    article = next(study.articles())
    bad = article.labels[0]._replace(note="one\x0btwo\x00\ud800 three")
    text = article.text.replace("SUM", "S\x01M")
    odd = replace(article, text=text, labels=(bad, *article.labels[1:]))
    study = _Few(study, [odd])
    documents = read(written(study))
    document = documents[f"ana/{article.id}.xmi"]
    assert document.sofa_string == text.replace("\x01", "\ufffd")
    assert "one\ufffdtwo\ufffd\ufffd three" in {one.note for one in of_type(document, "Label")}


class _Few:
    """A study of articles that are given."""

    def __init__(self, study, articles) -> None:
        self.header, self.options, self.sees_all = study.header, study.options, study.sees_all
        self.given = articles

    def articles(self):
        return iter(self.given)


def test_a_claim_that_was_cut_meanwhile_keeps_its_labels(foreign):
    study = foreign.study()
    article = next(study.articles())
    first = next(claim for claim in article.claims if claim.is_claim)
    cut = tuple(
        claim._replace(is_current=False) if claim is first else claim for claim in article.claims
    )
    documents = read(written(_Few(study, [replace(article, claims=cut)])))
    document = documents[f"ana/{article.id}.xmi"]
    assert first.id not in {one.segmentId for one in of_type(document, "Segment")}
    (kept,) = [one for one in of_type(document, "Claim") if one.claimId == first.id]
    assert (kept.get_covered_text(), kept.att) == (first.text, "att:explicit")


def test_answers_to_a_question_that_is_off_are_labels_only(foreign):
    project = foreign.cast.project
    project.variable_ids = ["genre", "topic"]
    project.save()
    found: dict[str, set[str]] = defaultdict(set)
    for document in read(written(foreign.study())).values():
        for claim in of_type(document, "Claim"):
            assert not hasattr(claim, "att")
            assert codes(claim.topic)
        for label in of_type(document, "Label"):
            found[label.annotator].add(label.variable)
    assert found["ana"] >= {"att", "topic", "part"}


def test_frozen_studies_are_not_compressed(foreign):
    study = foreign.study()
    frozen = _Few(study, list(study.articles()))
    frozen.header = replace(study.header, frozen_as="2024")
    with zipfile.ZipFile(io.BytesIO(written(frozen))) as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}


def test_it_is_written_while_it_is_read(foreign):
    endless = EndlessStudy(foreign.study())
    assert all(islice(cas.write(endless), 50))
    assert endless.read <= 50


def test_names_of_features_are_free():
    """In Java, in Python, and beside those of the types themselves."""
    names = ("class", "begin", "title", "end", "type", "self", "name", "sofa")
    code = {"id": "x.y", "label": "One"}
    document = read_codebook(
        {
            "name": "Odd",
            "variables": [
                {"id": name, "label": name, "scope": scope, "codes": [code]}
                for name, scope in zip(names, ["article", "claim"] * 4, strict=True)
            ]
            + [
                {
                    "id": "sig",
                    "label": "Set",
                    "select": "each_yes_no_na",
                    "codes": [{"id": "a-b", "label": "A-b"}, {"id": "a.b", "label": "A.b"}],
                }
            ],
        }
    )
    types = TypeSystem(document, [*names, "sig"])
    assert [one.name for one in types.features.values()] == [
        *("class_", "begin_", "title_", "end_"),
        *("type_", "self_", "name", "sofa_", "sig_a_b", "sig_a_b_"),
    ]
    read_back = load_typesystem(types.xml().decode())
    assert read_back.get_type("sourcemark.Article").get_feature("class_") is not None
    assert read_back.get_type("sourcemark.Claim").get_feature("sig_a_b_") is not None


def test_the_default_codebook_has_a_type_system():
    document = default_codebook()
    types = TypeSystem(document, [spec.id for spec in document.variables])
    claim = load_typesystem(types.xml().decode()).get_type("sourcemark.Claim")
    assert {"att", "src", "name", "hop", "slant"} <= {one.name for one in claim.all_features}
    assert claim.get_feature("role") is None


@given(st.text(st.sampled_from("aé\u0302\U0001f600\U0001f468پ\n")))
def test_offsets(text):
    offsets = Utf16Offsets(text)
    for point in range(len(text) + 1):
        assert offsets.of(point) == len(text[:point].encode("utf-16-le")) // 2
