"""`export_labels PROJECT --format FORMAT [--output FILE]`: all labels of a project."""

import secrets
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.export.study.opening import open_study, operator_of
from annotator.export.writers import FORMATS
from annotator.projects.models import Project


class Command(BaseCommand):
    """Writes what `GET /api/v1/projects/{slug}/export/` gives a manager."""

    help = "Write all labels of a project to a file, or to the screen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project", help="The project's slug.")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--output", type=Path, help="The file; without it, standard output.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the labels."""
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        pieces = FORMATS[options["format"]].write(open_study(operator_of(project), {}))
        if options["output"]:
            self._replace(options["output"], pieces)
        else:
            for piece in pieces:
                self.stdout.write(piece.decode(), ending="")

    def _replace(self, path: Path, pieces: Iterable[bytes]) -> None:
        """Write beside the file, then rename: nobody ever finds half an export."""
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb") as out:
                out.writelines(pieces)
            part.replace(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)
        self.stderr.write(f"Wrote {path}.")
