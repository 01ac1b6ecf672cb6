"""Queries whose SQL is made once per process; afterwards only their parameters change.

For the hot path alone: making the SQL of a query takes Django ten times as long as running it.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Field, Model, QuerySet

Row = dict[str, Any]
ModelT = TypeVar("ModelT", bound=Model)


class _Plan(NamedTuple):
    sql: str
    parameters: list[tuple[str | None, Any]]  # the name of a place, or None and a fixed value
    names: list[str]
    converters: dict[int, Any]


class Prepared:
    """A query with places to fill in.

    `build` takes a sample for each place and returns the queryset. Each sample has to be a value
    found nowhere else in the query: by it the place is recognised among the parameters. The field
    turns what is filled in into what the database takes.

    >>> by_slug = Prepared(lambda slug: Project.objects.filter(slug=slug), slug=("?", SLUG))
    >>> by_slug.rows(slug="demo")
    [{"project.id": 1, "project.slug": "demo", ...}]
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any]], **places: tuple[Any, "Field[Any, Any]"]
    ) -> None:
        self._build, self._places = build, places

    def rows(self, **values: Any) -> list[Row]:
        """Run the query; columns are keyed by model and attribute, `project.slug`."""
        found = self.tuples(**values)
        return [dict(zip(self._plan.names, row, strict=True)) for row in found]

    def tuples(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run the query; columns are in the order of the queryset."""
        plan = self._plan
        filled = {
            name: field.get_db_prep_value(values[name], connection)
            for name, (_sample, field) in self._places.items()
        }
        with connection.cursor() as cursor:
            cursor.execute(
                plan.sql, [filled[name] if name else fixed for name, fixed in plan.parameters]
            )
            return [_converted(row, plan.converters) for row in cursor.fetchall()]

    @cached_property
    def _plan(self) -> _Plan:
        samples = {name: sample for name, (sample, _field) in self._places.items()}
        compiler = self._build(**samples).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        known = {
            field.get_db_prep_value(sample, connection): name
            for name, (sample, field) in self._places.items()
        }
        named = [(known.get(one), one) for one in parameters]
        if {name for name, _ in named if name} != self._places.keys():
            raise RuntimeError("A place was not found among the parameters of a prepared query.")
        columns = [column for column, _sql, _alias in compiler.select]
        names = [f"{one.target.model._meta.model_name}.{one.target.attname}" for one in columns]
        return _Plan(sql, named, names, compiler.get_converters(columns))


class PreparedWrite:
    """Inserts and updates of a model's rows by SQL made from its fields.

    For a handful of rows whose every value is set: no defaults, no signals, and an inserted
    instance does not learn its key. Many rows are `bulk_create`'s and `bulk_update`'s work.
    """

    def __init__(self, model: type[Model], changing: Sequence[str] = ()) -> None:
        self._model, self._changing = model, changing

    def insert(self, rows: Sequence[Model]) -> None:
        """Insert rows by one statement."""
        if not rows:
            return
        fields, head = self._insert
        one = f"({', '.join(['%s'] * len(fields))})"
        values = [value for row in rows for value in _values(row, fields)]
        with connection.cursor() as cursor:
            cursor.execute(f"{head} {', '.join([one] * len(rows))}", values)

    def insert_new(self, row: Model) -> bool:
        """Insert one row unless its key is taken; tells whether it was inserted.

        For a model whose key is set by the caller.
        """
        fields, head = self._insert_with_key
        marks = ", ".join(["%s"] * len(fields))
        with connection.cursor() as cursor:
            cursor.execute(f"{head} ({marks}) ON CONFLICT DO NOTHING", _values(row, fields))
            return bool(cursor.rowcount)

    def update(self, row: Model) -> None:
        """Write the changing fields of one row."""
        fields, sql = self._update
        with connection.cursor() as cursor:
            cursor.execute(sql, [*_values(row, fields), row.pk])

    @cached_property
    def _insert(self) -> tuple[list[Any], str]:
        fields = [one for one in self._model._meta.concrete_fields if not one.primary_key]
        return fields, self._head(fields)

    @cached_property
    def _insert_with_key(self) -> tuple[list[Any], str]:
        fields: list[Any] = list(self._model._meta.concrete_fields)
        return fields, self._head(fields)

    def _head(self, fields: Sequence[Any]) -> str:
        columns = ", ".join(_quoted(one.column) for one in fields)
        return f"INSERT INTO {self._table} ({columns}) VALUES"

    @cached_property
    def _update(self) -> tuple[list[Any], str]:
        fields: list[Any] = [self._model._meta.get_field(name) for name in self._changing]
        columns = ", ".join(f"{_quoted(one.column)} = %s" for one in fields)
        key = _quoted(self._model._meta.pk.column)
        # Names of the model, quoted by the database; values go in as parameters.
        return fields, f"UPDATE {self._table} SET {columns} WHERE {key} = %s"  # noqa: S608

    @property
    def _table(self) -> str:
        return _quoted(self._model._meta.db_table)


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


def _values(row: Model, fields: Sequence[Any]) -> list[Any]:
    return [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields]


def _converted(row: Sequence[Any], converters: dict[int, Any]) -> tuple[Any, ...]:
    cells = list(row)
    for place, (steps, expression) in converters.items():
        for step in steps:
            cells[place] = step(cells[place], expression, connection)
    return tuple(cells)


def instance(model: type[ModelT], row: Row) -> ModelT:
    """Return the model's columns of a row as an instance; what was not selected is deferred."""
    prefix = f"{model._meta.model_name}."
    mine = {name.removeprefix(prefix): row[name] for name in row if name.startswith(prefix)}
    fields = [field.attname for field in model._meta.concrete_fields if field.attname in mine]
    return model.from_db(connection.alias, fields, [mine[name] for name in fields])
