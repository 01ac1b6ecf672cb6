"""Many phrases looked for at once, in a time that does not grow with their number."""

from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, Implementation


class PhraseFinder:
    """Finds phrases in texts that are folded as the phrases are."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = sorted(set(phrases))
        self._finder = BytesAhoCorasick(
            [one.encode() for one in self._phrases], implementation=Implementation.DFA
        )

    def all_in(self, folded: str) -> set[str]:
        """Return the phrases that occur in a text."""
        matches = self._finder.find_matches_as_indexes(_bytes_of(folded), overlapping=True)
        return {self._phrases[index] for index, _start, _end in matches}

    def is_in(self, folded: str) -> bool:
        """Whether one of the phrases occurs in a text."""
        return bool(self._finder.find_matches_as_indexes(_bytes_of(folded)))


def _bytes_of(text: str) -> bytes:
    return text.encode(errors="replace")  # half of a surrogate pair is in no phrase
