"""The annotate page in a real Chromium: weight, stability, and the time to the next claim."""

import shutil
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, sync_playwright

from annotator.annotation.models import Assignment
from tests.benchmarks.filling import LONG, SHORT, claims_of
from tests.benchmarks.logins import headers_of
from tests.benchmarks.measuring import Row, percentile
from tests.benchmarks.serving import serving
from tests.benchmarks.sizes import Sizes

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WINDOW = {"width": 1366, "height": 768}
KILOBYTES = 150  # what a cold load may weigh, compressed
MILLISECONDS = 50  # from the key to the painted claim
MOVES = 60

# Sums up what moved without anybody having done anything, from the first paint on.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# From the key event to the frame after the one that drew the highlight.
TIME_MOVES = """
window.moves = [];
addEventListener("keydown", ({ timeStamp }) => {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => window.moves.push(performance.now() - timeStamp);
    channel.port2.postMessage(null);
  });
}, true);
"""


def run(_sizes: Sizes) -> Iterator[Row]:
    """Weight and stability of a short and a long article, and moving through the long one."""
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        raise RuntimeError(f"no Chromium here (looked for {', '.join(NAMES)})")
    readers = [_reader(slug) for slug in (SHORT, LONG)]  # read before Playwright's own loop runs
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", *QUIET]
        )
        for path, cookie, claims in readers:
            context = browser.new_context(viewport=WINDOW)
            context.set_extra_http_headers({"Cookie": cookie})
            context.add_init_script(WATCH_SHIFTS)
            page = context.new_page()
            yield from _load(page, f"http://127.0.0.1:{server.port}{path}", claims)
            yield _move(page, claims)
            context.close()
        browser.close()


def _reader(slug: str) -> tuple[str, str, int]:
    """The page's address, the cookie of its annotator, and how many claims it shows."""
    assignment = Assignment.objects.get(annotator__username=f"{slug}-0")
    path = reverse("annotate", args=[slug, assignment.public_id])
    return path, headers_of(f"{slug}-0")["Cookie"], len(claims_of(assignment.article_id))


def _load(page: Page, address: str, claims: int) -> Iterator[Row]:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address)
    page.wait_for_selector("[data-ready]")
    page.wait_for_timeout(1000)  # fonts, late layout
    yield Row(
        name=f"annotate page, {claims:,} claims: cold load",
        unit="KB",
        value=sum(received) / 1000,
        limit_name="most allowed",
        limit=KILOBYTES,
        details={"requests": len(received)},
    )
    yield Row(
        name=f"annotate page, {claims:,} claims: layout shift",
        value=round(float(page.evaluate("window.shifted")), 4),
        limit_name="none",
        limit=0,
    )


def _move(page: Page, claims: int) -> Row:
    page.evaluate(TIME_MOVES)
    for _ in range(MOVES):
        page.keyboard.press("j")
        page.wait_for_timeout(120)
    moves: list[Any] = page.evaluate("window.moves")
    return Row(
        name=f"annotate page, {claims:,} claims: next claim painted, p95",
        unit="ms",
        value=percentile(moves, 0.95),
        limit_name="most allowed",
        limit=MILLISECONDS,
        details={"moves": len(moves), "p50_ms": percentile(moves, 0.5)},
    )
