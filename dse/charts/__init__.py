"""Chart forms: a tidy frame in, an Altair chart out. What the columns are comes from their declaration."""

from dse.charts.bars import ranked_bars, year_bars
from dse.charts.diverging import diverging
from dse.charts.emphasis import CLEAR
from dse.charts.heatmap import heat
from dse.charts.intervals import intervals
from dse.charts.labels import labelled
from dse.charts.many_lines import lines
from dse.charts.one_line import single_line
from dse.charts.pairs import dumbbell
from dse.charts.small_multiples import small_multiples
from dse.charts.sparks import period_inks, spark_bars
from dse.charts.stacks import stacked

__all__ = [
    "CLEAR",
    "diverging",
    "dumbbell",
    "heat",
    "intervals",
    "labelled",
    "lines",
    "period_inks",
    "ranked_bars",
    "single_line",
    "small_multiples",
    "spark_bars",
    "stacked",
    "year_bars",
]
