"""Find the items of a list that runs on within one paragraph: "1) the port 2) the quay"."""

import re

OPENING = re.compile(r"(?P<bullet>[•⁃‣▪·–-]\s?)?(?P<mark>\(?(?:\d{1,3}|[a-z])[.)]{1,2})\s?(?=\S)")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MAY_OPEN = frozenset("0123456789(•⁃‣▪·–-" + LETTERS)
MOST_ITEMS = 60


def item_marks(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Return the marks of the second and later items; empty when the text is no such list.

    The marks have one shape and count up by one: "1. ... 2. ..." or "a) ... b) ...".
    """
    if text[start : start + 1] not in MAY_OPEN:
        return []
    opening = OPENING.match(text, start)
    if opening is None:
        return []
    prefix, mark = opening["bullet"] or "", opening["mark"]
    marks: list[tuple[int, int]] = []
    place = opening.end()
    for _ in range(MOST_ITEMS):
        mark = _following(mark)
        found = mark and _find(text, prefix, mark, place)
        if not found:
            break
        marks.append(found.span())
        place = found.end()
    return marks


def _following(mark: str) -> str:
    """Return the next mark of the same shape: "2.)" behind "1.)", "" behind "z."."""
    core = mark.strip("().")
    if core.isdigit():
        return mark.replace(core, str(int(core) + 1))
    at = LETTERS.find(core) + 1
    return mark.replace(core, LETTERS[at]) if at < len(LETTERS) else ""


def _find(text: str, prefix: str, mark: str, place: int) -> re.Match[str] | None:
    behind = r"\s?" if prefix else r"\s"
    pattern = rf"(?<=\s){re.escape(prefix.strip())}\s?{re.escape(mark)}{behind}(?=\S)"
    return re.compile(pattern).search(text, place)
