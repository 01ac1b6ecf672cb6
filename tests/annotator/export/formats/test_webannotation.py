"""Web Annotation: valid by the model's rules, and JSON-LD processors read what the rows say."""

import base64
import hashlib
import json
from collections import Counter
from urllib.parse import unquote

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF as RDF_TERMS

from annotator.export.writers.webannotation import FORMAT
from tests.annotator.export.formats import linked
from tests.annotator.export.formats.linked import DC, DCTERMS, FOAF, OA, only
from tests.annotator.export.formats.studies import Given, assert_lazy, database_labels

LAYERS = ("annotators", "adjudicated", "aggregated")


def written(foreign, **given) -> str:
    return b"".join(FORMAT.write(foreign.study(**given))).decode()


def read(foreign, **given):
    return linked.annotations_of(linked.expand(written(foreign, **given)))


def answers(items):
    """Annotations that are answers: those of segments have nobody who made them."""
    return [one for one in items if f"{DCTERMS}creator" in one]


def value(node, name):
    return only(node, name)["@value"]


def selector(target, kind):
    kinds = {one["@type"][0]: one for one in target.get(f"{OA}hasSelector", [])}
    return kinds.get(f"{OA}{kind}")


def given_by(one):
    """The codes of an answer as the database has them."""
    target = only(one, f"{OA}hasTarget")
    quote, place = selector(target, "TextQuoteSelector"), selector(target, "TextPositionSelector")
    notes = [value(body, f"{linked.RDF}value") for body in linked.bodies(one, "commenting")]
    number = int(only(target, f"{OA}hasSource")["@id"].rpartition("/")[2])
    claim = one["@id"].partition("#")[2].split("/")[2]
    for body in linked.bodies(one, "classifying"):
        code = only(body, f"{OA}hasSource")["@id"].rpartition("/")[2]
        yield Given(
            article=number,
            start=value(place, f"{OA}start") if place else None,
            end=value(place, f"{OA}end") if place else None,
            text=value(quote, f"{OA}exact") if quote else "",
            annotator=value(only(one, f"{DCTERMS}creator"), f"{FOAF}nick"),
            variable=code.partition(":")[0],
            code=code,
            note=notes[0] if notes else "",
            claim=None if claim == "article" else int(claim),
        )


@pytest.mark.parametrize("layer", LAYERS)
def test_the_rules_of_the_model(foreign, layer):
    items = read(foreign, layer=layer)
    assert answers(items)
    for one in items:
        linked.check_annotation(one)


def test_the_rules_can_be_broken():
    """The checks themselves refuse what the model forbids."""
    fine = {
        "@id": "urn:x:1",
        "@type": [f"{OA}Annotation"],
        f"{linked.AS}generator": [{"@id": "urn:x:us"}],
        f"{OA}motivatedBy": [{"@id": f"{OA}classifying"}],
        f"{OA}hasTarget": [],
    }
    with pytest.raises(AssertionError):
        linked.check_annotation(fine)
    with pytest.raises(AssertionError):
        linked.check_address("not an address")
    with pytest.raises(AssertionError):
        linked.expand(json.dumps({"@context": linked.CONTEXT, "made_up": 1}))


def test_all_answers_are_there(foreign):
    found = [given for one in answers(read(foreign)) for given in given_by(one)]
    assert len(set(found)) == len(found)
    assert set(found) == database_labels(foreign)


def test_marked_words_are_highlights(foreign):
    for one in answers(read(foreign)):
        kinds = {given.variable in ("part", "bias", "bias_holder") for given in given_by(one)}
        assert len(kinds) == 1
        why = only(one, f"{OA}motivatedBy")["@id"]
        assert why == f"{OA}{'highlighting' if kinds.pop() else 'classifying'}"


def test_quotes_and_hashes_are_of_the_text(foreign):
    texts = {article.pk: article.text for article in foreign.articles}
    for one in read(foreign):
        target = only(one, f"{OA}hasTarget")
        source = only(target, f"{OA}hasSource")
        text = texts[int(source["@id"].rpartition("/")[2])]
        assert value(source, f"{DC}format") == "text/plain"
        kind, _, digest = only(only(target, f"{OA}hasState"), f"{OA}cachedSource")[
            "@id"
        ].rpartition(";")
        assert kind == "ni:///sha-256"
        assert base64.urlsafe_b64decode(digest + "=") == hashlib.sha256(text.encode()).digest()
        quote = selector(target, "TextQuoteSelector")
        if quote is None:
            continue
        place = selector(target, "TextPositionSelector")
        start, end = value(place, f"{OA}start"), value(place, f"{OA}end")
        assert value(quote, f"{OA}exact") == text[start:end]
        assert value(quote, f"{OA}prefix") == text[max(0, start - 32) : start]
        assert value(quote, f"{OA}suffix") == text[end : end + 32]


def test_segments_with_their_roles(foreign):
    found = set()
    for one in read(foreign):
        for body in linked.bodies(one, "tagging"):
            place = selector(only(one, f"{OA}hasTarget"), "TextPositionSelector")
            place = value(place, f"{OA}start"), value(place, f"{OA}end")
            found.add((*place, value(body, f"{linked.RDF}value")))
    expected = {
        (segment.start, segment.end, segment.role)
        for article in foreign.study().articles()
        for segment in article.segments
    }
    assert found == expected


# The JSON-LD parser of rdflib uses a class of its own that rdflib has deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_an_rdf_store_reads_it(foreign):
    graph = Graph().parse(data=json.dumps(linked.expand(written(foreign))), format="json-ld")
    annotations = set(graph.subjects(RDF_TERMS.type, URIRef(f"{OA}Annotation")))
    assert len(annotations) == len(read(foreign))
    exact = {str(words) for words in graph.objects(None, URIRef(f"{OA}exact"))}
    assert {one.text for one in database_labels(foreign) if one.text} <= exact


def test_decisions_are_the_reviewers(foreign):
    items = answers(read(foreign, layer="adjudicated"))
    names = {value(only(one, f"{DCTERMS}creator"), f"{FOAF}nick") for one in items}
    assert names == {"reviewer"}
    decided = Counter(
        (decision.claim_id, code)
        for article in foreign.study().articles()
        for decision in article.decisions
        for code in decision.codes
    )
    found = Counter((given.claim, given.code) for one in items for given in given_by(one))
    assert found == decided


def test_a_tie_tells_its_votes_and_no_code(foreign):
    claim = foreign.claims(foreign.articles[0])[0]
    (tie,) = [
        one
        for one in answers(read(foreign, layer="aggregated"))
        if one["@id"].endswith(f"/{claim.pk}/by/majority/att")
    ]
    assert not list(linked.bodies(tie, "classifying"))
    votes = {value(body, f"{linked.RDF}value") for body in linked.bodies(tie, "describing")}
    assert votes == {"att:explicit 1", "att:none 1"}
    creator = only(tie, f"{DCTERMS}creator")
    assert creator["@type"] == [linked.CLASSES["Software"]]


def test_code_addresses_hold_the_version(foreign):
    version = foreign.cast.version
    addresses = {
        only(body, f"{OA}hasSource")["@id"]
        for one in answers(read(foreign))
        for body in linked.bodies(one, "classifying")
    }
    assert f"urn:uuid:{version.uid}#2.1/topic:roads" in addresses


def test_where_an_article_was_taken_from(foreign):
    page = "https://post.example/quay?a={1}&b=%20é|#top"
    article = foreign.cast.add_article("The mill would close.", url=page)
    sources = {
        only(only(one, f"{OA}hasTarget"), f"{OA}hasSource")["@id"]: only(
            only(one, f"{OA}hasTarget"), f"{OA}hasSource"
        )
        for one in read(foreign)
    }
    taken = {key: source[f"{OA}via"] for key, source in sources.items() if f"{OA}via" in source}
    ((address, [via]),) = taken.items()
    assert address.endswith(f"#article/{article.pk}")
    linked.check_address(via["@id"])
    assert unquote(via["@id"]) == unquote(article.url)
    assert via["@id"] == "https://post.example/quay?a=%7B1%7D&b=%20é%7C#top"


def test_pseudonyms(foreign):
    text = written(foreign, names="pseudonyms")
    people = (foreign.cast.ana, foreign.cast.ben, foreign.cast.reviewer)
    assert not any(f'"{user.username}"' in text or f"/{user.username}" in text for user in people)
    items = answers(linked.annotations_of(linked.expand(text)))
    names = {value(only(one, f"{DCTERMS}creator"), f"{FOAF}nick") for one in items}
    assert names == {"A1", "A2"}


def test_the_same_bytes_twice(foreign):
    for layer in LAYERS:
        assert written(foreign, layer=layer) == written(foreign, layer=layer)


def test_a_project_without_articles(empty):
    for layer in LAYERS:
        assert read(empty, layer=layer) == []


def test_it_is_written_while_it_is_read(foreign):
    assert_lazy(FORMAT.write, foreign.study())
