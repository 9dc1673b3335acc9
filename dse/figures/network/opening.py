"""How far the network opens: organisations that come to activities without being members."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, stats, theme
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS, describe_trend
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE, every_year
from dse.figures.network.presence import (
    COMING_DETAIL,
    SOURCE,
    VISITS_DETAIL,
    count_first_times,
    count_visits_by_year,
    first_and_again_told,
    first_or_again,
    sum_visits_by_organisation,
    visits,
)
from dse.figures.records import MEMBERSHIPS, VISITS
from dse.figures.tracked_metric import TrackedMetric
from dse.figures.uptake.served import TREND_DETAIL, describe_test
from dse.figures.yearly import last_told, last_whole, share_by_year, share_chart
from dse.query import Query
from schemas import Column

_SAY = sentences.read(__file__)

WHEN_EMPTY = (
    "Aucune organisation venue à une activité pour ce choix : importez les activités "
    "et les présences sur la page Données."
)
NOBODY = "Aucune organisation non membre n’est venue à une activité pour ce choix."
INKS = (charts.AGAIN, charts.FIRST, theme.QUIET)
PARTS = (c.AGAIN, c.FIRST, c.UNSAID)


_COMING = """
select year, '' as "group", count(*) as organisations, count(*) filter (where not is_member) as non_members,
    count(*) filter (where not is_member and year = first_year) as first_time
from chosen_yearly_presences group by year
"""
_OUTSIDE = """
select year, {group} as "group", count(*) as non_members, count(*) filter (where year = first_year) as first_time
from chosen_yearly_presences where not is_member group by year, {group}
"""


def by_year(query: Query) -> pd.DataFrame:
    """One row a year: visits, those of non-members, how many they are, the share in percent; the word for the trend on every row."""
    frame = count_visits_by_year(query)
    frame["share_pct"] = 100.0 * frame["outside_visits"] / frame["visits"]
    ended = frame[~frame["is_partial"]]
    slope = stats.slope_per_year(ended["year"], ended["share_pct"], ended["visits"])
    p_value = sum_visits_by_organisation(query).p_value(years=len(ended))
    return frame.assign(tendency=describe_trend(p_value, slope))


def first_and_again(query: Query) -> pd.DataFrame:
    """One row a year: organisations that came, those that were no members, for the first time or again."""
    counts = every_year(query, _COMING, ("organisations", "non_members", "first_time"))
    return first_or_again(query, counts, "non_members")


def by_group(query: Query, group: Column) -> pd.DataFrame:
    """One row a year and group with any: the organisations that were no members, for the first time or again."""
    counts = every_year(query, _OUTSIDE.format(group=group.name), ("non_members", "first_time"), group)
    return first_or_again(query, counts, "non_members")


def _finding(frame: pd.DataFrame) -> Finding:
    return share_by_year(frame, ("outside_visits", "visits"), _now, "d’organisations")


def _now(last: pd.Series) -> str:
    values = {
        "year": last["year"],
        "outside": last["outside_visits"],
        "visits": last["visits"],
        "n": int(last["non_members"]),
    }
    if last["visits"] < french.FEWEST:
        return _SAY("opening_by_year.few" if last["outside_visits"] else "opening_by_year.none", **values)
    return _SAY("opening_by_year.now", **values, share=last["share_pct"])


def _who_comes(frame: pd.DataFrame) -> Finding:
    last = last_told(frame)
    who = _SAY("opening_first_and_again.who", year=last["year"], n=int(last["non_members"]))
    sentence = first_and_again_told(last, who)
    if pd.isna(last["first_time"]):
        return Finding(sentence)
    first = int(frame["first_time"].sum())
    return Finding(sentence + _SAY("opening_first_and_again.period", n=first))


def _most(frame: pd.DataFrame, group: Column) -> Finding:
    if count_first_times(frame) is None:
        return Finding(_SAY("opening_by_family.first_year"))
    totals = frame.groupby(group.name, sort=False, dropna=False)["first_time"].sum().reset_index()
    totals = totals.sort_values("first_time", ascending=False, kind="stable")
    named = charts.labelled(totals, (group,))
    parts = [
        f"{label} {french.number(count)}"
        for label, count in zip(named[group.name], named["first_time"], strict=True)
        if count
    ]
    names = _SAY("opening_by_family.names", names=parts[:4]) if parts else ""
    return Finding(_SAY("opening_by_family.first", n=int(totals["first_time"].sum()), names=names))


def _size(frame: pd.DataFrame) -> str:
    span = french.count_between(
        int(frame["organisations"].min()), int(frame["organisations"].max()), "organisation"
    )
    return f"{span} par an"


def _size_of_group(frame: pd.DataFrame) -> str:
    counts = frame.groupby("year")["non_members"].sum()
    return f"{french.count_between(int(counts.min()), int(counts.max()), 'organisation')} par an"


def _by_group_chart(frame: pd.DataFrame, group: Column) -> charts.Chart:
    return charts.stacked_years(frame, c.OUTSIDE, group)


_SHARE_COLUMNS = (c.YEAR, c.VISITS, c.OUTSIDE_VISITS, c.VISITORS, c.OUTSIDE_SHARE, c.IS_PARTIAL, c.TENDENCY)
_AGAIN_COLUMNS = (c.YEAR, c.PRESENT, c.OUTSIDE, c.FIRST, c.AGAIN, c.UNSAID, c.IS_PARTIAL)
_SHARED: dict[str, Any] = {
    "requires": (VISITS, MEMBERSHIPS),
    "looks_back": True,
    "page": PAGE,
    "source": SOURCE,
    "breakdowns": MEMBER_FILTERS,
    "when_empty": WHEN_EMPTY,
}

SHARE_FIGURE = Figure(
    id="opening_by_year",
    position=("ouverture", 10),
    compares=True,
    question="Le réseau s’ouvre-t-il à d’autres que ses membres ?",
    rows=by_year,
    columns=_SHARE_COLUMNS,
    finding=_finding,
    chart=partial(share_chart, y=c.OUTSIDE_SHARE, parts=("outside_visits", "visits"), base=c.VISITS),
    tracked_metric=TrackedMetric("Part de non-membres dans les participations aux activités", "%", visits),
    method=_SAY("opening_by_year.method"),
    detail=(
        *VISITS_DETAIL,
        *describe_test(
            one="une organisation", unit="organisation", rate="à la part", events="participations"
        ),
        *TREND_DETAIL,
    ),
    size=lambda frame: french.count(
        int(frame["visits"].sum()), "participation d’une organisation", "participations d’organisations"
    ),
    last_year_scalars=("share_pct",),
    scalars={"share_pct": partial(last_whole, name="share_pct")},
    **_SHARED,
)
AGAIN_FIGURE = Figure(
    id="opening_first_and_again",
    position=("ouverture", 20),
    question="Les non-membres viennent-ils pour la première fois, ou reviennent-ils ?",
    rows=first_and_again,
    columns=_AGAIN_COLUMNS,
    finding=_who_comes,
    chart=partial(charts.year_parts, parts=PARTS, colours=INKS),
    method=_SAY("opening_first_and_again.method"),
    detail=COMING_DETAIL,
    size=_size,
    scalars={"first_time": count_first_times},
    **_SHARED,
)


def _by_group(identity: str, position: tuple[str, int], group: Column, question: str) -> Figure:
    return Figure(
        id=identity,
        position=position,
        question=question,
        rows=partial(by_group, group=group),
        columns=(c.YEAR, group, c.OUTSIDE, c.FIRST, c.AGAIN, c.IS_PARTIAL),
        finding=partial(_most, group=group),
        chart=partial(_by_group_chart, group=group),
        method=_SAY(f"{identity}.method"),
        detail=COMING_DETAIL,
        size=_size_of_group,
        **_SHARED | {"when_empty": NOBODY},
    )


FAMILY_FIGURE = _by_group(
    "opening_by_family", ("ouverture", 30), c.FAMILY, "De quelles familles viennent les non-membres ?"
)
FIELD_FIGURE = _by_group(
    "opening_by_field", ("ouverture", 40), c.FIELD, "De quels champs viennent les non-membres ?"
)
