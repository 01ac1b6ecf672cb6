from django.db import migrations, models


class Migration(migrations.Migration):
    """What a person could read as a reviewer, they do not code as an annotator."""

    dependencies = [("annotator", "0008_articles_that_a_step_closed")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="saw_labels_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
