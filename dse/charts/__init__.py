"""Chart forms: a tidy frame in, a chart out, as Vega-Lite. What the columns are comes from their declaration."""

from dse.charts.annotations import with_annotations
from dse.charts.answer_bars import answer_bars
from dse.charts.away_from_zero import away_from_zero
from dse.charts.bars import bar_scale, ranked_bars, year_bars
from dse.charts.canvas import has_rows_in_pixels
from dse.charts.chance import bars_and_chance
from dse.charts.counted import counted_parts
from dse.charts.crossings import crossings
from dse.charts.dots import dot_table
from dse.charts.emphasis import CLEAR
from dse.charts.funnel import funnel
from dse.charts.geography import world_map
from dse.charts.heatmap import heat
from dse.charts.intervals import intervals
from dse.charts.key import with_note
from dse.charts.labels import labelled, labels_of
from dse.charts.lanes import lanes
from dse.charts.many_lines import lines, measure_sides
from dse.charts.meetings import meetings
from dse.charts.needs_met import needs_met
from dse.charts.one_line import single_line
from dse.charts.pairs import dumbbell
from dse.charts.period_means import PeriodMean
from dse.charts.quadrants import quadrants
from dse.charts.side_by_side import side_by_side
from dse.charts.small_multiples import small_multiples
from dse.charts.sparks import period_inks, spark_bars
from dse.charts.stacked_years import AGAIN, FIRST, stacked_years, year_parts
from dse.charts.stacks import stacked_bars
from dse.charts.steps import step_curves
from dse.charts.tenures import tenures, years_of
from dse.charts.texts import texts
from dse.charts.timeline import timeline
from dse.charts.transitions import transitions
from dse.charts.up_and_down import up_and_down
from dse.charts.vega import Chart
from dse.charts.years_blocks import years_blocks

__all__ = [
    "AGAIN",
    "CLEAR",
    "FIRST",
    "Chart",
    "PeriodMean",
    "answer_bars",
    "away_from_zero",
    "bar_scale",
    "bars_and_chance",
    "counted_parts",
    "crossings",
    "dot_table",
    "dumbbell",
    "funnel",
    "has_rows_in_pixels",
    "heat",
    "intervals",
    "labelled",
    "labels_of",
    "lanes",
    "lines",
    "measure_sides",
    "meetings",
    "needs_met",
    "period_inks",
    "quadrants",
    "ranked_bars",
    "side_by_side",
    "single_line",
    "small_multiples",
    "spark_bars",
    "stacked_bars",
    "stacked_years",
    "step_curves",
    "tenures",
    "texts",
    "timeline",
    "transitions",
    "up_and_down",
    "with_annotations",
    "with_note",
    "world_map",
    "year_bars",
    "year_parts",
    "years_blocks",
    "years_of",
]
