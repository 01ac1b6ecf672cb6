"""The production server as `manage.py start` runs it, and the load on it."""

import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import IO, Any

from annotator.management.commands.start import SERVER
from tests.benchmarks.places import ROOT

PRODUCT = "annotator.wsgi:application"
BARE = "tests.benchmarks.bare.wsgi:application"
START_SECONDS = 30
LOCKED = "database is locked"


class Server:
    """A running server, its port, and what it has written so far."""

    def __init__(self, port: int, log: IO[bytes]) -> None:
        self.port, self._log = port, log

    def drive(
        self, clients: Sequence[dict[str, Any]], *, seconds: float, warmup: float = 0.5
    ) -> dict[str, Any]:
        """Put load on it; raise RuntimeError unless every answer was 200 and no lock was met."""
        plan = {"port": self.port, "warmup": warmup, "seconds": seconds, "clients": clients}
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.load"],
            input=json.dumps(plan),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
            timeout=seconds + warmup + 120,
        )
        if done.returncode:
            raise RuntimeError(f"the load clients failed: {done.stderr.strip()[-500:]}")
        measured: dict[str, Any] = json.loads(done.stdout)
        self._refuse_failures(measured)
        return measured

    def _refuse_failures(self, measured: dict[str, Any]) -> None:
        failed = sum(n for status, n in measured["statuses"].items() if status != "200")
        locked = self.written().count(LOCKED)
        if failed or locked:
            raise RuntimeError(
                f"{failed} of {measured['requests']} requests failed, “{LOCKED}” {locked} times: "
                f"{measured['example']}"
            )

    def written(self) -> str:
        """The server's log."""
        # The server shares the place in the file, so reading must not move it.
        number = self._log.fileno()
        return os.pread(number, os.fstat(number).st_size, 0).decode(errors="replace")


@contextmanager
def serving(
    application: str = PRODUCT, *, command: str = SERVER, bare: str = ""
) -> Iterator[Server]:
    """Run a server on a free port until the context ends."""
    port = _free_port()
    line = command.replace(PRODUCT, application).format(python=sys.executable, port=port)
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            shlex.split(line),
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, "BENCHMARK_BARE": bare},
        )
        server = Server(port, log)
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", server.port, timeout=START_SECONDS)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"the server did not start: {server.written()[-500:]}")
