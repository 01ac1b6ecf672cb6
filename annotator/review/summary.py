"""How far a project is and what was answered, as the figures have it.

Which labels count is one rule, `counted_labels`: those of submitted assignments, on claims that
still stand and assert something (or on whole articles). Distributions, sourcing mixes, agreement
and the lists of claims behind them all start there. Only an annotator's own `labels` counts what
is not submitted yet, too: it equals the list of that annotator's labels.
"""

from typing import Any


def summary_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return articles by state, labels by code, by publisher and by annotator, of a document.

    Every state, variable, code, publisher and annotator of the project is listed, with zeros. An
    article without publisher counts under `""`. See `figures.building`.
    """
    publishers = [row["publisher"] for row in document["coverage"]["publishers"]]
    mix = {
        variable: {row["publisher"]: row["codes"] for row in rows}
        for variable, rows in document["mix"].items()
    }
    variables = [row["variable"] for row in document["agreement"]]
    return {
        "articles": dict(document["coverage"]["states"]),
        "variables": [_counted(one, document["distribution"][one]) for one in variables],
        "publishers": [
            {
                "publisher": name,
                "variables": [_counted(one, mix[one][name]) for one in variables],
            }
            for name in publishers
        ],
        "annotators": [
            {
                "annotator": row["annotator"],
                "assignments": dict(row["assignments"]),
                "labels": row["labels"],
            }
            for row in document["annotators"]
        ],
    }


def _counted(variable: str, codes: list[dict[str, Any]]) -> dict[str, Any]:
    listed = [{"code": one["code"], "labels": one["labels"]} for one in codes]
    return {"variable": variable, "codes": listed}
