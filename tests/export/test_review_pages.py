"""The pages of a review of the demo with a dozen comments, as LibreOffice lays them out: their number, the blank at their feet, and what
stands together."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import numpy as np
import pytest
from conftest import tool
from docx.oxml.ns import qn
from PIL import Image

from dse.export import dossier
from dse.export.dossier import Choice, figure_pictures, printed_chapters
from dse.export.dossier.report.review_document import SHORT_TEXT, SOURCES, render_review
from dse.export.dossier.report.styles import COMMENT, FINDING, NOTE
from dse.review import SUMMARY_ANCHOR, Comment, Plan, PlannedChapter, figure_anchor
from dse.store import Store

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("review pages")]
TEXT = (
    "Les membres du réseau évoluent, et leurs besoins avec eux. Nous les avons écoutés de trois façons : par l’enquête, par les demandes "
    "d’accompagnement qu’ils déposent, et par les échanges que nous avons eus avec chacun au moment du renouvellement de l’adhésion. "
    "Leurs attentes ont été relues avec le conseil d’administration."
)
LIST = "\n\n- Les petites associations ont été contactées une par une.\n- Les collectivités ont eu leur propre calendrier."
SHORT = 120  # letters
BEGINNING = 60  # letters, which are on the first lines of a paragraph
PAGE, MARGIN, INK = 29.7, 2.0, 200  # centimetres; the lightest grey that is read
FIRST, LAST = 2, -1  # pages before which, and after which, a page begins whatever is left of the one before
FEWEST, MOST = 14, 25
# Of a page: a chart that does not fit any more leaves what it needs; a text goes on to the next page.
HIGHEST_FOOT, USUAL_FOOT = 0.35, 0.14
HIGHEST_LAST_FOOT = 0.7


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


def write_short_comments(contents: dossier.Contents) -> Plan:
    """The plan with a sentence and a half under each chapter and its first two figures."""
    anchors = [
        anchor
        for chapter in printed_chapters.list_chapters(contents)
        for anchor in (
            chapter.chapter.anchor,
            *(figure_anchor(entry.figure.id) for entry in chapter.entries[:2]),
        )
    ]
    comment = Comment(TEXT[:SHORT], "", date(2022, 1, 7))
    return replace(contents.plan, comments=dict.fromkeys(anchors, comment))


def write_random_comments(contents: dossier.Contents, seed: int) -> Plan:
    """The plan with figures in another order, some taken out, and texts of any length, each chapter's short enough to stay with its
    first figure."""
    deal = random.Random(seed)
    chapters = [_shuffle(chapter, deal) for chapter in contents.plan.chapters]
    figures = [figure_anchor(figure_id) for chapter in chapters for figure_id in chapter.figure_ids]
    texts = {anchor: _write_text(deal, 1300) for anchor in [SUMMARY_ANCHOR, *figures]}
    texts |= {
        printed.chapter.anchor: _write_text(deal, 600)
        for printed in printed_chapters.list_chapters(contents)
        if printed.chapter.anchor != SUMMARY_ANCHOR
    }
    comments = {
        anchor: Comment(text, "", date(2022, 1, 7)) for anchor, text in texts.items() if deal.random() < 0.6
    }
    return replace(contents.plan, chapters=tuple(chapters), comments=comments)


def _shuffle(chapter: PlannedChapter, deal: random.Random) -> PlannedChapter:
    figures = deal.sample(chapter.figure_ids, len(chapter.figure_ids))
    return replace(chapter, figure_ids=tuple(figures[: -1 if len(figures) > 2 else None]))


def _write_text(deal: random.Random, most: int) -> str:
    return (TEXT * 4)[: deal.randint(SHORT, most)] + (LIST if deal.random() < 0.2 else "")


def render(contents: dossier.Contents, plan: Plan) -> bytes:
    """The review with its charts."""
    shown = [entry for entry in contents.entries() if entry.figure.id in plan.list_figures()]
    with figure_pictures.open_pictures(figures=len(shown)) as pictures:
        for entry in shown:
            pictures.request(contents, entry)
        return render_review(contents, plan, pictures)


def print_pages(content: bytes, folder: Path) -> Path:
    """The review as PDF, in an empty folder."""
    source = folder / "bilan.pdf"
    source.write_bytes(dossier.print_document(content))
    return source


def measure_feet(source: Path) -> list[float]:
    """How much of the height of each page is blank below what stands on it."""
    command = [tool("pdftoppm"), "-r", "40", "-gray", "-png", str(source), str(source.parent / "page")]
    subprocess.run(command, check=True, timeout=120)
    return [_measure_foot(page) for page in sorted(source.parent.glob("page-*.png"))]


def _measure_foot(page: Path) -> float:
    with Image.open(page) as picture:
        pixels = np.asarray(picture.convert("L"))  # pdftoppm may write grey as three colours
    top, foot = (round(len(pixels) * edge / PAGE) for edge in (MARGIN, PAGE - MARGIN))
    rows = np.flatnonzero((pixels[top:foot] < INK).any(axis=1))
    return 1 - (rows[-1] + 1) / (foot - top)


def list_parted(content: bytes, source: Path) -> list[str]:
    """The titles that end a page, those of chapters that are not on the page of their text or, where it is short, of their first finding,
    and those of charts that are not on the page of the line under them."""
    parted = []
    chapter = figure = ("", 0)
    previous, is_drawn = "", False
    for style, text, page, has_picture in _locate_paragraphs(content, source):
        if previous.startswith("Heading"):
            parted += [title for title, begun in (chapter, figure) if title and begun not in (page, 0)]
        if style == "Heading 1":
            chapter, figure = (text, page), ("", 0)
        elif style == "Heading 2":
            figure, is_drawn = (text, page), False
        elif style == FINDING or (style == COMMENT and len(text) > SHORT_TEXT):
            parted += [chapter[0]] if chapter[1] not in (page, 0) else []
            chapter = ("", 0)
        elif style == NOTE and is_drawn:
            parted += [figure[0]] if figure[1] != page else []
        is_drawn |= has_picture
        previous = style
    return list(dict.fromkeys(parted))


def _locate_paragraphs(content: bytes, source: Path) -> Iterator[tuple[str, str, int, bool]]:
    """The style, the text and the page of each paragraph of the chapters, that on which it begins, and whether a picture stands in it."""
    read = subprocess.run([tool("pdftotext"), str(source), "-"], check=True, timeout=60, capture_output=True)
    pages = ["".join(page.split()) for page in read.stdout.decode("utf-8").split("\f")]
    paragraphs = docx.Document(BytesIO(content)).paragraphs
    first = next(rank for rank, line in enumerate(paragraphs) if line.style.name == "Heading 1")
    page, place = FIRST, 0
    for line in paragraphs[first:]:
        text = "".join(line.text.split())[:BEGINNING]
        if line.text == SOURCES:
            return
        while (found := pages[page].find(text, place)) < 0:
            page, place = page + 1, 0
        place = found + len(text)
        yield line.style.name, line.text, page, bool(line._p.findall(f".//{qn('w:drawing')}"))


@pytest.mark.parametrize(
    ("triennial", "against"), [("2019-2021", None), ("2019-2021", "2016-2018"), ("2016-2018", None)]
)
def test_no_page_ends_with_a_title_or_a_chapter_without_figure_and_all_are_filled(
    triennial: str, against: str | None, demo_store: Store, tmp_path: Path
) -> None:
    tool("soffice", "libreoffice")
    contents = dossier.gather(demo_store, demo_store.current().number, Choice(triennial, against))
    plan = write_comments(contents)
    assert 11 <= len(plan.comments) <= 14, "and none so long that its chapter may begin without its figure"
    content = render(contents, plan)
    source = print_pages(content, tmp_path)
    assert not list_parted(content, source)
    feet = measure_feet(source)
    assert FEWEST <= len(feet) <= MOST
    inner = feet[FIRST:LAST]
    assert feet[-1] <= HIGHEST_LAST_FOOT, "no page of a few lines"
    assert max(inner) <= HIGHEST_FOOT, feet
    assert sum(inner) / len(inner) <= USUAL_FOOT, feet


def test_no_title_is_left_alone_where_comments_are_short(demo_store: Store, tmp_path: Path) -> None:
    tool("soffice", "libreoffice")
    contents = dossier.gather(demo_store, demo_store.current().number, Choice("2019-2021", "2016-2018"))
    content = render(contents, write_short_comments(contents))
    assert not list_parted(content, print_pages(content, tmp_path))


def test_a_long_summary_does_not_leave_a_page_blank(demo_store: Store, tmp_path: Path) -> None:
    tool("soffice", "libreoffice")
    contents = dossier.gather(demo_store, demo_store.current().number, Choice("2019-2021", "2016-2018"))
    comments = {SUMMARY_ANCHOR: Comment(TEXT * 4, "", date(2022, 1, 7))}
    content = render(contents, replace(contents.plan, comments=comments))
    summary, after = measure_feet(print_pages(content, tmp_path))[FIRST : FIRST + 2]
    assert max(summary, after) <= HIGHEST_FOOT


@pytest.mark.parametrize("seed", [2, 18])
def test_no_title_is_left_alone_whatever_the_plan(seed: int, demo_store: Store, tmp_path: Path) -> None:
    tool("soffice", "libreoffice")
    contents = dossier.gather(demo_store, demo_store.current().number, Choice("2019-2021", "2016-2018"))
    content = render(contents, write_random_comments(contents, seed))
    assert not list_parted(content, print_pages(content, tmp_path))
