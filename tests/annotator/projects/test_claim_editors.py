"""Who may change claims is chosen in a project's settings, when it is made, and by the API."""

import pytest
from django.core.exceptions import ValidationError

from annotator.projects.actions import change_settings, create_project
from annotator.projects.models import Project
from tests.plugins.cast import SMALL_CODEBOOK

SETTINGS = "/projects/quay/settings/"
KEPT = {"title": "The quay", "overlap": "2", "variables": ["att", "slant"]}


def editors(slug="quay"):
    return Project.objects.get(slug=slug).claim_editors


def test_only_managers_at_first(cast):
    assert editors() == "managers"


def test_it_is_changed_in_the_settings(cast):
    client = cast.client(cast.manager)
    assert client.post(SETTINGS, {**KEPT, "claim_editors": "annotators"}).status_code == 302
    assert editors() == "annotators"
    page = client.get(SETTINGS).content.decode()
    assert '<option value="annotators" selected>' in page
    assert client.post(SETTINGS, {**KEPT, "claim_editors": "managers"}).status_code == 302
    assert editors() == "managers"


def test_a_form_that_does_not_ask_changes_nothing(cast):
    client = cast.client(cast.manager)
    client.post(SETTINGS, {**KEPT, "claim_editors": "annotators"})
    assert client.post(SETTINGS, KEPT).status_code == 302
    assert editors() == "annotators"


def test_nobody_else_can_be_chosen(cast):
    answer = cast.client(cast.manager).post(SETTINGS, {**KEPT, "claim_editors": "everybody"})
    assert answer.status_code == 400
    assert editors() == "managers"
    with pytest.raises(ValidationError):
        change_settings(
            project=cast.project,
            title="The quay",
            overlap=2,
            guidelines="",
            variable_ids=["att"],
            claim_editors="everybody",
        )


@pytest.mark.parametrize(
    ("given", "stored"), [({}, "managers"), ({"claim_editors": "annotators"}, "annotators")]
)
def test_a_new_project(cast, given, stored):
    client = cast.client(cast.manager)
    assert '<select name="claim_editors"' in client.get("/projects/new/").content.decode()
    fields = {"title": "Mill", "codebook": "shipped", "overlap": "2", **given}
    assert client.post("/projects/new/", fields).status_code == 302
    assert editors("mill") == stored


def test_the_action_takes_it(cast):
    project = create_project(
        slug="mill",
        title="Mill",
        codebook_version=cast.version,
        claim_editors="annotators",
        creator=cast.manager,
    )
    project.refresh_from_db()
    assert project.claim_editors == "annotators"


class TestApi:
    def post(self, cast, **more):
        body = {"slug": "mill", "title": "The mill", "codebook": SMALL_CODEBOOK, **more}
        return cast.client(cast.manager).post(
            "/api/v1/projects/", body, content_type="application/json"
        )

    def test_it_is_told(self, cast):
        answer = cast.client(cast.ana).get("/api/v1/projects/quay/")
        assert answer.json()["claim_editors"] == "managers"

    @pytest.mark.parametrize(
        ("given", "stored"), [({}, "managers"), ({"claim_editors": "annotators"}, "annotators")]
    )
    def test_it_may_be_given(self, cast, given, stored):
        answer = self.post(cast, **given)
        assert (answer.status_code, answer.json()["claim_editors"]) == (201, stored)
        assert editors("mill") == stored

    @pytest.mark.parametrize("wrong", ["everybody", "", None, 5, [], {"a": 1}, True])
    def test_nobody_else(self, cast, wrong):
        answer = self.post(cast, claim_editors=wrong)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "claim_editors"
        assert not Project.objects.filter(slug="mill").exists()
