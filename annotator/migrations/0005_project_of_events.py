"""Write the project into the rows of both histories, which can then be counted by project."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    for history, of in (("AssignmentEvent", "assignment"), ("AdjudicationEvent", "adjudication")):
        events = apps.get_model("annotator", history).objects.filter(project=None)
        owner = apps.get_model("annotator", of.title()).objects.filter(pk=OuterRef(of))
        events.update(project=Subquery(owner.values("project")[:1]))


class Migration(migrations.Migration):

    dependencies = [("annotator", "0004_overlap_and_decisions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
