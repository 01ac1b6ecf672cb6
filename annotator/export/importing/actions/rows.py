"""Write many labels at once: one statement for all of a kind, past the objects of the ORM."""

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router

from annotator.annotation.models import Label, LabelEvent
from articles.bulk import insert_rows, update_rows

BATCH = 500
CHANGING = ("code", "item", "span_start", "span_end", "note", "inherited", "updated_at")


def store_labels(*, spare: Sequence[Label], kept: Sequence[Label], fresh: Sequence[Label]) -> None:
    """Delete, then change, then insert: a row is never in another's way."""
    numbers = [row.pk for row in spare]
    for start in range(0, len(numbers), BATCH):
        Label.objects.filter(pk__in=numbers[start : start + BATCH]).delete()
    update_rows(Label, CHANGING, ((row.pk, *_plain(row, CHANGING)) for row in kept))
    _insert(Label, fresh)


def store_history(events: Sequence[LabelEvent]) -> None:
    """Append lines of history."""
    _insert(LabelEvent, events)


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    if rows:
        insert_rows(model, columns, (_plain(row, columns) for row in rows))


def _plain(row: models.Model, columns: Sequence[str]) -> tuple[Any, ...]:
    """The values of a row as the database takes them."""
    connection = connections[router.db_for_write(type(row))]
    return tuple(
        _as_text(field.get_db_prep_save(getattr(row, field.attname), connection))
        for field in (row._meta.get_field(name) for name in columns)
        if isinstance(field, models.Field)
    )


def _as_text(value: Any) -> Any:
    """JSON in words: `COPY` takes no objects of the driver's own."""
    return value.dumps(value.obj) if hasattr(value, "obj") and hasattr(value, "dumps") else value
