"""Names and pseudonyms: who is called what, to whom, and that it stays so."""

import io
import re
import zipfile

import pyarrow.parquet
import pytest

from annotator.annotation.actions import Answer, give_labels
from annotator.export.study.opening import open_study
from annotator.export.writers import FORMATS
from annotator.projects.actions import add_member
from annotator.projects.models import Membership
from annotator.review.actions import adjudicate
from tests.plugins.cast import make_user


def opened(cast, user, **given):
    return open_study(cast.member(user), given)


def people(study) -> dict[str, str]:
    return {person.name: person.role for person in study.header.people}


def test_reviewers_see_everybody_by_name(cast):
    cast.code_all(cast.ben)
    assert people(opened(cast, cast.reviewer)) == {
        "ben": "annotator",
        "manager": "manager",
        "reviewer": "reviewer",
        "ana": "annotator",
        "cleo": "annotator",
    }


@pytest.mark.parametrize(("names", "own"), [("real", "ana"), ("pseudonyms", "A2")])
def test_annotators_see_nobody_but_themselves(cast, names, own):
    cast.code_all(cast.ben)
    cast.take(cast.ana)
    study = opened(cast, cast.ana, names=names)
    assert people(study) == {own: "annotator"}
    (article,) = study.articles()
    assert [work.annotator for work in article.work] == [own]


def test_pseudonyms_go_by_who_came_first(cast):
    cast.code_all(cast.cleo)
    cast.code_all(cast.ana)
    member = cast.member(cast.manager)
    adjudicate(member=member, variable="genre", codes=("genre:report",), article=cast.article)
    study = opened(cast, cast.reviewer, names="pseudonyms")
    assert people(study) == {
        "A1": "annotator",  # cleo
        "A2": "annotator",  # ana
        "R1": "manager",  # who decided
        "M1": "reviewer",
        "M2": "annotator",  # ben, with nothing to show
    }
    (article,) = study.articles()
    assert {one.annotator for one in article.labels} == {"A1", "A2"}
    assert [one.decided_by for one in article.decisions] == ["R1"]
    assert {label[0] for _target, label in study.rows()} == {"A1", "A2"}


def test_pseudonyms_stay_when_others_come_and_people_go(cast):
    def called() -> set[tuple[str, str, str | None]]:
        (article,) = opened(cast, cast.manager, names="pseudonyms").articles()
        return {(one.annotator, one.variable, one.code) for one in article.labels}

    cast.code_all(cast.ben, slant="some")
    before = called()
    newcomer = make_user("aaa")  # first in the alphabet
    add_member(project=cast.project, user=newcomer, role="annotator")
    cast.code_all(cast.ana, slant="none")
    adjudicate(
        member=cast.member(cast.reviewer),
        variable="genre",
        codes=("genre:report",),
        article=cast.article,
    )
    assert before == {one for one in called() if one[0] == "A1"}
    cast.member(cast.ben).delete()
    assert before == {one for one in called() if one[0] == "A1"}
    assert people(opened(cast, cast.manager, names="pseudonyms"))["A1"] == ""


def test_nobody_is_renamed_when_a_reviewer_begins_to_code(cast):
    def called(name: str) -> dict[str, str]:
        return opened(cast, cast.manager, names=name).people.pseudonyms

    cast.code_all(cast.ana)
    for user in (cast.reviewer, cast.manager):
        adjudicate(
            member=cast.member(user),
            variable="genre",
            codes=("genre:report",),
            article=cast.article,
        )
    before = called("pseudonyms")
    assert (before["ana"], before["reviewer"], before["manager"]) == ("A1", "R1", "R2")
    set_role(cast, cast.reviewer, "annotator")
    cast.take(cast.reviewer)
    cast.add_article("The mill said it would close.")
    cast.take(cast.ben)
    after = called("pseudonyms")
    assert after["ben"] == "A3"  # the second is the reviewer, who stays R1
    assert before.items() - after.items() <= {("ben", "M1"), ("cleo", "M2")}


def set_role(cast, user, role: str) -> None:
    Membership.objects.filter(project=cast.project, user=user).update(role=role)


def test_who_begins_while_an_export_runs_has_the_name_they_keep(cast):
    cast.code_all(cast.ana)
    study = opened(cast, cast.manager, names="pseudonyms")
    assert people(study)["A1"] == "annotator"
    cast.code_all(cast.ben)
    newcomer = make_user("aaa")
    add_member(project=cast.project, user=newcomer, role="annotator")
    cast.add_article("The mill said it would close.")
    cast.code_all(newcomer)
    now = {label[0] for _target, label in study.rows()}
    assert now == {"A1", "A2", "A3"}
    later = opened(cast, cast.manager, names="pseudonyms")
    assert {label[0] for _target, label in later.rows()} == now


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet", "zip"])
@pytest.mark.parametrize("layer", ["annotators", "adjudicated"])
def test_no_username_is_left(cast, name, layer):
    for user in (cast.ana, cast.ben):
        cast.code_all(user)
    member = cast.member(cast.reviewer)
    adjudicate(member=member, variable="genre", codes=("genre:report",), article=cast.article)
    study = opened(cast, cast.manager, names="pseudonyms", layer=layer)
    written = b"".join(FORMATS[name].write(study))
    if name == "zip":
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            tables = [one for one in archive.namelist() if one.endswith(".csv")]
            written = b"".join(map(archive.read, [*tables, "project.json"]))
            assert b"R1,reviewer" in written  # a role, not a name
    if name == "parquet":
        written = repr(pyarrow.parquet.read_table(io.BytesIO(written)).to_pylist()).encode()
    assert (b"A1" in written) == (layer == "annotators" or name == "zip")
    assert not re.search(rb"\b(ana|ben|cleo)\b", written)


def test_notes_are_left_as_they_were_written(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    answer = Answer(claim.pk, "slant", ("slant:some",), note="as ben said")
    give_labels(assignment=assignment, actor=cast.ana, answers=[answer])
    (article,) = opened(cast, cast.manager, names="pseudonyms").articles()
    assert [(one.annotator, one.note) for one in article.labels] == [("A1", "as ben said")]
