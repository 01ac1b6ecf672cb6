"""A codebook with a variable of every kind, for the tests of all rooms."""

from typing import Any


def codes(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "label": name.capitalize()} for name in names]


EVERY_KIND: dict[str, Any] = {
    "name": "Every kind",
    "version": "1",
    "variables": [
        {
            "id": "att",
            "label": "Attribution",
            "key": "a",
            "codes": codes("named", "none", "unclear"),
            "missing": ["unclear"],
        },
        {
            "id": "slant",
            "label": "Bias of wording",
            "scale": "ordinal",
            "key": "b",
            "codes": codes("none", "some", "strong", "unsure"),
            "missing": ["unsure"],
        },
        {"id": "topic", "label": "Topics", "select": "many", "codes": codes("water", "roads")},
        {
            "id": "check",
            "label": "Checks",
            "select": "each_yes_no_na",
            "codes": codes("dated", "placed"),
        },
        {"id": "why", "label": "Why", "select": "text"},
        {
            "id": "device",
            "label": "Device",
            "scope": "span",
            "select": "many",
            "codes": codes("loaded", "vague"),
            "attributes": {"holder": ["outlet", "the source"], "empty": []},
        },
        {
            "id": "part",
            "label": "Part",
            "scope": "span",
            "codes": codes("source", "cue", "content"),
        },
        {
            "id": "genre",
            "label": "Genre",
            "scope": "article",
            "codes": codes("report", "opinion"),
        },
        {
            "id": "sig",
            "label": "Signals",
            "scope": "article",
            "select": "each_yes_no_na",
            "codes": [
                {
                    "id": "sig:byline",
                    "label": "Byline",
                    "short": "BYLN",
                    "definition": "An author is named.",
                    "example": "By Mirel Aden",
                    "rule": "A desk is no author.",
                },
                {"id": "sig:date", "label": "Date", "short": "DA", "key": "9"},
            ],
        },
        {
            "id": "remark",
            "label": "Remark",
            "scope": "article",
            "select": "text",
            "applies_if": "sig in (byline)",
        },
    ],
}
