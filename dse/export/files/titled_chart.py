"""A chart under its title: the SVG, and the same pixels in less than half the time."""

from __future__ import annotations

import html
import math
import re
from array import array
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
    """What stands above a chart: its lines as SVG, and how far below their top the chart begins."""

    lines: str
    height: float


def add_title(chart: str, title: Title) -> str:
    """The SVG of a chart under its title."""
    size = 'width="{:g}" height="{:g}"'.format(*_full_size(chart, title))
    inner = chart.replace("<svg ", f'<svg x="{MARGIN}" y="{title.height:g}" ', 1)
    return f"{_SVG.format(size=size)}{_PAPER}{title.lines}{inner}</svg>"


def list_texts(svg: str) -> list[str]:
    """What is written in the chart of `add_title`, without its title."""
    _, _, chart = svg.split("<svg ", 2)
    return [html.unescape(text) for text in _TEXT.findall(chart)]


def render_png(chart: str, title: Title) -> bytes:
    """The PNG of `add_title`. A drawing inside another is slow to clip, so both are drawn alone and put together.

    The chart begins at the same part of a pixel as it does below its title: the letters get the same pixels.
    """
    width, height = (math.floor(SCALE * _to_single(f"{side:g}")) for side in _full_size(chart, title))
    top = SCALE * _to_single(f"{title.height:g}")
    pixels = Image.new("RGB", (width, height), svg_image.WHITE)
    pixels.paste(svg_image.render_pixels(_draw_title(title, width / SCALE)))
    pixels.paste(
        svg_image.render_pixels(_move_down(chart, top % 1 / SCALE)), (SCALE * MARGIN, math.floor(top))
    )
    return svg_image.reduce_colours(pixels)


def _full_size(chart: str, title: Title) -> tuple[float, float]:
    width, height = _size(chart)
    return width + 2 * MARGIN, title.height + height + MARGIN


def _size(svg: str) -> tuple[float, float]:
    return _read_number(svg, "width"), _read_number(svg, "height")


def _read_number(svg: str, name: str) -> float:
    return float(svg.split(f'{name}="', 1)[1].split('"', 1)[0])


def _draw_title(title: Title, width: float) -> str:
    size = f'width="{width:g}" height="{math.ceil(title.height)}"'
    return f"{_SVG.format(size=size)}{_PAPER}{title.lines}</svg>"


def _move_down(chart: str, fraction: float) -> str:
    """The chart, `fraction` of a pixel lower."""
    width, height = _size(chart)
    size = f'width="{width:g}" height="{math.ceil(SCALE * (fraction + height)) / SCALE:g}"'
    inner = chart[chart.index(">", chart.index("<svg ")) + 1 : chart.rindex("</svg>")]
    return f'{_SVG.format(size=size)}{_PAPER}<g transform="translate(0,{fraction!r})">{inner}</g></svg>'


def _to_single(text: str) -> float:
    """A number in single precision, as resvg reads it: in double, some pixels of a letter would differ."""
    return array("f", [float(text)])[0]
