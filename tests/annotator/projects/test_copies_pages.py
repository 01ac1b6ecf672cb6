"""Pages of publishers and near copies: who may, what is shown, what is changed."""

import pytest
from django.urls import reverse

from annotator.projects.actions.copies import group_project
from annotator.projects.models import ProjectArticle
from annotator.projects.views import copies as copies_view
from articles.actions import ensure_publishers
from articles.models import Publisher, PublisherMerge
from tests.annotator.projects.test_copies import sentences

ABOUT = "About Hill Gazette\n\nHill Gazette is an independent newspaper owned by its readers."


@pytest.fixture
def copies(cast):
    """A story, and a copy with another last sentence."""
    lines = sentences(1)
    cast.add_article("\n\n".join(lines), title="First", publisher="Wire", published_at="2026-01-01")
    changed = "\n\n".join([*lines[:-1], "And ships came in, too, said the office."])
    cast.add_article(changed, title="Second", publisher="Hill Gazette", published_at="2026-01-02")
    group_project(project=cast.project)
    return ProjectArticle.objects.get(copy_of__isnull=False)


def page(cast, view, /, *args, user=None):
    return cast.client(user or cast.manager).get(reverse(view, args=["quay", *args]))


def post(cast, view, /, *args, user=None, **given):
    client = cast.client(user or cast.manager)
    return client.post(reverse(view, args=["quay", *args]), given, follow=True)


# -- copies ----------------------------------------------------------------------------------


def test_groups_are_listed_with_kind_and_share(cast, copies, django_assert_max_num_queries):
    client = cast.client(cast.manager)
    with django_assert_max_num_queries(12):
        shown = client.get(reverse("copies", args=["quay"])).content.decode()
    assert "lightly edited" in shown
    assert f"{int(copies.copy_share * 100)} %" in shown
    assert "not started" in shown
    assert "not started" not in page(cast, "copies", user=cast.ana).content.decode()


def test_of_a_large_group_the_list_shows_those_that_share_most(cast, copies, monkeypatch):
    monkeypatch.setattr(copies_view, "LISTED", 2)
    lines = sentences(1)
    for number in range(3):
        changed = "\n\n".join([*lines[:-1], f"The office counted {number} more ships at the quay."])
        cast.add_article(changed, title=f"Third {number}", published_at="2026-01-03")
    cast.add_article("\n\n".join(lines), title="The very same", publisher="Hill Gazette")
    group_project(project=cast.project)
    shown = page(cast, "copies").content.decode()
    assert "… and 3 more copies" in shown
    listed = shown.split("<tbody>")[1].split("</tbody>")[0]
    assert listed.count("<tr>") == 2
    assert listed.index("The very same") < listed.index("lightly edited")
    whole = page(cast, "copy", copies.copy_of.article_id).content.decode()
    assert "It stands for 5 copies." in whole
    for title in ("Second", "Third 0", "Third 1", "Third 2", "The very same"):
        assert f"<bdi>{title}</bdi></a>" in whole


def test_the_list_says_so_when_there_are_none(cast):
    assert "No near copies" in page(cast, "copies").content.decode()


def test_two_texts_stand_side_by_side(cast, copies):
    shown = page(cast, "copy", copies.article_id).content.decode()
    assert "<ins>And ships came in, too, said the office.</ins>" in shown
    assert "<del>" in shown
    assert 'dir="ltr"' in shown
    alone = page(cast, "copy", cast.article.pk).content.decode()
    assert "No other article" in alone
    head = page(cast, "copy", copies.copy_of.article_id).content.decode()
    assert "It stands for 1 copy." in head


def test_a_manager_says_how_it_is(cast, copies):
    def say(**given):
        return post(cast, "copy", copies.article_id, **given)

    assert say(do="represent").status_code == 200
    copies.refresh_from_db()
    assert copies.copies.count() == 1
    assert say(do="represent").status_code == 409
    other = copies.copies.get()
    post(cast, "copy", other.article_id, do="apart")
    other.refresh_from_db()
    assert (other.copy_of, other.copy_kind) == (None, "none")
    assert "Said to be no copies" in page(cast, "copies").content.decode()
    post(cast, "copy", other.article_id, do="forget")
    assert say(do="copy", other=str(cast.article.pk)).status_code == 200
    copies.refresh_from_db()
    assert copies.copy_of.article == cast.article


@pytest.mark.parametrize("form", ["{}", " {} ", "http://testserver/projects/quay/articles/{}/?x=1"])
def test_the_other_is_named_by_its_number_or_its_address(cast, copies, form):
    assert f"number {cast.article.pk}" in page(cast, "article", cast.article.pk).content.decode()
    head = copies.copy_of
    post(cast, "copy", head.article_id, do="copy", other=form.format(cast.article.pk))
    head.refresh_from_db()
    assert head.copy_of.article == cast.article


@pytest.mark.parametrize("other", ["", "x", "0", "9" * 30, "٣", "/articles/x/", "1 2"])
def test_a_number_of_no_article_is_told(cast, copies, other):
    answer = post(cast, "copy", cast.article.pk, do="copy", other=other)
    assert answer.status_code == 409
    assert "number of no article" in answer.content.decode()


def test_an_unknown_wish_changes_nothing(cast, copies):
    assert post(cast, "copy", copies.article_id, do="?").status_code == 409


def test_a_project_s_manager_has_copies_counted_once_and_compared(cast, copies):
    shown = post(cast, "copies", once="on").content.decode()
    assert "1 copy is left out of dealing and figures" in shown
    cast.project.refresh_from_db()
    assert cast.project.copies_once
    ProjectArticle.objects.update(copy_of=None, copy_kind="")
    assert "1 article is a copy of another" in post(cast, "copies", compare="1").content.decode()
    assert "Every copy is coded" in post(cast, "copies", once="off").content.decode()


def test_others_may_look_and_not_touch(cast, copies):
    for name, args in (("copies", ()), ("copy", (copies.article_id,)), ("publishers", ())):
        assert page(cast, name, *args, user=cast.ana).status_code == 200
        assert page(cast, name, *args, user=cast.stranger).status_code == 404
    assert post(cast, "copies", user=cast.reviewer, once="on").status_code == 403
    answer = post(cast, "copy", copies.article_id, user=cast.reviewer, do="apart")
    assert answer.status_code == 403


def test_an_article_of_another_project_is_not_found(cast, copies):
    ProjectArticle.objects.filter(pk=copies.pk).delete()
    assert page(cast, "copy", copies.article_id).status_code == 404


# -- publishers ------------------------------------------------------------------------------


@pytest.fixture
def hill(cast, copies):
    text = f"The quay opened.\n\nTwo ships came in, the office said.\n\n{ABOUT}"
    cast.add_article(text, title="Open", publisher="Hill Gazette", url="https://www.hill.example/1")
    return Publisher.objects.get(name="Hill Gazette")


def test_publishers_are_listed_with_counts(cast, hill, django_assert_max_num_queries):
    ensure_publishers(["Far Away News"])
    client = cast.client(cast.manager)
    with django_assert_max_num_queries(10):
        shown = client.get(reverse("publishers", args=["quay"])).content.decode()
    assert "Hill Gazette" in shown
    assert "Far Away News" not in shown


def test_only_publishers_of_the_project_have_a_page(cast, hill):
    far = ensure_publishers(["Far Away News"])["far away news"]
    assert page(cast, "publisher", far.pk).status_code == 404
    assert page(cast, "publisher", hill.pk, user=cast.stranger).status_code == 404
    shown = page(cast, "publisher", hill.pk, user=cast.ana).content.decode()
    assert "Merge" not in shown
    assert "Use these words" not in shown
    denied = post(cast, "publisher", hill.pk, user=cast.reviewer, do="facts")
    assert denied.status_code == 403


def test_a_manager_changes_what_is_known(cast, hill):
    def change(**given):
        return post(cast, "publisher", hill.pk, **given).content.decode()

    shown = page(cast, "publisher", hill.pk).content.decode()
    assert "owned by its readers" in shown
    assert "1 article comes from there" in shown
    article = hill.articles.get(title="Open")
    change(do="describe", article=article.pk)
    change(do="add_domain", domain="hill.example")
    change(do="add_alias", name="The Hill")
    shown = change(do="facts", country="de", language="de")
    hill.refresh_from_db()
    assert (hill.country, hill.described_in) == ("DE", article)
    assert "domain added: <bdi>hill.example" in shown
    change(do="remove_alias", alias=hill.aliases.get().pk)
    change(do="remove_domain", domain=hill.domains.get().pk)
    change(do="remove_description")
    hill.refresh_from_db()
    assert [*hill.aliases.all(), *hill.domains.all()] == []
    assert hill.self_description == ""


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"do": "facts", "country": "Germany"}, 400, "Give two letters"),
        ({"do": "add_alias", "name": "Harbour post"}, 409, "Merge the two"),
        ({"do": "add_domain", "domain": "example"}, 400, "Give a host name"),
        ({"do": "remove_alias", "alias": "1"}, 404, ""),
        ({"do": "merge", "other": "x"}, 404, ""),
        ({"do": "undo", "merge": "99"}, 404, ""),
        ({}, 400, "Choose what to change"),
    ],
)
def test_what_is_wrong_is_said(cast, hill, given, status, words):
    answer = post(cast, "publisher", hill.pk, **given)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_two_are_merged_and_taken_apart(cast, hill):
    post_row = Publisher.objects.get(name="Harbour Post")
    shown = post(cast, "publisher", hill.pk, do="merge", other=post_row.pk).content.decode()
    assert "merged by" in shown
    assert page(cast, "publisher", post_row.pk).status_code == 404
    merge = PublisherMerge.objects.get()
    assert (
        "undone by" in post(cast, "publisher", hill.pk, do="undo", merge=merge.pk).content.decode()
    )
    assert page(cast, "publisher", post_row.pk).status_code == 200
