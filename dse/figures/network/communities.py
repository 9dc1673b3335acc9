"""Each community of practice, or other series of meetings, from one meeting to the next: who is new, who comes back."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE
from dse.figures.paging import Paging
from dse.figures.records import VISITS
from dse.query import Query

_SAY = sentences.read(__file__)

WHEN_EMPTY = (
    "Aucune rencontre d’une communauté pour ce choix : remplissez la colonne « Série » des activités."
)
_MEETINGS = """
with meetings as (
    select series, held_on, activity_id, title, opens_series, count(*) as organisations,
        count(*) filter (where is_new) as first_time, count(*) filter (where not is_new) as again,
        count(*) filter (where not is_member) as non_members
    from chosen_series_presences
    group by series, held_on, activity_id, title, opens_series
)
select *, count(*) over (partition by series) as meetings_of_series from meetings
order by meetings_of_series desc, series, held_on, activity_id
"""


def meetings(query: Query) -> pd.DataFrame:
    """One row a meeting of a series: organisations that came, those new to the series, those back; longest series first."""
    return query(_MEETINGS)


def _finding(frame: pd.DataFrame) -> Finding:
    sizes = frame.groupby("series", sort=False).size()
    names = sizes[sizes > 1].index
    if names.empty:
        return Finding(_SAY("communities_followed.none_twice", n=len(frame)))
    longest = names[:2]
    descriptions = [_describe(series, frame[frame["series"] == series]) for series in longest]
    others = _SAY("communities_followed.others", n=len(names) - 2) if len(names) > 2 else ""
    return Finding(f"{' '.join(descriptions)}{others}", named=tuple(longest))


def _describe(series: str, rows: pd.DataFrame) -> str:
    later = rows[~rows["opens_series"].astype(bool)]
    again, coming = int(later["again"].sum()), int(later["organisations"].sum())
    return _SAY(
        "communities_followed.community",
        name=series,
        n=len(rows),
        mean=rows["organisations"].mean(),
        share=french.share(100.0 * again / coming, coming),
    )


def _chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    return charts.meetings(frame, c.SERIES, c.HELD_ON, (c.BACK_HERE, c.NEW_HERE), full_table)


FIGURE = Figure(
    id="communities_followed",
    requires=(VISITS,),
    looks_back=True,
    page=PAGE,
    position=("souhaits", 40),
    question="D’une rencontre à l’autre, qui revient dans chaque communauté ?",
    rows=meetings,
    columns=(
        c.SERIES,
        c.HELD_ON,
        c.MEETING,
        c.PRESENT,
        c.NEW_HERE,
        c.BACK_HERE,
        c.FROM_OUTSIDE,
        c.OPENS_SERIES,
    ),
    report_columns=("organisations", "first_time", "again", "non_members"),
    finding=_finding,
    chart=_chart,
    paging=Paging(("series",), is_scaled=True),
    method=_SAY("communities_followed.method"),
    detail=(_SAY("communities_followed.detail"),),
    source="Activités, présences",
    breakdowns=MEMBER_FILTERS,
    size=lambda frame: french.count(len(frame), "rencontre"),
    when_empty=WHEN_EMPTY,
)
