"""The SVG of a chart and its pixels. Nothing of figures or tables is imported here: a program that only draws starts at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast

import vl_convert
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngImageFile

from dse import theme

SCALE = 2
COLOURS = 256
WHITE = (255, 255, 255)
# Identifiers inside an SVG. vl-convert counts on from one chart of a process to the next, so they are numbered again.
_ID = re.compile(r'\b(id="|url\(#|href="#)([A-Za-z_]+)([0-9]+)')


def render_spec_png(spec: Mapping[str, Any]) -> bytes:
    """The PNG of a Vega-Lite chart, twice its size for print."""
    return vl_convert.vegalite_to_png(dict(spec), scale=SCALE, **_locales())


def render_spec_svg(spec: Mapping[str, Any]) -> str:
    """The SVG of a Vega-Lite chart: the same bytes for the same chart, whatever was drawn before it."""
    return _renumber_ids(vl_convert.vegalite_to_svg(dict(spec), **_locales()))


def render_light_png(svg: str, scale: float = SCALE) -> bytes:
    """An SVG as PNG of at most COLOURS colours on white: an eighth of the weight, for files that are sent."""
    return reduce_colours(render_pixels(svg, scale))


def render_pixels(svg: str, scale: float = SCALE) -> Image.Image:
    """The pixels of an SVG."""
    with PngImageFile(BytesIO(vl_convert.svg_to_png(svg, scale=scale))) as picture:
        return picture.convert("RGB")


def reduce_colours(pixels: Image.Image) -> bytes:
    """Pixels as PNG of at most COLOURS colours; the first of them is white."""
    few = pixels.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = few.getpalette()
    background = 3 * cast(int, few.getpixel((0, 0)))
    palette[background : background + 3] = WHITE
    few.putpalette(palette)
    out = BytesIO()
    few.save(out, "PNG")
    return out.getvalue()


def trim_foot(png: bytes) -> bytes:
    """A PNG without the white below what is drawn, which an axis without words leaves there."""
    with PngImageFile(BytesIO(png)) as picture:
        drawn = ImageOps.invert(picture.convert("L")).getbbox()
        out = BytesIO()
        picture.crop((0, 0, picture.width, drawn[3] if drawn else picture.height)).save(out, "PNG")
    return out.getvalue()


def read_png_size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in pixels."""
    with PngImageFile(BytesIO(png)) as picture:
        return picture.size


def _renumber_ids(svg: str) -> str:
    numbers: dict[str, int] = {}

    def renamed(match: re.Match[str]) -> str:
        rank = numbers.setdefault(f"{match[2]}{match[3]}", len(numbers) + 1)
        return f"{match[1]}{match[2]}{rank}"

    return _ID.sub(renamed, svg)


def _locales() -> dict[str, Any]:
    return {"format_locale": theme.FORMAT_LOCALE, "time_format_locale": theme.TIME_FORMAT_LOCALE}
