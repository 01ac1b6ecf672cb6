"""Which format a file seems to be, by how it begins."""

import io
import json

import pytest

from annotator.export.importing.reading import guess_format

WORDS = 'She said "annotations": and "data": {"x": 1}.'


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([{"id": 1, "text": "It rained.", "label": [[0, 2, "src"]]}], "doccano"),
        ([{"id": 1, "data": "It rained.", "label": [[0, 2, "src"]]}], "doccano"),
        ([{"id": 1, "text": WORDS, "entities": []}], "doccano"),
        ([{"id": 1, "annotations": [], "data": {"text": "It rained."}}], "labelstudio"),
        ([{"id": 1, "data": {"text": "It rained.", "label": "a"}}], "labelstudio"),
        ([{"text": "It rained.", "label": "a", "annotation_id": 4}], "labelstudio"),
        ([], "labelstudio"),
        ({"id": 1, "text": "It rained.", "label": []}, "doccano"),
    ],
)
def test_json(value, name):
    file = io.BytesIO(b"\xef\xbb\xbf " + json.dumps(value).encode())
    assert guess_format("file.json", file) == name
    assert file.tell() == 0
