"""A headless Chromium for the tests of pages, with what it was told and what it asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_MS = 120_000
"""How long a page may take to draw: a busy machine took more than Playwright's thirty seconds."""


def find_chromium() -> str | None:
    """The browser of the system: Debian's package ``chromium``, or another one of its kind."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def running(program: str) -> Iterator[Browser]:
    """The browser, without its sandbox: that refuses to run as root, as in continuous integration."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that is open, and what happened on it."""

    page: Page
    problems: list[str] = field(default_factory=list)
    """Errors of the console and of scripts."""
    requests: list[str] = field(default_factory=list)
    """Addresses that the page asked for, its own excepted."""

    def settle(self) -> None:
        """Wait until every chart in sight is drawn."""
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('.chart')].every((chart) => {
                const place = chart.getBoundingClientRect();
                const seen = place.width && place.bottom > 0 && place.top < innerHeight;
                return !seen || chart.querySelector('svg');
            })"""
        )

    def see(self, selector: str) -> None:
        """Scroll to an element and wait until its charts are drawn."""
        self.page.locator(selector).scroll_into_view_if_needed()
        self.page.wait_for_selector(f"{selector} .chart svg")

    def see_all(self) -> None:
        """Scroll from the top to the end and back, so that all is drawn that is drawn when it comes near."""
        height = self.page.evaluate("document.documentElement.scrollHeight")
        for top in range(0, height, 800):
            self.page.evaluate("(top) => scrollTo(0, top)", top)
            self.settle()
        self.page.evaluate("scrollTo(0, 0)")


@contextmanager
def visit(browser: Browser, path: Path, width: int = 1280, **options: Any) -> Iterator[Visit]:
    """Open a page from a file in a context of its own; ``options`` are those of Playwright's ``new_context``."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    visited = Visit(page)
    page.on("console", lambda message: visited.problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: visited.problems.append(str(error)))
    address = path.resolve().as_uri()
    page.on("request", lambda request: None if request.url == address else visited.requests.append(request.url))
    page.goto(address)
    yield visited
    context.close()
