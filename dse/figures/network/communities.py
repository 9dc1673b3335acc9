"""Each community of practice, or other series of meetings, from one meeting to the next: who is new, who comes back."""

from __future__ import annotations

import pandas as pd

from dse import charts, french
from dse.figures.crowd import Crowd
from dse.figures.events import CHOSEN_MEMBERS, MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.network import columns as c
from dse.figures.network.composition import PAGE
from dse.query import Query

WHEN_EMPTY = (
    "Aucune rencontre d’une communauté pour ce choix : élargissez les années, retirez un filtre, ou remplissez la colonne « Série » "
    "des activités."
)
_MEETINGS = f"""
with came as (
    select *, min(held_on) over (partition by series, organisation_id) as first_on,
        min(held_on) over (partition by series) as series_since
    from presences where series is not null
)
select came.series, came.held_on, activities.title, count(*) as organisations,
    count(*) filter (where came.held_on = came.first_on) as first_time,
    count(*) filter (where came.held_on > came.first_on) as again,
    count(*) filter (where not came.is_member) as non_members, came.held_on = any_value(came.series_since) as opens_series
from came join activities on activities.activity_id = came.activity_id
where {CHOSEN_MEMBERS}
group by came.series, came.held_on, came.activity_id, activities.title
order by count(*) over (partition by came.series) desc, came.series, came.held_on, came.activity_id
"""


def meetings(query: Query) -> pd.DataFrame:
    """One row a meeting of a series: organisations that came, those new to the series, those back; longest series first."""
    return query(_MEETINGS)


def _finding(frame: pd.DataFrame) -> Finding:
    told = [_followed(series, rows) for series, rows in frame.groupby("series", sort=False) if len(rows) > 1]
    if not told:
        return Finding(f"{french.count(len(frame), 'rencontre')}, aucune communauté réunie deux fois.")
    more = (
        f" ; et {french.count(len(told) - 2, 'autre communauté', 'autres communautés')}"
        if len(told) > 2
        else ""
    )
    return Finding(f"{' ; '.join(told[:2])}{more}.")


def _followed(series: str, rows: pd.DataFrame) -> str:
    later = rows[~rows["opens_series"].astype(bool)]
    return (
        f"{series} : {french.count(len(rows), 'rencontre')}, {french.count(round(rows['organisations'].mean()), 'organisation')} en moyenne, "
        f"{french.percent(100.0 * later['again'].sum() / later['organisations'].sum())} déjà venues"
    )


def _chart(frame: pd.DataFrame, whole: pd.DataFrame | None = None) -> charts.Chart:
    return charts.meetings(frame, c.SERIES, c.HELD_ON, (c.BACK_HERE, c.NEW_HERE), whole)


FIGURE = Figure(
    id="communities_followed",
    page=PAGE,
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
    essential=("organisations", "first_time", "again", "non_members"),
    finding=_finding,
    chart=_chart,
    crowd=Crowd(("series",), is_scaled=True),
    method="Une barre par rencontre d’une même série (communauté ou cycle), à sa date. Nouvelle : une organisation jamais venue auparavant à "
    "cette série dans les données. La part déjà venue laisse de côté la première rencontre de la série, où toutes sont nouvelles. Membres ou non, les "
    "personnes sans organisation n’y sont pas.",
    source="Activités, participations",
    breakdowns=MEMBER_FILTERS,
    size=lambda frame: french.count(len(frame), "rencontre"),
    when_empty=WHEN_EMPTY,
)
