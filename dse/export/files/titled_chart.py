"""A chart under its title: the SVG, and the same pixels in less than half the time."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from PIL import Image

from dse import theme
from dse.export.files import svg_image
from dse.export.files.svg_image import SCALE

MARGIN = 24  # pixels around title and chart
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}>'
_TEXT = re.compile(r">([^<>]+)</(?:text|tspan)>")
_PAPER = f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>'


@dataclass(frozen=True)
class Title:
    """What stands above a chart: its lines as SVG, and how many pixels below their top the chart begins. Whole pixels: the chart is drawn
    below a title with the very pixels that it has alone."""

    lines: str
    height: int


def add_title(chart: str, title: Title) -> str:
    """The SVG of a chart under its title."""
    size = 'width="{:g}" height="{:g}"'.format(*_full_size(chart, title))
    inner = chart.replace("<svg ", f'<svg x="{MARGIN}" y="{title.height}" ', 1)
    return f"{_SVG.format(size=size)}{_PAPER}{title.lines}{inner}</svg>"


def list_texts(svg: str) -> list[str]:
    """What is written in the chart of `add_title`, without its title."""
    _, _, chart = svg.split("<svg ", 2)
    return [html.unescape(text) for text in _TEXT.findall(chart)]


def render_png(chart: Image.Image, title: Title) -> bytes:
    """The PNG of `add_title`, of the chart's pixels. A drawing inside another is slow to clip, so both are drawn alone and put together."""
    margin, top = SCALE * MARGIN, SCALE * title.height
    pixels = Image.new("RGB", (chart.width + 2 * margin, top + chart.height + margin), svg_image.WHITE)
    pixels.paste(svg_image.render_pixels(_draw_title(title, pixels.width / SCALE)))
    pixels.paste(chart, (margin, top))
    return svg_image.reduce_colours(pixels)


def _full_size(chart: str, title: Title) -> tuple[float, float]:
    width, height = _size(chart)
    return width + 2 * MARGIN, title.height + height + MARGIN


def _size(svg: str) -> tuple[float, float]:
    return _read_number(svg, "width"), _read_number(svg, "height")


def _read_number(svg: str, name: str) -> float:
    return float(svg.split(f'{name}="', 1)[1].split('"', 1)[0])


def _draw_title(title: Title, width: float) -> str:
    size = f'width="{width:g}" height="{title.height}"'
    return f"{_SVG.format(size=size)}{_PAPER}{title.lines}</svg>"
