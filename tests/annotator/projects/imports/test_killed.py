"""A worker is killed in the middle of ten thousand articles: every one comes in, and once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from annotator.projects.actions import confirm_import
from annotator.projects.models import ArticleImport, ProjectArticle
from tests.annotator.projects.imports.conftest import stories

MANY = 10_000
WORK = """
import sys, django
django.setup()
from annotator.projects import tasks
if __name__ == "__main__":
    getattr(tasks, sys.argv[1]).func(sys.argv[2])
"""

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def begin(task, kept, folder):
    """Do a task in a process of its own, as the worker does."""
    name = connection.settings_dict["NAME"]
    address = os.environ.get("DATABASE_URL", "").replace("/postgres?", f"/{name}?")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "annotator.settings",
        "DATABASE_URL": address if connection.vendor == "postgresql" else f"sqlite:///{name}",
        "SOURCEMARK_DATA_DIR": str(folder.parents[1]),
    }
    program = folder.parents[1] / "work.py"
    program.write_text(WORK)
    return subprocess.Popen(
        [sys.executable, str(program), task, str(kept.public_id)],
        env={**environment, "PYTHONPATH": str(settings.BASE_DIR)},
        cwd=Path(settings.BASE_DIR),
        start_new_session=True,
    )


def kill_after(task, kept, folder, column, least):
    """Kill the worker once so many are dealt with."""
    process = begin(task, kept, folder)
    while getattr(ArticleImport.objects.get(pk=kept.pk), column) < least:
        assert process.poll() is None, "the work was over before it could be killed"
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_nothing_is_lost_and_nothing_repeated(transactional_db, cast, upload, folder):
    kept = upload(files={"a.jsonl": stories(MANY)})
    kill_after("read_in_background", kept, folder, "total", 1000)
    assert begin("read_in_background", kept, folder).wait() == 0
    kept.refresh_from_db()
    assert (kept.state, kept.total) == ("preview", MANY)
    assert list(kept.items.order_by("position").values_list("position", flat=True)) == list(
        range(MANY)
    )
    confirm_import(article_import=kept, title=None, link_known=True, skip_rejected=False)
    for least in (1000, 3000):
        kill_after("save_import", kept, folder, "saved", least)
        counted = ArticleImport.objects.get(pk=kept.pk).saved
        assert kept.items.filter(state="saved").count() == counted
        assert ProjectArticle.objects.filter(project=cast.project).count() == counted + 1
    assert begin("save_import", kept, folder).wait() == 0
    kept.refresh_from_db()
    assert (kept.state, kept.saved) == ("done", MANY)
    assert set(kept.items.values_list("state", "outcome")) == {("saved", "created")}
    names = ProjectArticle.objects.filter(project=cast.project).exclude(external_id="")
    assert sorted(names.values_list("external_id", flat=True)) == sorted(
        f"c{n}" for n in range(MANY)
    )
