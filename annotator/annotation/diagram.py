"""The table of transitions as a diagram and tables, in Markdown, for the room's README."""

from collections.abc import Iterable, Sequence

from django.utils.translation import override

from annotator.annotation.transitions import (
    ARTICLE_TRANSITIONS,
    NEW,
    STATES,
    TRANSITIONS,
    Transition,
)

BEGIN, END = "<!-- states: made by `manage.py states` -->", "<!-- /states -->"


def states_in_markdown() -> str:
    """Everything between the markers, in English."""
    with override("en"):
        parts = [
            "### An assignment",
            _mermaid(_assignment_arrows()),
            _table(("state", "meaning"), ((f"`{key}`", text) for key, text in STATES.items())),
            _table(("event", "from", "to", "who", "meaning"), map(_row, TRANSITIONS)),
            "### An article in a project",
            "Follows from its assignments and decisions; see `ProjectArticleQuerySet`.",
            _mermaid([(one.source, one.target, str(one.meaning)) for one in ARTICLE_TRANSITIONS]),
        ]
    return "\n\n".join(parts)


def with_states(document: str) -> str:
    """The document with what stands between its markers made anew.

    Raises `ValueError` when it has no markers.
    """
    head, found, rest = document.partition(BEGIN)
    _old, ended, tail = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"The markers {BEGIN} and {END} are missing.")
    return f"{head}{BEGIN}\n\n{states_in_markdown()}\n\n{END}{tail}"


Arrow = tuple[str, str, str]


def _assignment_arrows() -> list[Arrow]:
    """One arrow for each two states, with all events that lead along it."""
    events: dict[tuple[str, str], list[str]] = {}
    for one in TRANSITIONS:
        for source in one.sources:
            events.setdefault((source, one.target), []).append(one.event)
    return [(*ends, ", ".join(names)) for ends, names in events.items()]


def _mermaid(arrows: Iterable[Arrow]) -> str:
    lines = [f"    {source or '[*]'} --> {target}: {words}" for source, target, words in arrows]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def _row(one: Transition) -> Sequence[str]:
    sources = ", ".join(f"`{source}`" if source != NEW else "(new)" for source in one.sources)
    return f"`{one.event}`", sources, f"`{one.target}`", one.who.words, str(one.meaning)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines)
