"""The pages of a review of the demo with a dozen comments, as LibreOffice lays them out: their number, and the blank at their feet."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from conftest import tool
from PIL import Image

from dse.export import dossier
from dse.export.dossier import Choice, figure_pictures, printed_chapters
from dse.export.dossier.report.review_document import render_review
from dse.review import SUMMARY_ANCHOR, Comment, Plan, figure_anchor
from dse.store import Store

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("review pages")]
TEXT = (
    "Les membres du réseau évoluent, et leurs besoins avec eux. Nous les avons écoutés de trois façons : par l’enquête, par les demandes "
    "d’accompagnement qu’ils déposent, et par les échanges que nous avons eus avec chacun au moment du renouvellement de l’adhésion. "
    "Leurs attentes ont été relues avec le conseil d’administration."
)
LIST = "\n\n- Les petites associations ont été contactées une par une.\n- Les collectivités ont eu leur propre calendrier."
PAGE, MARGIN, INK = 29.7, 2.0, 200  # centimetres; the lightest grey that is read
FIRST, LAST = 2, -2  # pages before and after which a page begins whatever is left of the one before
FEWEST, MOST = 15, 25
HIGHEST_FOOT, USUAL_FOOT = 0.4, 0.15  # of a page: a chart that does not fit any more leaves what it needs


def write_comments(contents: dossier.Contents) -> Plan:
    """The plan with a comment under the summary, under each chapter and under the first figure of some."""
    chapters = list(printed_chapters.list_chapters(contents))
    anchors = [chapter.chapter.anchor for chapter in chapters]
    figures = [figure_anchor(chapter.entries[0].figure.id) for chapter in chapters[1:5]]
    texts = {anchor: TEXT for anchor in anchors} | {
        anchor: TEXT + LIST for anchor in [SUMMARY_ANCHOR, *figures]
    }
    return replace(
        contents.plan,
        comments={anchor: Comment(text, "", date(2022, 1, 7)) for anchor, text in texts.items()},
    )


def measure_feet(content: bytes, folder: Path) -> list[float]:
    """How much of the height of each page is blank below what stands on it."""
    source = folder / "bilan.pdf"
    source.write_bytes(dossier.print_document(content))
    command = [tool("pdftoppm"), "-r", "40", "-gray", "-png", str(source), str(folder / "page")]
    subprocess.run(command, check=True, timeout=120)
    return [_measure_foot(page) for page in sorted(folder.glob("page-*.png"))]


def _measure_foot(page: Path) -> float:
    with Image.open(page) as picture:
        pixels = np.asarray(picture.convert("L"))  # pdftoppm may write grey as three colours
    top, foot = (round(len(pixels) * edge / PAGE) for edge in (MARGIN, PAGE - MARGIN))
    rows = np.flatnonzero((pixels[top:foot] < INK).any(axis=1))
    return 1 - (rows[-1] + 1) / (foot - top)


@pytest.mark.parametrize("against", [None, "2016-2018"])
def test_a_review_with_a_dozen_comments_has_its_pages_and_they_are_filled(
    against: str | None, demo_store: Store, tmp_path: Path
) -> None:
    tool("soffice", "libreoffice")
    contents = dossier.gather(demo_store, demo_store.current().number, Choice("2019-2021", against))
    plan = write_comments(contents)
    assert 11 <= len(plan.comments) <= 14
    shown = [entry for entry in contents.entries() if entry.figure.id in plan.list_figures()]
    with figure_pictures.open_pictures(figures=len(shown)) as pictures:
        for entry in shown:
            pictures.request(contents, entry)
        feet = measure_feet(render_review(contents, plan, pictures), tmp_path)
    assert FEWEST <= len(feet) <= MOST
    inner = feet[FIRST + 1 : LAST]
    assert max(inner) <= HIGHEST_FOOT, feet
    assert sum(inner) / len(inner) <= USUAL_FOOT, feet
