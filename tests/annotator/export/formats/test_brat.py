"""brat: `pybrat` reads it without complaint, and what it and the attributes say is the database."""

import dataclasses
import io
import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pybrat.parser import BratParser

from annotator.annotation.actions import Answer, give_labels, return_assignment
from annotator.annotation.models import Assignment
from annotator.codebook.reading import read_codebook
from annotator.export.study.records import ArticleRecord, ClaimRecord, LabelRecord
from annotator.export.writers.brat import FORMAT
from annotator.export.writers.brat.annotations import write_annotations
from annotator.export.writers.brat.names import names_of
from annotator.export.writers.folders import folder
from annotator.export.writers.questions import questions_of
from tests.annotator.export.formats.studies import (
    FOREIGN,
    assert_lazy,
    database_labels,
    words_of,
)

LAYERS = ("annotators", "adjudicated", "aggregated")


def written(foreign, **given) -> bytes:
    return b"".join(FORMAT.write(foreign.study(**given)))


def opened(foreign, **given) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(written(foreign, **given)))
    assert archive.testzip() is None
    return archive


def parsed(foreign, folder_of_test, **given):
    """The files as `pybrat` reads them, by annotator and article."""
    opened(foreign, **given).extractall(folder_of_test)
    examples = BratParser(error="raise").parse(folder_of_test)
    return {tuple(example.id.split("/")): example for example in examples}


def attributes(archive: zipfile.ZipFile):
    """The `A` lines: annotator, article, places of the stretch, attribute, value."""
    for name in archive.namelist():
        if not name.endswith(".ann"):
            continue
        annotator, _, article = name.removesuffix(".ann").partition("/")
        lines = archive.read(name).decode().split("\n")
        places = {}
        for line in lines:
            if line.startswith("T"):
                number, kind, _words = line.split("\t")
                places[number] = kind.partition(" ")[2]
        for line in lines:
            if line.startswith("A"):
                attribute, number, *value = line.split("\t")[1].split(" ")
                yield annotator, int(article), places[number], attribute, "".join(value)


def attribute_of(code: str) -> tuple[str, str]:
    """What a code of the study is in brat, said anew."""
    variable, _, name = code.partition(":")
    if variable in ("genre", "att"):
        return variable, name
    if variable == "sig":
        item, _, answer = name.partition("=")
        return f"sig_{item}", answer
    return f"{variable}_{name}", ""


def places_in(text: str, start: int, end: int) -> str:
    pieces = [line.span() for line in re.compile(r"[^\n]+").finditer(text, start, end)]
    return ";".join(f"{first} {last}" for first, last in pieces)


@pytest.mark.parametrize("layer", LAYERS)
def test_pybrat_reads_it(foreign, tmp_path, layer):
    texts = {str(article.pk): article.text for article in foreign.articles}
    examples = parsed(foreign, tmp_path, layer=layer)
    assert {article for _, article in examples} == set(texts)
    for (_, article), example in examples.items():
        assert example.text == texts[article]
        for entity in example.entities:
            words = " ".join(example.text[span.start : span.end] for span in entity.spans)
            assert entity.mention == words.rstrip()  # pybrat strips every line
            assert not any("\n" in example.text[one.start : one.end] for one in entity.spans)


def test_all_codes_are_there(foreign):
    texts = {article.pk: article.text for article in foreign.articles}
    expected = set()
    for one in database_labels(foreign):
        start, end = (0, 1) if one.start is None else (one.start, one.end)
        place = places_in(texts[one.article], start, end)
        expected.add((one.annotator, one.article, place, *attribute_of(one.code)))
    found = list(attributes(opened(foreign)))
    codes = [one for one in found if one[3] != "Role"]
    assert len(set(codes)) == len(codes)
    assert set(codes) == expected


def test_segments_with_their_roles(foreign):
    expected = {
        (annotator, article.id, places_in(article.text, one.start, one.end), "Role", one.role)
        for article in foreign.study().articles()
        for annotator in ("ana", "ben")
        for one in article.segments
    }
    assert {one for one in attributes(opened(foreign)) if one[3] == "Role"} == expected


def test_sources_and_contents_are_tied_to_the_cue(foreign, tmp_path):
    examples = parsed(foreign, tmp_path)
    english, arabic = (str(article.pk) for article in foreign.articles)

    def ties(annotator, article):
        return {
            (one.type, one.arg1.mention[:12], one.arg2.mention)
            for one in examples[annotator, article].relations
        }

    assert ties("ana", english) == {
        ("SourceOf", "The café own", "warned"),
        ("ContentOf", "that the “qu", "warned"),
    }
    assert ties("ben", english) == {("SourceOf", "The café own", "warned")}
    assert ties("ben", arabic) == {("SourceOf", "مسؤول المينا", "قال")}


def test_two_cues_tie_nothing(foreign, tmp_path):
    assignment = Assignment.objects.get(
        annotator=foreign.cast.ana, article=foreign.articles[0], project=foreign.cast.project
    )
    claim = next(one for one in foreign.claims(assignment.article) if "alleged" in one.text)
    reviewer = foreign.cast.member(foreign.cast.reviewer)
    assignment = return_assignment(assignment=assignment, member=reviewer, reason="Another cue?")
    cue = Answer(claim.pk, "part", ("part:cue",), span=words_of(claim, "alleged"))
    give_labels(assignment=assignment, actor=foreign.cast.ana, answers=[cue])
    examples = parsed(foreign, tmp_path)
    assert examples["ana", str(assignment.article_id)].relations == []
    assert examples["ben", str(assignment.article_id)].relations


def test_notes_are_one_line_each(foreign):
    archive = opened(foreign)
    notes = [
        line
        for line in archive.read(f"ana/{foreign.articles[0].pk}.ann").decode().split("\n")
        if line.startswith("#")
    ]
    note = next(line for line in notes if "\tatt: " in line)
    assert note.endswith("att: Two lines,\\none 👨‍👩‍👧 and a\\ttab: “=1+1” \\\\ <b>&amp;</b>")
    assert any(line.endswith("remark: Said ana 😀") for line in notes)


def test_votes_and_ties(foreign):
    archive = opened(foreign, layer="aggregated")
    lines = archive.read(f"majority/{foreign.articles[0].pk}.ann").decode().split("\n")
    assert any("\tatt: att:explicit 1, att:none 1 (tie)" in line for line in lines)
    assert any("\ttopic: topic:water 2" in line for line in lines)
    decided = opened(foreign, layer="adjudicated")
    (name,) = {name.partition("/")[0] for name in decided.namelist() if "/" in name}
    assert name == "adjudicated"


@pytest.mark.parametrize("layer", LAYERS)
def test_the_configuration_knows_all_that_is_used(foreign, layer):
    archive = opened(foreign, layer=layer)
    conf = archive.read("annotation.conf").decode()
    assert re.findall(r"^\[(\w+)\]$", conf, re.MULTILINE) == [
        *("entities", "relations", "events", "attributes")
    ]
    values = dict(re.findall(r"^(\S+)\tArg:<ENTITY>(?:, Value:(\S+))?$", conf, re.MULTILINE))
    for _, _, _, attribute, value in attributes(archive):
        assert re.fullmatch(r"[a-zA-Z0-9_-]+", attribute)
        assert value in values[attribute].split("|")
    kinds = conf.partition("[relations]")[0].split("\n")
    for name in archive.namelist():
        if name.endswith(".ann"):
            for kind in re.findall(r"^T\d+\t(\S+) ", archive.read(name).decode(), re.MULTILINE):
                assert kind in kinds


def test_names_that_brat_would_confuse_are_told_apart(foreign):
    odd = {
        **FOREIGN,
        "variables": [
            {
                "id": "odd",
                "label": "Odd | signs",
                "select": "many",
                "codes": [
                    {"id": f"odd:{name}", "label": name} for name in ("a.b", "a_b", "a-b", "A.b")
                ],
            },
            {
                "id": "odd_a_b",
                "label": "The same again",
                "codes": [{"id": f"odd_a_b:{name}", "label": name} for name in ("x.1", "x_1")],
            },
        ],
    }
    read_codebook(odd)
    header = foreign.study().header
    header = dataclasses.replace(header, codebook=odd)
    names = names_of(questions_of(header))
    assert list(names.attributes.values()) == [
        *(("odd_a_b", ""), ("odd_a_b_2", ""), ("odd_a-b", ""), ("odd_A_b", "")),
        *(("odd_a_b_3", "x_1"), ("odd_a_b_3", "x_1_2")),
    ]


def test_the_same_words_are_one_entity_and_white_space_is_none(foreign):
    text = "One. Two."
    claim = ClaimRecord(7, 0, 4, "One.", "body", True, True, "")
    label = LabelRecord(7, "ana", "part", "part:cue", 0, 4, "", "1", "open", "", "")
    labels = [label, label._replace(span_start=4, span_end=5, note="Nothing to see.")]
    record = next(foreign.study().articles())
    article = dataclasses.replace(record, text=text, claims=(claim,))
    names = names_of(questions_of(foreign.study().header))
    assert write_annotations(article, labels, names) == (
        "T1\tClaim 0 4\tOne.\nA1\tRole T1 body\nA2\tpart_cue T1\n"
    )


WORDS = st.text("ab \t\n\u00a0x\u0302🚢قّ#", min_size=3, max_size=30).filter(str.strip)
MARKS = st.lists(
    st.tuples(
        st.sampled_from(["part:source", "part:cue", "part:content", "bias:vague"]),
        st.integers(0, 28),
        st.integers(1, 12),
    ),
    max_size=6,
)


@for_all(WORDS, MARKS)
def test_whatever_is_marked_is_read_back(text, marks):
    """Over line ends, white space at the ends, the same words by several codes."""
    rest = ("", "1", "open", "", "")
    labels = [
        LabelRecord(7, "ana", code.partition(":")[0], code, start, end, *rest)
        for code, start, length in marks
        if start < (end := min(start + length, len(text)))
    ]
    claim = ClaimRecord(7, 0, len(text), text, "body", True, True, "")
    article = ArticleRecord(
        *(1, "", "", None, None, "", "", None, "", "", "", text), claims=(claim,)
    )
    names = names_of(questions_of(SimpleNamespace(codebook=FOREIGN)))
    with TemporaryDirectory() as place:
        Path(place, "1.txt").write_text(text, encoding="utf-8")
        Path(place, "1.ann").write_text(
            write_annotations(article, labels, names), encoding="utf-8", newline=""
        )
        (example,) = BratParser(error="raise").parse(place)
        lines = Path(place, "1.ann").read_text(encoding="utf-8").split("\n")
    spans = {
        one.id: tuple((span.start, span.end) for span in one.spans) for one in example.entities
    }
    for one in example.entities:
        words = " ".join(text[start:end] for start, end in spans[one.id])
        assert one.mention == words.rstrip()
    found = {
        (attribute, spans[number])
        for attribute, number in (
            line.split("\t")[1].split(" ")[:2] for line in lines if line.startswith("A")
        )
        if attribute != "Role"
    }
    assert found == {
        (attribute_of(label.code)[0], pieces)
        for label in labels
        if (pieces := _pieces(text, *label.span))
    }


def _pieces(text, start, end):
    """The parts of a stretch in each line, without lines of nothing but white space."""
    found, at = [], start
    for line in text[start:end].split("\n"):
        if line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return tuple(found)


def test_a_freeze_is_stored_as_it_is(foreign):
    study = foreign.study()
    frozen = SimpleNamespace(
        header=dataclasses.replace(study.header, frozen_as="Spring"),
        options=study.options,
        articles=study.articles,
    )
    archive = zipfile.ZipFile(io.BytesIO(b"".join(FORMAT.write(frozen))))
    assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
    assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", ["..", ".", "a/b", "a\\b", "c:", "end.", "(no labels)"])
def test_no_name_leads_out_of_its_folder(name):
    safe = folder(name)
    assert safe == folder(name) != name
    assert re.fullmatch(r"[\w@+%-]+(\.[\w@+%-]+)*", safe)
    assert folder("ana.b@c+d-e_f") == "ana.b@c+d-e_f"


def test_pseudonyms(foreign):
    archive = opened(foreign, names="pseudonyms")
    folders = {name.partition("/")[0] for name in archive.namelist() if "/" in name}
    assert folders == {"A1", "A2"}
    for name in archive.namelist():
        text = archive.read(name).decode().replace("Said ana", "").replace("Said ben", "")
        assert not re.search(r"\b(ana|ben|reviewer)\b", text)


def test_texts_without_labels_are_nobodys(foreign):
    article = foreign.cast.add_article("The mill would close. Workers were told on Friday.")
    archive = opened(foreign)
    assert archive.read(f"(no labels)/{article.pk}.txt").decode() == article.text
    assert b"Claim 0 21" in archive.read(f"(no labels)/{article.pk}.ann")


def test_the_same_bytes_twice(foreign):
    for layer in LAYERS:
        assert written(foreign, layer=layer) == written(foreign, layer=layer)


def test_a_project_without_articles(empty, tmp_path):
    assert opened(empty).namelist() == ["annotation.conf", "visual.conf"]
    assert parsed(empty, tmp_path) == {}


def test_it_is_written_while_it_is_read(foreign):
    assert_lazy(FORMAT.write, foreign.study())
