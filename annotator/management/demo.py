"""The demo: a project with the bundled articles, and three simulated annotators' labels.

The labels are made by a rough reading of cue words with a seeded slip of the pen for each
annotator, so that the dashboard has agreement and disagreement to show. They are no gold.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

import articles
from annotator.accounts.actions import allow_adding_projects, create_user
from annotator.accounts.models import User
from annotator.annotation.actions import Answer, give_labels, submit_assignment, take_next
from annotator.annotation.models import Assignment
from annotator.codebook.actions import publish_default
from annotator.management.marking import mark_words
from annotator.projects.actions import add_articles, add_member, create_project
from annotator.projects.models import Membership, Project, Role
from annotator.projects.permissions import get_member
from articles.ingestion.drafts import build_draft
from articles.models import Article, Claim

SLUG = "demo"
PASSWORD = "sourcemark-demo"  # noqa: S105 - printed by `make run`; refused outside of it
ANNOTATORS = ("annotator1", "annotator2", "annotator3")
VARIABLES = ["att", "src", "name", "hop", "slant", "bias", "part"]
CODED_ARTICLES = 12  # three each of three publishers among them, to be set side by side
FIRST = [
    "founding-like",
    "wire-ferry",
    "analysis-grain",
    "opinion-bridge",
    "local-bakery",
    "release-clinic",
    "local-ford",
    "city-tram",
    "brief-raid",
    "live-storm",
    "corrected-prison",
    "table-election",
    "interview-judge",
]
GUIDELINES = """\
**Code what the text shows.** What you know from elsewhere goes into the note.

1. Ask first who vouches for the claim: a source named in it, one carried over from the claim
   before, the outlet itself, or nobody.
2. Take the voice *nearest to the outlet* when several stand in a chain.
3. Bias of wording counts the outlet's own words. Words inside a quotation belong to the source.
"""

ORDER = {
    "src": ["src:official", "src:political", "src:org", "src:expert", "src:unknown"],
    "name": ["name:person", "name:body", "name:described", "name:bare"],
    "hop": ["hop:0", "hop:1", "hop:2", "hop:3", "hop:hidden"],
    "slant": ["slant:none", "slant:some", "slant:strong"],
}
CUE = re.compile(
    r"\b(said|says|told|warned|insisted|according to|repeated|argued|added|confirmed|denied|"
    r"promised|cautioned|answers|estimates?|claimed|stressed|announced|recalled)\b",
    re.IGNORECASE,
)
RELAY = re.compile(r"\b(citing|quoting|said that the|who (met|spoke)|was told)\b", re.IGNORECASE)
UNNAMED = re.compile(
    r"\b(sources?|people|officials?|residents|observers|insiders?)\b", re.IGNORECASE
)
BARE = re.compile(
    r"^(\W*(several|multiple|two|three|some|a|many)\s+)?(sources?|people)\b", re.IGNORECASE
)
OFFICIAL = re.compile(
    r"\b(minist\w+|premier|mayor|governor|police|council\w*|spokes\w+|judge|court|coast ?guard|"
    r"office|authority|general|commission\w*)\b",
    re.IGNORECASE,
)
PARTY = re.compile(
    r"\b(party|parties|accord|bloc|list|movement|opposition|parliamentary)\b", re.IGNORECASE
)
LOADED = re.compile(
    r"\b(crush\w*|disgrace\w*|so-called|notorious|hunger|throats|seasoned|devoted|shameful|"
    r"absurd|usually|always|never|scandal\w*|reckless\w*|proud\w*)\b",
    re.IGNORECASE,
)


@transaction.atomic
def load_demo(*, password: str) -> Project | None:
    """Make the demo's people, project and labels; None when the project exists already."""
    if Project.objects.filter(slug=SLUG).exists():
        return None
    people = {name: _person(name, password) for name in (*ANNOTATORS, "reviewer", "manager")}
    allow_adding_projects(user=people["manager"])
    project = create_project(
        slug=SLUG,
        title="Demo: sourcing and bias",
        codebook_version=publish_default(),
        variable_ids=VARIABLES,
        overlap=len(ANNOTATORS),
        guidelines=GUIDELINES,
        creator=people["manager"],
    )
    add_member(project=project, user=people["reviewer"], role=Role.REVIEWER)
    for name in ANNOTATORS:
        add_member(project=project, user=people[name], role=Role.ANNOTATOR)
    drafts = [build_draft(sample) for sample in _samples()]
    add_articles(project=project, drafts=drafts, actor=people["manager"], method="sample")
    for seed, name in enumerate(ANNOTATORS, start=1):
        _code(get_member(people[name], SLUG), random.Random(seed))  # noqa: S311 - a simulation
    return project


def _person(name: str, password: str) -> User:
    found = User.objects.filter(username=name).first()
    return found or create_user(username=name, password=password, email=f"{name}@demo.example")


def _samples() -> Iterator[dict[str, Any]]:
    folder = Path(articles.__file__).parent / "samples"
    paths = sorted(folder.glob("*.json"), key=lambda path: (_rank(path.stem), path.stem))
    for path in paths:
        sample = json.loads(path.read_text(encoding="utf-8"))
        yield {key: value for key, value in sample.items() if key not in ("segments", "genre")}


def _rank(name: str) -> int:
    return FIRST.index(name) if name in FIRST else len(FIRST)


def _code(member: Membership, chance: random.Random) -> None:
    for _ in range(CODED_ARTICLES):
        assignment = take_next(member=member)
        if assignment is None:
            return
        _code_article(assignment, chance)
        submit_assignment(assignment=assignment, actor=member.user)


def _code_article(assignment: Assignment, chance: random.Random) -> None:
    article = Article.objects.get(pk=assignment.article_id)
    claims = Claim.objects.filter(article=article).current().asserting().order_by("start")
    # Of its own, so that marks change nothing about the codes: same person and article, same marks.
    eye = random.Random(f"{assignment.annotator.username} {article.title}")  # noqa: S311
    answers = []
    for claim in claims:
        codes = _slip(_read(claim.role, claim.text), chance)
        answers += [Answer(claim.pk, code.split(":")[0], (code,)) for code in codes]
        answers += mark_words(claim, codes, eye)
    give_labels(assignment=assignment, answers=answers, actor=assignment.annotator)


def _read(role: str, text: str) -> list[str]:
    """A rough reading of one claim."""
    loaded = len(LOADED.findall(text))
    slant = ORDER["slant"][min(loaded, 2)]
    if role == "about":
        return ["att:self", "src:publisher", "name:body", "hop:0", slant]
    if not CUE.search(text):
        return ["att:none", slant]
    return ["att:explicit", *_source(text), slant]


def _source(text: str) -> list[str]:
    hop = "hop:2" if RELAY.search(text) else "hop:1"
    if UNNAMED.search(text[:80]):
        described = "name:bare" if BARE.search(text) else "name:described"
        kind = "src:political" if PARTY.search(text[:80]) else "src:unknown"
        return [kind, described, hop]
    kind = "src:official" if OFFICIAL.search(text) else "src:org"
    named = "name:person" if re.search(r"[A-Z]\w+ [A-Z]\w+", text) else "name:body"
    return [kind, named, hop]


def _slip(codes: Sequence[str], chance: random.Random) -> list[str]:
    """Now and then an annotator takes the neighbouring code, or reads the attribution anew."""
    slipped = _reread(list(codes), chance)
    for place, code in enumerate(slipped):
        order = ORDER.get(code.split(":")[0], [])
        if code in order and chance.random() < 0.14:
            here = order.index(code)
            near = [order[i] for i in (here - 1, here + 1) if 0 <= i < len(order)]
            slipped[place] = chance.choice(near)
    return slipped


def _reread(codes: list[str], chance: random.Random) -> list[str]:
    attribution, throw = codes[0], chance.random()
    if attribution == "att:explicit" and throw < 0.08:
        return ["att:carried", *codes[1:]]
    if attribution == "att:explicit" and throw < 0.12:
        return ["att:none", codes[-1]]
    if attribution == "att:none" and throw < 0.05:
        return ["att:own", "src:publisher", "name:body", "hop:0", codes[-1]]
    return codes


def may_load(*, asked: bool, password: str | None) -> str | None:
    """Return the password to use, or None when the demo may not be loaded here.

    Known logins on an open site would be a hole, so without DEBUG the operator has to ask for
    it and to choose the password.
    """
    if settings.DEBUG:
        return password or PASSWORD
    return password if asked else None
