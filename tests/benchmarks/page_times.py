"""From a change of the filter to the last chart painted, in Chromium, beside a static page of as many charts in the same run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.measure import HERE, PERIODS, Line, Server, median, serve_floor, serve_product

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROBE = (HERE / "probe.js").read_text(encoding="utf-8")
VIEWPORT = {"width": 1600, "height": 1400}
OPENING_S, CHANGE_S = 120, 30
# No chart has changed for so long: they all have, or none does.
QUIET_MS, UNCHANGED_MS = 700, 3000
# Each period is chosen once while nobody has asked for it, then again.
CHOICES = (1, 2, 3, 0, 1, 2, 3)
FRESH = 3
SEEN_BEFORE, NEVER_ASKED, LARGE = 1.3, 2.0, 2.5
DEMO_PAGES = (
    "/recours",
    "/tendances",
    "/reinterroger",
    "/reseau",
    "/enquetes",
    "/changement",
    "/cadre-de-suivi",
    "/vue-ensemble",
)
REGISTER_PAGES = ("/recours", "/tendances", "/reinterroger", "/reseau")
SURVEY_PAGES = ("/reinterroger", "/enquetes?section=effets")


def measure_demo(store: Path, rounds: int) -> Iterator[Line]:
    """The pages at the demo: never asked, seen before, start to first page."""
    return _measure(store, "demo", DEMO_PAGES, rounds, NEVER_ASKED, SEEN_BEFORE)


def measure_large(store: Path, rounds: int) -> Iterator[Line]:
    """The pages of the register at a hundred times the demo."""
    return _measure(store, "× 100", REGISTER_PAGES, rounds, LARGE)


def measure_answers(store: Path, rounds: int) -> Iterator[Line]:
    """The pages of surveys at ten million answers."""
    return _measure(store, "10 million answers", SURVEY_PAGES, rounds, LARGE)


def _measure(
    store: Path, size: str, paths: tuple[str, ...], rounds: int, never: float, again: float | None = None
) -> Iterator[Line]:
    with sync_playwright() as play, serve_floor() as floor:
        browser = play.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        _open(browser, floor.address("/?n=2"))[0].context.close()
        for path in paths:
            yield from _measure_page(browser, floor, store, size, path, rounds, never, again)
        browser.close()


def _measure_page(
    browser: Browser,
    floor: Server,
    store: Path,
    size: str,
    path: str,
    rounds: int,
    never: float,
    again: float | None,
) -> Iterator[Line]:
    fresh: list[float] = []
    cached: list[float] = []
    still: list[float] = []
    memory: list[float] = []
    charts = 0
    for _ in range(rounds):
        with serve_product(store) as product:
            page, _ = _open(browser, product.address(path))
            charts = page.locator("[data-testid=stVegaLiteChart]").count()
            fresh += _change_periods(page, CHOICES[:FRESH])
            cached += _change_periods(page, CHOICES[FRESH:]) if again else []
            memory.append(product.resident_mb())
            page.context.close()
        page, _ = _open(browser, floor.address(f"/?n={charts}"))
        still += _change_periods(page, CHOICES)
        page.context.close()
    subject = f"{size}, {path}, {charts} charts"
    for times, name, target in ((fresh, "never asked", never), (cached, "seen before", again)):
        if times and still:
            yield Line(f"{subject}, {name}", median(times), "ms", median(still), target)
    yield Line(f"{subject}, server", median(memory), "MB", target=400)


def measure_start(store: Path, rounds: int) -> list[Line]:
    """From the command to the first page painted, of the product and of the floor."""
    times: dict[str, list[float]] = {"product": [], "floor": []}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for _ in range(rounds):
            for name, server, path in (
                ("product", serve_product(store), "/recours"),
                ("floor", serve_floor(), "/?n=4"),
            ):
                with server as started:
                    page, painted = _open(browser, started.address(path))
                    times[name].append(painted - started.started * 1000)
                    page.context.close()
        browser.close()
    return [Line("start → first page", median(times["product"]), "ms", median(times["floor"]), 1.5)]


def find_chromium() -> str:
    """The path of the Chromium of the machine. FileNotFoundError without one."""
    paths = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    if path := next(filter(None, paths), None):
        return path
    raise FileNotFoundError("no Chromium on this machine")


def _open(browser: Browser, address: str) -> tuple[Page, float]:
    """A page at rest, and when its last chart was painted, in ms since 1970."""
    page = browser.new_context(viewport=VIEWPORT).new_page()
    page.set_default_timeout(OPENING_S * 1000)
    page.add_init_script(PROBE)
    page.goto(address, wait_until="commit")
    state = _wait_for_charts(page, OPENING_S)
    return page, state["origin"] + state["final"] if state else 0.0


def _change_periods(page: Page, choices: Sequence[int]) -> list[float]:
    """Milliseconds of each change of the period; those that change no chart are left out."""
    times = [_change_period(page, PERIODS[choice]) for choice in choices]
    return [milliseconds for milliseconds in times if milliseconds is not None]


def _change_period(page: Page, period: str) -> float | None:
    """Milliseconds from the click on a period to the last chart painted; None where no chart changes."""
    page.get_by_test_id("stSelectbox").filter(has_text="Période").locator("input").click()
    option = page.get_by_role("option", name=period, exact=True)
    option.wait_for()
    page.wait_for_timeout(200)
    page.evaluate("() => window.__bench.arm('click')")
    option.click()
    state = _wait_for_charts(page, CHANGE_S)
    page.wait_for_timeout(150)
    return state["final"] - state["t0"] if state else None


def _wait_for_charts(page: Page, seconds: float) -> dict[str, Any] | None:
    """When the charts were painted, once they are at rest; None where none has changed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if state := page.evaluate("(quiet) => window.__bench && window.__bench.done(quiet)", QUIET_MS):
            return state
        if page.evaluate("(patience) => window.__bench && window.__bench.unchanged(patience)", UNCHANGED_MS):
            return None
        time.sleep(0.08)
    raise TimeoutError("the page does not come to rest")
