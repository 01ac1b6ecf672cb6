"""Texts of made-up words, and what newsrooms do to one another's stories."""

import random

VOCABULARY = [f"{a}{b}{c}" for a in "bdgklm" for b in "aeiou" for c in ("n", "r", "st", "lim")]


def story(source: random.Random, words: int = 200) -> list[str]:
    return [source.choice(VOCABULARY) for _ in range(words)]


def edited(source: random.Random, words: list[str], share: float) -> list[str]:
    return [source.choice(VOCABULARY) if source.random() < share else word for word in words]


def excerpt(source: random.Random, words: list[str], share: float) -> list[str]:
    length = int(len(words) * share)
    start = source.randrange(len(words) - length + 1)
    return words[start : start + length]


def corpus(seed: int, stories: int = 12) -> list[str]:
    """Stories, each with some copies: the same, edited a little or a lot, cut, and put together."""
    source = random.Random(seed)
    texts = []
    for _number in range(stories):
        words = story(source, source.randrange(60, 400))
        texts.append(words)
        for _copy in range(source.randrange(4)):
            kind = source.randrange(4)
            if kind == 0:
                texts.append([*words])
            elif kind == 1:
                texts.append(edited(source, words, source.choice((0.01, 0.03, 0.2))))
            elif kind == 2:
                texts.append(excerpt(source, words, source.choice((0.3, 0.5, 0.8))))
            else:
                texts.append(words + story(source, source.randrange(20, 200)))
    source.shuffle(texts)
    return [" ".join(words) for words in texts]
