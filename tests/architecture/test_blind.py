"""The blind rule as a table: every page and API path x role x state of own and others' work.

`blind.may_see` says it in words of its own; everything that anybody can read is looked through
for what others left. What of others' doings may be told is in `TestWhatIsTold`.
"""

from itertools import product
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.architecture.blind import (
    FILTERS,
    MODES,
    NEIGHBOUR,
    OF_LABELS,
    OTHERS,
    OWN,
    PLACES,
    ROLES,
    SLUG,
    TOKEN,
    Blind,
    Secret,
    build_blind,
    may_see,
)
from tests.architecture.test_permissions import ROLES as PERMITTED
from tests.architecture.test_permissions import TABLE
from tests.architecture.walking import Values, walk

pytestmark = pytest.mark.usefixtures("quiet_refusals")

# the articles that filters, and others' assignments, are asked for
WATCHED = ("submitted", "open", "none")
BLIND_ROLES = ("annotator", "idle")


def values_of(blind: Blind, role: str) -> Values:
    """What the walk tries: every way round for those who are blind, every address for others."""
    if role in BLIND_ROLES:
        return _values(blind)
    values = _values(blind)
    few = {name: values.places[name][:2] for name in ("public_id", "review_figure.name")}
    places = {**values.places, **few}
    if role == "neighbour":
        places["slug"] = [SLUG, NEIGHBOUR]
    filters = {name: tried[:1] for name, tried in values.filters.items()}
    return Values(places, filters, asked={})


def _values(blind: Blind) -> Values:
    articles = [blind.articles[own].pk for own in OWN]
    watched = [blind.articles[own].pk for own in WATCHED]
    claims = [blind.claims(own)[0].pk for own in WATCHED]
    names = [blind.others["submitted", other].annotator.username for other in OTHERS]
    others = [one for (own, _other), one in blind.others.items() if own in WATCHED]
    return Values(
        places={
            **PLACES,
            "public_id": [one.public_id for one in [*blind.own.values(), *others]],
            "pk": articles,
            "variable": ["att"],
            "member_change.pk": [blind.member("annotator").pk],
            "claim_edit.pk": claims[:1],
            "publisher.pk": [one for one in [blind.articles[OWN[0]].publisher_id] if one],
        },
        filters={
            **FILTERS,
            "annotator": names[:3],
            "variable": ["att", "why", "device"],
            "code": ["att:none", "device:vague"],
            "article": watched,
            "claim": claims,
        },
        asked={
            "claim": claims[:1],
            "article": watched[:1],
            "annotator": names[1:2],
            "variable": ["att"],
            "count": ["all"],
            "page": [2],
        },
    )


def found_by(blind: Blind, role: str) -> tuple[dict[Secret, str], set[str]]:
    """Everything of others that a role can read, and the first address that tells it.

    Also the names of the addresses that let the role in, so that none is left out unnoticed.
    """
    secrets = {secret.token: secret for secret in blind.secrets}
    found: dict[Secret, str] = {}
    entered = set()
    for seen in walk(blind.client(role), TABLE, values_of(blind, role)):
        assert seen.status < 500, seen.url
        if seen.status == 200:
            entered.add(resolve(urlsplit(seen.url).path).url_name)
        for told in set(TOKEN.findall(seen.text)) & secrets.keys():
            if told not in seen.url:
                found.setdefault(secrets[told], seen.url)
    return found, entered


# Only what has something else in it than an article's labels, or needs more to be asked.
NOT_ENTERED = {"article_import", "archived", "archived_frame", "invitation"}
NOT_ENTERED |= {"api-aggregates", "api-export-one", "api-freeze"}


def let_in(role: str) -> set[str]:
    """The names of the addresses that let a role in, as the table of permissions has them."""
    place = PERMITTED.index(role) if role in PERMITTED else None
    pages = {
        name: [row.statuses[place] for row in rows if row.method == "get"]
        for name, rows in TABLE.items()
        if place is not None
    }
    return {name for name, statuses in pages.items() if 200 in statuses} - NOT_ENTERED


def table(rows: list[tuple[str, ...]]) -> str:
    return "\n".join(["", *(" | ".join(row) for row in sorted(rows))])


@pytest.mark.parametrize("decided", [False, True], ids=["undecided", "decided"])
def test_who_sees_whose_work(db, decided):
    blind = build_blind(decided=decided)
    wrong = []
    for mode, role in product(MODES, ROLES):
        blind.set_mode(mode)
        found, entered = found_by(blind, role)
        wrong += [(mode, role, name, "not walked") for name in let_in(role) - entered]
        for secret in blind.secrets:
            may = may_see(mode=mode, role=role, decided=decided, secret=secret)
            row = (mode, role, f"own {secret.own}", f"others' {secret.other}", secret.kind)
            if secret in found and not may:
                wrong.append((*row, f"told by {found[secret]}"))
            if secret not in found and may and secret.kind in OF_LABELS:
                wrong.append((*row, "hidden"))
    assert wrong == [], table(wrong)
