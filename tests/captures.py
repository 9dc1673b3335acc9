"""Pictures of the dashboard over the demo, for who has not opened it: every page and five slides, light and dark.

By hand, when the look has changed: `python -m tests.captures`. They are written in docs/captures.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path += [str(Path(__file__).parent), str(Path(__file__).parent / "support")]

from browser_session import FLAGS, PATIENCE, Server, settle
from conftest import tool
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from dse import paths
from dse.ui.frame import menu

PLACE = paths.ROOT / "docs" / "captures"
COLOURS = 256
DRAWN = """() => !document.querySelector('[data-testid="stSkeleton"]')"""
PAGE, SCREEN = {"width": 1280, "height": 1440}, {"width": 1280, "height": 720}
SLIDES = {
    "diapositive-themes": "projection?page=tendances&diapo=1",
    "diapositive-recours": "projection?page=recours&diapo=1",
    "diapositive-besoins": "projection?page=enquetes&diapo=4",
    "diapositive-offre": "projection?page=reinterroger&diapo=1",
    "diapositive-changement": "projection?page=changement&diapo=1",
}
SHOTS = [
    *((word, word, PAGE) for word, _ in (*menu.PAGES, (menu.ORDERS, ""))),
    *((name, address, SCREEN) for name, address in SLIDES.items()),
]


def take_all(folder: Path) -> None:
    """Take every picture, in both schemes, from a dashboard that has no data but the demo's."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as empty, sync_playwright() as play:
        server = Server(Path(empty) / "store")
        browser = play.chromium.launch(executable_path=tool("chromium", "google-chrome"), args=FLAGS)
        try:
            for name, picture in pictures(server, browser):
                (folder / f"{name}.png").write_bytes(picture)
                print(name, len(picture) // 1024, "kB")
        finally:
            browser.close()
            server.stop()


def pictures(server: Server, browser: Browser) -> Iterator[tuple[str, bytes]]:
    """Each picture with its name."""
    for scheme, said in (("light", "clair"), ("dark", "sombre")):
        for name, address, size in SHOTS:
            context = browser.new_context(color_scheme=scheme, locale="fr-FR", viewport=size)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(server.address(address))
            yield f"{name}-{said}", picture(page)
            context.close()


def picture(page: Page) -> bytes:
    """What is on the screen, in few colours: a file four times as small."""
    settle(page)
    page.wait_for_function(DRAWN)
    settle(page)
    seen = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    written = io.BytesIO()
    seen.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    take_all(Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE)
