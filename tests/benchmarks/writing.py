"""News-like articles made up from word lists: seeded, distinct, as long as asked.

People, places and outlets are invented. The sentences have what makes cutting them hard: titles
with a stop, decimals, initials, quotations with and without a speaker behind them.
"""

import random
from collections.abc import Iterator

PLACES = (
    "Karda", "Osterfell", "Mirrow Bay", "Tallin Ford", "Nevsa", "Port Alder", "Quillham", "Sarrow",
)  # fmt: skip
SURNAMES = ("Abend", "Corvin", "Dask", "Ellory", "Fane", "Holm", "Ivers", "Jarrah", "Lowe", "Marek")
INITIALS = ("A. ", "B. J. ", "Dr. ", "Mrs. ", "Prof. ", "Gen. ", "")
OFFICES = (
    "the harbour office", "the regional council", "the water board", "the union of pilots",
    "the ministry of roads", "the grain exchange", "the coast guard", "the housing court",
)  # fmt: skip
OUTLETS = ("Karda Courier", "Osterfell Ledger", "The Nevsa Post", "Quillham Wire")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
SUBJECTS = (
    "the north quay", "a new ferry line", "the spring tariff", "the rebuilt archive",
    "a second pumping station", "the night tram", "the long-delayed audit", "the market hall",
)  # fmt: skip
OUTCOMES = (
    "would reopen before the autumn", "had cost {sum} million more than planned",
    "was never put to a vote", "needs another {count} weeks of work",
    "will be paid for by a levy of {sum} percent", "had been sold without a tender",
)  # fmt: skip
SENTENCES = (
    "{Office} said on {day} that {subject} {outcome}.",
    "“{Subject} {outcome},” said {initial}{surname}, who has followed the plans since {year}.",
    "Two people close to the talks said {subject} {outcome}.",
    "{Initial}{surname} rejected the claim and said that {subject} {outcome}.",
    "In {place}, {count} households have written to {office} about it.",
    "According to a report seen by the {outlet}, {subject} {outcome}.",
    "“Nobody asked us,” {surname} said. “We learned of it on {day}.”",
    "The cost rose from {sum} million in {year} to {more} million, the figures show.",
    "Critics call it a reckless bet on {subject}; its supporters disagree.",
    "What becomes of {subject} is unclear.",
)
PLAIN = SENTENCES[0]  # one sentence, whatever splits it
PARAGRAPH = 3  # sentences


def write_articles(count: int, *, seed: int, length: int = 2_500) -> Iterator[dict[str, str]]:
    """Yield mappings as `build_draft` takes them, each of about `length` characters of text."""
    chance = random.Random(seed)
    for number in range(count):
        yield _article(chance, f"{seed}-{number}", length)


def write_claims(count: int, *, seed: int) -> str:
    """Return a text of that many plain sentences, three to a paragraph."""
    chance = random.Random(seed)
    sentences = [_sentence(chance, PLAIN) for _ in range(count)]
    return _paragraphs(sentences)


def _article(chance: random.Random, name: str, length: int) -> dict[str, str]:
    sentences: list[str] = []
    while sum(map(len, sentences)) < length:
        sentences.append(_sentence(chance, chance.choice(SENTENCES)))
    place, outlet = chance.choice(PLACES), chance.choice(OUTLETS)
    title = _sentence(chance, "{Subject} {outcome}")
    opening = f"{title}\n\nBy Ada {chance.choice(SURNAMES)}\n\n"
    return {
        "title": title,
        "text": f"{opening}{place.upper()} — {_paragraphs(sentences)}",
        "publisher": outlet,
        "language": "en",
        "published_at": "2024-03-05",
        "external_id": name,
    }


def _paragraphs(sentences: list[str]) -> str:
    starts = range(0, len(sentences), PARAGRAPH)
    return "\n\n".join(" ".join(sentences[start : start + PARAGRAPH]) for start in starts)


def _sentence(chance: random.Random, pattern: str) -> str:
    office, subject = chance.choice(OFFICES), chance.choice(SUBJECTS)
    initial = chance.choice(INITIALS)
    numbers = {
        "sum": f"{chance.randint(1, 90)}.{chance.randint(1, 9)}",
        "more": f"{chance.randint(91, 400)}.{chance.randint(1, 9)}",
        "count": str(chance.randint(2, 9_000)),
        "year": str(chance.randint(1988, 2023)),
    }
    return pattern.format(
        office=office,
        Office=office[0].upper() + office[1:],
        subject=subject,
        Subject=subject[0].upper() + subject[1:],
        outcome=chance.choice(OUTCOMES).format(**numbers),
        initial=initial,
        Initial=initial,
        surname=chance.choice(SURNAMES),
        day=chance.choice(DAYS),
        place=chance.choice(PLACES),
        outlet=chance.choice(OUTLETS),
        **numbers,
    )
