"""Every word a person meets goes through gettext.

The site speaks a made-up language here, and what is stored is written in its letters; see
`foreign`. Pages are opened in the states they have, and what is Latin on them is a word that no
translator would be shown.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotator.export.freezing.actions import request_freeze, run_freeze
from annotator.export.jobs.problems import WORDS
from annotator.export.models import Export, Freeze
from annotator.http import server_error
from annotator.projects.models import Invitation
from tests.architecture.foreign import (
    in_greek,
    speak_greek,
    translated,
    untranslated,
    untranslated_in_page,
)
from tests.architecture.greek_site import SLUG, GreekSite, build_site, latin_values
from tests.architecture.test_permissions import TABLE, address

HERE = f"/projects/{SLUG}/"
ANNOTATING = ("home", "annotate")
OF_FILES = (
    "healthz", "codebook_download", "javascript_catalogue", "review_figure", "review_age",
    "export_fetch", "corrections_download",
)  # fmt: skip
NONSENSE = "ξξξξ"
OF_PROGRAMS = (
    "csv",
    "annotator, reviewer, manager",  # the names that a program may send
    "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
)


class Asked(NamedTuple):
    """One request: by whom, for what, and what they send."""

    role: str
    path: str
    sent: dict[str, object] | None = None


# -- the language itself ---------------------------------------------------------------------


def test_a_message_keeps_its_places_and_tags():
    message = 'See <a href="%(page)s">page %(number)s</a> of {total}&nbsp;%%'
    assert translated(message) == 'Σεε <a href="%(page)s">παγε %(number)s</a> οφ {total}&nbsp;%%'
    assert translated("j M Y, H:i") == "j M Y, H:i"


def test_what_is_not_translated_is_found():
    page = (
        '<!doctype html><title>Ηεαδ</title><p title="In Latin">Σομε <b>text</b> in <kbd>j</kbd>'
        "<code>name</code></p><script>let x = 1;</script>"
        '<input type="submit" value="Send"><i data-ask="Are you sure?" data-key="row1"></i>'
    )
    assert untranslated_in_page(page) == [
        "<p title>: In Latin",
        "<p>: in",
        "<b>: text",
        "<input value>: Send",
        "<i data-ask>: Are you sure?",
    ]
    assert untranslated("ξξ att ξξ", ["att"]) == []
    assert untranslated("attention", ["att"]) == ["attention"]


# -- pages -----------------------------------------------------------------------------------


@pytest.fixture
def site(db, monkeypatch) -> GreekSite:
    speak_greek(monkeypatch)
    return build_site()


def assert_translated(site: GreekSite, asked: list[Asked], given: Sequence[str] = ()) -> None:
    """Open pages, follow redirects, and list all that is not translated, page by page.

    `given` is what was typed in and has to be Latin, such as addresses.
    """
    found = []
    for role, path, sent in asked:
        client = site.cast.client(getattr(site.cast, role, None))
        client.raise_request_exception = False
        sends = {"path": path, "follow": True}
        page = client.get(**sends) if sent is None else client.post(**sends, data=sent)
        assert page["Content-Type"].startswith("text/html"), path
        latin = untranslated_in_page(page.content.decode(), [*latin_values(), *OF_PROGRAMS, *given])
        where = f"{role} {path} {sent or ''} ({page.status_code})"
        found += [where, *(f"    {one}" for one in latin)] if latin else []
    assert not found, "\n".join(["not translated:", *found])


def frozen_study(site: GreekSite) -> Freeze:
    """The study, frozen."""
    member = site.cast.member(site.cast.manager)
    freeze = request_freeze(member=member, name=in_greek("Spring"))
    assert run_freeze(public_id=freeze.public_id) == "ready"
    return freeze


def every_address(site: GreekSite) -> list[Asked]:
    """Every page that opens by its address, for everybody; from the table of permissions."""
    special = {
        "invitation": [site.secret],
        "article": [SLUG, site.cut.pk],
        "copy": [SLUG, site.cut.pk],
        "publisher": [SLUG, site.cast.article.publisher_id],
        "archived": [SLUG, site.cut.pk],
        "archived_frame": [SLUG, site.cut.pk, site.cut.fetched_pages.get().pk],
        "feedback_article": [SLUG, site.cut.pk],
        "review_agreement": [SLUG, "att"],
        "article_import": [SLUG, site.imports["one"].public_id],
        "freeze_text": [SLUG, frozen_study(site).public_id, "methods"],
        "study_text": [SLUG, "methods"],
        "label_import": [SLUG, "00000000-0000-4000-8000-000000000000"],
    }
    pages = [
        address(name, special)
        for name, rows in TABLE.items()
        if any(row.method == "get" for row in rows)
        and not name.startswith(("api-", "assignment_", *ANNOTATING))
        and name not in OF_FILES
    ]
    assert len(pages) >= 17
    roles = ("nobody", "stranger", "ana", "reviewer", "manager")
    return [Asked(role, page) for role in roles for page in pages]


def test_every_page_speaks_through_gettext(site):
    assert_translated(site, every_address(site))


def test_every_state_of_the_articles_pages_speaks_through_gettext(site):
    cast = site.cast
    claim = cast.claims(site.cut)[0]
    pages = [
        f"articles/{site.cut.pk}/?claim={claim.pk}",
        f"articles/{cast.article.pk}/?claim={cast.claims()[0].pk}",
        f"articles/?q={NONSENSE}",
        "articles/?q=" + in_greek("quay"),
        "articles/add/?from=html",
        "articles/add/?from=file",
        *(f"articles/add/{one.public_id}/" for one in site.imports.values()),
    ]
    asked = [Asked("manager", HERE + page) for page in pages]
    asked += [Asked("ana", HERE + pages[0])]
    asked += [
        Asked("manager", HERE + "articles/add/", {"text": "", "language": "?", "url": "?"}),
        Asked("manager", HERE + "articles/add/?from=html", {"html": "<p></p>"}),
        Asked("manager", HERE + "articles/add/?from=file", {}),
        Asked("manager", HERE + f"articles/add/{site.imports['one'].public_id}/", {"title": ""}),
        Asked("manager", HERE + f"articles/add/{site.imports['several'].public_id}/", {}),
        Asked(
            "manager",
            HERE + f"articles/add/{site.imports['mapping'].public_id}/",
            {"name_columns": "1"},
        ),
        Asked("manager", HERE + f"articles/add/{site.imports['done'].public_id}/", {"cancel": "1"}),
        Asked("manager", HERE + f"articles/add/{site.imports['done'].public_id}/", {"retry": "1"}),
        Asked(
            "manager", HERE + f"articles/add/{site.imports['none'].public_id}/", {"discard": "1"}
        ),
    ]
    assert_translated(site, asked)


def test_every_state_of_the_projects_pages_speaks_through_gettext(site, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    cast = site.cast
    ben, invitation = cast.member(cast.ben), Invitation.objects.get()
    bad_codebook = SimpleUploadedFile("c.json", b"{")
    settings_sent = {"title": "", "overlap": "0", "variables": [NONSENSE]}
    asked = [
        Asked("manager", "/projects/new/", {}),
        Asked("manager", "/projects/new/", {"title": "?", "overlap": "99", "codebook": NONSENSE}),
        Asked("manager", "/projects/new/", {"title": "x", "slug": "new", "codebook": "shipped"}),
        Asked("manager", "/projects/new/", {"title": "x", "codebook_file": bad_codebook}),
        Asked("manager", HERE + "settings/", settings_sent),
        Asked("manager", HERE + "members/", {"username": NONSENSE, "role": NONSENSE}),
        Asked("manager", HERE + "members/", {"username": cast.ana.username, "role": "reviewer"}),
        Asked("manager", HERE + "members/", {"username": cast.stranger.username, "role": NONSENSE}),
        Asked(
            "manager", HERE + "members/", {"username": cast.stranger.username, "role": "reviewer"}
        ),
        Asked("manager", HERE + "members/invite/", {"email": "?", "role": "annotator"}),
        Asked("manager", HERE + "members/invite/", {"email": "y@desk.example", "role": "manager"}),
        Asked("manager", HERE + f"members/{ben.pk}/", {"role": NONSENSE}),
        Asked("manager", HERE + f"members/{ben.pk}/", {"role": "reviewer"}),
        Asked("manager", HERE + f"members/{ben.pk}/", {"remove": "1"}),
        Asked("manager", HERE + f"members/{cast.member(cast.manager).pk}/", {"remove": "1"}),
        Asked("manager", HERE + f"members/invitations/{invitation.pk}/revoke/", {}),
        Asked("nobody", f"/invitations/{site.secret}/"),
    ]
    assert_translated(site, asked)


def test_joining_speaks_through_gettext(site):
    join = f"/invitations/{site.secret}/"
    weak = {"username": site.cast.ana.username, "password": "1"}
    asked = [
        Asked("nobody", join, {}),
        Asked("nobody", join, weak),
        Asked("nobody", join, {"username": in_greek("dana"), "password": "correct-horse-bat"}),
        Asked("stranger", join),
    ]
    assert_translated(site, asked)


def test_every_state_of_the_review_pages_speaks_through_gettext(site):
    cast = site.cast
    first, second, third = cast.claims()
    review, desk = HERE + "review/", HERE + "review/adjudicate/"
    at = f"{desk}?claim={first.pk}"
    submitted = cast.project.assignments.filter(state="submitted").first()
    taken = cast.take(cast.ana)
    pages = [
        at,
        f"{desk}?claim={second.pk}",
        f"{desk}?claim={third.pk}",
        f"{desk}?article={cast.article.pk}",
        f"{desk}?article={site.untouched.pk}",
        f"{desk}?variable=genre",
        f"{review}?variable=check",
        f"{review}?publisher={NONSENSE}&from=x&to=y&language=x&annotators=x&version=x&labels=x",
        f"{review}?labels=after&from=2026-01-01&annotators={cast.ana.username},{cast.ben.username}",
        f"{review}?publisher=-",
        *(
            f"{review}agreement/{variable}/"
            for variable in ("slant", "check", "topic", "part", "why")
        ),
        f"{review}claims/?count=compared",
        f"{review}claims/?count=all&annotator={cast.cleo.username}",
        f"{review}claims/?count=all&variable=why",
        f"{review}claims/?variable={NONSENSE}",
        f"{review}assignments/?state=open&note=on",
        f"{review}assignments/{submitted.public_id}/return/",
        f"{review}assignments/{taken.public_id}/return/",
    ]
    asked = [Asked("reviewer", page) for page in pages]
    asked += [
        Asked("reviewer", at, {"variable": "att"}),
        Asked("reviewer", at, {"variable": "slant", "take": "Z"}),
        Asked("reviewer", at, {"variable": "slant", "codes": [NONSENSE]}),
        Asked("reviewer", at, {"variable": "check"}),
        Asked("reviewer", f"{review}assignments/{submitted.public_id}/return/", {}),
        Asked(
            "reviewer",
            f"{review}assignments/{submitted.public_id}/return/",
            {"reason": in_greek("Look again.")},
        ),
    ]
    assert_translated(site, asked)


def test_every_state_of_the_export_page_speaks_through_gettext(site):
    page, cast, kept = HERE + "export/", site.cast, frozen_study(site)
    Freeze.objects.create(
        project=cast.project, name=in_greek("Dead"), state="failed", problem="bug"
    )
    Freeze.objects.create(project=cast.project, name=in_greek("Later"), state="waiting")
    states = [(state, "") for state in Export.State.values]
    for state, problem in states + [("failed", problem) for problem in WORDS]:
        now = timezone.now()
        Export.objects.create(
            project=cast.project, requested_by=cast.manager, role="manager", format="csv",
            state=state, problem=problem, finished_at=now, expires_at=now + timedelta(hours=1),
            heartbeat_at=now, size=5, total=7, blind=cast.project.blind,
        )  # fmt: skip
    wrong = {"as": NONSENSE, "layer": NONSENSE, "names": "", "article": "x", "updated_since": "x"}
    asked = [
        Asked("manager", page),
        Asked("manager", page, wrong),
        Asked("ana", page, {}),
        Asked("manager", page + "freezes/", {"name": ""}),
        Asked("manager", page + "freezes/", {"name": in_greek("Other")}),
        Asked("manager", page + "coder-guide/"),
        Asked("ana", page + "methods/"),
        Asked("manager", page + "methods/"),
        Asked("reviewer", reverse("freeze_text", args=[SLUG, kept.public_id, "methods"])),
    ]
    assert_translated(site, asked)


def test_a_project_without_articles_speaks_through_gettext(site):
    site.cast.client(site.cast.manager).post(
        "/projects/new/",
        {"title": in_greek("Empty"), "slug": "bare", "codebook": "1", "overlap": "1"},
    )
    pages = ["", "articles/", "members/", "review/", "review/adjudicate/", "review/claims/"]
    pages += ["review/assignments/"]
    asked = [Asked("manager", f"/projects/bare/{page}") for page in pages]
    assert_translated(site, asked)


def test_errors_speak_through_gettext(site, rf, settings):
    hidden = f"{HERE}articles/{site.cut.pk + 999}/"
    edit = reverse("claim_edit", args=[SLUG, site.cast.claims(site.cut)[0].pk, "merge"])
    asked = [
        Asked("manager", hidden),
        Asked("nobody", "/nowhere/"),
        Asked("nobody", "/invitations/unknown/"),
        Asked("ana", HERE + "members/"),
        Asked("ana", HERE + "review/"),
        Asked("reviewer", reverse("queue_next", args=[SLUG]), {}),
        Asked("ana", edit, {}),
    ]
    assert_translated(site, asked)
    request = rf.get("/")
    request.user = site.cast.ana
    assert untranslated_in_page(server_error(request).content.decode(), latin_values()) == []
    forged = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert (forged.status_code, untranslated_in_page(forged.content.decode())) == (403, [])


def test_annotate_page_speaks_through_gettext(site):
    cast = site.cast
    begun = cast.take(cast.ana)
    handed_in = cast.project.assignments.filter(annotator=cast.ana, state="submitted").first()
    sent_back = cast.take(cast.ben)
    pages = {
        role: reverse("annotate", args=[SLUG, one.public_id])
        for role, one in (("ana", begun), ("ben", sent_back))
    }
    asked = [Asked(role, page) for role, page in pages.items()]
    asked += [
        Asked("ana", reverse("annotate", args=[SLUG, handed_in.public_id])),
        *(Asked(role, "/") for role in ("ana", "ben", "cleo", "reviewer", "manager", "stranger")),
        Asked("ana", reverse("annotate_skip", args=[SLUG, begun.public_id]), {}),
        Asked("ana", reverse("annotate_submit", args=[SLUG, begun.public_id]), {}),
    ]
    assert_translated(site, asked)
