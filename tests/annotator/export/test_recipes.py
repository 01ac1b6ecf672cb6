"""The API by example: the programs for the shell and for Python run as they are printed."""

import re
import shutil
import subprocess
import sys

import pytest
from django.urls import reverse

from annotator.annotation.models import Assignment, Label
from annotator.export.recipes import HERE, LANGUAGES, WORDS, read_programs, read_recipes
from annotator.management.demo import load_demo
from annotator.projects.models import ProjectArticle
from annotator.review.models import Adjudication

PROGRAMS = {"sh": ["bash", "-euo", "pipefail"], "python": [sys.executable, "-W", "error"]}


def whole(language, address=HERE):
    """All jobs of one language as one program, each marked in what is printed."""
    mark = {"sh": "echo '== {}'", "python": "print('== {}')"}[language]
    return "\n".join(
        f"{mark.format(name)}\n{programs[language]}" for name, programs in read_programs().items()
    ).replace(HERE, address)


@pytest.fixture
def demo(live_server, transactional_db):
    load_demo(password="sourcemark-demo")
    return f"{live_server.url}/api/v1"


@pytest.mark.parametrize("language", PROGRAMS)
@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not installed here")
def test_they_run_as_they_are_printed(demo, tmp_path, language):
    before = Label.objects.count()
    path = tmp_path / "program"
    path.write_text(whole(language, demo), encoding="utf-8")
    done = subprocess.run(
        [*PROGRAMS[language], str(path)],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    told = {
        part.partition("\n")[0]: part.partition("\n")[2].strip()
        for part in done.stdout.split("== ")[1:]
    }
    assert told.keys() == WORDS.keys()
    assert [name for name, words in told.items() if not words and name != "token"] == []
    assert told["submit"] == "submitted"
    names = set(ProjectArticle.objects.values_list("external_id", flat=True))
    assert {"quay-1", "quay-2", "quay-3"} <= names
    assert Label.objects.count() > before
    assert Assignment.objects.filter(annotator__username="annotator1", state="submitted").exists()
    decision = Adjudication.objects.latest("pk")
    assert decision.reason == "The office is named in the sentence before."
    assert (tmp_path / "labels.csv").exists() == (language == "sh")


def test_every_job_is_there_in_every_language():
    assert [*read_programs()] == [*WORDS]
    for name, programs in read_programs().items():
        assert [*programs] == [*LANGUAGES], name


def test_every_language_asks_for_the_same_addresses():
    """R is not run here: it has to name what the other two, which are run, name."""
    for name, programs in read_programs().items():
        asked = {language: asked_for(program) for language, program in programs.items()}
        assert asked["r"] == asked["python"], name
        assert asked["sh"] - {"projects", "token", "assignments"} <= asked["python"], name


def asked_for(program):
    """The last word of each address in a program, such as `labels` or `next`."""
    return set(
        re.findall(
            r"\b(token|projects|articles|claims|next|labels|submit|export|agreement"
            r"|adjudications|history|assignments|exports|freezes)/[\"?)$' |\s]",
            program + " ",
        )
    )


def test_r_is_in_one_piece():
    """Brackets and quotes close, pipes lead somewhere, nothing is used before it is made."""
    made = {"request", "api"}
    for name, programs in read_programs().items():
        program = programs["r"]
        bare = re.sub(r'"(?:[^"\\]|\\.)*"|#.*', '""', program)
        for opening, closing in ("()", "{}", "[]"):
            assert bare.count(opening) == bare.count(closing), name
        assert not re.search(r"\|>\s*(?![\s\w])", bare), name
        made |= set(re.findall(r"(\w+) <- ", bare))
        made |= set(re.findall(r"for \((\w+) in ", bare))
        used = set(re.findall(r"(\w+)(?:\$| \|>)", bare)) - {"req_perform", "resp_body_json"}
        assert {word for word in used if word.islower() and not word.startswith("req_")} <= made, (
            name
        )


def test_the_page_shows_them_with_its_own_address(client, db):
    answer = client.get(reverse("help_api"), headers={"host": "localhost"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert HERE not in page
    assert page.count("API=http://localhost/api/v1") == 1
    for recipe in read_recipes():
        assert f'id="{recipe.name}"' in page
        assert str(recipe.title) in page
    assert page.count("<details") == len(WORDS) * len(LANGUAGES)


def test_the_reference_leads_to_it(client, db):
    assert "(/help/api/)" in client.get("/api/v1/schema/").content.decode()


@pytest.mark.parametrize("name", ["help", "account", "tokens"])
def test_it_is_found(client, cast, name):
    client.force_login(cast.ana)
    assert reverse("help_api") in client.get(reverse(name)).content.decode()
