"""A figure's chart as a picture, drawn without a browser."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast

import vl_convert
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from dse import french, theme
from dse.charts import vega
from dse.errors import Refused
from dse.figures import REGISTRY, Answer, Figure, drawn

WIDTH = 1000
SCALE = 2
TITLE_LETTERS, SUBTITLE_LETTERS = 95, 135  # letters in a line of this width
COLOURS = 256
WHITE = (255, 255, 255)
# Identifiers inside an SVG. vl-convert counts on from one chart of a process to the next, so they are numbered again.
_ID = re.compile(r'\b(id="|url\(#|href="#)([A-Za-z_]+)([0-9]+)')


def render_svg(answer: Answer) -> bytes:
    """The chart as SVG. Refused where the figure is a list or has nothing to draw."""
    return render_spec_svg(_build_spec(answer)).encode("utf-8")


def render_png(answer: Answer) -> bytes:
    """The chart as PNG, twice its size for print. Refused where the figure is a list or has nothing to draw."""
    return vl_convert.vegalite_to_png(_build_spec(answer), scale=SCALE, **_locales())


def render_spec_svg(spec: Mapping[str, Any]) -> str:
    """The SVG of a Vega-Lite chart: the same bytes for the same chart, whatever was drawn before it."""
    return _renumber_ids(vl_convert.vegalite_to_svg(dict(spec), **_locales()))


def render_light_png(svg: str, scale: float = SCALE) -> bytes:
    """An SVG as PNG of at most COLOURS colours on white: an eighth of the weight, for files that are sent."""
    with PngImageFile(BytesIO(vl_convert.svg_to_png(svg, scale=scale))) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = few.getpalette()
    background = 3 * cast(int, few.getpixel((0, 0)))
    palette[background : background + 3] = WHITE
    few.putpalette(palette)
    out = BytesIO()
    few.save(out, "PNG")
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


def _describe_basis(figure: Figure, answer: Answer) -> str:
    as_of = f" · données au {french.day(answer.as_of)}" if answer.as_of else ""
    return f"n = {answer.size} · {figure.source}{as_of} · version {answer.version}"


def _wrap_lines(text: str, letters: int) -> list[str]:
    """A sentence wrapped to the width of the picture."""
    return textwrap.wrap(french.typeset(text), letters, break_long_words=False, break_on_hyphens=False)


def _build_spec(answer: Answer) -> dict[str, object]:
    figure = REGISTRY[answer.figure_id]
    if answer.is_masked:
        raise Refused(answer.finding.sentence)
    if figure.chart is None or answer.table.empty:
        raise Refused("Cette figure n’a pas d’image : téléchargez son tableau en CSV.")
    title = {
        "text": _wrap_lines(figure.question, TITLE_LETTERS),
        "subtitle": [
            *_wrap_lines(answer.finding.sentence, SUBTITLE_LETTERS),
            *_wrap_lines(_describe_basis(figure, answer), SUBTITLE_LETTERS),
        ],
        "anchor": "start",
        "fontSize": 20,
        "subtitleFontSize": 15,
        "offset": 18,
    }
    spec = drawn(figure, answer).properties(width=WIDTH).to_dict()
    return vega.under_title(spec, title) | {"padding": 24}
