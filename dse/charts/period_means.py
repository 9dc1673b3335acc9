"""The means of some years, over a line by year: what a sentence compares is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dse import french, theme
from dse.charts import vega
from dse.charts.emphasis import as_is
from dse.charts.labels import spread
from schemas import Column

HALO = 5  # pixels of paper around words that stand over lines


@dataclass(frozen=True)
class PeriodMean:
    """The share of some years together, in percent: `part` of `base`."""

    first_year: int
    last_year: int
    part: float
    base: float
    colour: str = theme.NEUTRAL

    @property
    def period(self) -> str:
        """`2013-2015`, or a year."""
        return french.years(self.first_year, self.last_year)

    @property
    def value(self) -> float:
        """The share in percent."""
        return 100.0 * self.part / self.base

    @property
    def label(self) -> str:
        """`16 %`, or a count of a few."""
        return french.share(self.value, self.base)


def draw_means(means: Sequence[PeriodMean], y: Column) -> list[vega.Layer]:
    """A thin level line over the years of each mean, its value at the end that lies within the chart; nothing where there is none.

    Those of the first and of the last years by turns. Put above the layers that say the scale of the years. Among many lines there
    is no room to name the years.
    """
    sides = ((means[::2], True), (means[1::2], False))
    return [layer for side, is_first in sides if side for layer in _draw_side(side, y, is_first)]


def _write_value(mean: PeriodMean, is_alone: bool) -> str:
    return french.typeset(f"{mean.period} : {mean.label}" if is_alone else f"moy. {mean.label}")


def _draw_side(means: Sequence[PeriodMean], y: Column, is_first: bool) -> list[vega.Layer]:
    rows = [
        {
            "from_year": mean.first_year - 0.1,
            "to_year": mean.last_year + 0.1,
            y.name: mean.value,
            "spot": spot,
            "text": _write_value(mean, len(means) == 1),
            "ink": mean.colour,
        }
        for mean, spot in zip(means, spread([mean.value for mean in means], gap=5), strict=True)
    ]
    level = vega.Layer(rows).encode(color=as_is("ink"))
    line = level.mark("rule", strokeWidth=1.5, strokeDash=[6, 3]).encode(
        x=vega.field("from_year:Q"), x2=vega.field("to_year"), y=vega.field(f"{y.name}:Q")
    )
    align, dx, dy, end = _place_words(is_first, is_alone=len(means) == 1)
    place = {
        "x": vega.field(f"{end}:Q"),
        "y": vega.field("spot:Q"),
        "text": vega.field("text:N"),
    }
    font: vega.Options = {"align": align, "dx": dx, "dy": dy, "baseline": "middle", "fontSize": 13}
    halo = vega.Layer(rows).mark("text", **font, stroke=theme.PAPER, strokeWidth=HALO, color=theme.PAPER)
    return [line, halo.encode(**place), level.mark("text", **font).encode(**place)]


def _place_words(is_first: bool, *, is_alone: bool) -> tuple[str, int, int, str]:
    """Alignment, pixels aside and down, and the end of the line: the long words of one line alone stand under its last years, or they
    would cover the number of the year before."""
    if is_first:
        return "left", 4, 0, "to_year"
    return ("right", 0, 13, "to_year") if is_alone else ("right", -4, 0, "from_year")
