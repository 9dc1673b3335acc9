"""Who joins experiments and communities of practice: how many members, which families, for the first time or again."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS, describe_trend
from dse.figures.figure import Figure, Finding
from dse.figures.network.composition import PAGE, every_year
from dse.figures.network.opening import INKS, PARTS
from dse.figures.network.presence import first_and_again_told, first_or_again
from dse.figures.paging import Paging
from dse.figures.records import MEMBERSHIPS, VISITS
from dse.figures.tracked_metric import TrackedMetric
from dse.figures.uptake.served import (
    TEST_DETAIL,
    TREND_DETAIL,
    count_members_by_year,
    count_memberships,
    count_served_by_year,
    members_served,
    sum_by_member,
)
from dse.figures.yearly import last_told, last_whole, share_by_year, share_chart, share_of_members
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

KINDS = ("EXPERIMENTATION", "COMMUNAUTE_PRATIQUES")
SOURCE = "Présences, adhésions"
WHEN_EMPTY = (
    "Personne n’est venu à une expérimentation ni à une communauté de pratiques pour ce choix : "
    "importez les activités et les présences sur la page Données."
)
_OF_KINDS = "kind in ('" + "', '".join(KINDS) + "')"
_JOINED = f"select distinct organisation_id, year from yearly_presences_by_kind where {_OF_KINDS}"
_HELD = f"select count(*) as held from yearly_presences_by_kind where {_OF_KINDS} and year between $first_year and $last_year"
_FIRST_AND_AGAIN = """
select year, '' as "group", count(*) as organisations, count(*) filter (where year = first_year) as first_time,
    count(*) filter (where not is_member) as non_members
from chosen_yearly_presences_by_kind where kind = '{kind}' group by year
"""
_MEMBERS = f"""
with joined as (
    select organisation_id, year, min(min(year)) over (partition by organisation_id) as first_year
    from yearly_presences_by_kind where {_OF_KINDS} group by organisation_id, year
)
select members.year, members.actor_family as "group", count(*) as members, count(joined.year) as joining,
    count(*) filter (where joined.year = joined.first_year) as first_time
from chosen_member_years as members
left join joined on joined.organisation_id = members.organisation_id and joined.year = members.year
group by members.year, members.actor_family
"""


def by_year(query: Query) -> pd.DataFrame:
    """One row a year: members, those that join an experiment or a community, the share in percent; the word on each row."""
    frame = count_served_by_year(query, _JOINED).rename(columns={"users": "joining"})
    if frame.empty or not query(_HELD)["held"].iloc[0]:
        return c.empty_frame(_SHARE_COLUMNS)
    frame["share_pct"] = 100.0 * frame["joining"] / frame["members"]
    ended = frame[~frame["is_partial"]]
    slope = stats.slope_per_year(ended["year"], ended["share_pct"], ended["members"])
    p_value = sum_by_member(query, _JOINED).p_value(years=len(ended))
    return frame.assign(tendency=describe_trend(p_value, slope))


def first_and_again(query: Query, kind: str) -> pd.DataFrame:
    """One row a year: organisations that joined an activity of the kind, members or not, for the first time or again."""
    counted = _FIRST_AND_AGAIN.format(kind=kind)
    counts = every_year(query, counted, ("organisations", "first_time", "non_members"))
    return first_or_again(query, counts, "organisations")


def by_family(query: Query) -> pd.DataFrame:
    """One row a year and family: members, those that join an experiment or a community, the share, first time."""
    frame = every_year(query, _MEMBERS, ("members", "joining", "first_time"), c.FAMILY)
    if not frame["joining"].sum():
        return c.empty_frame(_FAMILY_COLUMNS)
    shares = 100.0 * frame["joining"] / frame["members"].where(frame["members"] > 0)
    return first_or_again(query, frame.assign(share_pct=shares), "joining")


def _finding(frame: pd.DataFrame) -> Finding:
    return share_by_year(frame, ("joining", "members"), _now, "de membres")


def _now(last: pd.Series) -> str:
    what = "part à une expérimentation ou à une communauté de pratiques"
    return share_of_members(last, "joining", (f"a pris {what}", f"ont pris {what}"))


def _who(frame: pd.DataFrame, identity: str) -> Finding:
    last = last_told(frame)
    came = int(last["organisations"])
    sentence = first_and_again_told(last, _SAY(f"{identity}.who", year=last["year"], n=came))
    if pd.isna(last["first_time"]):
        return Finding(sentence)
    outside = _SAY("experiments_joined.outside", n=int(last["non_members"])) if came else ""
    period = _SAY("experiments_joined.period", n=int(frame["first_time"].sum()))
    return Finding(sentence + outside + period)


def _families(frame: pd.DataFrame) -> Finding:
    totals = frame.groupby("actor_family", dropna=False)[["members", "joining"]].sum().reset_index()
    totals["pct"] = 100.0 * totals["joining"] / totals["members"]
    enough = totals[totals["members"] >= stats.FEWEST_MEMBERS].sort_values(
        "pct", ascending=False, kind="stable"
    )
    if enough.empty:
        return Finding(_SAY("joining_by_family.too_few"))
    labels = charts.labelled(enough, (c.FAMILY,))[c.FAMILY.name]
    shares = [f"{label} {french.percent(pct)}" for label, pct in zip(labels, enough["pct"], strict=True)]
    return Finding(_SAY("joining_by_family.shares", shares=shares))


_DETAIL = (_SAY("detail.joining"),)
_SHARE_COLUMNS = (c.YEAR, c.MEMBERS_OF_YEAR, c.JOINING, c.JOINING_SHARE, c.IS_PARTIAL, c.TENDENCY)
_FAMILY_COLUMNS = (
    c.YEAR,
    c.FAMILY,
    c.MEMBERS_OF_YEAR,
    c.JOINING,
    c.JOINING_SHARE,
    c.FIRST,
    c.AGAIN,
    c.IS_PARTIAL,
)
_SHARED: dict[str, Any] = {
    "requires": (VISITS, MEMBERSHIPS),
    "looks_back": True,
    "page": PAGE,
    "source": SOURCE,
    "breakdowns": MEMBER_FILTERS,
    "when_empty": WHEN_EMPTY,
}

SHARE_FIGURE = Figure(
    id="joining_by_year",
    position=("experimenter", 10),
    compares=True,
    question="Quelle part des membres expérimente ou rejoint une communauté de pratiques ?",
    rows=by_year,
    columns=_SHARE_COLUMNS,
    finding=_finding,
    chart=partial(share_chart, y=c.JOINING_SHARE, parts=("joining", "members"), base=c.MEMBERS_OF_YEAR),
    tracked_metric=TrackedMetric(
        "Part des membres en expérimentation ou en communauté", "%", partial(members_served, served=_JOINED)
    ),
    method=_SAY("joining_by_year.method"),
    detail=(*_DETAIL, *TEST_DETAIL, *TREND_DETAIL),
    size=count_members_by_year,
    last_year_scalars=("share_pct",),
    scalars={"share_pct": partial(last_whole, name="share_pct")},
    **_SHARED,
)
FAMILY_FIGURE = Figure(
    id="joining_by_family",
    position=("experimenter", 20),
    question="Quelles familles s’y engagent ?",
    rows=by_family,
    columns=_FAMILY_COLUMNS,
    report_columns=("share_pct", "members"),
    finding=_families,
    chart=partial(charts.heat, x=c.YEAR, y=c.FAMILY, value=c.JOINING_SHARE, base=c.MEMBERS_OF_YEAR),
    paging=Paging(("actor_family",)),
    method=_SAY("joining_by_family.method"),
    detail=(_SAY("joining_by_family.detail", members=stats.FEWEST_MEMBERS), *_DETAIL),
    size=lambda frame: count_memberships(int(frame["members"].sum())),
    **_SHARED,
)


def _of_kind(identity: str, position: tuple[str, int], kind: str, question: str) -> Figure:
    label = codelists.labels("activity_kinds")[kind].lower()
    return Figure(
        id=identity,
        position=position,
        question=question,
        rows=partial(first_and_again, kind=kind),
        columns=(c.YEAR, c.PRESENT, c.FIRST, c.AGAIN, c.UNSAID, c.FROM_OUTSIDE, c.IS_PARTIAL),
        finding=partial(_who, identity=identity),
        chart=partial(charts.year_parts, parts=PARTS, colours=INKS),
        method=_SAY(f"{identity}.method"),
        detail=(_SAY("detail.of_kind", kind=label),),
        size=lambda frame: (
            f"{french.count(int(frame['organisations'].max()), 'organisation')} par an au plus"
        ),
        **_SHARED,
    )


KIND_FIGURES = (
    _of_kind(
        "experiments_joined",
        ("experimenter", 30),
        "EXPERIMENTATION",
        "Qui expérimente pour la première fois, et qui y revient ?",
    ),
    _of_kind(
        "communities_joined",
        ("experimenter", 40),
        "COMMUNAUTE_PRATIQUES",
        "Qui rejoint une communauté de pratiques pour la première fois, et qui y revient ?",
    ),
)
