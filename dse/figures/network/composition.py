"""Who is in the network at each year's end, by family and by field."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from dse import charts, french
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.network import columns as c
from dse.figures.yearly import last_whole
from dse.query import Query
from schemas import Column, codelists

PAGE = "reseau"
WHEN_EMPTY = (
    "Aucun membre pour ce choix : élargissez les années, retirez un filtre, ou importez les membres et les activités sur la page "
    "Données."
)
_EVERY_YEAR = (
    "select year, is_partial from register_years where year between $first_year and $last_year order by year"
)
_AT_YEAR_END = """
select year, is_partial, {group} as "group", count(*) as members
from chosen_members_at_year_end
group by all
"""


def at_year_end(query: Query, group: Column) -> pd.DataFrame:
    """One row a year and group that has ever a member: the members still there after its last day, 0 where none is."""
    found = query(_AT_YEAR_END.format(group=group.name))
    return whole(query, found, group, ["members"])


def every_year(query: Query) -> pd.DataFrame:
    """The chosen years that the data speak of, with `is_partial`."""
    return query(_EVERY_YEAR)


def filled(query: Query, found: pd.DataFrame, counts: list[str]) -> pd.DataFrame:
    """Every chosen year, counts being 0 where `found`, indexed by year and `is_partial`, has no row."""
    every = pd.MultiIndex.from_frame(every_year(query))
    return found.reindex(every, fill_value=0)[counts].astype("int64").reset_index()


def whole(query: Query, found: pd.DataFrame, group: Column, counts: list[str]) -> pd.DataFrame:
    """Every chosen year with every group of `found`, in the order of the codelist, counts being 0 where there is no row."""
    if found.empty:
        return pd.DataFrame(columns=["year", "is_partial", group.name, *counts])
    places = {code: place for place, code in enumerate(codelists.codes(group.codelists[0]))}
    groups = sorted(found["group"].unique(), key=lambda code: places.get(code, len(places)))
    every = every_year(query).merge(pd.DataFrame({"group": groups}, dtype=found["group"].dtype), how="cross")
    frame = every.merge(found, on=["year", "is_partial", "group"], how="left")
    frame[counts] = frame[counts].fillna(0).astype("int64")
    return frame.rename(columns={"group": group.name})


def _members(frame: pd.DataFrame) -> float | None:
    """Members at the end of the last year that had ended."""
    return last_whole(frame.groupby(["year", "is_partial"])["members"].sum().reset_index(), "members")


def _finding(frame: pd.DataFrame, group: Column) -> Finding:
    first, last = int(frame["year"].min()), int(frame["year"].max())
    totals = frame.groupby("year")["members"].sum()
    now = frame[frame["year"] == last].sort_values("members", ascending=False, kind="stable")
    labels = charts.labelled(now, (group,))[group.name]
    most = [
        f"{label} {french.number(count)}"
        for label, count in zip(labels, now["members"], strict=True)
        if count
    ]
    then = f" ({french.number(totals[first])} fin {first})" if first < last else ""
    end = "à ce jour" if now["is_partial"].iloc[0] else f"fin {last}"
    return Finding(
        f"{french.count(int(totals[last]), 'membre')} {end}{then} : {french.listed(most[:4])}{_rest(most, group)}."
    )


def _rest(most: list[str], group: Column) -> str:
    kinds = "familles" if group is c.FAMILY else "champs"
    return f" ; {french.number(len(most))} {kinds} en tout" if len(most) > 4 else ""


def _chart(frame: pd.DataFrame, group: Column) -> charts.Chart:
    return charts.stacked_years(frame, c.AT_YEAR_END, group)


def _figure(identity: str, group: Column, question: str) -> Figure:
    return Figure(
        id=identity,
        page=PAGE,
        question=question,
        rows=partial(at_year_end, group=group),
        columns=(c.YEAR, group, c.AT_YEAR_END, c.IS_PARTIAL),
        finding=partial(_finding, group=group),
        chart=partial(_chart, group=group),
        method="Membres encore là après le 31 décembre : un séjour dont c’est le dernier jour est compté parti. Un séjour qui continue le "
        "lendemain sous une autre ligne est un seul séjour. Une année qui n’était pas finie est comptée au jour de la version, et "
        "pâlie. La famille et le champ sont ceux de ce jour-là.",
        source="Adhésions, profils",
        breakdowns=MEMBER_FILTERS,
        size=lambda frame: (
            f"{french.count(int(frame.groupby('year')['members'].sum().max()), 'membre')} au plus"
        ),
        when_empty=WHEN_EMPTY,
    )


FAMILY_FIGURE = replace(
    _figure("composition_by_family", c.FAMILY, "De quelles familles le réseau est-il fait ?"),
    of_last_year=("members",),
    scalars={"members": _members},
)
FIELD_FIGURE = _figure("composition_by_field", c.FIELD, "De quels champs d’action le réseau est-il fait ?")
