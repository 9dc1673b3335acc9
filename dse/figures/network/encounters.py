"""Who meets whom: organisations at the same activities, and how families mix."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE
from dse.figures.network.opening import WHEN_EMPTY
from dse.figures.network.presence import SOURCE
from dse.figures.paging import Paging
from dse.figures.records import VISITS
from dse.query import Query

_SAY = sentences.read(__file__)

FEWEST_TOGETHER, MOST_PAIRS = 2, 200
UNKNOWN = "?"
_YEARS = "year between $first_year and $last_year"
# One row a pair; the family chosen is that of either. An organisation has the family of its last time there.
_PAIRS = f"""
with came as (
    select number, cast(sum(visits) as bigint) as came_to from yearly_presences where {_YEARS} group by number
),
known as (
    select came.number, came.came_to, lasts.actor_family, numbers.name
    from came
    join yearly_presences as lasts on lasts.number = came.number
    join organisation_numbers as numbers on numbers.number = came.number
    where lasts.{_YEARS} and lasts.until_year >= $last_year
),
chosen as (select number from chosen_yearly_presences_of_families where until_year >= $last_year),
pairs as (
    select one_number, other_number, cast(sum(together) as bigint) as together from meetings where {_YEARS}
    group by one_number, other_number having sum(together) >= {FEWEST_TOGETHER}
)
select count(*) over () as met_twice, one.name, one.actor_family, other.name as other_name,
    other.actor_family as other_family, pairs.together, one.came_to + other.came_to - pairs.together as either,
    cast(100 as double) * pairs.together / (one.came_to + other.came_to - pairs.together) as overlap_pct
from pairs
join known as one on one.number = pairs.one_number
join known as other on other.number = pairs.other_number
where pairs.one_number in (select number from chosen) or pairs.other_number in (select number from chosen)
order by pairs.together desc, overlap_pct desc, one.name, other.name
limit {MOST_PAIRS}
"""
_MET = f"select year, family, other_family, encounters from family_meetings where {_YEARS}"
_VISITS = f"select year, family, visits, squares from family_visits where {_YEARS}"


def pairs(query: Query) -> pd.DataFrame:
    """One row a pair of organisations that met at FEWEST_TOGETHER activities or more, those that met most first."""
    return query(_PAIRS)


def families(query: Query) -> pd.DataFrame:
    """One row a family and a family that it met: encounters, their share of the first one's, and the share by mere mixing.

    Mixing deals the visits of a year out anew among its activities, no organisation twice at one: of N visits, v by each
    organisation, two at the same activity are one of family A and one of family B with a chance in proportion to the pairs of
    visits by two organisations, the sum of v x w over those of A and those of B.
    """
    rows, visits = query(_MET), query(_VISITS)
    if rows.empty:
        return c.empty_frame(_COLUMNS)
    codes, years = sorted(set(visits["family"])), sorted(set(visits["year"]))
    met = _fill(rows, "encounters", {"year": years, "family": codes, "other_family": codes})
    axes = {"year": years, "family": codes}
    mixed = _mix(_fill(visits, "visits", axes), _fill(visits, "squares", axes), met.sum(axis=(1, 2)))
    return _count_cells(met.sum(axis=0), mixed, codes, query.selection.families)


def _fill(rows: pd.DataFrame, name: str, axes: dict[str, list]) -> np.ndarray:
    """A column as an array with an axis for each other column that is named; 0 where there is no row."""
    values = np.zeros([len(codes) for codes in axes.values()])
    places = [pd.Index(codes).get_indexer(rows[axis].to_numpy(object)) for axis, codes in axes.items()]
    values[tuple(places)] = rows[name].to_numpy(float)
    return values


def _mix(visits: np.ndarray, squares: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Encounters of each family with each other if the visits of each year were dealt out anew; `places` are those of each year."""
    pairs = visits[:, :, None] * visits[:, None, :]
    pairs[:, range(len(squares[0])), range(len(squares[0]))] -= squares
    totals = pairs.sum(axis=(1, 2))
    is_known = totals > 0
    return np.tensordot(places[is_known] / totals[is_known], pairs[is_known], axes=1)


def _count_cells(
    met: np.ndarray, mixed: np.ndarray, codes: list[str], chosen: tuple[str, ...]
) -> pd.DataFrame:
    """The rows of the families chosen that met any, those of most encounters first."""
    encounters = met.sum(axis=1)
    order = np.argsort(-encounters, kind="stable")
    rows = [place for place in order if encounters[place] and (not chosen or codes[place] in chosen)]
    names = np.array([None if code == UNKNOWN else code for code in codes], dtype=object)
    met, mixed = met[np.ix_(rows, order)], mixed[np.ix_(rows, order)]
    by_mixing = mixed.sum(axis=1, keepdims=True)
    mixed_shares = np.divide(100.0 * mixed, by_mixing, out=np.full(mixed.shape, np.nan), where=by_mixing > 0)
    return pd.DataFrame(
        {
            "actor_family": np.repeat(names[rows], len(order)),
            "other_family": np.tile(names[order], len(rows)),
            "encounters": met.ravel().astype(int),
            "met_pct": (100.0 * met / met.sum(axis=1, keepdims=True)).ravel(),
            "mixed_pct": mixed_shares.ravel(),
            "family_encounters": np.repeat(met.sum(axis=1).astype(int), len(order)),
        }
    )


def _paired(frame: pd.DataFrame) -> Finding:
    top = frame.iloc[0]
    return Finding(
        _SAY(
            "organisations_met.most",
            one=top["name"],
            other=top["other_name"],
            together=int(top["together"]),
            pairs=int(top["met_twice"]),
            least=FEWEST_TOGETHER,
        )
    )


def _describe_size(frame: pd.DataFrame) -> str:
    """`200 paires sur 241`, where not all are shown."""
    every = int(frame["met_twice"].iloc[0])
    return french.count(len(frame), "paire") + (f" sur {french.number(every)}" if len(frame) < every else "")


def _crossed(frame: pd.DataFrame) -> Finding:
    met = frame.astype({"encounters": "float64"})
    other = met["actor_family"].fillna(UNKNOWN) != met["other_family"].fillna(UNKNOWN)
    weight = met.groupby("actor_family", dropna=False)["encounters"].transform("sum")
    mixing = float((met["mixed_pct"] * weight)[other].sum() / (met["mixed_pct"] * weight).sum()) * 100
    crossed = 100.0 * float(met["encounters"][other].sum()) / float(met["encounters"].sum())
    total = int(met["encounters"].sum())
    by_mixing = "" if total < french.FEWEST else _describe_mixing(crossed, mixing)
    return Finding(_SAY("families_met.crossed", share=french.share(crossed, total)) + by_mixing)


def _describe_mixing(crossed: float, mixing: float) -> str:
    """What chance alone would give, which is the same where both are shown alike."""
    if french.percent(crossed) == french.percent(mixing):
        return _SAY("families_met.as_chance")
    return _SAY("families_met.chance", share=mixing)


def _chart(frame: pd.DataFrame) -> charts.Chart:
    return charts.crossings(frame, c.FAMILY, c.OTHER_FAMILY, c.ENCOUNTERS_SHARE, c.MIXED_SHARE, c.ENCOUNTERS)


_COLUMNS = (c.FAMILY, c.OTHER_FAMILY, c.ENCOUNTERS, c.ENCOUNTERS_SHARE, c.MIXED_SHARE, c.ENCOUNTERS_ALL)

FAMILIES_FIGURE = Figure(
    id="families_met",
    requires=(VISITS,),
    page=PAGE,
    position=("rencontres", 10),
    question="Quelles familles se rencontrent, et lesquelles restent entre elles ?",
    rows=families,
    columns=_COLUMNS,
    finding=_crossed,
    chart=_chart,
    paging=Paging(("actor_family",), across="other_family"),
    method=_SAY("families_met.method"),
    detail=(_SAY("families_met.detail"),),
    source=SOURCE,
    breakdowns=("families",),
    size=lambda frame: french.count(int(frame["encounters"].sum()), "rencontre"),
    when_empty=WHEN_EMPTY,
)
PAIRS_FIGURE = Figure(
    id="organisations_met",
    requires=(VISITS,),
    page=PAGE,
    position=("rencontres", 20),
    question="Quelles organisations se croisent le plus ?",
    rows=pairs,
    columns=(c.ORGANISATION, c.FAMILY, c.OTHER, c.OTHER_FAMILY, c.TOGETHER, c.EITHER, c.OVERLAP, c.MET_TWICE),
    finding=_paired,
    method=_SAY("organisations_met.method", together=FEWEST_TOGETHER),
    detail=(_SAY("organisations_met.detail", together=FEWEST_TOGETHER, most=MOST_PAIRS),),
    source=SOURCE,
    breakdowns=("families",),
    size=_describe_size,
    when_empty="Aucune paire d’organisations ne s’est croisée deux fois pour ce choix.",
)
FIGURES = (FAMILIES_FIGURE, PAIRS_FIGURE)
