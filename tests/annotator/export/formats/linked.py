"""The rules of the W3C Web Annotation Data Model, on what a JSON-LD processor makes of a file.

The terms are those of the recommendation's vocabulary that our files use, with the addresses that
the Web Annotation Vocabulary gives them; the context document itself is not ours to copy. A term
that is not listed here is refused, so that nothing goes unread.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from pyld import jsonld

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
DC, DCTERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
FOAF, XSD = "http://xmlns.com/foaf/0.1/", "http://www.w3.org/2001/XMLSchema#"
RDF, RDFS = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
)
DATE_TIME, COUNT = f"{XSD}dateTime", f"{XSD}nonNegativeInteger"

CLASSES = {
    "Annotation": f"{OA}Annotation",
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "Person": f"{FOAF}Person",
    "Software": f"{AS}Application",
    "SpecificResource": f"{OA}SpecificResource",
    "Text": "http://purl.org/dc/dcmitype/Text",
    "TextPositionSelector": f"{OA}TextPositionSelector",
    "TextQuoteSelector": f"{OA}TextQuoteSelector",
    "TextualBody": f"{OA}TextualBody",
    "TimeState": f"{OA}TimeState",
}
MOTIVATIONS = {
    name: f"{OA}{name}"
    for name in (
        *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing"),
        *("highlighting", "identifying", "linking", "moderating", "questioning", "replying"),
        "tagging",
    )
}
DIRECTIONS = {name: f"{OA}{name}Direction" for name in ("ltr", "rtl", "auto")}


def _link(address: str, kind: str = "@id") -> dict[str, str]:
    return {"@id": address, "@type": kind}


PROPERTIES: dict[str, Any] = {
    "body": _link(f"{OA}hasBody"),
    "cached": _link(f"{OA}cachedSource"),
    "created": _link(f"{DCTERMS}created", DATE_TIME),
    "creator": _link(f"{DCTERMS}creator"),
    "end": _link(f"{OA}end", COUNT),
    "exact": f"{OA}exact",
    "first": _link(f"{AS}first"),
    "format": f"{DC}format",
    "generator": _link(f"{AS}generator"),
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
    "label": f"{RDFS}label",
    "language": f"{DC}language",
    "last": _link(f"{AS}last"),
    "modified": _link(f"{DCTERMS}modified", DATE_TIME),
    "motivation": _link(f"{OA}motivatedBy", "@vocab"),
    "name": f"{FOAF}name",
    "nickname": f"{FOAF}nick",
    "partOf": _link(f"{AS}partOf"),
    "prefix": f"{OA}prefix",
    "purpose": _link(f"{OA}hasPurpose", "@vocab"),
    "selector": _link(f"{OA}hasSelector"),
    "source": _link(f"{OA}hasSource"),
    "start": _link(f"{OA}start", COUNT),
    "startIndex": _link(f"{AS}startIndex", COUNT),
    "state": _link(f"{OA}hasState"),
    "suffix": f"{OA}suffix",
    "target": _link(f"{OA}hasTarget"),
    "textDirection": _link(f"{OA}textDirection", "@vocab"),
    "total": _link(f"{AS}totalItems", COUNT),
    "value": f"{RDF}value",
    "via": _link(f"{OA}via"),
}
TERMS = {"id": "@id", "type": "@type", **CLASSES, **MOTIVATIONS, **DIRECTIONS, **PROPERTIES}


def expand(document: str) -> list[Any]:
    """What a JSON-LD processor reads, offline; every word of the document has to be a term."""
    parsed = json.loads(document)
    assert parsed["@context"] == CONTEXT
    unknown = _keys(parsed) - set(TERMS) - {"@context"}
    assert not unknown
    return jsonld.expand(parsed, {"documentLoader": _load})


def _load(url: str, _options: Any) -> dict[str, Any]:
    assert url == CONTEXT, f"{url} is asked for."
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def annotations_of(expanded: list[Any]) -> list[Any]:
    """Check a collection of one page (sections 5.1 and 5.2), and return its annotations."""
    (collection,) = expanded
    assert collection["@type"] == [CLASSES["AnnotationCollection"]]
    check_address(collection["@id"])
    total = only(collection, f"{AS}totalItems")["@value"]
    if f"{AS}first" not in collection:  # a collection with a total above 0 has a first page
        assert total == 0
        return []
    page = only(collection, f"{AS}first")
    assert page["@type"] == [CLASSES["AnnotationPage"]]
    check_address(page["@id"])
    assert only(collection, f"{AS}last")["@id"] == page["@id"]
    assert only(page, f"{AS}partOf")["@id"] == collection["@id"]
    assert only(page, f"{AS}startIndex")["@value"] == 0
    assert f"{AS}next" not in page
    items = only(page, f"{AS}items")["@list"]
    assert len(items) == total > 0
    ids = [one["@id"] for one in items]
    assert len(set(ids)) == len(ids)
    return items


def check_annotation(one: dict[str, Any]) -> None:
    """Section 3.1: an address, the class, one or more targets. 3.3.1: who and when. 3.3.5: why."""
    check_address(one["@id"])
    assert CLASSES["Annotation"] in one["@type"]
    assert len(one[f"{OA}hasTarget"]) >= 1
    assert f"{OA}bodyText" not in one
    for name in (f"{DCTERMS}created", f"{DCTERMS}modified"):
        for moment in one.get(name, []):
            assert moment["@type"] == DATE_TIME
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", moment["@value"])
        assert len(one.get(name, [])) <= 1
    check_address(only(one, f"{AS}generator")["@id"])
    assert only(one, f"{OA}motivatedBy")["@id"] in MOTIVATIONS.values()
    for body in one.get(f"{OA}hasBody", []):
        check_body(body)
    for target in one[f"{OA}hasTarget"]:
        check_target(target)
    for creator in one.get(f"{DCTERMS}creator", []):
        check_address(creator["@id"])
        assert creator["@type"][0] in (CLASSES["Person"], CLASSES["Software"])


def check_body(body: dict[str, Any]) -> None:
    """Section 3.2.4: a textual body has one value. 4: a specific resource has one source."""
    assert only(body, f"{OA}hasPurpose")["@id"] in MOTIVATIONS.values()
    if body["@type"] == [CLASSES["TextualBody"]]:
        assert only(body, f"{RDF}value")["@value"]
        assert only(body, f"{DC}format")["@value"] == "text/plain"
    else:
        assert body["@type"] == [CLASSES["SpecificResource"]]
        check_address(only(body, f"{OA}hasSource")["@id"])


def check_target(target: dict[str, Any]) -> None:
    """Section 4: one source. 4.2.4, 4.2.5: what the selectors must have. 4.3.1: the state."""
    assert target["@type"] == [CLASSES["SpecificResource"]]
    check_address(only(target, f"{OA}hasSource")["@id"])
    state = only(target, f"{OA}hasState")
    assert state["@type"] == [CLASSES["TimeState"]]
    check_address(only(state, f"{OA}cachedSource")["@id"])
    for selector in target.get(f"{OA}hasSelector", []):
        (kind,) = selector["@type"]
        if kind == CLASSES["TextQuoteSelector"]:
            assert only(selector, f"{OA}exact")["@value"]
            assert all(len(selector[f"{OA}{name}"]) == 1 for name in ("prefix", "suffix"))
            continue
        assert kind == CLASSES["TextPositionSelector"]
        start, end = only(selector, f"{OA}start"), only(selector, f"{OA}end")
        assert start["@type"] == end["@type"] == COUNT
        assert 0 <= start["@value"] < end["@value"]


def check_address(address: str) -> None:
    """Whether it is an absolute IRI."""
    assert re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", address), address


def only(node: dict[str, Any], name: str) -> Any:
    """The one value of a property."""
    (value,) = node[name]
    return value


def bodies(one: dict[str, Any], purpose: str) -> Iterator[Any]:
    """The bodies with one purpose."""
    for body in one.get(f"{OA}hasBody", []):
        if only(body, f"{OA}hasPurpose")["@id"] == MOTIVATIONS[purpose]:
            yield body
