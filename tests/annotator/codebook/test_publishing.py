"""A published codebook holds everything its variables can be answered with."""

import copy

import pytest

from annotator.codebook.actions import publish_codebook, publish_default
from annotator.codebook.catalogue import catalogue_of, describe, project_catalogue
from annotator.codebook.models import Code, CodebookVersion, Variable
from annotator.codebook.rules import ALWAYS, In
from tests.annotator.codebook.kinds import EVERY_KIND

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> CodebookVersion:
    return publish_codebook(document=EVERY_KIND)


def codes_of(version: CodebookVersion, variable: str) -> list[Code]:
    return list(version.variables.get(identifier=variable).codes.order_by("position"))


def test_a_set_has_three_codes_for_each_item(version):
    found = codes_of(version, "sig")
    assert [(one.identifier, one.label, one.short, one.key, one.item) for one in found] == [
        ("sig:byline=yes", "Byline: yes", "BYL+", "1", "sig:byline"),
        ("sig:byline=no", "Byline: no", "BYL-", "2", "sig:byline"),
        ("sig:byline=na", "Byline: does not apply", "BYL/", "3", "sig:byline"),
        ("sig:date=yes", "Date: yes", "DA+", "1", "sig:date"),
        ("sig:date=no", "Date: no", "DA-", "2", "sig:date"),
        ("sig:date=na", "Date: does not apply", "DA/", "3", "sig:date"),
    ]
    assert {one.definition for one in found[:3]} == {"An author is named."}
    assert {one.example for one in found[:3]} == {"By Mirel Aden"}
    assert {one.rule for one in found[:3]} == {"A desk is no author."}


def test_words_are_kept_under_one_code(version):
    assert [(one.identifier, one.label) for one in codes_of(version, "why")] == [
        ("why:text", "Text")
    ]


def test_an_attribute_is_a_variable_right_after_the_one_it_belongs_to(version):
    names = [one.identifier for one in version.variables.order_by("position")]
    assert names[names.index("device") :][:3] == ["device", "device_holder", "part"]
    assert [one.position for one in version.variables.order_by("position")] == list(
        range(len(names))
    )
    holder = version.variables.get(identifier="device_holder")
    assert (holder.label, holder.scope, holder.select) == ("Holder", "span", "one")
    assert (holder.required, holder.key, holder.applies_if) == (False, "", "")
    assert holder.attribute_of.identifier == "device"
    assert [
        (one.identifier, one.label, one.short, one.key)
        for one in codes_of(version, "device_holder")
    ] == [
        ("device_holder:outlet", "Outlet", "OU", "1"),
        ("device_holder:the_source", "The source", "TS", "2"),
    ]


def test_codes_that_stand_for_no_answer_are_marked(version):
    assert [one.is_missing for one in codes_of(version, "att")] == [False, False, True]
    assert [(one.rank, one.is_missing) for one in codes_of(version, "slant")] == [
        (0, False),
        (1, False),
        (2, False),
        (None, True),
    ]
    assert not Code.objects.filter(item__gt="", is_missing=True).exists()


def test_the_document_stays_as_it_was(version):
    assert version.document == EVERY_KIND


def test_a_label_as_long_as_may_be_still_fits():
    document = copy.deepcopy(EVERY_KIND)
    document["variables"][3]["codes"][0]["label"] = "x" * 200
    found = codes_of(publish_codebook(document=document), "check")
    assert [len(one.label) for one in found[:3]] == [200, 200, 200]
    assert found[2].label.endswith("x: does not apply")


def test_the_shipped_codebook_is_published_with_all_its_kinds():
    version = publish_default()
    assert version.version == "0.2.0"
    assert [one.identifier for one in version.variables.filter(attribute_of__isnull=False)] == [
        "bias_holder"
    ]
    assert version.variables.get(identifier="sig").codes.count() == 27
    shown = catalogue_of(version)
    for entry in shown.variables.values():
        shorts = [code.short for code in entry.codes.values()]
        assert len(set(shorts)) == len(shorts)
    assert [entry.id for entry in shown.codable() if entry not in shown.choosable()] == [
        "bias_holder"
    ]


# -- the catalogue ----------------------------------------------------------------------------


def test_every_kind_can_be_answered(version):
    catalogue = catalogue_of(version)
    assert [entry.id for entry in catalogue.codable()] == list(catalogue.variables)
    assert [entry.id for entry in catalogue.choosable()] == [
        one["id"] for one in EVERY_KIND["variables"]
    ]


def test_what_a_variable_takes(version):
    entries = catalogue_of(version).variables
    assert [key for key, entry in entries.items() if entry.is_text] == ["why", "remark"]
    assert [key for key, entry in entries.items() if entry.is_set] == ["check", "sig"]
    several = ["topic", "device", "device_holder", "part"]
    assert [key for key, entry in entries.items() if entry.takes_several] == several
    assert [key for key, entry in entries.items() if entry.is_ranked] == ["slant"]
    assert [key for key, entry in entries.items() if not entry.row.is_exclusive] == [
        "topic",
        "device",
    ]


def test_a_set_lists_its_items(version):
    entries = catalogue_of(version).variables
    assert list(entries["sig"].items) == ["sig:byline", "sig:date"]
    label, answers = entries["sig"].items["sig:byline"]
    assert label == "Byline"
    assert [(answer, code.identifier) for answer, code in answers.items()] == [
        ("yes", "sig:byline=yes"),
        ("no", "sig:byline=no"),
        ("na", "sig:byline=na"),
    ]
    assert entries["att"].items == {}


def test_a_rule_on_a_set_asks_for_yes(version):
    assert catalogue_of(version).variables["remark"].rule == In("sig", ("sig:byline=yes",))
    narrowed = project_catalogue(version, ["remark"])
    assert narrowed.variables["remark"].rule == ALWAYS


@pytest.mark.parametrize("chosen", [["part", "device"], ["device", "part", "device_holder"]])
def test_an_attribute_comes_with_its_variable_in_the_codebook_s_order(version, chosen):
    assert list(project_catalogue(version, chosen).variables) == [
        "device",
        "device_holder",
        "part",
    ]


def test_an_attribute_alone_is_nothing(version):
    assert list(project_catalogue(version, ["device_holder", "att"]).variables) == ["att"]


def test_the_whole_is_described_to_the_browser_and_the_api(version):
    described = {one["id"]: one for one in describe(catalogue_of(version))}
    assert described["device_holder"]["attribute_of"] == "device"
    assert described["device"]["attribute_of"] is None
    assert described["sig"]["items"] == [
        {"id": "sig:byline", "label": "Byline", "definition": "An author is named."},
        {"id": "sig:date", "label": "Date", "definition": ""},
    ]
    assert described["att"]["items"] == []
    assert [code["item"] for code in described["check"]["codes"]][2:4] == [
        "check:dated",
        "check:placed",
    ]
    assert [code["missing"] for code in described["att"]["codes"]] == [False, False, True]
    assert described["remark"]["rule"]["codes"] == ["sig:byline=yes"]


def test_reading_a_version_costs_the_same_whatever_is_in_it(version, django_assert_num_queries):
    with django_assert_num_queries(4):  # version, variables, codes, presets
        described = describe(catalogue_of(version))
    assert len(described) == Variable.objects.count()
