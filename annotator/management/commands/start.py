"""`manage.py start` makes everything ready and serves: what `make run` calls."""

import signal
import socket
import sys
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from honcho.manager import Manager
from honcho.printer import Printer

from annotator.export.jobs.tidying import tidy_exports
from annotator.management.demo import ANNOTATORS, PASSWORD, SLUG, load_demo, may_load
from annotator.projects.models import Project
from annotator.projects.polling import line_up_all
from annotator.projects.tasks import take_up_imports
from articles.bulk import refresh_statistics

SERVER = (
    "{python} -m granian --interface wsgi annotator.wsgi:application --host 127.0.0.1 "
    "--port {port} --workers 1 --blocking-threads 4 --backlog 256 --no-ws --log-level warning"
)
WORKER = "{python} manage.py db_worker --interval 1 --no-reload --no-startup-delay"


class Command(BaseCommand):
    """Migrate, load the demo once, then run the web server and the background worker."""

    help = "Make the site ready, then run the web server and the background worker."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C."""
        self._require_port()
        self._migrate()
        if not settings.DEBUG:
            call_command(collectstatic.Command(), interactive=False, verbosity=0)
        self._load_demo()
        refresh_statistics()
        tidy_exports()
        take_up_imports()
        line_up_all()
        connection.close()
        self._announce()
        manager = Manager(Printer(sys.stdout, prefix=False))  # each line stays one JSON value
        names = {"python": sys.executable, "port": settings.PORT}
        manager.add_process("web", SERVER.format(**names))
        manager.add_process("worker", WORKER.format(**names))
        manager.loop()
        stopped_by_hand = manager.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
        sys.exit(0 if stopped_by_hand else manager.returncode)

    def _require_port(self) -> None:
        """Refuse a port that is taken: the server would share it with who has it, and people
        would meet now the one and now the other."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that is given back
            try:
                probe.bind(("127.0.0.1", settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} cannot be used: {error.strerror}. Stop what uses it, "
                    "or choose another with PORT=."
                ) from error

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database ...")
            call_command("migrate", verbosity=0)

    def _load_demo(self) -> None:
        password = may_load(asked=False, password=None)
        if password and not Project.objects.exists():
            self.stdout.write("Loading the demo ...")
            load_demo(password=password)

    def _announce(self) -> None:
        self.stdout.write(f"\nSourcemark is at http://127.0.0.1:{settings.PORT}")
        if settings.DEBUG and Project.objects.filter(slug=SLUG).exists():
            logins = "  ".join((*ANNOTATORS, "reviewer", "manager"))
            self.stdout.write(f"Demo logins: {logins}\nPassword:    {PASSWORD}")
        self.stdout.write("Ctrl-C stops it.\n\n")
        self.stdout.flush()
