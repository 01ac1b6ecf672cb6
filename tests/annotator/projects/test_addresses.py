"""A list of addresses becomes articles, each page on its own, each kept as it came."""

import zlib

import pytest
from django.core.cache import cache
from django.urls import reverse

from annotator.projects.actions import fetched, prepare_address_import, read_import, retry_import
from annotator.projects.models import ArticleImport, ImportItem
from articles.models import Article, FetchedPage
from tests.plugins.stories import LONG, story

ADD = reverse("article_addresses", args=["quay"])


def begin(cast, *urls):
    begun = prepare_address_import(project=cast.project, actor=cast.manager, urls=urls)
    return read_import(article_import=begun)


def items(kept):
    return list(ImportItem.objects.filter(article_import=kept).order_by("position"))


def test_addresses_become_articles_with_their_archived_pages(cast, web):
    web.page("/a", story("Quay to reopen", *LONG), etag='"1"')
    web.redirect("/b", "/c")
    web.page("/c", story("Ferry is late", *LONG[::-1]))
    client = cast.client(cast.manager)
    answer = client.post(ADD, {"addresses": f"{web.url('/a')}\n\n  {web.url('/b')}#top\n"})
    kept = ArticleImport.objects.get(method="address")
    assert answer.url == reverse("article_import", args=["quay", kept.public_id])
    assert [one.state for one in items(kept)] == ["ready", "ready"]
    assert Article.objects.filter(import_method="address").count() == 0  # nothing before a look

    client.post(answer.url, {"known": "link"})
    first, second = Article.objects.filter(import_method="address").order_by("pk")
    assert first.title == "Quay to reopen"
    assert (first.url, second.url) == (web.url("/a"), web.url("/c"))
    assert first.publisher.name == "Harbour Post"
    page = first.fetched_pages.get()
    assert zlib.decompress(page.content).decode() == story("Quay to reopen", *LONG)
    assert page.headers["etag"] == '"1"'
    assert second.fetched_pages.get().url == web.url("/b")
    beside = client.get(reverse("archived", args=["quay", first.pk]))
    assert page.digest in beside.content.decode()


def test_each_address_has_its_own_fate(cast, web):
    web.page("/robots.txt", "User-agent: *\nDisallow: /private", media="text/plain")
    web.page("/good", story("Quay to reopen", *LONG))
    web.page("/empty", "<!doctype html><html><body></body></html>")
    web.page("/wall", story("Pay", "Pay"), status=402)
    web.page("/picture", b"\x89PNG", media="image/png")
    urls = [web.url(f"/{name}") for name in ("good", "private", "gone", "wall", "empty", "picture")]
    kept = begin(cast, *urls)
    told = {one.source.rsplit("/", 1)[1]: one for one in items(kept)}
    assert told["good"].state == "ready"
    codes = {
        name: [error["code"] for error in one.errors]
        for name, one in told.items()
        if one.state == "failed"
    }
    assert codes == {
        "private": ["robots"],
        "gone": ["not_found"],
        "wall": ["forbidden"],
        "empty": ["required"],
        "picture": ["media_type"],
    }
    assert told["empty"].page is not None  # what came is kept, though nothing could be read
    shown = cast.client(cast.manager).get(reverse("article_import", args=["quay", kept.public_id]))
    assert "robots.txt of “127.0.0.1” does not allow programs" in shown.content.decode()


def test_an_address_that_cannot_be_fetched_can_be_pasted(cast, web):
    kept = begin(cast, web.url("/gone"))
    client = cast.client(cast.manager)
    shown = client.get(reverse("article_import", args=["quay", kept.public_id])).content.decode()
    link = f"{reverse('article_add', args=['quay'])}?from=text&amp;url=http%3A//127.0.0.1"
    assert link in shown
    form = client.get(reverse("article_add", args=["quay"]), {"url": web.url("/gone")})
    assert f'value="{web.url("/gone")}"' in form.content.decode()


def test_what_failed_can_be_tried_again_and_what_was_read_is_not_fetched_again(cast, web):
    web.page("/a", story("Quay to reopen", *LONG))
    web.page("/b", "", status=500)
    kept = begin(cast, web.url("/a"), web.url("/b"))
    assert [one.state for one in items(kept)] == ["ready", "failed"]
    web.page("/b", story("Ferry is late", *LONG[::-1]))
    read_import(article_import=retry_import(article_import=kept))
    assert [one.state for one in items(kept)] == ["ready", "ready"]
    assert (web.asked_for("/a"), web.asked_for("/b")) == (1, 2)


@pytest.fixture
def slept(monkeypatch):
    """The pauses that would have been made; after one a server may be asked again."""
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        if seconds:
            cache.clear()

    monkeypatch.setattr(fetched.time, "sleep", sleep)
    return pauses


def test_a_short_wait_that_a_server_asks_for_is_waited(cast, web, slept):
    answers = iter([429, 503])

    def busy(handler):
        status = next(answers, 200)
        body = story("Quay to reopen", *LONG).encode()
        handler.send_response(status)
        handler.send_header("Retry-After", "7")
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    kept = begin(cast, web.play("/a", busy))
    assert [one.state for one in items(kept)] == ["ready"]
    assert slept.count(7) == 2


def test_a_long_wait_is_told_and_the_server_left_alone(cast, web, slept):
    web.page("/a", "", status=429, retry_after="3600")
    web.page("/b", story("Quay to reopen", *LONG))
    kept = begin(cast, web.url("/a"), web.url("/b"))
    first, second = items(kept)
    assert [error["code"] for error in first.errors] == ["busy"]
    assert [error["code"] for error in second.errors] == ["busy"]
    assert web.asked_for("/b") == 0
    assert 3600 not in slept


def test_a_text_and_a_pdf_are_read_as_what_they_are(cast, web):
    web.page("/plain", "\n\n".join(LONG), media="text/plain; charset=utf-8")
    web.page("/broken", b"%PDF-1.7 nonsense", media="application/pdf")
    plain, broken = items(begin(cast, web.url("/plain"), web.url("/broken")))
    assert plain.draft["text"] == "\n\n".join(LONG)
    assert [error["code"] for error in broken.errors] == ["broken"]


def test_the_encoding_that_the_server_names_is_used(cast, web):
    page = story("Кварталът", "Кварталът е затворен от пролетта, каза пристанищната служба.")
    web.page("/a", page.encode("cp1251"), media="text/html; charset=windows-1251")
    (one,) = items(begin(cast, web.url("/a")))
    assert "Кварталът е затворен" in one.draft["text"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "This field is required"),
        ("http://127.0.0.1/", "Line 1: “127.0.0.1” is not on the public internet"),
        ("https://a.example/\nftp://b.example/", "Line 2: Only addresses that begin with"),
        ("\n".join(f"https://a.example/{n}" for n in range(1001)), "At most 1,000 addresses"),
    ],
)
def test_a_list_with_mistakes_loses_nothing(cast, given, said):
    answer = cast.client(cast.manager).post(ADD, {"addresses": given})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert all(line in page for line in given.splitlines()[:3])
    assert not ArticleImport.objects.filter(method="address").exists()


def test_an_address_given_twice_is_fetched_once(cast, web):
    url = web.page("/a", story("Quay to reopen", *LONG))
    cast.client(cast.manager).post(ADD, {"addresses": f"{url}\n{url}#x\n{url}"})
    assert web.asked_for("/a") == 1
    assert FetchedPage.objects.count() == 1
