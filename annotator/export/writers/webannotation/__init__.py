"""W3C Web Annotation as JSON-LD: one collection whose only page has every annotation.

The model links the pages of a collection by address. A file has nowhere to fetch a second page
from, so the first is the last. It is written while the study is read: `total` comes at the end.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotator.export.study import Study
from annotator.export.writers.formats import Format
from annotator.export.writers.webannotation.addresses import Addresses
from annotator.export.writers.webannotation.annotations import GENERATOR, Annotations

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(study: Study) -> Iterator[bytes]:
    """Yield the file: an article's annotations at a time."""
    addresses = Addresses.of(study.header, study.options.layer)
    yield _open(
        {
            "@context": CONTEXT,
            "id": addresses.collection(),
            "type": "AnnotationCollection",
            "label": study.header.title,
            "generator": GENERATOR,
        }
    )
    total = 0
    for article in study.articles():
        written = [_encode(one) for one in Annotations(article, addresses)]
        if not written:
            continue
        yield b",\n" if total else _page(addresses)
        yield ",\n".join(written).encode()
        total += len(written)
    if total:
        yield b"\n]}"
    yield f',"total":{total}}}\n'.encode()


def _page(addresses: Addresses) -> bytes:
    """The begin of the page, up to its first annotation. A collection of none has no page."""
    page = {"id": addresses.page(), "type": "AnnotationPage", "partOf": addresses.collection()}
    last = f',"last":{_encode(addresses.page())},"first":'
    opened = _open({**page, "startIndex": 0})
    return last.encode() + opened + b',"items":[\n'


def _open(value: dict[str, Any]) -> bytes:
    """An object that more can be added to."""
    return _encode(value)[:-1].encode()


FORMAT = Format(
    name="webannotation",
    title=_("Web Annotation (JSON-LD), for linked data"),
    media_type=f'application/ld+json; profile="{CONTEXT}"',
    extension="jsonld",
    carries=_(
        "The W3C model: one annotation for each answer, with its codes, note, annotator and times, "
        "and one for each segment with its role. Each quotes its words, with 32 characters around "
        "them, and gives their place in code points and the hash of the text."
    ),
    loses=_(
        "The text of articles around the quoted words, what codes mean, and whether an annotator "
        "has handed an article in. Code addresses name the codebook version."
    ),
    write=write,
)
