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


def draw_means_among(means: Sequence[PeriodMean], y: Column, first_year: int) -> list[vega.Layer]:
    """The lines of means among many curves, the values of the first years before all that is drawn; those of the last stand
    with what is written at the ends of the curves, by `write_mean`."""
    if not means:
        return []
    rows = [_describe_level(mean, y) for mean in means]
    places = spread([mean.value for mean in means[::2]], gap=5)
    words = [
        row | {"spot": spot, "text": write_mean(mean), "edge": first_year - 0.2}
        for row, spot, mean in zip(rows[::2], places, means[::2], strict=True)
    ]
    return [_draw_levels(rows, y), *_write_values(words, "edge", {"align": "right"})]


def write_mean(mean: PeriodMean) -> str:
    """Its value, without its years."""
    return french.typeset(f"moy. {mean.label}")


def draw_means(means: Sequence[PeriodMean], y: Column) -> list[vega.Layer]:
    """A thin level line over the years of each mean, its value at the end that lies within the chart; nothing where there is none.

    Those of the first and of the last years by turns. Put above the layers that say the scale of the years. Among many means there
    is no room to name the years.
    """
    sides = ((means[::2], True), (means[1::2], False))
    return [layer for side, is_first in sides if side for layer in _draw_side(side, y, is_first)]


def _write_value(mean: PeriodMean, is_alone: bool) -> str:
    return french.typeset(f"{mean.period} : {mean.label}") if is_alone else write_mean(mean)


def _draw_side(means: Sequence[PeriodMean], y: Column, is_first: bool) -> list[vega.Layer]:
    rows = [
        _describe_level(mean, y) | {"spot": spot, "text": _write_value(mean, len(means) == 1)}
        for mean, spot in zip(means, spread([mean.value for mean in means], gap=5), strict=True)
    ]
    align, dx, dy, end = _place_words(is_first, is_alone=len(means) == 1)
    return [_draw_levels(rows, y), *_write_values(rows, end, {"align": align, "dx": dx, "dy": dy})]


def _describe_level(mean: PeriodMean, y: Column) -> vega.Options:
    return {
        "from_year": mean.first_year - 0.1,
        "to_year": mean.last_year + 0.1,
        y.name: mean.value,
        "ink": mean.colour,
    }


def _draw_levels(rows: vega.Rows, y: Column) -> vega.Layer:
    level = vega.Layer(rows).mark("rule", strokeWidth=1.5, strokeDash=[6, 3])
    return level.encode(
        x=vega.field("from_year:Q"),
        x2=vega.field("to_year"),
        y=vega.field(f"{y.name}:Q"),
        color=as_is("ink"),
    )


def _write_values(rows: vega.Rows, year: str, font: vega.Options) -> list[vega.Layer]:
    """The words at the field `year` and the height `spot`."""
    base = vega.Layer(rows).encode(
        x=vega.field(f"{year}:Q"), y=vega.field("spot:Q"), text=vega.field("text:N")
    )
    font = {**font, "baseline": "middle", "fontSize": 13}
    halo = base.mark("text", **font, stroke=theme.PAPER, strokeWidth=HALO, color=theme.PAPER)
    return [halo, base.mark("text", **font).encode(color=as_is("ink"))]


def _place_words(is_first: bool, *, is_alone: bool) -> tuple[str, int, int, str]:
    """Alignment, pixels aside and down, and the end of the line: the long words of one line alone stand under its last years, or they
    would cover the number of the year before."""
    if is_first:
        return "left", 4, 0, "to_year"
    return ("right", 0, 13, "to_year") if is_alone else ("right", -4, 0, "from_year")
