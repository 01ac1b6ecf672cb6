"""The API by example: the commonest jobs, each for the shell, for Python and for R.

The programs are in `recipes.md`, one section for each job; the words about them are here, to be
translated. The tests run those for the shell and for Python as they are printed.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HERE = "http://127.0.0.1:8000/api/v1"
"""The address in the programs, to be put in the place of."""
LANGUAGES = {"sh": _("curl"), "python": _("Python"), "r": _("R")}

WORDS: dict[str, tuple[Promise, Promise]] = {
    "token": (
        _("Get a token"),
        _(
            "A password is asked for once; the token takes its place. The page of your tokens "
            "makes one too, which is the better way where you have two-factor login."
        ),
    ),
    "projects": (_("List your projects"), _("With what you are in each.")),
    "article": (
        _("Add an article"),
        _(
            "It comes back with the claims it was cut into. Send it again under the same "
            "external_id and you get the same article: nothing is stored twice."
        ),
    ),
    "articles": (
        _("Add many articles"),
        _("Up to 1,000 in a list. Each gets a status of its own; one that fails stops no other."),
    ),
    "labels": (
        _("Take the next assignment and give labels"),
        _(
            "As an annotator. An answer replaces the one before; a list of answers is taken whole "
            "or not at all."
        ),
    ),
    "submit": (
        _("Submit"),
        _("Where a required answer is missing, the refusal (409) lists what is."),
    ),
    "since": (
        _("List labels that changed"),
        _("Lists come in pages: follow “next” until there is none."),
    ),
    "export": (_("Download an export into a data frame"), _("One row for each code given.")),
    "agreement": (
        _("Read the agreement"),
        _("Krippendorff’s alpha with its 95 % interval; where there is none, the reason."),
    ),
    "adjudicate": (_("Decide"), _("As a reviewer. The annotators read the reason.")),
    "background": (
        _("Export in the background"),
        _(
            "For what is large, or takes long to write. The file is yours alone, for some days. "
            "A direct download of a large project does the same by itself: it answers 202."
        ),
    ),
    "freeze": (
        _("Freeze a study"),
        _(
            "Corpus, codebook, labels and decisions as they are at one moment, under a name. "
            "Exports of it have the same bytes ever after."
        ),
    ),
    "sync": (
        _("Keep a copy in step"),
        _(
            "Ask which articles were touched: labels that were given, changed or cleared are in "
            "the history, states of assignments and new cuts of claims in the other two lists. "
            "Then take the labels of those articles anew. Go back some minutes behind the last "
            "time: what is written at the same moment may show a little later."
        ),
    ),
}


Program = tuple[str, Promise, str]


class Recipe(NamedTuple):
    """One job: what it is called, what there is to say, and the programs by language."""

    name: str
    title: Promise
    about: Promise
    programs: tuple[Program, ...]
    """Language, its name, the program."""


def read_recipes(address: str = HERE) -> list[Recipe]:
    """Return the jobs in order, with the API at `address`."""
    return [
        Recipe(name, *WORDS[name], _programs(programs, address))
        for name, programs in read_programs().items()
    ]


def _programs(programs: Mapping[str, str], address: str) -> tuple[Program, ...]:
    return tuple(
        (language, LANGUAGES[language], program.replace(HERE, address))
        for language, program in programs.items()
    )


@cache
def read_programs() -> Mapping[str, Mapping[str, str]]:
    """The programs of each job by language, as they are in the file."""
    text = (Path(__file__).parent / "recipes.md").read_text(encoding="utf-8")
    found = {}
    for section in text.split("\n## ")[1:]:
        name = section.partition("\n")[0]
        fenced = re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        found[name] = dict(fenced)
    return found
