"""Projects, members, codebook."""

import pytest

from annotator.codebook.models import CodebookVersion
from annotator.projects.models import Project
from tests.annotator.export.conftest import assert_problem
from tests.plugins.cast import SMALL_CODEBOOK, make_user


def new(slug="mill", **more):
    return {"slug": slug, "title": "The mill", "codebook": SMALL_CODEBOOK, **more}


def test_own_projects_only(cast, api):
    (project,) = api(cast.ana).results("/projects/")
    assert project["slug"] == "quay"
    assert project["role"] == "annotator"
    assert project["variables"] == ["att", "src", "slant", "topic", "genre"]
    assert api(cast.stranger).results("/projects/") == []


def test_one_project(cast, api):
    project = api(cast.ana).get("/projects/quay/").json()
    assert project["title"] == "The quay"
    assert (project["codebook"], project["codebook_version"]) == ("Small", "1")


@pytest.mark.parametrize("projects", [2, 40])
def test_listing_projects_costs_the_same_for_many(cast, api, projects, django_assert_num_queries):
    for number in range(projects):
        api(cast.manager).post("/projects/", new(f"mill-{number}"))
    manager = api(cast.manager)
    with django_assert_num_queries(3):  # session, user, memberships with all they show
        assert len(manager.results("/projects/")) == projects + 1


def test_creating_with_a_codebook(cast, api):
    body = new(variables=["slant", "att"], overlap=2, guidelines="# Read\n\nfirst")
    answer = api(cast.manager).post("/projects/", body)
    assert answer.status_code == 201
    assert answer.json()["variables"] == ["att", "slant"]
    assert answer.json()["role"] == "manager"
    project = Project.objects.get(slug="mill")
    assert (project.overlap, project.guidelines) == (2, "# Read\n\nfirst")


def test_creating_with_rules_of_coding(cast, api):
    rules = {
        "reliability_share": 20,
        "quota": 40,
        "seed": 7,
        "lease_hours": 48,
        "blind": "always",
    }
    shown = api(cast.manager).post("/projects/", new(**rules)).json()
    assert {name: shown[name] for name in rules} == rules
    shown = api(cast.manager).get("/projects/mill/").json()
    assert {name: shown[name] for name in rules} == rules
    plain = api(cast.manager).post("/projects/", new(slug="plain")).json()
    assert [plain[name] for name in rules] == [0, None, 1, 0, "until_decided"]


@pytest.mark.parametrize("name", ["default", "Sourcing & bias codebook"])
def test_creating_with_the_shipped_codebook(cast, api, name):
    answer = api(cast.manager).post("/projects/", new(codebook=name))
    assert answer.status_code == 201
    assert answer.json()["codebook"] == "Sourcing & bias codebook"


def test_the_shipped_codebook_is_the_usual_one(cast, api):
    body = {"slug": "mill", "title": "The mill"}
    assert api(cast.manager).post("/projects/", body).status_code == 201


def test_creating_with_the_codebook_of_an_own_project(cast, api):
    answer = api(cast.manager).post("/projects/", new(codebook="Small"))
    assert answer.status_code == 201
    assert Project.objects.get(slug="mill").codebook_version == cast.version


def test_a_codebook_of_others_cannot_be_named(cast, api):
    from annotator.accounts.actions import allow_adding_projects

    allow_adding_projects(user=cast.stranger)
    problem = assert_problem(api(cast.stranger).post("/projects/", new(codebook="Small")), 400)
    assert problem["errors"][0]["field"] == "codebook"


def test_a_taken_slug_is_a_conflict_and_leaves_nothing(cast, api):
    versions = CodebookVersion.objects.count()
    body = new("quay", codebook={**SMALL_CODEBOOK, "name": "Another"})
    assert_problem(api(cast.manager).post("/projects/", body), 409)
    assert CodebookVersion.objects.count() == versions


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slug": "no spaces"}, "slug"),
        ({"slug": "x" * 61}, "slug"),
        ({"slug": "a\x00"}, "slug"),
        ({"title": ""}, "title"),
        ({"title": "x" * 10_000}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": {"a": 1}}, "title"),
        ({"overlap": 0}, "overlap"),
        ({"overlap": 51}, "overlap"),
        ({"overlap": 2**80}, "overlap"),
        ({"reliability_share": 101}, "reliability_share"),
        ({"quota": 0}, "quota"),
        ({"seed": -1}, "seed"),
        ({"lease_hours": 24 * 90 + 1}, "lease_hours"),
        ({"blind": "never"}, "blind"),
        ({"variables": ["nope"]}, "variables"),
        ({"variables": []}, "variables"),
        ({"variables": "att"}, "variables"),
        ({"variables": [["att"]]}, "variables.0"),
        ({"guidelines": "x" * 100_001}, "guidelines"),
        ({"guidelines": "\x00"}, "guidelines"),
        ({"codebook": "unheard of"}, "codebook"),
        ({"codebook": "\x00"}, "codebook"),
        ({"codebook": 5}, "codebook"),
        ({"codebook": []}, "codebook"),
        ({"codebook": {"name": "\x00"}}, "codebook"),
        ({"codebook": {**SMALL_CODEBOOK, "extra": "\ud800"}}, "codebook"),
        ({"codebook": {**SMALL_CODEBOOK, "a\x00": 1}}, "codebook"),
    ],
)
def test_bad_projects_name_the_field(cast, api, change, field):
    problem = assert_problem(api(cast.manager).post("/projects/", {**new(), **change}), 400)
    assert field in {error["field"] for error in problem["errors"]}
    assert not Project.objects.filter(slug="mill").exists()


def test_a_bad_codebook_lists_its_problems(cast, api):
    broken = {"name": "Broken", "variables": [{"id": "x", "codes": "none"}]}
    problem = assert_problem(api(cast.manager).post("/projects/", new(codebook=broken)), 400)
    assert all(error["field"].startswith("codebook.") for error in problem["errors"])


def nested(depth):
    value = {}
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "codebook",
    [nested(100), {"name": {"a": 1}}, {"variables": {}}, {"variables": [None, 1, []]}, {}],
)
def test_nested_junk_is_no_codebook(cast, api, codebook):
    assert_problem(api(cast.manager).post("/projects/", new(codebook=codebook)), 400)


def test_infinity_is_no_number(cast, api):
    body = b'{"slug": "mill", "title": "M", "codebook": {"name": "x", "rank": 1e999}}'
    assert_problem(api(cast.manager).send("POST", "/projects/", body), 400)


def test_members(cast, api):
    members = {one["username"]: one["role"] for one in api(cast.manager).results("members/")}
    assert members["ana"] == "annotator"
    assert members["manager"] == "manager"


def test_adding_and_changing_a_member(cast, api):
    dora = make_user("dora", name="Dora Lind")
    answer = api(cast.manager).post("members/", {"username": "Dora", "role": "annotator"})
    assert answer.status_code == 201
    assert answer.json() == {
        "username": "dora",
        "name": "Dora Lind",
        "role": "annotator",
        "quota": None,
    }
    again = {"username": "dora", "role": "annotator"}
    answer = api(cast.manager).post("members/", {**again, "quota": 7})
    assert (answer.status_code, answer.json()["quota"]) == (200, 7)
    assert api(cast.manager).post("members/", again).json()["quota"] == 7  # left out, it stays
    assert api(cast.manager).post("members/", {**again, "quota": None}).json()["quota"] is None
    answer = api(cast.manager).post("members/", {"username": "dora", "role": "reviewer"})
    assert answer.status_code == 200
    assert cast.member(dora).role == "reviewer"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "nobody", "role": "annotator"}, "username"),
        ({"username": "ana", "role": "king"}, "role"),
        ({"username": "a\x00", "role": "annotator"}, "username"),
        ({"username": {"$ne": 1}, "role": "annotator"}, "username"),
        ({"username": "ana"}, "role"),
        ({}, "username"),
    ],
)
def test_bad_members_name_the_field(cast, api, body, field):
    problem = assert_problem(api(cast.manager).post("members/", body), 400)
    assert field in {error["field"] for error in problem["errors"]}


def test_the_last_manager_stays(cast, api):
    body = {"username": "manager", "role": "annotator"}
    assert_problem(api(cast.manager).post("members/", body), 409)


@pytest.mark.parametrize("people", [2, 40])
def test_listing_members_costs_the_same_for_many(cast, api, people, django_assert_num_queries):
    from annotator.projects.actions import add_member

    for number in range(people):
        add_member(project=cast.project, user=make_user(f"person{number}"), role="annotator")
    manager = api(cast.manager)
    with django_assert_num_queries(4):  # session, user, membership, members
        manager.results("members/")


def test_the_codebook(cast, api):
    codebook = api(cast.ana).get("codebook/").json()
    assert (codebook["name"], codebook["version"]) == ("Small", "1")
    slant = next(one for one in codebook["variables"] if one["id"] == "slant")
    assert [code["id"] for code in slant["codes"]] == ["slant:none", "slant:some", "slant:strong"]
    assert slant["codes"][0]["rank"] == 0
    assert codebook["presets"][0]["set"] == ["att:explicit", "src:official"]


def test_the_codebook_shows_what_is_switched_on(cast, api):
    api(cast.manager).post("/projects/", new(variables=["slant"]))
    codebook = api(cast.manager).get("/projects/mill/codebook/").json()
    assert [one["id"] for one in codebook["variables"]] == ["slant"]
