"""How many requests and starts each year."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences, theme
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, LEAD_DETAIL, REQUEST_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.records import ACCOMPANIMENTS
from dse.figures.requests.starts import PAGE, SOURCE, delivered_size
from dse.query import Query

_SAY = sentences.read(__file__)

_BY_YEAR = """
with asked as (select year, count(*) as requested from chosen_requested group by year),
given as (select year, count(*) as delivered from chosen_delivered group by year)
select years.year, years.is_partial,
    cast(coalesce(asked.requested, 0) as bigint) as requested,
    cast(coalesce(given.delivered, 0) as bigint) as delivered
from years
left join asked on asked.year = years.year
left join given on given.year = years.year
where years.year between $first_year and $last_year
order by years.year
"""


def by_year(query: Query) -> pd.DataFrame:
    """One row a year: requests and starts; none where there is neither."""
    frame = query(_BY_YEAR)
    return frame if (frame["requested"] + frame["delivered"]).sum() else frame.iloc[:0]


def _finding(frame: pd.DataFrame) -> Finding:
    first, last = frame["year"].min(), frame["year"].max()
    sentence = _SAY(
        "accompaniments_by_year.one_year" if first == last else "accompaniments_by_year.years",
        first=first,
        last=last,
        requested=frame["requested"].sum(),
        delivered=frame["delivered"].sum(),
    )
    return Finding(sentence)


FIGURE = Figure(
    id="accompaniments_by_year",
    requires=(ACCOMPANIMENTS,),
    page=PAGE,
    position=("demandes", 30),
    question=_SAY("accompaniments_by_year.question"),
    rows=by_year,
    columns=(c.YEAR, c.REQUESTED, c.DELIVERED, c.IS_PARTIAL),
    finding=_finding,
    chart=partial(
        charts.year_bars, parts=(c.REQUESTED, c.DELIVERED), colours=(theme.ACCENT_SOFT, theme.ACCENT)
    ),
    has_annotations=True,
    method=_SAY("accompaniments_by_year.method"),
    detail=(*REQUEST_DETAIL, *LEAD_DETAIL),
    source=f"{SOURCE} ; demandes à leur date, accompagnements à leur démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: f"{french.count(int(frame['requested'].sum()), 'demande')}, {delivered_size(frame)}",
    scalars={
        "requested": lambda frame: float(frame["requested"].sum()),
        "delivered": lambda frame: float(frame["delivered"].sum()),
    },
)
