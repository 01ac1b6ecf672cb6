"""Let a project's history, its decisions and its assignments be read along one index each."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    events = apps.get_model("annotator", "LabelEvent").objects.filter(project=None)
    owner = apps.get_model("annotator", "Assignment").objects.filter(pk=OuterRef("assignment"))
    events.update(project=Subquery(owner.values("project")[:1]))
    if schema_editor.connection.vendor == "postgresql":
        # Checks of the new references still wait, and a table with such cannot be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [("annotator", "0011_ways_in_feeds_and_copies")]

    operations = [
        migrations.AddField(
            model_name="labelevent",
            name="project",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="annotator.project",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="labelevent",
            name="project",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="annotator.project",
            ),
        ),
        migrations.AddIndex(
            model_name="labelevent",
            index=models.Index(
                fields=["project", "created_at", "id"], name="annotation_history_order"
            ),
        ),
        migrations.AddIndex(
            model_name="adjudicationevent",
            index=models.Index(fields=["project", "created_at", "id"], name="review_history_order"),
        ),
        migrations.AddIndex(
            model_name="adjudication",
            index=models.Index(fields=["project", "id"], name="review_list_order"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["project", "id"], name="annotation_list_order"),
        ),
    ]
