"""The same version and choices give the same bytes in two processes, whatever their clock, and documents that an office prints."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import dossiers
import pytest
from conftest import tool

from dse import paths
from dse.export.dossier import Contents, outline, pictures
from dse.export.dossier.report.document import render_report
from dse.export.slides import deck
from dse.query import Selection
from dse.slides import Deck, FigureSlide, TitleSlide
from dse.store import Store

pytestmark = pytest.mark.long
SLIDES = (TitleSlide("Séminaire", "Matin"), FigureSlide("uptake_by_year"), FigureSlide("uptake_by_region"))
# A clock days ahead, another zone, other hashes, and charts drawn before: none of it may be in the files.
CHILD = """
import sys, time
ahead = float(sys.argv[4])
real, local, utc = time.time, time.localtime, time.gmtime
time.time = lambda: real() + ahead
time.localtime = lambda *given: local(*(given or (real() + ahead,)))
time.gmtime = lambda *given: utc(*(given or (real() + ahead,)))
sys.path.insert(0, sys.argv[1])
import dossiers
from pathlib import Path
from dse.export import dossier
from dse.export.files import chart_image
from dse.export.slides import deck
from dse import figures
from dse.query import Selection
from dse.slides import Deck, FigureSlide, TitleSlide
from dse.store import Store
store = Store(sys.argv[2])
if ahead:
    said = figures.answer(store, 1, figures.REGISTRY["accompaniments_by_year"], Selection(2013, 2015))
    chart_image.render_svg(said), chart_image.render_svg(said)
out = Path(sys.argv[3])
dossier.write(dossiers.of_pages(store, ("vue-ensemble", "recours")), out)
slides = Deck("Séminaire", (TitleSlide("Matin"), FigureSlide("uptake_by_year")))
shown = deck.render_powerpoint(deck.Source(store, 1, Selection(2019, 2021, audience="projection")), slides)
out.with_suffix(".pptx").write_bytes(shown)
"""


def run_in_process(store: Store, out: Path, ahead: float, **environment: str) -> list[dict[str, str]]:
    """The hash of each file of a dossier, and of slides, made by a process of its own."""
    command = [
        sys.executable,
        "-c",
        CHILD,
        str(paths.ROOT / "tests" / "support"),
        str(store.path),
        str(out),
        str(ahead),
    ]
    subprocess.run(command, check=True, cwd=paths.ROOT, env=os.environ | environment, timeout=500)
    files = dossiers.unpacked(out.read_bytes())
    inside = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    outer = {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in (out, out.with_suffix(".pptx"))
    }
    return [inside, outer]


def test_two_processes_make_the_same_bytes(demo_store: Store, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    first = run_in_process(demo_store, tmp_path / "a" / "d.zip", 0.0, TZ="Europe/Paris", PYTHONHASHSEED="1")
    second = run_in_process(
        demo_store, tmp_path / "b" / "d.zip", 4e5, TZ="Pacific/Auckland", PYTHONHASHSEED="2"
    )
    assert first == second
    assert any(name.endswith(".svg") for name in first[0])


def print_pages(content: bytes, name: str, folder: Path) -> list[str]:
    """The text of each page of a document that LibreOffice made a PDF of."""
    (folder / name).write_bytes(content)
    command = [tool("soffice", "libreoffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), str(folder / name)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    pdf = (folder / name).with_suffix(".pdf")
    shown = subprocess.run([tool("pdftotext"), "-layout", str(pdf), "-"], check=True, capture_output=True)
    return [" ".join(page.split()) for page in shown.stdout.decode("utf-8").split("\f")[:-1]]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_report_prints_with_all_its_headings_and_no_empty_page(
    few_pages: Contents, tmp_path: Path
) -> None:
    drawn = {entry.figure.id: pictures.draw_pictures(few_pages, entry) for entry in few_pages.entries()}
    pages = print_pages(render_report(few_pages, drawn), "annexe.docx", tmp_path)
    foot = flat("Triennal 2019-2021 · version 1")
    assert [foot in page for page in pages] == [False, *[True] * (len(pages) - 1)], (
        "but for that of the title"
    )
    assert all(len(page) > 2 * len(foot) for page in pages)
    for heading in outline.list_headings(few_pages):
        found = [number for number, page in enumerate(pages) if flat(heading.text) in page]
        assert len(found) >= 2, f"{heading.text}: in the contents and on its own page"
    assert f"page {len(pages)} / {len(pages)}" in pages[-1]
    without = print_pages(render_report(replace(few_pages, chapters=()), {}), "vide.docx", tmp_path)
    assert len(without) < len(pages)


def test_slides_print_one_a_page_with_their_questions(demo_store: Store, tmp_path: Path) -> None:
    source = deck.Source(demo_store, 1, Selection(2019, 2021, audience="projection"))
    pages = print_pages(deck.render_powerpoint(source, Deck("Séminaire", SLIDES)), "deroule.pptx", tmp_path)
    assert "Séminaire" in pages[0] and "Matin" in pages[0]
    assert "Quelle part des membres est accompagnée chaque année" in pages[1]
    assert len(pages) > len(SLIDES), "the regions go on"
    assert all("Accompagnons-nous autant toutes les régions" in page for page in pages[2:])
