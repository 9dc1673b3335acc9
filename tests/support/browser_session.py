"""A real Chromium and dashboards of its own, for the tests that look at pages as a person does.

A module of tests takes the fixtures with `pytest_plugins = ("browser_session",)`.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Any

import pytest
from conftest import STRICT, tool
from loopback import entered, loopback_only
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from dse import paths
from dse.store import Store

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOP = {"width": 1280, "height": 720}
PATIENCE = 60_000
QUIET = 1_000  # ms in which nothing changes; on a busy machine a click is answered after several hundred
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
CHART = '[data-testid="stVegaLiteChart"]'
# Resolves once the script has run, nothing is being loaded, drawn or moved, and nothing has changed for so long.
STILL = """([done, chart, quiet, patience]) => new Promise((resolve, reject) => {
  const started = performance.now();
  let last = started;
  const observer = new MutationObserver(() => { last = performance.now(); });
  observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  const isMoving = each =>
    each.playState === "running" && Number.isFinite(each.effect.getComputedTiming().endTime);
  const explainWait = () => {
    if (!document.querySelector(done)) return "the script runs";
    if (!document.querySelector(`h1, ${chart}`)) return "a first run, which shows nothing, leads to another";
    if (document.querySelector('[data-testid="stSkeleton"]')) return "something is being loaded";
    if ([...document.querySelectorAll(chart)].some(each => !each.querySelector("svg"))) return "a chart is being drawn";
    if (document.fonts.status !== "loaded") return "a font is being loaded";
    return document.getAnimations().some(isMoving) ? "something moves" : "";
  };
  const look = () => {
    const now = performance.now(), reason = explainWait();
    if (reason) last = now;
    const isStill = now - last >= quiet, isLate = now - started > patience;
    if (!isStill && !isLate) return setTimeout(look, 25);
    observer.disconnect();
    return isStill ? resolve() : reject(new Error(reason || "the page changes without end"));
  };
  look();
})"""


@pytest.fixture(scope="session")
def network_apart() -> Iterator[int | str]:
    """No network but this machine's; or why it could not be cut, a failure in CI."""
    with ExitStack() as stack:
        try:
            apart: int | str = stack.enter_context(loopback_only())
        except OSError as error:
            apart = f"le réseau ne peut pas être coupé : {error.strerror or error}"
            if STRICT:
                pytest.fail(apart)
        yield apart


def inside(network_apart: int | str) -> AbstractContextManager[None]:
    """What is done meanwhile is done in that network, if there is one."""
    return nullcontext() if isinstance(network_apart, str) else entered(network_apart)


@pytest.fixture(scope="module")
def network(network_apart: int | str) -> Iterator[str]:
    """That network, for the browser and the dashboards, while the tests of a module run; or why it could not be cut."""
    with inside(network_apart):
        yield network_apart if isinstance(network_apart, str) else ""


@pytest.fixture(scope="session")
def only_browser(network_apart: int | str) -> Iterator[Browser]:
    """One browser for all modules: it takes seconds to start."""
    program = tool("chromium", "chromium-browser", "google-chrome")
    with ExitStack() as stack:
        with inside(network_apart):
            play = stack.enter_context(sync_playwright())
            browser = play.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser(network: str, only_browser: Browser) -> Browser:
    return only_browser


class Server:
    """A dashboard on a free port over one store; `root` is where its program is."""

    def __init__(self, store: Path, root: Path = paths.ROOT) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(self.port)],
            cwd=root,
            env=os.environ | {"DSE_STORE": str(store)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=1)
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the dashboard does not answer")

    def address(self, page: str = "") -> str:
        return f"http://127.0.0.1:{self.port}/{page}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def fresh_server(network: str, demo_store: Store) -> Iterator[Server]:
    """A server that has served nobody yet."""
    server = Server(demo_store.path)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def demo_server(network_apart: int | str, demo_store: Store) -> Iterator[Server]:
    """One dashboard over the demo for all modules: it remembers what it has computed."""
    with inside(network_apart):
        server = Server(demo_store.path)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def server(network: str, demo_server: Server) -> Server:
    return demo_server


def open_tab(browser: Browser, **choices: Any) -> Page:
    """A tab in a browser without memory, on a laptop's screen, that notes what it asks for and what the policy of the server refuses it."""
    context = browser.new_context(viewport=LAPTOP, accept_downloads=True, **choices)
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    tab.asked, tab.refused = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            tab.refused.append(message.text)

    tab.on("console", note)
    return tab


@pytest.fixture(scope="session")
def only_tab(only_browser: Browser) -> Page:
    """One tab of an English browser for all modules: each new one would compile Streamlit's programs again."""
    return open_tab(only_browser, locale="en-US")


@pytest.fixture
def page(browser: Browser, only_tab: Page) -> Iterator[Page]:
    """That tab, without memory of the tests before.

    Nothing that it does may be refused by the policy of the server.
    """
    only_tab.set_viewport_size(LAPTOP)
    only_tab.asked.clear()
    only_tab.refused.clear()
    yield only_tab
    forget(only_tab)
    assert only_tab.refused == []


@pytest.fixture
def new_tab(browser: Browser) -> Iterator[Page]:
    """A tab of its own, for what has to be there before the first page, and for what listens to the tab."""
    tab = open_tab(browser, locale="en-US")
    yield tab
    tab.context.close()
    assert tab.refused == []


def forget(tab: Page) -> None:
    """Leave what is open, with all that its site has stored."""
    if tab.url.startswith("http"):
        tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    tab.context.clear_cookies()
    tab.goto("about:blank")
    tab.mouse.move(0, 0)


def settle(page: Page) -> None:
    """Wait for the script to have run, the charts to be painted and the page to be still."""
    page.wait_for_selector(DONE)
    page.evaluate(STILL, [DONE, CHART, QUIET, 2 * PATIENCE])


def outside(page: Page) -> list[str]:
    return [url for url in page.asked if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", url)]


def wait_for_drawn_charts(page: Page) -> None:
    """Wait for a chart that has text, then for every chart to have some."""
    page.wait_for_selector(f"{CHART} svg text")
    page.wait_for_function(
        "chart => [...document.querySelectorAll(chart)].every(each => each.innerText.trim())", arg=CHART
    )


def charts(page: Page) -> list[str]:
    """The text of each painted chart; a chart that painted nothing has none."""
    return page.eval_on_selector_all(CHART, "all => all.map(each => each.innerText)")
