"""The shape of the project: what a newcomer relies on, checked by machine."""

import re
from pathlib import Path

from django.apps import apps

from annotator import models as registered

ROOT = Path(__file__).parents[2]
PYTHON = [
    path
    for folder in ("annotator", "articles", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))


def test_every_room_s_models_are_imported_by_the_app():
    """`makemigrations --check` stays silent about a room that is never imported."""
    rooms = [p for p in (ROOT / "annotator").glob("*/models.py") if p.parent.name != "accounts"]
    declared = {
        name
        for path in rooms
        for name in re.findall(r"^class (\w+)\(models\.Model\)", path.read_text(), re.MULTILINE)
    }
    assert declared == set(registered.__all__)
    stored = {model.__name__ for model in apps.get_app_config("annotator").get_models()}
    assert declared == stored


def test_only_actions_write():
    """Views, querysets and the API read; rows are made and changed in actions."""
    writing = re.compile(
        r"\.(save|bulk_create|bulk_update|get_or_create|update_or_create)\(|objects\.create\("
    )
    allowed = ("actions", "management", "models.py", "settings.py")
    offenders = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in PYTHON
        if "tests" not in path.parts and not any(word in str(path) for word in allowed)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if writing.search(line)
    ]
    assert offenders == []


def test_bleach_is_imported_in_one_place():
    pattern = re.compile(r"^(import|from) bleach", re.MULTILINE)
    importers = [path.name for path in PYTHON if pattern.search(path.read_text())]
    assert importers == ["sanitise.py"]


def offenders(paths, pattern):
    """`file:line` of every line that matches."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_templates_keep_to_the_content_security_policy():
    assert TEMPLATES
    assert offenders(TEMPLATES, r"<style|\sstyle=|\son[a-z]+=|javascript:|\bhx-on|\|safe\b") == []
    assert offenders(TEMPLATES, r"""(src|href)=["'](https?:)?//""") == []
    inline = r"<script(?![^>]*(src=|application/json))"
    assert offenders(TEMPLATES, inline) == []


def test_scripts_do_without_eval_and_markup_strings():
    forbidden = r"\beval\(|new Function|(inner|outer)HTML|document\.write|insertAdjacentHTML"
    assert offenders(SCRIPTS, forbidden) == []
    assert offenders(SCRIPTS, r"https?://(?!www\.w3\.org)") == []


def test_files_stay_small():
    long = [p for p in PYTHON + TEMPLATES + SCRIPTS if len(p.read_text().splitlines()) > 600]
    assert long == []


def test_every_setting_is_in_the_readme():
    settings = (ROOT / "annotator" / "settings.py").read_text()
    names = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", settings))
    assert {"DATABASE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "PORT"} <= names
    readme = (ROOT / "README.md").read_text()
    assert {name for name in names if f"`{name}`" not in readme} == set()


def test_links_and_pictures_of_the_readme_exist():
    readme = (ROOT / "README.md").read_text()
    local = re.findall(r"\]\((?!https?:|#)([^)#]+)", readme)
    assert local
    assert [link for link in local if not (ROOT / link).exists()] == []
