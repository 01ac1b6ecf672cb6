"""`export_labels PROJECT --format FORMAT [--output FILE]`: all labels of a project."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotator.export.jobs.asking import format_named
from annotator.export.study.opening import FILTERS, open_study, operator_of
from annotator.export.study.options import Layer, Names
from annotator.export.study.records import Study
from annotator.export.writers import FORMATS
from annotator.management.writing import write_out, write_whole
from annotator.projects.models import Project


class Command(BaseCommand):
    """Writes what `GET /api/v1/projects/{slug}/export/` gives a manager."""

    help = "Write all labels of a project to a file, or to the screen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project", help="The project's slug.")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--output", type=Path, help="The file; without it, standard output.")
        parser.add_argument("--layer", choices=Layer.values, help="Whose answers.")
        parser.add_argument("--names", choices=Names.values, help="What people are called.")
        parser.add_argument(
            "--bom", action="store_const", const="true", help="Begin csv with a byte order mark."
        )
        parser.add_argument("--freeze", help="The name of a freeze, instead of the present.")
        for name in FILTERS:
            option = f"--{name.replace('_', '-')}"
            parser.add_argument(option, help=f"As `{name}` of the API.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the labels."""
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        try:
            chosen = format_named(options["format"])
            study = self._study(project, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        pieces = chosen.write(study)
        if options["output"]:
            write_whole(options["output"], pieces)
            self.stderr.write(f"Wrote {options['output']}.")
        else:
            write_out(pieces)

    def _study(self, project: Project, options: dict[str, Any]) -> Study:
        read = ("layer", "names", "bom", "freeze", *FILTERS)
        given = {name: options[name] for name in read if options[name]}
        return open_study(operator_of(project), given)
