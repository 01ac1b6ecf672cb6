"""`export_history PROJECT [--format jsonl] [--kind label]`: how labels and decisions came to be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotator.export.history import Kind, read_history
from annotator.export.history.writing import FORMS
from annotator.export.study.opening import operator_of
from annotator.export.study.options import Names
from annotator.export.study.people import People
from annotator.management.writing import write_out, write_whole
from annotator.projects.models import Project


class Command(BaseCommand):
    """Write the history of a project's labels, or of its decisions."""

    help = "Write every change of a project's labels (or decisions), in the order they were made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project", help="The project's slug.")
        parser.add_argument("--format", default="jsonl", choices=sorted(FORMS))
        parser.add_argument("--kind", default=Kind.LABEL.value, choices=Kind.values)
        parser.add_argument("--names", default=Names.REAL.value, choices=Names.values)
        parser.add_argument("--since", default="", help="Only what was made then or later.")
        parser.add_argument("--output", type=Path, help="The file; without it, standard output.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the history."""
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        asked = {"kind": options["kind"], "since": options["since"]}
        called = People(project, Names(options["names"])).called
        try:
            history = read_history(operator_of(project), asked, called)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        pieces = FORMS[options["format"]][1](history)
        if options["output"]:
            write_whole(options["output"], pieces)
            self.stderr.write(f"Wrote {options['output']}.")
            return
        write_out(pieces)
