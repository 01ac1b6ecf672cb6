"""Parsers in a process of their own: whatever a document does to them, the caller goes on."""

import json
import os
import sys

import pytest

from articles.ingestion import confined
from articles.ingestion.confined import parse_confined
from articles.ingestion.drafts import DraftRejected
from tests.articles.ingestion.making import lines, pdf

LIMITS = "from articles.ingestion.parsers.__main__ import confine; confine(1)\n"
STORY = pdf(lines("The port authority of Arvel said on Monday that the cranes stand still."))


@pytest.fixture
def program(monkeypatch):
    """Let another program run in the parser's place, within the same limits."""
    real = confined.subprocess.Popen

    def run(code):
        def popen(_command, **kwargs):
            return real([sys.executable, "-c", LIMITS + code], **kwargs)

        monkeypatch.setattr(confined.subprocess, "Popen", popen)

    return run


def refused(seconds=1):
    with pytest.raises(DraftRejected) as caught:
        parse_confined("pdf", b"x", seconds=seconds)
    (error,) = caught.value.errors
    return error.code


def test_a_parser_that_never_ends_is_stopped(program):
    program("while True: pass")
    assert refused() == "too_slow"


def test_a_parser_that_sleeps_is_stopped(program, monkeypatch):
    program("import time; time.sleep(600)")
    real = confined.subprocess.Popen

    def hasty(*args, **kwargs):
        process = real(*args, **kwargs)
        wait = process.wait
        monkeypatch.setattr(process, "wait", lambda *_seconds: wait(0.5) if _seconds else wait())
        return process

    monkeypatch.setattr(confined.subprocess, "Popen", hasty)
    assert refused() == "too_slow"


@pytest.mark.parametrize(
    "code",
    [
        "bytearray(2_000_000_000)",
        "import sys; sys.stdout.write('x' * 60_000_000)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import sys; sys.exit(3)",
        "print('no JSON')",
    ],
    ids=["memory", "output", "crash", "exit", "noise"],
)
def test_a_parser_that_fails_in_any_way_is_told(program, code):
    program(code)
    assert refused() == "stopped"


def test_it_sees_nothing_of_ours(program, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    program("import json, os; print(json.dumps({'names': sorted(os.environ)}))")
    names = parse_confined("pdf", b"x")["names"]
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(names)


def test_it_imports_nothing_of_the_site(program):
    program(
        "import json, sys; from articles.ingestion.parsers import docx, mail, pdf;"
        "print(json.dumps({'found': [name for name in sys.modules if name == 'django']}))"
    )
    assert parse_confined("pdf", b"x")["found"] == []


def test_a_library_that_is_missing_is_named(program):
    program(
        "import json, sys; sys.modules['pdfminer'] = None;"
        "from articles.ingestion.parsers.__main__ import told;"
        "print(json.dumps(told('pdf', b'%PDF-1.4')))"
    )
    with pytest.raises(DraftRejected, match="pdfminer"):
        parse_confined("pdf", b"x")


def test_it_runs_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "cranes stand still" in parse_confined("pdf", STORY)["text"]
    assert json.dumps(os.listdir(tmp_path)) == "[]"
