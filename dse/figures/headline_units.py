"""What each headline measure counts, unit by unit, in two versions, and which units are counted otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from dse.figures.headlines_periods import Span
from dse.query import Query
from schemas import codelists

GROUP_LISTS = {"actor_family": "actor_families", "region": "regions"}
# What each measure counts, one row a unit: `value` is what it counts of it.
_UNITS = {
    "MEMBRES": "select organisation_id, year, actor_family, region from chosen_member_years",
    "RECOURS": """
        select members.organisation_id, members.year, members.actor_family, members.region, served.accompaniment_id
        from chosen_member_years as members
        left join (
            select carriers.organisation_id, delivered.accompaniment_id, delivered.year
            from chosen_delivered_kinds as delivered
            join carriers on carriers.accompaniment_id = delivered.accompaniment_id
        ) as served on served.organisation_id = members.organisation_id and served.year = members.year
    """,
    "ACCOMPAGNEMENTS": "select accompaniment_id, organisation_id, actor_family, region from chosen_delivered",
    "DELAI": """
        select accompaniment_id, organisation_id, date_diff('day', requested_on, started_on) as value
        from chosen_delivered where started_on >= requested_on
    """,
    "PARTICIPATIONS": """
        select activity_id, organisation_id, cast(sum(participants) as bigint) as value
        from chosen_participations where participants > 0 group by activity_id, organisation_id
    """,
    "THEME": """
        select delivered.accompaniment_id, delivered.organisation_id, case when marks.score > 0 then 1 else 0 end as value
        from chosen_delivered as delivered
        join chosen_marks as marks on marks.subject = 'accompaniment' and marks.subject_id = delivered.accompaniment_id
    """,
}
# By what two units are the same.
_KEYS = {
    "MEMBRES": ["organisation_id"],
    "RECOURS": ["organisation_id", "accompaniment_id"],
    "ACCOMPAGNEMENTS": ["accompaniment_id"],
    "DELAI": ["accompaniment_id", "value"],
    "PARTICIPATIONS": ["activity_id", "organisation_id", "value"],
    "THEME": ["accompaniment_id", "value"],
}
_MEMBERS_ON = """
select distinct organisation_id from memberships
where joined_on <= cast($day as date) and coalesce(left_on, date '9999-12-31') >= cast($day as date)
"""


def _came(column: str) -> str:
    """That a day came after the first one and by the last."""
    return f"{column} > cast($first_day as date) and {column} <= cast($last_day as date)"


_PLANNED = {
    "accompaniment_id": f"""
        select accompaniment_id as id from accompaniments where {_came("started_on")} or {_came("requested_on")}
    """,
    "activity_id": f"select activity_id as id from activities where {_came('held_on')}",
    "organisation_id": f"""
        select organisation_id as id from memberships where {_came("joined_on")} or {_came("left_on")}
    """,
}
_COLUMNS = ("accompaniment_id", "activity_id", "organisation_id", "year", "actor_family", "region", "value")


class Units(NamedTuple):
    """What a measure counts in the version before, and in the one after."""

    before: pd.DataFrame
    after: pd.DataFrame


def read_units(query: Query, measure: str, theme: str | None, period: Span) -> pd.DataFrame:
    """What a measure counts over a period; of members, those of its last year. An empty cell is an empty text."""
    first = period.last if measure == "MEMBRES" else period.first
    within = query.with_years(first, period.last)
    if theme:
        within = replace(within, selection=replace(within.selection, themes=(theme,)))
    return _fill(within(_UNITS[measure]))


def read_members(query: Query, day: str) -> pd.DataFrame:
    """Who was a member on a day, whatever is chosen."""
    return _fill(query.with_parameters(day=day)(_MEMBERS_ON))


def find_last_day(query: Query) -> str | None:
    """The last day that a version knows."""
    day = query("select as_of from reference")["as_of"].iloc[0]
    return None if pd.isna(day) else day.isoformat()


def find_known_day(query: Query) -> str:
    """The day until which the data of a version go."""
    return str(query("select cast(known_on as varchar) as day from reference")["day"].iloc[0])


def read_planned(query: Query, first: str, last: str) -> dict[str, set[str]]:
    """The units that a day of theirs makes count after the first day, up to the last, by the column that names them."""
    within = query.with_parameters(first_day=first, last_day=last)
    return {name: set(within(sql)["id"]) for name, sql in _PLANNED.items()}


def _fill(units: pd.DataFrame) -> pd.DataFrame:
    """The units with every column of `_COLUMNS`, as plain objects: rows of two versions are compared."""
    return units.reindex(columns=list(_COLUMNS)).astype(object).fillna("")


def find_differing(units: Units, measure: str) -> pd.DataFrame:
    """The units that only one of the two versions counts so. A member counts once for uptake, however often it is served."""
    differing = _find_one_sided(units, _KEYS[measure])
    if measure != "RECOURS":
        return differing
    served = Units(*(_list_served(part) for part in units))
    members = _find_one_sided(served, ["organisation_id", "value"])["organisation_id"]
    return differing[differing["organisation_id"].isin(members)]


def count_served(units: pd.DataFrame) -> tuple[int, int]:
    """Members among the units of uptake, and those served: a member counts once, however often it is served."""
    served = _list_served(units)
    return len(served), int(served["value"].sum())


def _list_served(units: pd.DataFrame) -> pd.DataFrame:
    """One row a member: whether it is served."""
    return (
        units.assign(value=units["accompaniment_id"] != "")
        .groupby("organisation_id", as_index=False)["value"]
        .max()
    )


def _find_one_sided(units: Units, keys: list[str]) -> pd.DataFrame:
    both = pd.concat([part.drop_duplicates(keys) for part in units], ignore_index=True)
    return both[~both.duplicated(keys, keep=False)]


def list_regrouped(units: Units, measure: str) -> Iterator[tuple[str, Units]]:
    """Families and regions between which some unit has moved: the label of each, and its units."""
    sides = [_group_units(part, _KEYS[measure][0]) for part in units]
    pairs = [(sides[0][key], sides[1][key]) for key in sides[0].keys() & sides[1].keys()]
    for index, (column, codelist) in enumerate(GROUP_LISTS.items()):
        codes = {code for was, now in pairs if was[index] != now[index] for code in (was[index], now[index])}
        for code in (code for code in codelists.codes(codelist) if code in codes):
            yield codelists.labels(codelist)[code], Units(*(part[part[column] == code] for part in units))


def _group_units(units: pd.DataFrame, key: str) -> dict[tuple[str, object], tuple[str, ...]]:
    """The family and the region of each unit and year: one of each."""
    groups = zip(*(units[column] for column in GROUP_LISTS), strict=True)
    return dict(zip(zip(units[key], units["year"], strict=True), groups, strict=True))
