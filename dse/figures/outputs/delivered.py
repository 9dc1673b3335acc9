"""What was delivered, year by year and theme by theme."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, THEME_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import every_year
from dse.figures.outputs.ended import DETAIL, PAGE, SOURCE, WHEN_EMPTY, with_supports
from dse.figures.paging import Paging, largest
from dse.figures.records import ACCOMPANIMENTS, OUTPUTS, find_first_start_of_outputs, is_recorded
from dse.figures.yearly import last_told
from dse.query import Query

_SAY = sentences.read(__file__)

_BY_YEAR = """
with {supports}
select year, kind as "group", count(*) as outputs, count(*) filter (where is_public) as public_outputs
from chosen_outputs where year between $first_year and $last_year
group by year, kind
"""
_BY_THEME = """
with {supports}
select marks.theme, count(*) as outputs, count(*) filter (where is_public) as public_outputs,
    count(distinct case when chosen_outputs.subject = 'accompaniment' then chosen_outputs.subject_id end) as studies,
    count(distinct case when chosen_outputs.subject = 'activity' then chosen_outputs.subject_id end) as activities
from chosen_outputs
join chosen_marks as marks on marks.subject = chosen_outputs.subject and marks.subject_id = chosen_outputs.subject_id
    and marks.score > 0
where year between $first_year and $last_year
group by marks.theme order by outputs desc, marks.theme
"""


def by_year(query: Query) -> pd.DataFrame:
    """One row a year and kind of output: how many were delivered, and how many of them anybody may read."""
    rows = with_supports(query, _BY_YEAR)
    frame = every_year(query, rows, ("outputs", "public_outputs"), c.OUTPUT_KIND)
    return frame if frame["outputs"].sum() else c.empty_frame(_YEAR_COLUMNS)


def by_theme(query: Query) -> pd.DataFrame:
    """One row a theme: the outputs of what aims at it. What aims at two counts in both."""
    rows = query(with_supports(query, _BY_THEME))
    return rows if is_recorded(query, ACCOMPANIMENTS) else rows.assign(studies=None)


def _finding(frame: pd.DataFrame) -> Finding:
    counts = frame.groupby(["year", "is_partial"])[["outputs", "public_outputs"]].sum().reset_index()
    last = last_told(counts)
    of_year = frame[(frame["year"] == last["year"]) & (frame["outputs"] > 0)]
    most = of_year.sort_values("outputs", ascending=False, kind="stable").head(3)
    labels = charts.labelled(most, (c.OUTPUT_KIND,))[c.OUTPUT_KIND.name]
    names = [f"{label} {french.number(count)}" for label, count in zip(labels, most["outputs"], strict=True)]
    if not names:
        return Finding(_SAY("outputs_by_year.none", year=last["year"]))
    n, public = int(last["outputs"]), int(last["public_outputs"])
    return Finding(_SAY("outputs_by_year.now", year=last["year"], n=n, names=names, public=public))


def _themes(frame: pd.DataFrame) -> Finding:
    most = frame.head(3)
    labels = charts.labels_of(most["theme"].tolist(), c.THEME)
    names = [
        f"{label} ({french.number(count)})" for label, count in zip(labels, most["outputs"], strict=True)
    ]
    return Finding(_SAY("outputs_by_theme.most", themes=len(names), names=names))


def _theme_chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    rows = frame if full_table is None else full_table
    scale = charts.bar_scale(rows["outputs"], rows["outputs"].map(french.number))
    return charts.ranked_bars(frame, c.THEME, c.OUTPUTS, frame["outputs"].map(french.number), scale=scale)


def _size(frame: pd.DataFrame) -> str:
    return french.count(int(frame["outputs"].sum()), "production")


_YEAR_COLUMNS = (c.YEAR, c.OUTPUT_KIND, c.OUTPUTS, c.PUBLIC_OUTPUTS, c.IS_PARTIAL)
_SHARED: dict[str, Any] = {
    "page": PAGE,
    "source": SOURCE,
    "when_empty": WHEN_EMPTY,
    "requires": (OUTPUTS,),
    "reads": (ACCOMPANIMENTS,),
    "find_first_start": find_first_start_of_outputs,
}
YEAR_FIGURE = Figure(
    id="outputs_by_year",
    position=("productions", 10),
    question="Que produisons-nous chaque année ?",
    rows=by_year,
    columns=_YEAR_COLUMNS,
    finding=_finding,
    chart=lambda frame: charts.stacked_years(frame, c.OUTPUTS, c.OUTPUT_KIND),
    method=_SAY("outputs_by_year.method"),
    detail=DETAIL,
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=_size,
    scalars={"outputs": lambda frame: float(frame["outputs"].sum())},
    **_SHARED,
)
THEME_FIGURE = Figure(
    id="outputs_by_theme",
    position=("productions", 40),
    question="Sur quels thèmes produisons-nous le plus ?",
    rows=by_theme,
    columns=(c.THEME, c.OUTPUTS, c.PUBLIC_OUTPUTS, c.STUDIES_LEAVING, c.ACTIVITIES_LEAVING),
    finding=_themes,
    chart=_theme_chart,
    paging=Paging(("theme",), largest("outputs"), is_scaled=True),
    method=_SAY("outputs_by_theme.method"),
    detail=DETAIL,
    breakdowns=THEME_FILTERS,
    size=lambda frame: french.count(len(frame), "thème"),
    **_SHARED,
)
