"""The word mode on a page of its own: real modules and styles, a small sheet, the strict CSP."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from tests.waiting import until

HERE = Path(__file__).parent
STATIC = HERE.parents[2] / "static"
ADDRESS = "http://words.test"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
POLICY = "default-src 'self'; style-src 'self'"


def serve(route: Route) -> None:
    """Answer from disk; nothing else exists."""
    path = route.request.url.removeprefix(ADDRESS).split("?")[0]
    file = HERE / "page.html" if path == "/" else HERE / path.lstrip("/")
    if path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
    if not file.is_file():
        return route.fulfill(status=404, body="")
    headers = {
        "Content-Type": f"{TYPES[file.suffix]}; charset=utf-8",
        "Content-Security-Policy": POLICY,
    }
    return route.fulfill(body=file.read_bytes(), headers=headers)


class WordPage:
    """The page, with what a test asks of it in words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bar = page.get_by_role("toolbar", name="Words")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def ask(self, script: str, *values: Any) -> Any:
        """`script` is the body of a function; `f` is the page's `fake`, `a` the values."""
        return self.page.evaluate(f"(a) => {{ const f = window.fake; {script} }}", list(values))

    def wait_until(self, script: str, *values: Any) -> None:
        """Ask until it is so."""
        until(lambda: self.ask(script, *values))

    @property
    def log(self) -> list[list[Any]]:
        return self.ask("return f.log")

    @property
    def said(self) -> str:
        """The last words said to screen readers."""
        return self.ask("return f.said.at(-1) ?? ''")

    @property
    def target(self) -> str:
        """The words that are meant now, as they are drawn; empty when none are."""
        return self.ask(
            "const [range] = CSS.highlights.get('words-target') ?? [];"
            "const {startContainer, startOffset, endOffset} = range ?? {};"
            "return startContainer ? startContainer.data.slice(startOffset, endOffset) : ''"
        )

    def find(self, words: str) -> tuple[int, int]:
        """Where words stand in the article, in code points."""
        span = self.ask("return f.find(a[0])", words)
        return span["start"], span["end"]

    def text(self) -> str:
        return self.ask("return f.text")

    def box(self, words: str) -> dict[str, float]:
        """Where words are on the screen."""
        return self.ask(
            "const {start, end} = f.find(a[0]);"
            "const one = f.segments.segmentAtPoint(f.zone, start);"
            "const box = one.range(one.index(start), one.index(end)).getBoundingClientRect();"
            "return {left: box.left, right: box.right, top: box.top, bottom: box.bottom}",
            words,
        )

    def drag(self, first: str, last: str) -> None:
        """Select by mouse from the middle of one word to the middle of another."""
        begin, end = self.box(first), self.box(last)
        self.page.mouse.move(*middle(begin))
        self.page.mouse.down()
        self.page.mouse.move(*middle(end), steps=4)
        self.page.mouse.up()

    def click(self, words: str) -> None:
        self.page.mouse.click(*middle(self.box(words)))

    def select(self, words: str) -> None:
        """Select as touch does: no pointer event ends it."""
        self.ask(
            "const {start, end} = f.find(a[0]);"
            "const one = f.segments.segmentAtPoint(f.zone, start);"
            "const range = one.range(one.index(start), one.index(end));"
            "getSelection().removeAllRanges(); getSelection().addRange(range)",
            words,
        )

    def mark(self, words: str, *codes: str) -> None:
        """Have words marked already."""
        self.ask("f.mark(a[0], a[1])", words, list(codes))


def middle(box: dict[str, float]) -> tuple[float, float]:
    return (box["left"] + box["right"]) / 2, (box["top"] + box["bottom"]) / 2


@pytest.fixture
def words(browser: Browser) -> Iterator[Callable[..., WordPage]]:
    """Open the page: `words("article=ar", color_scheme="dark")`."""
    wrong: list[str] = []
    contexts = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    def open_page(query: str = "", prepare: str = "", **options: Any) -> WordPage:
        options.setdefault("viewport", {"width": 1366, "height": 768})
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.route("**/*", serve)
        if prepare:
            context.add_init_script(prepare)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
        page.goto(f"{ADDRESS}/?{query}")
        page.wait_for_selector("html[data-ready]")
        return WordPage(page)

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == [], json.dumps(wrong)
