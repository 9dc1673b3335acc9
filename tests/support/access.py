"""What axe-core finds on an open page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
_IS_THERE = "typeof axe === 'object'"  # it stays with its document
_RUN = "axe.run({resultTypes: ['violations']}).then(results => results.violations)"


def find_grave_faults(page: Page) -> list[tuple[str, str, str]]:
    """Rule, markup and reason of each serious or critical finding."""
    if not page.evaluate(_IS_THERE):
        page.evaluate(Axe().axe_script)
    return [
        (fault["id"], node["html"], node["failureSummary"])
        for fault in page.evaluate(_RUN)
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]
