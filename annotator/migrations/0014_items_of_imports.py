"""Keep what an import brings in rows of its own, which are read and saved a few at a time."""

from django.db import migrations, models

CHUNK = 500


def items_of(kept, known):
    """Yield what stood in the lists of one import as the fields of items."""
    for number, one in enumerate(kept.report):
        article = one["article"] if one["article"] in known else None
        yield {
            "state": "failed" if one["outcome"] == "conflict" else "saved",
            "line": one.get("line"),
            "outcome": one["outcome"],
            "message": one.get("message", ""),
            "article_id": article,
            "draft": None if article else {"title": one.get("title", "")},
        }
    for one in kept.drafts[len(kept.report) :]:
        yield {"state": "ready", "line": one.pop("source_line", None), "draft": one}
    for one in kept.rejects:
        yield {"state": "failed", "line": one["line"], "errors": one["errors"]}


def fill(apps, schema_editor):
    imports = apps.get_model("annotator", "ArticleImport").objects.order_by("pk")
    item = apps.get_model("annotator", "ImportItem")
    articles = apps.get_model("articles", "Article").objects
    for pk in list(imports.values_list("pk", flat=True)):
        kept = imports.get(pk=pk)
        numbers = [one["article"] for one in kept.report if one["article"]]
        known = set()
        for start in range(0, len(numbers), CHUNK):
            found = articles.filter(pk__in=numbers[start : start + CHUNK])
            known.update(found.values_list("pk", flat=True))
        item.objects.bulk_create(
            (
                item(article_import=kept, position=position, source=kept.file_name, **fields)
                for position, fields in enumerate(items_of(kept, known))
            ),
            batch_size=CHUNK,
        )
    if schema_editor.connection.vendor == "postgresql":
        # Checks of the new references still wait, and a table with such cannot be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0013_order_of_histories"),
        ("articles", "0002_publishers_sketches_pages"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveField(model_name="articleimport", name="drafts"),
        migrations.RemoveField(model_name="articleimport", name="rejects"),
        migrations.RemoveField(model_name="articleimport", name="report"),
        migrations.AlterField(
            model_name="articleimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("mapping", "waiting for the names of its columns"),
                    ("reading", "being read"),
                    ("preview", "waiting for your decision"),
                    ("running", "being saved"),
                    ("done", "done"),
                    ("discarded", "discarded"),
                    ("cancelled", "cancelled"),
                ],
                default="preview",
                max_length=20,
            ),
        ),
    ]
