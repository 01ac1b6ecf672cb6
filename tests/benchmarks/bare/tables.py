"""Tables that only the limits write to."""

INSERT = "INSERT INTO benchmark_insert (body) VALUES (%s)"
UPSERT = (
    "INSERT INTO benchmark_upsert (owner, claim, code) VALUES (%s, %s, %s) "
    "ON CONFLICT (owner, claim) DO UPDATE SET code = excluded.code"
)
INSERT_ARTICLES = "INSERT INTO benchmark_article (text) VALUES "
INSERT_SENTENCES = "INSERT INTO benchmark_sentence (article, first, last, text) VALUES "

_COLUMNS = {
    "benchmark_insert": "id {key} PRIMARY KEY, body text",
    "benchmark_upsert": "owner text, claim text, code text, PRIMARY KEY (owner, claim)",
    "benchmark_article": "id {key} PRIMARY KEY, text text",
    "benchmark_sentence": (
        "id {key} PRIMARY KEY, article bigint, first integer, last integer, text text"
    ),
}


def definitions(*, key: str) -> list[str]:
    """Return the statements that make the tables; `key` is the type of a numbered key."""
    return [
        f"CREATE TABLE {name} ({columns.format(key=key)})" for name, columns in _COLUMNS.items()
    ]
