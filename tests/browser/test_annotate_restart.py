"""The server is killed while somebody codes, and comes back: nothing lost, nothing doubled."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect

from annotator.annotation.models import Label, LabelEvent, Step
from annotator.management.commands.start import SERVER
from tests.browser.test_annotate import at_claim, prefer, press, saved

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the server process opens the test's SQLite file"
)


class Process:
    """The production server on the test's database."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.running: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        name = connection.settings_dict["NAME"]
        command = shlex.split(SERVER.format(python=sys.executable, port=self.port))
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{name}", "DEBUG": "1"}
        self.running = subprocess.Popen(
            command,
            env={**environment, "SECRET_KEY": settings.SECRET_KEY},
            cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)

    def _answers(self) -> bool:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as client:
            try:
                client.request("GET", "/healthz")
                return client.getresponse().status == 200
            except OSError:
                return False

    def kill(self) -> None:
        if self.running:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None


@pytest.fixture
def process():
    server = Process()
    server.start()
    yield server
    server.kill()


def test_killed_and_restarted_in_mid_coding(desk, cast, process):
    desk.expect("net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "net::ERR_EMPTY")
    desk.address = process.address
    address = reverse("annotate", args=["quay", cast.take(cast.ana).public_id])
    page = desk.sit(cast.ana).new_page()
    page.goto(process.address + address)
    page.wait_for_selector("[data-ready]")
    prefer(page, auto_advance=False)
    press(page, "2", "b", "1")
    saved(page)
    process.kill()
    press(page, "Escape", "j", "2", "b", "3", "Escape", "j", "1")
    expect(page.locator("[data-save-state]")).to_contain_text("Offline, 3 waiting")
    process.start()
    # The page tries by itself, too, and then hides the button.
    page.locator("[data-save-retry]").evaluate("(button) => button.click()")
    saved(page)
    at_claim(page, 3)
    assert Label.objects.count() == 2 + 2 + 2
    assert Step.objects.count() == 5
    assert LabelEvent.objects.count() == 6
