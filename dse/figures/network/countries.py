"""The countries of the accompaniments, on a map and year by year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, LEAD_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE
from dse.figures.paging import Paging
from dse.figures.records import ACCOMPANIMENTS, CARRIERS, is_recorded
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

MOST_NAMED = 5
WHEN_EMPTY = "Aucun accompagnement démarré pour ce choix."
_COUNTRIES = """
select country, count(*) as delivered, count(distinct organisation_id) as carriers, max(started_on) as started_on
from chosen_delivered
group by country
order by country is null, delivered desc, country
"""
_BY_YEAR = """
with chosen as (select * from chosen_delivered where country is not null),
counted as (select country, year, count(*) as delivered from chosen group by country, year),
span as (select year, is_partial from years where year between $first_year and $last_year)
select countries.country, span.year, span.is_partial, cast(coalesce(counted.delivered, 0) as bigint) as delivered
from (select country, count(*) as in_all, max(started_on) as latest from chosen group by country) as countries
cross join span
left join counted on counted.country = countries.country and counted.year = span.year
order by countries.in_all desc, countries.latest desc, countries.country, span.year
"""


def countries(query: Query) -> pd.DataFrame:
    """One row a country: accompaniments started, members that carry them first, where any is known, last start; those without a country
    last."""
    frame = query(_COUNTRIES)
    return frame if is_recorded(query, CARRIERS) else frame.assign(carriers=None)


def _finding(frame: pd.DataFrame) -> Finding:
    placed = frame[frame["country"].notna()]
    unknown = int(frame.loc[frame["country"].isna(), "delivered"].sum())
    without = _SAY("countries.without", n=unknown) if unknown else ""
    if placed.empty:
        return Finding(_SAY("countries.nowhere", n=unknown))
    labels = codelists.labels("countries")
    top = [f"{labels[row.country]} ({french.number(row.delivered)})" for row in _first(placed).itertuples()]
    first = (
        f", d’abord {french.listed(top)}" if top else ", aucun plus que les autres" if len(placed) > 1 else ""
    )
    return Finding(
        _SAY("countries.placed", n=int(placed["delivered"].sum()), countries=len(placed), first=first)
        + without
    )


def _count(frame: pd.DataFrame) -> float | None:
    """Countries, None where none is known."""
    return float(frame["country"].nunique()) or None


def _first(placed: pd.DataFrame) -> pd.DataFrame:
    """The countries with the most, three or so: those that tie with the third are all there, or none of them."""
    if len(placed) <= MOST_NAMED:
        return placed if len(placed) == 1 or placed["delivered"].nunique() > 1 else placed.head(0)
    third = placed["delivered"].iloc[2]
    tied = placed[placed["delivered"] >= third]
    return tied if len(tied) <= MOST_NAMED else placed[placed["delivered"] > third]


def _by_year(frame: pd.DataFrame) -> Finding:
    ended = frame[~frame["is_partial"]]
    years = ended if len(ended) else frame
    per_year = (years["delivered"] > 0).groupby(years["year"]).sum()
    low, high = int(per_year.min()), int(per_year.max())
    span = "span" if 0 < low < high else "most" if low < high else "same"
    steady = int((years.groupby("country")["delivered"].min() > 0).sum())
    always = _SAY("countries_by_year.steady", n=steady) if steady else _SAY("countries_by_year.none_steady")
    return Finding(_SAY(f"countries_by_year.{span}", low=low, n=high) + always)


def _map(frame: pd.DataFrame) -> charts.Chart:
    placed = frame[frame["country"].notna()]
    labels = charts.labelled(placed, (c.COUNTRY,))[c.COUNTRY.name]
    return charts.world_map(
        pd.DataFrame({"code": placed["country"], "name": labels, "count": placed["delivered"]}),
        title=c.DELIVERED.title,
    )


def _years(frame: pd.DataFrame) -> charts.Chart:
    named = charts.labelled(frame, (c.COUNTRY,)).assign(inside=True)
    return charts.years_blocks(named, row=c.COUNTRY, blocks=(c.DELIVERED,), inside=c.INSIDE)


def _size(frame: pd.DataFrame) -> str:
    return french.count(int(frame["delivered"].sum()), "accompagnement")


_SHARED: dict[str, Any] = {
    "requires": (ACCOMPANIMENTS,),
    "page": PAGE,
    "source": "Accompagnements, à la date de démarrage ; fond de carte Natural Earth, domaine public",
    "breakdowns": ACCOMPANIMENT_FILTERS,
    "size": _size,
    "when_empty": WHEN_EMPTY,
}
MAP_FIGURE = Figure(
    id="countries",
    position=("pays", 10),
    question="Dans quels pays accompagnons-nous ?",
    rows=countries,
    columns=(c.COUNTRY, c.DELIVERED, c.CARRIERS, c.LAST_STARTED),
    finding=_finding,
    chart=_map,
    method=_SAY("countries.method"),
    detail=(_SAY("countries.detail"), *LEAD_DETAIL),
    scalars={"countries": _count},
    **_SHARED,
)
YEARS_FIGURE = Figure(
    id="countries_by_year",
    position=("pays", 20),
    question="Et d’une année à l’autre ?",
    rows=lambda query: query(_BY_YEAR),
    columns=(c.COUNTRY, c.YEAR, c.DELIVERED, c.IS_PARTIAL),
    finding=_by_year,
    chart=_years,
    paging=Paging(("country",), counts=("delivered",)),
    method=_SAY("countries_by_year.method"),
    detail=LEAD_DETAIL,
    **_SHARED,
)
FIGURES = (MAP_FIGURE, YEARS_FIGURE)
