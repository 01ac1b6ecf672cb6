"""Versions published before all kinds could be answered get the rows that publishing makes now."""

import copy
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from annotator.annotation.models import Label
from annotator.codebook.actions import publish_codebook
from annotator.codebook.models import Code, CodebookVersion, Variable
from annotator.codebook.reading import read_codebook
from tests.annotator.codebook.kinds import EVERY_KIND

pytestmark = pytest.mark.django_db

migration = import_module("annotator.migrations.0003_codebook_kinds")

CODE_FIELDS = ("variable__identifier", "identifier", "label", "short", "definition", "example")
CODE_FIELDS += ("rule", "key", "rank", "item", "is_missing", "position")
VARIABLE_FIELDS = ("identifier", "label", "scope", "select", "required", "coders", "scale")
VARIABLE_FIELDS += ("applies_if", "definition", "key", "attribute_of__identifier", "position")


@cache
def models_of_then() -> Any:
    """The models as the migration knows them."""
    return MigrationLoader(connection).project_state(("annotator", "0002_steps_and_flags")).apps


def migrate() -> None:
    migration.add_kinds(models_of_then(), connection.schema_editor())


def rows(version: CodebookVersion) -> tuple[list, list]:
    variables = version.variables.order_by("position").values_list(*VARIABLE_FIELDS)
    codes = Code.objects.filter(variable__version=version).order_by(
        "variable__position", "position"
    )
    return list(variables), list(codes.values_list(*CODE_FIELDS))


def publish_as_before(document: dict) -> CodebookVersion:
    """A version with the rows that publishing made at first: each code of the file as it is."""
    version = publish_codebook(document=document)
    version.variables.all().delete()
    for position, spec in enumerate(read_codebook(document).variables):
        variable = Variable.objects.create(
            version=version,
            identifier=spec.id,
            label=spec.label,
            scope=spec.scope,
            select=spec.select,
            required=spec.required,
            coders=spec.coders,
            scale=spec.scale,
            applies_if=spec.applies_if,
            definition=spec.definition,
            key=spec.key_as_read or spec.key,
            position=position,
        )
        Code.objects.bulk_create(
            Code(
                variable=variable,
                identifier=code.id,
                label=code.label,
                short=code.short,
                definition=code.definition,
                example=code.example,
                rule=code.rule,
                key=code.key_as_read or code.key,
                rank=spec.order.index(code.id) if code.id in spec.order else None,
                position=place,
            )
            for place, code in enumerate(spec.codes)
        )
    return version


def test_old_versions_get_the_rows_of_new_ones():
    expected = rows(publish_codebook(document={**EVERY_KIND, "name": "New"}))
    old = publish_as_before(EVERY_KIND)
    assert rows(old) != expected
    migrate()
    assert rows(old) == expected
    migrate()
    assert rows(old) == expected


def test_versions_published_now_stay_as_they_are():
    version = publish_codebook(document=EVERY_KIND)
    before = rows(version), set(Code.objects.values_list("pk", flat=True))
    migrate()
    assert (rows(version), set(Code.objects.values_list("pk", flat=True))) == before


def test_a_code_in_use_stays(cast):
    old = publish_as_before(EVERY_KIND)
    assignment = cast.code_all(cast.ana)
    label = Label.objects.filter(assignment=assignment).first()
    used = Code.objects.get(identifier="sig:byline")
    Label.objects.filter(pk=label.pk).update(code=used, variable=used.variable)
    migrate()
    found = list(used.variable.codes.order_by("position").values_list("identifier", flat=True))
    items = [
        f"sig:{item}={answer}" for item in ("byline", "date") for answer in ("yes", "no", "na")
    ]
    assert found == [*items, "sig:byline"]
    assert Label.objects.get(pk=label.pk).code == used
    assert not old.variables.get(identifier="check").codes.filter(item="").exists()


def test_what_became_a_command_gets_another_key():
    document = copy.deepcopy(EVERY_KIND)
    document["variables"][0]["key"] = "v"
    document["variables"][1]["key"] = "7"
    document["variables"][0]["codes"][0]["key"] = "m"
    document["presets"] = [{"key": "p", "label": "P", "set": ["topic:water"]}]
    old = publish_as_before(document)
    old.presets.update(key="m")
    migrate()
    first, second = old.variables.order_by("position")[:2]
    assert (first.key, second.key) == ("a", "b") or {"v", "7"}.isdisjoint({first.key, second.key})
    assert old.presets.get().key == "1"
    keys = [one for one in old.variables.values_list("key", flat=True) if one]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set("0123456789jkuzi?./[]{},vm")
    assert list(first.codes.order_by("position").values_list("key", flat=True)) == ["3", "1", "2"]


def test_an_attribute_that_cannot_be_asked_is_left_out():
    document = copy.deepcopy(EVERY_KIND)
    old = publish_as_before(document)
    old.document["variables"][5]["attributes"] = {"a" * 40: ["x"], "holder": ["outlet"]}
    old.save(update_fields=["document"])
    old.variables.filter(identifier="part").update(identifier="device_holder")
    migrate()
    assert not old.variables.filter(attribute_of__isnull=False).exists()
