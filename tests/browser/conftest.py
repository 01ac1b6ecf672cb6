"""A real Chromium against a live server: what every browser test builds on.

Any console error, page error, failed page load or breach of the content security policy fails
the test that caused it.
"""

import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
PATIENCE = 30_000
"""Milliseconds a page may take on a machine that is busy with other tests."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; skip them, by name, where there is no Chromium.

    A page on a machine that is busy with other tests can be late: each gets a second try, which
    the summary lists.
    """
    reason = f"no Chromium here (looked for {', '.join(NAMES)}): install it to run this test"
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")
            item.add_marker(pytest.mark.flaky(reruns=1))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Use the system's Chromium, with everything off that would call home."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--no-first-run", *quiet],
    }


class Desk:
    """Opens pages as somebody, and collects everything that goes wrong in them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []
        self.wrong: list[str] = []
        self.expected: list[str] = []

    def sit(self, user: object | None = None, **options: object) -> BrowserContext:
        """A fresh browser profile, logged in as `user`."""
        options.setdefault("viewport", {"width": 1366, "height": 768})
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(PATIENCE)
        context.on("page", self._watch)
        if user is not None:
            context.add_cookies([self.cookie(user)])
        self.contexts.append(context)
        return context

    def open(self, path: str, user: object | None = None, **options: object) -> Page:
        """A page of a fresh profile."""
        page = self.sit(user, **options).new_page()
        page.goto(path)
        return page

    def cookie(self, user: object) -> dict:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.address}

    def expect(self, *texts: str) -> None:
        """Let messages that contain one of these texts pass: the test causes them on purpose."""
        self.expected += texts

    def _watch(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        page.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.wrong.append(f"console: {message.text}")

    def _on_request(self, request: object) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and not request.url.startswith(self.address):
            self.wrong.append(f"asks another host: {request.url}")

    def close(self) -> list[str]:
        for context in self.contexts:
            context.close()
        return [wrong for wrong in self.wrong if not any(text in wrong for text in self.expected)]


@pytest.fixture
def desk(browser: Browser, live_server, transactional_db, settings) -> Iterator[Desk]:
    """Pages as anybody: `desk.open("/", user)`."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    opened = Desk(browser, live_server.url)
    yield opened
    assert opened.close() == []


@pytest.fixture
def assert_accessible() -> Callable[[Page, str], None]:
    """Fail with axe's words when a page breaks WCAG 2.2 AA, in light or in dark."""

    def check(page: Page, state: str = "") -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            results = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert results.violations_count == 0, (
                f"{state} ({scheme}):\n{results.generate_report()}"
            )

    return check


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """The plugin's page, watched too; answers 4xx are for the test itself to judge."""
    wrong: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        judged = message.text.startswith("Failed to load resource")
        if message.type == "error" and not judged:
            wrong.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
    yield page
    assert wrong == []
