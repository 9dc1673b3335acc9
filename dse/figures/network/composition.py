"""Who is in the network at each year's end, by family and by field."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.records import MEMBERSHIPS
from dse.figures.yearly import last_whole
from dse.query import Query
from schemas import Column

_SAY = sentences.read(__file__)
MOST_NAMED = 4
_ALL_NAMED = {c.FAMILY.name: "composition_by_family.families", c.FIELD.name: "composition_by_family.fields"}
_FIRST_NAMED = {
    c.FAMILY.name: "composition_by_family.first_families",
    c.FIELD.name: "composition_by_family.first_fields",
}

PAGE = "reseau"
WHEN_EMPTY = "Aucun membre pour ce choix : importez les membres et les activités sur la page Données."
# Every chosen year with every group that is found, counts being 0 where nothing is.
_EVERY_YEAR = """
with found as ({found}),
span as (select year, is_partial from register_years where year between $first_year and $last_year),
groups as (select distinct "group" from found)
select span.year, span.is_partial, groups."group", {counts}
from span cross join groups
left join found on found.year = span.year and found."group" is not distinct from groups."group"
left join ({ranks}) as ranks on ranks.code = groups."group"
order by span.year, ranks.rank nulls last, groups."group"
"""
_AT_YEAR_END = """
select year, {group} as "group", count(*) as members
from chosen_members_at_year_end
group by year, {group}
"""


def at_year_end(query: Query, group: Column) -> pd.DataFrame:
    """One row a year and group that has ever a member: the members still there after its last day, 0 where none is."""
    return every_year(query, _AT_YEAR_END.format(group=group.name), ("members",), group)


def every_year(query: Query, rows: str, counts: tuple[str, ...], group: Column | None = None) -> pd.DataFrame:
    """Every chosen year with every group that the SQL `rows` finds, in the order of the codelist; counts are 0 where it has no row.

    `rows` gives `year`, `counts`, and the code of the `group` where there is one.
    """
    ranks = (
        f"select code, rank from codelist_{group.codelists[0]}" if group else "select '' as code, 0 as rank"
    )
    completed = ", ".join(f"cast(coalesce(found.{name}, 0) as bigint) as {name}" for name in counts)
    frame = query(_EVERY_YEAR.format(found=rows, counts=completed, ranks=ranks))
    return frame.rename(columns={"group": group.name}) if group else frame.drop(columns=["group"])


def _members(frame: pd.DataFrame) -> float | None:
    """Members at the end of the last year that had ended."""
    return last_whole(frame.groupby(["year", "is_partial"])["members"].sum().reset_index(), "members")


def _finding(frame: pd.DataFrame, group: Column) -> Finding:
    first, last = int(frame["year"].min()), int(frame["year"].max())
    totals = frame.groupby("year")["members"].sum()
    now = frame[frame["year"] == last].sort_values("members", ascending=False, kind="stable")
    labels = charts.labelled(now, (group,))[group.name]
    most = [
        f"{label} ({french.number(count)})"
        for label, count in zip(labels, now["members"], strict=True)
        if count
    ]
    then = _SAY("composition_by_family.then", n=int(totals[first]), year=first) if first < last else ""
    end = (
        _SAY("composition_by_family.today")
        if now["is_partial"].iloc[0]
        else _SAY("composition_by_family.end", year=last)
    )
    return Finding(
        _SAY(
            "composition_by_family.members",
            n=int(totals[last]),
            end=end,
            then=then,
            most=most[:MOST_NAMED],
            which=_name_groups(len(most), group),
        )
    )


def _name_groups(count: int, group: Column) -> str:
    """What the groups named are: all of them, or the first of so many."""
    if count <= MOST_NAMED:
        return _SAY(_ALL_NAMED[group.name])
    return _SAY(_FIRST_NAMED[group.name], n=count)


def _size(frame: pd.DataFrame) -> str:
    totals = frame.groupby("year")["members"].sum()
    between = french.count_between(int(totals.min()), int(totals.max()), "membre")
    return _SAY("composition_by_family.size", between=between)


def _chart(frame: pd.DataFrame, group: Column) -> charts.Chart:
    return charts.stacked_years(frame, c.AT_YEAR_END, group)


def _figure(identity: str, position: tuple[str, int], group: Column, question: str) -> Figure:
    return Figure(
        id=identity,
        requires=(MEMBERSHIPS,),
        page=PAGE,
        position=position,
        question=question,
        rows=partial(at_year_end, group=group),
        columns=(c.YEAR, group, c.AT_YEAR_END, c.IS_PARTIAL),
        finding=partial(_finding, group=group),
        chart=partial(_chart, group=group),
        method=_SAY(f"{identity}.method"),
        detail=(_SAY("detail.composition"),),
        source="Adhésions, profils",
        breakdowns=MEMBER_FILTERS,
        size=_size,
        when_empty=WHEN_EMPTY,
    )


FAMILY_FIGURE = replace(
    _figure(
        "composition_by_family", ("composition", 10), c.FAMILY, "De quelles familles le réseau est-il fait ?"
    ),
    last_year_scalars=("members",),
    scalars={"members": _members},
)
FIELD_FIGURE = _figure(
    "composition_by_field", ("composition", 30), c.FIELD, "De quels champs d’action le réseau est-il fait ?"
)
