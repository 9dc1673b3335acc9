"""The chart of a figure, drawn once: without title for the report, with title for files of its own."""

from __future__ import annotations

import math
import textwrap
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

from dse import french, theme
from dse.charts import canvas
from dse.export.dossier import shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.files import figure_drawing
from dse.export.files.figure_drawing import Drawing, FigurePictures
from dse.export.files.titled_chart import MARGIN, Title
from dse.figures import REGISTRY, Answer, draw

PAGE_WIDTH = 860  # pixels: over the width of a page of A4, the smallest words are then of nearly 8 points
HIGHEST = 1150  # pixels that fit on a page; a higher chart is only in files of its own
# Letters on a line of the page's width, size, colour and weight of what stands above a chart.
QUESTION, FINDING, FOOT = (68, 20, theme.INK, 700), (100, 15, theme.INK, 400), (112, 13, theme.NEUTRAL, 400)
LEADING = 1.35


def prepare_drawing(contents: Contents, entry: Entry) -> Drawing | None:
    """What is to be drawn of a figure; None if there is nothing."""
    answer = entry.answer
    if entry.figure.chart is None or answer.table.empty or answer.is_masked:
        return None
    spec = _build_spec(answer)
    texts = entry.figure.question, shared_sentences.finding(answer), _describe_basis(contents, entry)
    return Drawing(spec, _build_title(texts), fits_page=spec.get("height", 0) <= HIGHEST)


def draw_pictures(contents: Contents, entry: Entry) -> FigurePictures | None:
    """Every picture of a figure; None if there is nothing to draw."""
    drawing = prepare_drawing(contents, entry)
    return None if drawing is None else figure_drawing.draw(drawing)


def _build_spec(answer: Answer) -> dict[str, Any]:
    """The chart as wide as a page, without annotations of the offer: a sentence beside it has them, where they hide nothing."""
    chart = draw(REGISTRY[answer.figure_id], replace(answer, annotations=()))
    return canvas.on_page(chart.to_dict(), PAGE_WIDTH)


def _describe_basis(contents: Contents, entry: Entry) -> str:
    return " ".join(
        filter(
            None,
            [shared_sentences.foot(contents, entry), shared_sentences.describe_annotations(entry.answer)],
        )
    )


def _build_title(texts: tuple[str, str, str]) -> Title:
    """The question of a chart, its finding, and the line on size, source and date."""
    lines, y = [], float(MARGIN)
    for text, (letters, size, colour, weight) in zip(texts, (QUESTION, FINDING, FOOT), strict=True):
        for line in textwrap.wrap(french.typeset(text), letters, break_on_hyphens=False):
            y += size * LEADING
            lines.append(
                f'<text x="{MARGIN}" y="{y:.1f}" font-family="{theme.FONT}" font-size="{size}px" font-weight="{weight}" '
                f'fill="{colour}">{escape(shared_sentences.remove_control_characters(line))}</text>'
            )
    return Title("".join(lines), math.ceil(y) + MARGIN)
