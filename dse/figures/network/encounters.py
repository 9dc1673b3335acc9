"""Who meets whom: organisations at the same activities, and how families mix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dse import charts, french
from dse.figures.crowd import Crowd
from dse.figures.figure import Figure, Finding
from dse.figures.network import columns as c
from dse.figures.network.composition import PAGE
from dse.figures.network.opening import WHEN_EMPTY
from dse.figures.network.presence import SOURCE
from dse.query import Query

FEWEST_TOGETHER, MOST_PAIRS = 2, 200
UNKNOWN = "?"
_CHOSEN = "presences.year between $first_year and $last_year"
# One row a pair; the family chosen is that of either. An organisation has the family of its last time there.
_PAIRS = f"""
with chosen as (select * from presences where {_CHOSEN}),
came as (
    select organisation_id, count(*) as came_to, arg_max_null(actor_family, held_on) as actor_family
    from chosen group by organisation_id
),
pairs as (
    select one.organisation_id as one_id, other.organisation_id as other_id, count(*) as together
    from chosen as one
    join chosen as other on other.activity_id = one.activity_id and other.organisation_id > one.organisation_id
    group by one.organisation_id, other.organisation_id
)
select count(*) over () as met_twice, ones.name, one.actor_family, others.name as other_name, other.actor_family as other_family, pairs.together,
    one.came_to + other.came_to - pairs.together as either,
    100.0 * pairs.together / (one.came_to + other.came_to - pairs.together) as overlap_pct
from pairs
join came as one on one.organisation_id = pairs.one_id
join came as other on other.organisation_id = pairs.other_id
join organisations as ones on ones.organisation_id = pairs.one_id
join organisations as others on others.organisation_id = pairs.other_id
where pairs.together >= {FEWEST_TOGETHER}
and ($all_families or one.actor_family in (select unnest($families))
    or other.actor_family in (select unnest($families)))
order by pairs.together desc, overlap_pct desc, ones.name, others.name
limit {MOST_PAIRS}
"""
_VISITS = f"""
select year, coalesce(actor_family, '{UNKNOWN}') as family, organisation_id, count(*) as visits
from presences where {_CHOSEN} group by all order by year, family, organisation_id
"""
_SEATS = f"""
select activity_id, year, coalesce(actor_family, '{UNKNOWN}') as family, count(*) as seats
from presences where {_CHOSEN} group by all order by activity_id, family
"""


def pairs(query: Query) -> pd.DataFrame:
    """One row a pair of organisations that met at FEWEST_TOGETHER activities or more, those that met most first."""
    return query(_PAIRS)


def families(query: Query) -> pd.DataFrame:
    """One row a family and a family that it met: encounters, their share of the first one's, and the share by mere mixing.

    Mixing deals the visits of a year out anew among its activities, no organisation twice at one: of N visits, v by each
    organisation, two at the same activity are one of family A and one of family B with a chance in proportion to the pairs of
    visits by two organisations, the sum of v x w over those of A and those of B.
    """
    seats = query(_SEATS)
    if seats.empty:
        return pd.DataFrame(columns=[each.name for each in _COLUMNS])
    table = seats.pivot_table(index=["activity_id", "year"], columns="family", values="seats", fill_value=0)
    counts = table.astype("float64")
    met = counts.T @ counts
    mixed = _mixed(query(_VISITS), _places(counts), met.index)
    for family in met.index:
        met.loc[family, family] -= counts[family].sum()
    order = list(met.sum(axis=1).sort_values(ascending=False, kind="stable").index)
    chosen = query.selection.families or order
    found = [_cell(met, mixed, family, other) for family in order if family in chosen for other in order]
    return pd.DataFrame(found, columns=[each.name for each in _COLUMNS]).dropna(subset=["met_pct"])


def _places(counts: pd.DataFrame) -> pd.Series:
    """Ordered pairs of organisations that met, by year."""
    sizes = counts.sum(axis=1)
    return (sizes * (sizes - 1)).groupby(counts.index.get_level_values("year")).sum()


def _mixed(visits: pd.DataFrame, places: pd.Series, families: pd.Index) -> pd.DataFrame:
    """Encounters of each family with each other if the visits of each year were dealt out anew."""
    found = pd.DataFrame(0.0, index=families, columns=families)
    for year, rows in visits.astype({"visits": "float64"}).groupby("year"):
        of_family = rows.groupby("family")["visits"].sum().reindex(families, fill_value=0.0)
        of_one = (rows["visits"] ** 2).groupby(rows["family"]).sum().reindex(families, fill_value=0.0)
        pairs = np.outer(of_family, of_family) - np.diag(of_one)
        if pairs.sum():
            found += pairs / pairs.sum() * places[year]
    return found


def _cell(met: pd.DataFrame, mixed: pd.DataFrame, family: str, other: str) -> dict[str, Any]:
    whole, by_mixing = met.loc[family].sum(), mixed.loc[family].sum()
    return {
        "actor_family": None if family == UNKNOWN else family,
        "other_family": None if other == UNKNOWN else other,
        "encounters": int(met.loc[family, other]),
        "met_pct": 100.0 * met.loc[family, other] / whole if whole else None,
        "mixed_pct": 100.0 * mixed.loc[family, other] / by_mixing if by_mixing else None,
    }


def _paired(frame: pd.DataFrame) -> Finding:
    top = frame.iloc[0]
    return Finding(
        f"{top['name']} et {top['other_name']} se sont croisées le plus souvent, à "
        f"{french.count(int(top['together']), 'activité')} ; {french.count(int(top['met_twice']), 'paire')} d’organisations "
        f"{'se sont croisées' if top['met_twice'] > 1 else 's’est croisée'} {french.number(FEWEST_TOGETHER)} fois ou plus."
    )


def _shown(frame: pd.DataFrame) -> str:
    """`200 paires sur 241`, where not all are shown."""
    every = int(frame["met_twice"].iloc[0])
    return french.count(len(frame), "paire") + (f" sur {french.number(every)}" if len(frame) < every else "")


def _crossed(frame: pd.DataFrame) -> Finding:
    met = frame.astype({"encounters": "float64"})
    other = met["actor_family"].fillna(UNKNOWN) != met["other_family"].fillna(UNKNOWN)
    weight = met.groupby("actor_family", dropna=False)["encounters"].transform("sum")
    mixing = float((met["mixed_pct"] * weight)[other].sum() / (met["mixed_pct"] * weight).sum()) * 100
    crossed = 100.0 * float(met["encounters"][other].sum()) / float(met["encounters"].sum())
    return Finding(
        f"{french.percent(crossed)} des rencontres se font avec une autre famille que la sienne ; si les venues de chaque année étaient "
        f"mêlées au hasard, ce serait {french.percent(mixing)}."
    )


def _chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.crossings(frame, c.FAMILY, c.OTHER_FAMILY, c.MET_SHARE, c.MIXED_SHARE, c.ENCOUNTERS)


_COLUMNS = (c.FAMILY, c.OTHER_FAMILY, c.ENCOUNTERS, c.MET_SHARE, c.MIXED_SHARE)

FAMILIES_FIGURE = Figure(
    id="families_met",
    page=PAGE,
    question="Quelles familles se rencontrent, et lesquelles restent entre elles ?",
    rows=families,
    columns=_COLUMNS,
    finding=_crossed,
    chart=_chart,
    crowd=Crowd(("actor_family",), across="other_family"),
    method="Deux organisations se rencontrent quand elles viennent à la même activité. Chaque ligne s’ajoute à 100 % : sur cent "
    "rencontres d’une famille, combien avec chacune. Entre parenthèses, la même part si les venues de l’année étaient "
    "redistribuées au hasard entre ses activités : une famille nombreuse est souvent rencontrée sans qu’on l’ait cherchée. "
    "Description, sans test : les mêmes organisations reviennent, et leurs rencontres ne sont pas indépendantes.",
    source=SOURCE,
    breakdowns=("families",),
    size=lambda frame: french.count(int(frame["encounters"].sum()), "rencontre"),
    when_empty=WHEN_EMPTY,
)
PAIRS_FIGURE = Figure(
    id="organisations_met",
    page=PAGE,
    question="Quelles organisations se croisent le plus ?",
    rows=pairs,
    columns=(c.ONE, c.FAMILY, c.OTHER, c.OTHER_FAMILY, c.TOGETHER, c.EITHER, c.OVERLAP, c.MET_TWICE),
    finding=_paired,
    method=f"Paires d’organisations, membres ou non, venues ensemble à {french.number(FEWEST_TOGETHER)} activités au moins, de la plus "
    f"fréquente à la moins fréquente, les {french.number(MOST_PAIRS)} premières. Le recouvrement (indice de Jaccard) rapporte leurs venues "
    "communes aux venues de l’une ou de l’autre : il distingue deux organisations qui viennent partout de deux qui viennent ensemble. Le "
    "filtre de famille garde les paires dont l’une au moins est de cette famille.",
    source=SOURCE,
    breakdowns=("families",),
    size=_shown,
    when_empty="Aucune paire d’organisations ne s’est croisée deux fois pour ce choix.",
)
FIGURES = (FAMILIES_FIGURE, PAIRS_FIGURE)
