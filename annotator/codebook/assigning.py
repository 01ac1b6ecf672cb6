"""Keys and two-letter shorts for what a codebook leaves open."""

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain, combinations, product
from string import ascii_lowercase, ascii_uppercase, digits

CODE_KEYS = "1234567890"
LETTERS_TRIED = 20


def is_key(text: str) -> bool:
    """Whether the text is one printable character that is not a space."""
    return len(text) == 1 and text.isprintable() and not text.isspace()


def assign_code_keys(keys: Sequence[str], avoid: Container[str] = ()) -> list[str]:
    """Fill the blanks with 1 to 9, then 0, in order; "" for the codes after those.

    >>> assign_code_keys(["", "1", ""])
    ['2', '1', '3']
    """
    free = iter([key for key in CODE_KEYS if key not in keys and key not in avoid])
    return [key or next(free, "") for key in keys]


def variable_key(variable_id: str, taken: Iterable[str]) -> str:
    """The first letter of the id that is free, else of the alphabet; "" if none is.

    >>> variable_key("tone", taken="to")
    'n'
    """
    letters = (letter for letter in variable_id + ascii_lowercase if letter in ascii_lowercase)
    taken = set(taken)
    return next((letter for letter in letters if letter not in taken), "")


def assign_shorts(labels: Sequence[str], shorts: Sequence[str]) -> list[str]:
    """Fill the blanks with two letters made from the label, each different from all others.

    >>> assign_shorts(["Named official", "Anonymous", "Annex"], ["", "AN", ""])
    ['NO', 'AN', 'AE']
    """
    taken = {short for short in shorts if short}
    filled = []
    for label, given in zip(labels, shorts, strict=True):
        short = given or next((pair for pair in _pairs(label) if pair not in taken), "")
        taken.add(short)
        filled.append(short)
    return filled


def _pairs(label: str) -> Iterator[str]:
    words = ["".join(_capitals(word)) for word in label.split()]
    words = [word for word in words if word]
    letters = "".join(words)[:LETTERS_TRIED]
    if len(words) > 1:
        yield words[0][0] + words[1][0]
    if len(letters) > 1:
        yield letters[:2]
    spread = (first + second for first, second in combinations(letters, 2))
    numbered = (letters[:1] + digit for digit in digits if letters)
    yield from chain(spread, numbered, map("".join, product(ascii_uppercase, repeat=2)))


def _capitals(word: str) -> Iterator[str]:
    for character in word:
        if character.isalnum():
            upper = character.upper()
            yield upper if len(upper) == 1 else character
