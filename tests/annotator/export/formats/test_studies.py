"""The study that formats are tested with holds what it promises."""

import unicodedata

from tests.annotator.export.formats.studies import COMPOSED, FAMILY, LONELY, database_labels


def test_what_formats_stumble_over_is_there(foreign):
    text = foreign.articles[0].text
    assert "\r" not in text
    assert COMPOSED not in text
    assert unicodedata.normalize("NFC", COMPOSED) in text
    assert LONELY in text
    assert FAMILY in text
    given = database_labels(foreign)
    assert {one.annotator for one in given} == {"ana", "ben"}
    assert {one.variable for one in given} == {
        *("genre", "about", "sig", "att", "topic", "remark", "part", "bias", "bias_holder")
    }
    assert any("\n" in one.text for one in given if one.variable == "bias")
    assert any("\n" in one.note for one in given)
    assert {one.article for one in given} == {article.pk for article in foreign.articles}


def test_every_layer_has_labels(foreign):
    for layer in ("annotators", "adjudicated", "aggregated"):
        labels = [
            one for article in foreign.study(layer=layer).articles() for one in article.labels
        ]
        assert labels
    assert any(label.code is None for label in labels)  # a tie
