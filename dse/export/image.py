"""A figure's chart as a picture, drawn without a browser."""

from __future__ import annotations

import altair
import vl_convert

from dse import french, theme
from dse.errors import Refused
from dse.figures import REGISTRY, Answer, Figure, drawn

WIDTH = 1000
SCALE = 2


def svg(answer: Answer) -> bytes:
    """The chart as SVG. Refused where the figure is a list or has nothing to draw."""
    return vl_convert.vegalite_to_svg(_spec(answer), **_locales()).encode("utf-8")


def png(answer: Answer) -> bytes:
    """The chart as PNG, twice its size for print. Refused where the figure is a list or has nothing to draw."""
    return vl_convert.vegalite_to_png(_spec(answer), scale=SCALE, **_locales())


def _locales() -> dict[str, object]:
    return {"format_locale": theme.FORMAT_LOCALE, "time_format_locale": theme.TIME_FORMAT_LOCALE}


def _foot(figure: Figure, answer: Answer) -> str:
    known = f" · données au {french.day(answer.as_of)}" if answer.as_of else ""
    return f"n = {answer.size} · {figure.source}{known} · version {answer.version}"


def _spec(answer: Answer) -> dict[str, object]:
    figure = REGISTRY[answer.figure_id]
    if answer.is_masked:
        raise Refused(answer.finding.sentence)
    if figure.chart is None or answer.table.empty:
        raise Refused("Cette figure n’a pas d’image : téléchargez son tableau en CSV.")
    title = altair.TitleParams(
        french.typeset(figure.question),
        subtitle=[french.typeset(line) for line in (answer.finding.sentence, _foot(figure, answer))],
        anchor="start",
        fontSize=20,
        subtitleFontSize=15,
        offset=18,
    )
    chart = altair.vconcat(drawn(figure, answer).properties(width=WIDTH), title=title)
    return chart.properties(padding=24).to_dict()
