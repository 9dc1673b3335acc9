"""Who joins the network, comes back and leaves, year by year and by name."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE, WHEN_EMPTY
from dse.figures.records import MEMBERSHIPS
from dse.query import Query

_SAY = sentences.read(__file__)

_MOVES = """
select moves.year, moves.is_partial, moves.moved_on, organisations.name, moves.actor_family, moves.field,
    moves.region, moves.move, moves.stayed_years
from chosen_moves as moves
join organisations on organisations.organisation_id = moves.organisation_id
order by moves.moved_on desc, organisations.name, moves.move
"""
_BY_YEAR = """
with stock as (select year, count(*) as members from chosen_members_at_year_end group by year),
moved as (
    select year, count(*) filter (where move = 'ARRIVEE') as joined, count(*) filter (where move = 'RETOUR') as returned,
        count(*) filter (where move = 'DEPART') as "left"
    from chosen_moves group by year
)
select years.year, years.is_partial, coalesce(moved.joined, 0) as joined, coalesce(moved.returned, 0) as returned,
    coalesce(moved."left", 0) as "left", coalesce(stock.members, 0) as members
from register_years as years
left join stock on stock.year = years.year
left join moved on moved.year = years.year
where years.year between $first_year and $last_year
and (moved.year is not null or exists (select 1 from stock))
order by years.year
"""


def moves(query: Query) -> pd.DataFrame:
    """One row a first adhesion, return or departure, the latest first, with who it is and, for a departure, years stayed."""
    return query(_MOVES)


def by_year(query: Query) -> pd.DataFrame:
    """One row a year in which there was a member or a move: joiners, returners, leavers, and the members left at its end."""
    return query(_BY_YEAR)


def _finding(frame: pd.DataFrame) -> Finding:
    joined, returned, left = (int(frame[name].sum()) for name in ("joined", "returned", "left"))
    first, last = int(frame["year"].min()), int(frame["year"].max())
    year = frame.iloc[-1]
    day = _SAY("network_moves.last_day") if year["is_partial"] else _SAY("network_moves.year_end", year=last)
    moved = french.listed(
        [
            french.count(joined, "arrivée"),
            french.count(returned, "retour"),
            french.count(left, "départ"),
        ]
    )
    return Finding(
        _SAY(
            "network_moves.moved",
            years=french.years(first, last),
            moved=moved,
            n=int(year["members"]),
            day=day,
        )
    )


def _listed(frame: pd.DataFrame) -> Finding:
    years = frame["moved_on"].dt.year
    last = frame[years == years.max()]
    names = {move: list(last[last["move"] == move]["name"]) for move in ("ARRIVEE", "RETOUR", "DEPART")}
    moves = [
        f"{french.count(len(who), noun)} ({french.listed(who[:3])}{'…' if len(who) > 3 else ''})"
        for (who, noun) in zip(names.values(), ("arrivée", "retour", "départ"), strict=True)
        if who
    ]
    return Finding(_SAY("network_movers.moved", year=years.max(), moves=moves))


def _chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.up_and_down(frame, up=(c.JOINED, c.RETURNED), down=c.LEFT)


_DETAIL = (_SAY("detail.moves"),)

YEAR_FIGURE = Figure(
    id="network_moves",
    requires=(MEMBERSHIPS,),
    page=PAGE,
    position=("composition", 20),
    question="Combien arrivent, reviennent et partent chaque année ?",
    rows=by_year,
    columns=(c.YEAR, c.JOINED, c.RETURNED, c.LEFT, c.AT_YEAR_END, c.IS_PARTIAL),
    finding=_finding,
    chart=_chart,
    method=_SAY("network_moves.method"),
    detail=_DETAIL,
    source="Adhésions",
    breakdowns=MEMBER_FILTERS,
    size=lambda frame: french.count(int(frame[["joined", "returned", "left"]].sum().sum()), "mouvement"),
    scalars={
        "joined": lambda frame: float(frame["joined"].sum()),
        "returned": lambda frame: float(frame["returned"].sum()),
        "left": lambda frame: float(frame["left"].sum()),
    },
    when_empty=WHEN_EMPTY,
)

LIST_FIGURE = Figure(
    id="network_movers",
    requires=(MEMBERSHIPS,),
    page=PAGE,
    position=("composition", 40),
    question="Qui est arrivé, revenu, parti ?",
    rows=moves,
    columns=(c.MOVED_ON, c.MOVE, c.ORGANISATION, c.FAMILY, c.FIELD, c.REGION, c.STAYED),
    finding=_listed,
    method=_SAY("network_movers.method"),
    detail=_DETAIL,
    source="Adhésions, profils",
    breakdowns=MEMBER_FILTERS,
    size=lambda frame: french.count(len(frame), "mouvement"),
    when_empty="Aucune arrivée, aucun retour ni départ pour ce choix.",
)
