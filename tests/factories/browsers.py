"""A real browser for tests: Debian's Chromium, led by Playwright, with axe to find barriers on a page.

A conftest.py takes the fixtures in: `from factories.browsers import browser, open_page  # noqa: F401`.
Nothing is skipped where Chromium is missing: the test fails and says what to install.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""The rules of axe that stand for WCAG 2.0, 2.1 and 2.2, levels A and AA."""

PHONE, TABLET, LAPTOP = (320, 640), (768, 1024), (1280, 800)
"""Widths and heights that every page is tried at, in pixels."""

OF_HERE = {"locale": "en-GB", "timezone_id": "Europe/London"}

_running: list[Browser] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once, however many conftest.py take this in: a process bears one loop of Playwright.

    Django takes that loop for an async view.
    """
    if _running:
        yield _running[0]
        return
    found = shutil.which("chromium")
    assert found, "The browser tests need Chromium: apt-get install chromium"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        _running.append(started)
        yield started
        _running.clear()
        started.close()


class Ear:
    """What a browser notes while tests look at its pages: on its console, and what it asks of other hosts."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.refused: set[str] = set()
        self.meant: list[str] = []

    def listen(self, page: Page) -> Page:
        """Hear all that this page says."""
        page.set_default_timeout(15_000)
        page.on("console", self._heard)
        page.on("response", self._answered)
        page.on("pageerror", lambda error: self.said.append((f"script: {error}", "")))
        page.on("request", self._asked)
        return page

    def check(self) -> None:
        """Fail where anything was said that no test meant; then forget it."""
        # The browser also notes each page that is refused or not found; a test that asks for one means to.
        left = [
            one for one in self.said if not (one[1] in self.refused and "Failed to load resource" in one[0])
        ]
        left = [one for one in left if not any(words in one[0] for words in self.meant)]
        self.said, self.refused, self.meant = [], set(), []
        if left:
            pytest.fail(f"The browser noted: {left}")

    def _heard(self, one: ConsoleMessage) -> None:
        if one.type in ("error", "warning"):
            self.said.append((f"{one.type}: {one.text}", one.location.get("url", "")))

    def _answered(self, one: Response) -> None:
        if one.request.resource_type == "document" and one.status >= 400:
            self.refused.add(one.url)

    def _asked(self, one: Request) -> None:
        if _is_elsewhere(one.url):
            self.said.append(("asked", one.url))


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a page: `open_page(width=320, height=640, zoom=1, script=True, expected="", **of_the_context)`.

    zoom: as a person zooms in; 2 leaves half the width. When the test ends, nothing may have been written to
    the browser's console (a broken content security policy is) and nothing asked of any other host.
    expected: a note with these words is meant, such as "500" where a test lets the server fail.
    """
    contexts: list[BrowserContext] = []
    ear = Ear()

    def make(
        *,
        width: int = 1280,
        height: int = 800,
        zoom: int = 1,
        script: bool = True,
        expected: str = "",
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width // zoom, "height": height // zoom},
            device_scale_factor=zoom,
            java_script_enabled=script,
            **{**OF_HERE, **more},
        )
        contexts.append(context)
        if expected:
            ear.meant.append(expected)
        return ear.listen(context.new_page())

    yield make
    for context in contexts:
        context.close()
    ear.check()


@pytest.fixture(scope="module")
def _kept_page(browser: Browser) -> Iterator[tuple[Page, Ear]]:
    context, ear = browser.new_context(**OF_HERE), Ear()
    yield ear.listen(context.new_page()), ear
    context.close()


@pytest.fixture
def same_page(_kept_page: tuple[Page, Ear]) -> Iterator[Page]:
    """A laptop's page that all tests of a file open one after the other, as if it were new: nobody is signed
    in, and nothing is kept. For tests that load and look; it is held to the same as `open_page`.

    A process of the browser for each page would take longer than all that is looked at.
    """
    page, ear = _kept_page
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    yield page
    if _of_a_site(page.url):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.context.clear_cookies()
    ear.check()


def violations(page: Page) -> list[str]:
    """Every breach of WCAG 2.0, 2.1 or 2.2 A and AA that axe finds: rule, place, and what is wrong there."""
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(WCAG)}}
    if not page.evaluate("typeof axe === 'object'"):  # it stays until another page is opened
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [
        f"{one['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def beyond_the_edge(page: Page) -> list[str]:
    """What makes a page wider than the window, so that it scrolls sideways: the elements that stick out.

    What lies in a region that scrolls by itself does not count.
    """
    return page.evaluate(
        """() => {
          const edge = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= edge) return [];
          return [...document.body.querySelectorAll("*")]
            .filter((one) => one.getBoundingClientRect().right > edge + 1 && !one.closest(".pl-scroll"))
            .map((one) => `${one.tagName.toLowerCase()}.${one.className}`)
            .concat(["the page"]);
        }"""
    )


@contextmanager
def served(application: Callable[..., Any]) -> Iterator[str]:
    """A WSGI application on a free port of this machine; gives its address. It needs no database."""
    with make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingMixIn, WSGIServer):
    """One thread a request: a browser keeps some open that it does not use."""

    daemon_threads = True
    block_on_close = False


class _Handler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: a test's output is its own."""


def _is_elsewhere(url: str) -> bool:
    """Whether an address is of another machine: pages ask nothing of anybody else."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost")


def _of_a_site(url: str) -> bool:
    """Whether a page came from a server, so that it could keep something."""
    return urlsplit(url).scheme == "http"
