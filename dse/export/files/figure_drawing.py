"""The pictures of a figure, from its chart and its title; and both as JSON, for a program that only draws."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dse.export.files import svg_image, titled_chart
from dse.export.files.titled_chart import Title


@dataclass(frozen=True)
class Drawing:
    """What is to be drawn: the Vega-Lite of a chart, its title, and whether it fits on a page of the report."""

    spec: Mapping[str, Any]
    title: Title
    fits_page: bool


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


def write_drawing(drawing: Drawing) -> bytes:
    """A drawing as a line of JSON."""
    return _write_line(asdict(drawing))


def read_drawing(line: bytes) -> Drawing:
    """The drawing of `write_drawing`. ValueError if there is none."""
    fields = json.loads(line)
    return Drawing(**fields | {"title": Title(**fields["title"])})


def write_pictures(pictures: FigurePictures) -> bytes:
    """Pictures as a line of JSON."""
    page = pictures.page and {"png": _encode(pictures.page.png), "ratio": pictures.page.ratio}
    return _write_line({"svg": pictures.svg.decode("utf-8"), "png": _encode(pictures.png), "page": page})


def read_pictures(line: bytes) -> FigurePictures:
    """The pictures of `write_pictures`. ValueError if there are none."""
    fields = json.loads(line)
    page = fields["page"] and Picture(b64decode(fields["page"]["png"]), fields["page"]["ratio"])
    return FigurePictures(fields["svg"].encode("utf-8"), b64decode(fields["png"]), page)


def draw(drawing: Drawing) -> FigurePictures:
    """Every picture of a figure."""
    chart = svg_image.render_spec_svg(drawing.spec)
    pixels = svg_image.render_pixels(chart)
    return FigurePictures(
        titled_chart.add_title(chart, drawing.title).encode("utf-8"),
        titled_chart.render_png(pixels, drawing.title),
        _measure(svg_image.trim_foot(svg_image.reduce_colours(pixels))) if drawing.fits_page else None,
    )


def render_picture(svg: str, scale: float = svg_image.SCALE) -> Picture:
    """An SVG as a picture for a document."""
    return _measure(svg_image.render_light_png(svg, scale))


def _measure(png: bytes) -> Picture:
    width, height = svg_image.read_png_size(png)
    return Picture(png, height / width)


def _write_line(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields).encode("ascii") + b"\n"


def _encode(content: bytes) -> str:
    return b64encode(content).decode("ascii")
