"""The chart of a figure, drawn once: without title for the report, with title for files of its own."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

from dse import french, theme
from dse.charts import canvas
from dse.export.dossier import shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.files import chart_image
from dse.figures import REGISTRY, Answer, drawn

PAGE_WIDTH = 860  # pixels: over the width of a page of A4, the smallest words are then of nearly 8 points
HIGHEST = 1150  # pixels that fit on a page; a higher chart is only in files of its own
MARGIN = 24
# Letters on a line of the page's width, size, colour and weight of what stands above a chart.
QUESTION, FINDING, FOOT = (68, 20, theme.INK, 700), (100, 15, theme.INK, 400), (112, 13, theme.NEUTRAL, 400)
LEADING = 1.35


@dataclass(frozen=True)
class Picture:
    """A chart for a document: its PNG, and its height for a width of one."""

    png: bytes
    ratio: float


@dataclass(frozen=True)
class FigurePictures:
    """The pictures of an answer: `svg` and `png` have a title; `page`, for the report, has none, and is None if too high."""

    svg: bytes
    png: bytes
    page: Picture | None


def draw_pictures(contents: Contents, entry: Entry) -> FigurePictures | None:
    """Every picture of a figure; None if there is nothing to draw."""
    answer = entry.answer
    if entry.figure.chart is None or answer.table.empty or answer.is_masked:
        return None
    spec = _build_spec(answer)
    bare = chart_image.render_spec_svg(spec)
    svg_with_title = _add_title(
        bare, entry.figure.question, shared_sentences.finding(answer), _describe_basis(contents, entry)
    )
    is_low = spec.get("height", 0) <= HIGHEST
    return FigurePictures(
        svg_with_title.encode("utf-8"),
        chart_image.render_light_png(svg_with_title),
        render_picture(bare) if is_low else None,
    )


def render_picture(svg: str, scale: float = chart_image.SCALE) -> Picture:
    """An SVG as a picture for a document."""
    png = chart_image.render_light_png(svg, scale)
    width, height = chart_image.read_png_size(png)
    return Picture(png, height / width)


def _build_spec(answer: Answer) -> dict[str, Any]:
    """The chart as wide as a page, without annotations of the offer: a sentence beside it has them, where they hide nothing."""
    chart = drawn(REGISTRY[answer.figure_id], replace(answer, landmarks=()))
    return canvas.on_page(chart.to_dict(), PAGE_WIDTH)


def _describe_basis(contents: Contents, entry: Entry) -> str:
    return " ".join(
        filter(
            None, [shared_sentences.foot(contents, entry), shared_sentences.describe_landmarks(entry.answer)]
        )
    )


def _add_title(svg: str, question: str, finding: str, foot: str) -> str:
    """The chart under its question, finding, and line on size, source and date."""
    lines, y = [], float(MARGIN)
    for text, (letters, size, colour, weight) in zip(
        (question, finding, foot), (QUESTION, FINDING, FOOT), strict=True
    ):
        for line in textwrap.wrap(french.typeset(text), letters, break_on_hyphens=False):
            y += size * LEADING
            lines.append(
                f'<text x="{MARGIN}" y="{y:.1f}" font-family="{theme.FONT}" font-size="{size}px" font-weight="{weight}" '
                f'fill="{colour}">{escape(shared_sentences.remove_control_characters(line))}</text>'
            )
    width, height = (float(_attribute(svg, name)) for name in ("width", "height"))
    top = y + MARGIN
    size_attributes = f'width="{width + 2 * MARGIN:g}" height="{top + height + MARGIN:g}"'
    inner = svg.replace("<svg ", f'<svg x="{MARGIN}" y="{top:g}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size_attributes}>'
        f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>{"".join(lines)}{inner}</svg>'
    )


def _attribute(svg: str, name: str) -> str:
    return svg.split(f'{name}="', 1)[1].split('"', 1)[0]
