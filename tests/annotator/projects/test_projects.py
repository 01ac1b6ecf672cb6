"""Projects, members and invitations."""

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from annotator.accounts.models import User
from annotator.codebook.actions import publish_codebook
from annotator.codebook.catalogue import project_catalogue
from annotator.errors import Conflict
from annotator.projects.actions import (
    accept_invitation,
    add_member,
    change_settings,
    create_project,
    find_invitation,
    invite_member,
    remove_member,
)
from annotator.projects.guidelines import render_guidelines
from annotator.projects.models import Invitation, Membership, Project
from tests.annotator.codebook.kinds import EVERY_KIND
from tests.plugins.cast import PASSWORD


def create(cast, **kwargs):
    values = {"slug": "new-one", "title": "New", "codebook_version": cast.version}
    return create_project(**{**values, "creator": cast.manager, **kwargs})


def test_the_creator_manages(cast):
    project = create(cast)
    assert project.memberships.get().role == "manager"
    assert project.variable_ids == ["att", "src", "slant", "topic", "genre"]


def test_variables_are_checked_and_put_in_order(cast):
    assert create(cast, variable_ids=["slant", "att"]).variable_ids == ["att", "slant"]
    with pytest.raises(ValidationError, match="not a variable"):
        create(cast, slug="other", variable_ids=["nope"])


def test_attributes_come_with_their_variable_and_are_not_chosen(cast):
    version = publish_codebook(document=EVERY_KIND)
    everything = create(cast, codebook_version=version)
    assert everything.variable_ids == [one["id"] for one in EVERY_KIND["variables"]]
    with pytest.raises(ValidationError, match="not a question that annotators can answer"):
        create(cast, slug="other", codebook_version=version, variable_ids=["device_holder"])
    page = cast.client(cast.manager).get("/projects/new-one/settings/").content.decode()
    assert 'value="device"' in page
    assert 'value="device_holder"' not in page
    catalogue = project_catalogue(version, everything.variable_ids)
    assert "device_holder" in catalogue.variables


def test_a_slug_is_taken_once(cast):
    with pytest.raises(Conflict, match="exists already"):
        create(cast, slug="quay")


def test_not_everybody_adds_projects(cast):
    with pytest.raises(PermissionDenied):
        create(cast, creator=cast.ana)


@pytest.mark.parametrize("overlap", [0, 51, -1])
def test_overlap_has_limits(cast, overlap):
    with pytest.raises(ValidationError):
        create(cast, overlap=overlap)


def test_the_last_manager_stays(cast):
    member = cast.member(cast.manager)
    with pytest.raises(Conflict, match="needs a manager"):
        add_member(project=cast.project, user=cast.manager, role="annotator")
    with pytest.raises(Conflict, match="needs a manager"):
        remove_member(membership=member)
    add_member(project=cast.project, user=cast.ana, role="manager")
    remove_member(membership=member)
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_switching_a_variable_off_keeps_its_labels(cast):
    assignment, claim = cast.take(cast.ana), cast.claims()[0]
    cast.answer(assignment, claim, att="none", slant="some")
    project = cast.project
    change_settings(project=project, title="T", overlap=2, guidelines="", variable_ids=["att"])
    assignment.refresh_from_db()
    cast.answer(assignment, claim, att="explicit")
    assert assignment.labels.filter(variable__identifier="slant").count() == 1


def test_guidelines_are_sanitised():
    html = render_guidelines("# Read\n\n<script>x</script> [a](javascript:alert(1)) **b**")
    assert "<script" not in html
    assert "javascript" not in html.lower() or "<a" not in html
    assert "<strong>b</strong>" in html


# -- invitations ------------------------------------------------------------------------------


def test_an_invited_person_makes_an_account_and_joins(cast):
    client = cast.client(cast.manager)
    page = client.post(
        "/projects/quay/members/invite/",
        {"email": "Dora@desk.example", "role": "annotator"},
        follow=True,
    )
    link = re.search(r"http://testserver(/invitations/[\w-]+/)", mail.outbox[0].body).group(1)
    assert link not in page.content.decode()
    assert mail.outbox[0].to == ["dora@desk.example"]
    fresh = cast.client(None)
    assert "The quay" in fresh.get(link).content.decode()
    assert fresh.post(link, {"username": "dora", "password": "short"}).status_code == 400
    page = fresh.post(link, {"username": "dora", "password": PASSWORD}, follow=True)
    assert "Welcome" in page.content.decode()
    dora = User.objects.get(username="dora")
    assert (dora.memberships.get().role, dora.email) == ("annotator", "dora@desk.example")
    assert fresh.get(link).status_code == 409  # used


def test_a_member_who_follows_a_link_keeps_their_role(cast):
    _, secret = invite_member(
        project=cast.project, email="r@desk.example", role="manager", inviter=cast.manager
    )
    member = accept_invitation(secret=secret, user=cast.reviewer)
    assert member.role == "reviewer"


def test_links_expire_are_revoked_and_replaced(cast):
    def invite():
        return invite_member(
            project=cast.project, email="e@desk.example", role="annotator", inviter=cast.manager
        )

    _, first = invite()
    invitation, second = invite()
    assert find_invitation(secret=first) is None
    assert find_invitation(secret=second) == invitation
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    assert find_invitation(secret=second) is None
    with pytest.raises(Conflict):
        accept_invitation(secret=second, user=cast.stranger)


def test_the_secret_is_not_stored(cast):
    _, secret = invite_member(
        project=cast.project, email="e@desk.example", role="annotator", inviter=cast.manager
    )
    assert secret not in str(Invitation.objects.values().get())


# -- in the browser ---------------------------------------------------------------------------


def test_from_an_empty_site_to_the_first_assignment(cast):
    """Without the admin: project, questions, articles, members, first assignment."""
    client = cast.client(cast.manager)
    page = client.post(
        "/projects/new/",
        {"title": "Water Talks", "codebook": "shipped", "overlap": "2"},
        follow=True,
    )
    assert page.redirect_chain[-1][0] == "/projects/water-talks/settings/"
    project = Project.objects.get(slug="water-talks")
    assert project.variable_ids == ["att", "src", "name", "hop", "slant"]
    client.post(
        "/projects/water-talks/settings/",
        {"title": "Water", "overlap": "1", "variables": ["att", "slant"]},
    )
    page = client.post(
        "/projects/water-talks/articles/add/", {"text": "The dam said so."}, follow=True
    )
    client.post(page.redirect_chain[-1][0], {"title": "Dam"})
    client.post("/projects/water-talks/members/", {"username": "ANA", "role": "annotator"})
    page = cast.client(cast.ana).post("/projects/water-talks/next/", follow=True)
    assert page.status_code == 200
    assert project.assignments.get().annotator == cast.ana


RULES = {
    "reliability_share": "20",
    "quota": "40",
    "seed": "7",
    "lease_hours": "48",
    "blind": "always",
}


def rules_of(project):
    project.refresh_from_db()
    return {name: getattr(project, name) for name in RULES}


def test_who_codes_what_is_set(cast):
    client, page = cast.client(cast.manager), "/projects/quay/settings/"
    sent = {"title": "Quay", "overlap": "2", "variables": ["att"]}
    assert client.post(page, {**sent, **RULES}).status_code == 302
    set_ = {"reliability_share": 20, "quota": 40, "seed": 7, "lease_hours": 48, "blind": "always"}
    assert rules_of(cast.project) == set_
    client.post(page, sent)  # a program that does not know them leaves them alone
    assert rules_of(cast.project) == set_
    client.post(page, {**sent, **dict.fromkeys(RULES, "")})
    emptied = {"reliability_share": 0, "quota": None, "seed": 1, "lease_hours": 0}
    assert rules_of(cast.project) == {**emptied, "blind": "always"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reliability_share", "101"),
        ("quota", "0"),
        ("seed", str(2**31)),
        ("lease_hours", "-1"),
        ("blind", "never"),
    ],
)
def test_a_bad_rule_is_shown_on_its_field(cast, name, value):
    before = rules_of(cast.project)
    sent = {"title": "Quay", "overlap": "2", "variables": ["att"], name: value}
    page = cast.client(cast.manager).post("/projects/quay/settings/", sent)
    assert (page.status_code, list(page.context["form"].errors)) == (400, [name])
    assert rules_of(cast.project) == before


def test_a_new_project_with_rules(cast):
    sent = {"title": "Mill", "codebook": "shipped", "overlap": "2", **RULES}
    assert cast.client(cast.manager).post("/projects/new/", sent).status_code == 302
    assert rules_of(Project.objects.get(slug="mill"))["reliability_share"] == 20


def test_managers_set_quotas(cast):
    client = cast.client(cast.manager)
    page = f"/projects/quay/members/{cast.member(cast.ana).pk}/"
    for sent, quota in (("5", 5), ("0", 0), ("-1", 0), ("x", 0), ("", None)):
        assert client.post(page, {"quota": sent}).status_code == 302
        assert cast.member(cast.ana).quota == quota
    cast.project.quota = 1200
    cast.project.save(update_fields=["quota"])
    assert 'placeholder="1200"' in client.get("/projects/quay/members/").content.decode()


def test_a_bad_codebook_file_is_explained(cast):
    client = cast.client(cast.manager)
    fields = {"title": "Bad", "codebook": "shipped", "overlap": "2"}
    for content, message in ((b"{", "not JSON"), (b'{"name": "x"}', "variables")):
        upload = SimpleUploadedFile("book.json", content)
        page = client.post("/projects/new/", {**fields, "codebook_file": upload})
        assert page.status_code == 400
        assert message in page.content.decode()
    assert not Project.objects.filter(title="Bad").exists()


def test_the_codebook_downloads_as_published(cast):
    page = cast.client(cast.ana).get("/projects/quay/codebook.json")
    assert page.json() == cast.version.document


def test_managers_change_roles_and_remove(cast):
    client = cast.client(cast.manager)
    member = cast.member(cast.ben)
    client.post(f"/projects/quay/members/{member.pk}/", {"role": "reviewer"})
    assert cast.member(cast.ben).role == "reviewer"
    page = client.post(f"/projects/quay/members/{member.pk}/", {"role": "emperor"}, follow=True)
    assert "Choose one of" in page.content.decode()
    client.post(f"/projects/quay/members/{member.pk}/", {"remove": "1"})
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_without_a_mail_server_the_link_is_shown_and_proves_no_address(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = cast.client(cast.manager).post(
        "/projects/quay/members/invite/", {"email": "eve@desk.example", "role": "annotator"}
    )
    link = re.search(r"http://testserver(/invitations/[\w-]+/)", page.content.decode()).group(1)
    cast.client(None).post(link, {"username": "eve", "password": PASSWORD})
    assert User.objects.get(username="eve").email == ""


@pytest.mark.parametrize("how", ["leaves", "is promoted"])
def test_the_unfinished_work_of_one_who_leaves_goes_to_others(cast, how):
    mine = cast.take(cast.ana)
    cast.code_all(cast.ben)
    if how == "leaves":
        remove_member(membership=cast.member(cast.ana))
    else:
        add_member(project=cast.project, user=cast.ana, role="reviewer")
    mine.refresh_from_db()
    assert (mine.state, mine.slot) == ("released", None)
    assert cast.take(cast.cleo).article == mine.article


def test_who_has_seen_everybody_s_labels_does_not_go_on_coding_blind(cast):
    mine = cast.take(cast.ana)
    cast.code_all(cast.ben)
    add_member(project=cast.project, user=cast.ana, role="reviewer")
    add_member(project=cast.project, user=cast.ana, role="annotator")
    page = cast.client(cast.ana).post(
        f"/projects/quay/annotate/{mine.public_id}/answers/",
        {
            "claim": cast.claims()[0].pk,
            "answers": [{"variable": "slant", "codes": ["slant:none"]}],
        },
        content_type="application/json",
    )
    assert page.status_code == 409
