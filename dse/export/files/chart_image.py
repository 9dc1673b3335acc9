"""A figure's chart as a picture, drawn without a browser."""

from __future__ import annotations

import textwrap

from dse import french
from dse.charts import vega
from dse.errors import Refused
from dse.export.files import svg_image
from dse.figures import REGISTRY, Answer, draw
from dse.figures.basis import describe_basis_of_file

WIDTH = 1000
TITLE_LETTERS, SUBTITLE_LETTERS = 95, 135  # letters in a line of this width


def render_svg(answer: Answer, *, is_fictional: bool = False) -> bytes:
    """The chart as SVG. Refused where the figure is a list or has nothing to draw."""
    return svg_image.render_spec_svg(_build_spec(answer, is_fictional)).encode("utf-8")


def render_png(answer: Answer, *, is_fictional: bool = False) -> bytes:
    """The chart as PNG, twice its size for print. Refused where the figure is a list or has nothing to draw."""
    return svg_image.render_spec_png(_build_spec(answer, is_fictional))


def _wrap_lines(text: str, letters: int) -> list[str]:
    """A sentence wrapped to the width of the picture."""
    return textwrap.wrap(french.typeset(text), letters, break_long_words=False, break_on_hyphens=False)


def _build_spec(answer: Answer, is_fictional: bool) -> dict[str, object]:
    figure = REGISTRY[answer.figure_id]
    if answer.is_masked:
        raise Refused(answer.finding.sentence)
    if figure.chart is None or answer.table.empty:
        raise Refused("Cette figure n’a pas d’image : téléchargez son tableau en CSV.")
    title = {
        "text": _wrap_lines(figure.question, TITLE_LETTERS),
        "subtitle": [
            *_wrap_lines(answer.finding.sentence, SUBTITLE_LETTERS),
            *_wrap_lines(describe_basis_of_file(answer, is_fictional=is_fictional), SUBTITLE_LETTERS),
        ],
        "anchor": "start",
        "fontSize": 20,
        "subtitleFontSize": 15,
        "offset": 18,
    }
    spec = draw(figure, answer).properties(width=WIDTH).to_dict()
    return vega.under_title(spec, title) | {"padding": 24}
