"""Label Studio's JSON-MIN: a flat object for each annotation, turned into the task that it was.

It keeps no ids of regions, so the places of regions stand for them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.export.readers.labelstudio_results import CHOICES, KEYS, WORDS
from annotator.export.writers.labelstudio_config import WORK_STATE

ABOUT_IT = frozenset(
    {"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time"},
)
OUR_DATA = frozenset(
    {
        *("text", "title", "publisher", "origin_publisher", "published_at", "language", "url"),
        *("article_id", "external_id", "content_hash", "project", "codebook"),
        *("codebook_version", "votes"),
    }
)


def is_min(task: Mapping[str, Any]) -> bool:
    """Whether it is one of JSON-MIN, not a task with its data and annotations."""
    return "annotation_id" in task and "data" not in task


def as_task(flat: Mapping[str, Any]) -> dict[str, Any]:
    """The task with its one annotation."""
    is_ours = isinstance(flat.get("content_hash"), str) and "article_id" in flat
    results: list[dict[str, Any]] = []
    data: dict[str, Any] = {}
    for name, value in flat.items():
        if name in ABOUT_IT:
            continue
        if is_ours and name in OUR_DATA:
            data[name] = value
            continue
        found = list(_results(name, value, is_ours))
        results += found
        if not found:
            data[name] = value
    annotation = {"completed_by": flat.get("annotator"), "result": results}
    times = {name: flat[name] for name in ("created_at", "updated_at") if name in flat}
    return {"data": data, "annotations": [{**annotation, **times}]}


def _results(name: str, value: Any, is_ours: bool) -> Iterator[dict[str, Any]]:
    """What is answered under a name: regions in a list, choices in an object or by themselves."""
    if isinstance(value, str) and is_ours:
        is_code = name == WORK_STATE or value.startswith((f"{name}:", f"{name}="))
        kind = CHOICES if is_code else WORDS
        yield _result(name, kind, {KEYS[kind]: [value]})
    for one in value if isinstance(value, list) else [value]:
        kind = _kind(one) if isinstance(one, dict) else ""
        if kind:
            yield _result(name, kind, one)


def _kind(value: Mapping[str, Any]) -> str:
    """The kind by what the object holds; the words of a region are a text, answers a list."""
    for kind, key in KEYS.items():
        if isinstance(value.get(key), list):
            return kind
    return ""


def _result(name: str, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    place = f"{value['start']}-{value.get('end')}" if "start" in value else ""
    return {"id": place, "from_name": name, "type": kind, "value": dict(value)}
