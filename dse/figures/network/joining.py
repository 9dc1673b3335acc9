"""Who joins experiments and communities of practice: how many members, which families, for the first time or again."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, stats
from dse.figures.crowd import Crowd
from dse.figures.events import CHOSEN_MEMBERS, MEMBER_FILTERS, tendency
from dse.figures.figure import Figure, Finding
from dse.figures.followed import Followed
from dse.figures.network import columns as c
from dse.figures.network.composition import PAGE, whole
from dse.figures.network.opening import INKS, PARTS
from dse.figures.network.presence import first_and_again_told, first_or_again
from dse.figures.uptake.served import TEST_METHOD, members_served
from dse.figures.yearly import last_told, last_whole, share_by_year
from dse.query import Query
from schemas import codelists

KINDS = ("EXPERIMENTATION", "COMMUNAUTE_PRATIQUES")
SOURCE = "Participations, adhésions"
WHEN_EMPTY = (
    "Personne n’est venu à une expérimentation ni à une communauté de pratiques pour ce choix : élargissez les années, retirez un "
    "filtre, ou importez les activités et les présences sur la page Données."
)
_OF_KINDS = "kind in ('" + "', '".join(KINDS) + "')"
_JOINED = f"select distinct organisation_id, year from presences where {_OF_KINDS}"
_HELD = (
    f"select count(*) as held from presences where {_OF_KINDS} and year between $first_year and $last_year"
)
_FIRST_AND_AGAIN = f"""
with joined as (
    select organisation_id, kind, year, bool_or(is_member) as is_member, arg_max_null(actor_family, held_on) as actor_family,
        arg_max_null(region, held_on) as region, min(year) over (partition by organisation_id, kind) as first_year
    from presences where {_OF_KINDS}
    group by organisation_id, kind, year
)
select joined.year, years.is_partial, joined.kind as "group", count(*) as organisations,
    count(*) filter (where joined.year = first_year) as first_time,
    count(*) filter (where not is_member) as non_members
from joined join years on years.year = joined.year
where {CHOSEN_MEMBERS.replace("year between", "joined.year between")}
group by all
"""
_MEMBERS = f"""
with joined as ({_JOINED}),
firsts as (select organisation_id, min(year) as first_year from joined group by organisation_id)
select members.year, members.is_partial, members.actor_family as "group", count(*) as members,
    count(joined.organisation_id) as joining,
    count(*) filter (where joined.year = firsts.first_year) as first_time
from chosen_member_years as members
left join joined on joined.organisation_id = members.organisation_id and joined.year = members.year
left join firsts on firsts.organisation_id = members.organisation_id
group by all
"""


def by_year(query: Query) -> pd.DataFrame:
    """One row a year: members, those that join an experiment or a community, the share in percent; the word on each row."""
    panel = members_served(query, _JOINED)
    if panel.empty or not query(_HELD)["held"].iloc[0]:
        return pd.DataFrame(columns=[each.name for each in _SHARE_COLUMNS])
    frame = panel.groupby(["year", "is_partial"])["hit"].agg(members="count", joining="sum").reset_index()
    frame["share_pct"] = 100.0 * frame["joining"] / frame["members"]
    settled = frame[~frame["is_partial"]]
    slope = stats.slope_per_year(settled["year"], settled["share_pct"], settled["members"])
    p_value = stats.trend_p_value(panel[~panel["is_partial"]].rename(columns={"year": "x"}))
    return frame.assign(tendency=tendency(p_value, slope))


def first_and_again(query: Query, kind: str) -> pd.DataFrame:
    """One row a year: organisations that joined an activity of the kind, members or not, for the first time or again."""
    found = query(_FIRST_AND_AGAIN)
    frame = whole(query, found, c.ACTIVITY_KIND, ["organisations", "first_time", "non_members"])
    return first_or_again(query, frame[frame["kind"] == kind], "organisations")


def by_family(query: Query) -> pd.DataFrame:
    """One row a year and family: members, those that join an experiment or a community, the share, first time."""
    found = query(_MEMBERS)
    if found.empty or not found["joining"].sum():
        return pd.DataFrame(columns=[each.name for each in _FAMILY_COLUMNS])
    frame = whole(query, found, c.FAMILY, ["members", "joining", "first_time"])
    shares = 100.0 * frame["joining"] / frame["members"].where(frame["members"] > 0)
    return first_or_again(query, frame.assign(share_pct=shares), "joining")


def _finding(frame: pd.DataFrame) -> Finding:
    return share_by_year(
        frame, ("joining", "members"), _now, ("la part monte", "la part baisse"), "de membres"
    )


def _now(last: pd.Series) -> str:
    return (
        f"En {last['year']}, {french.percent(last['share_pct'])} des membres prennent part à une expérimentation ou à une communauté "
        f"de pratiques ({french.number(last['joining'])} sur {french.number(last['members'])})"
    )


def _who(frame: pd.DataFrame) -> Finding:
    last = last_told(frame)
    told = first_and_again_told(
        last, f"En {last['year']}, {french.count(int(last['organisations']), 'organisation')}"
    )
    if pd.isna(last["first_time"]):
        return Finding(told)
    return Finding(
        f"{told} ; {french.count(int(last['non_members']), 'n’était pas membre', 'n’étaient pas membres')}. Sur la période, "
        f"{french.count(int(frame['first_time'].sum()), 'y est venue', 'y sont venues')} pour la première fois."
    )


def _families(frame: pd.DataFrame) -> Finding:
    totals = frame.groupby("actor_family", dropna=False)[["members", "joining"]].sum().reset_index()
    totals["pct"] = 100.0 * totals["joining"] / totals["members"]
    enough = totals[totals["members"] >= stats.FEWEST_MEMBERS].sort_values(
        "pct", ascending=False, kind="stable"
    )
    if enough.empty:
        return Finding("Trop peu d’adhésions pour comparer les familles.")
    labels = charts.labelled(enough, (c.FAMILY,))[c.FAMILY.name]
    told = [f"{label} {french.percent(pct)}" for label, pct in zip(labels, enough["pct"], strict=True)]
    return Finding(
        f"Part des adhésions qui y prennent part dans l’année, sur la période : {french.listed(told)}."
    )


def _size(frame: pd.DataFrame) -> str:
    return f"{french.count(int(frame['members'].sum()), 'année d’adhésion', 'années d’adhésion')}"


_METHOD = (
    "Expérimentations et communautés de pratiques : activités de ces deux types. Un membre y prend part une année s’il est venu à l’une "
    "d’elles, quelle que soit sa qualité, cette année-là ; il est rapporté aux organisations membres au moins un jour de l’année. "
)
_SHARE_COLUMNS = (c.YEAR, c.MEMBERS, c.JOINING, c.JOINING_SHARE, c.IS_PARTIAL, c.TENDENCY)
_FAMILY_COLUMNS = (c.YEAR, c.FAMILY, c.MEMBERS, c.JOINING, c.JOINING_SHARE, c.FIRST, c.AGAIN, c.IS_PARTIAL)
_SHARED: dict[str, Any] = {
    "page": PAGE,
    "source": SOURCE,
    "breakdowns": MEMBER_FILTERS,
    "when_empty": WHEN_EMPTY,
}

SHARE_FIGURE = Figure(
    id="joining_by_year",
    question="Quelle part des membres expérimente ou rejoint une communauté de pratiques ?",
    rows=by_year,
    columns=_SHARE_COLUMNS,
    finding=_finding,
    chart=partial(charts.single_line, y=c.JOINING_SHARE, share=True),
    followed=Followed(
        "Part des membres en expérimentation ou en communauté", "%", partial(members_served, served=_JOINED)
    ),
    method=_METHOD + TEST_METHOD,
    size=_size,
    of_last_year=("share_pct",),
    scalars={"share_pct": partial(last_whole, name="share_pct")},
    **_SHARED,
)
FAMILY_FIGURE = Figure(
    id="joining_by_family",
    question="Quelles familles s’y engagent ?",
    rows=by_family,
    columns=_FAMILY_COLUMNS,
    essential=("share_pct", "members"),
    finding=_families,
    chart=partial(charts.heat, x=c.YEAR, y=c.FAMILY, value=c.JOINING_SHARE),
    crowd=Crowd(("actor_family",)),
    method=_METHOD
    + "Des familles de quelques membres vont vite de 0 à 100 % : le tableau donne leur nombre. Description, sans test.",
    size=_size,
    **_SHARED,
)


def _of_kind(identity: str, kind: str, question: str) -> Figure:
    label = codelists.labels("activity_kinds")[kind].lower()
    return Figure(
        id=identity,
        question=question,
        rows=partial(first_and_again, kind=kind),
        columns=(c.YEAR, c.PRESENT, c.FIRST, c.AGAIN, c.UNSAID, c.FROM_OUTSIDE, c.IS_PARTIAL),
        finding=_who,
        chart=partial(charts.year_parts, parts=PARTS, colours=INKS),
        method=f"Organisations, membres ou non, venues dans l’année à une activité de type « {label} ». Pour la première fois : jamais venues "
        "auparavant à ce type d’activité dans les données ; de leur première année, rien ne dit qui y était déjà venu.",
        size=lambda frame: (
            f"{french.count(int(frame['organisations'].max()), 'organisation')} par an au plus"
        ),
        **_SHARED,
    )


KIND_FIGURES = (
    _of_kind(
        "experiments_joined", "EXPERIMENTATION", "Qui expérimente pour la première fois, et qui y revient ?"
    ),
    _of_kind(
        "communities_joined",
        "COMMUNAUTE_PRATIQUES",
        "Qui rejoint une communauté de pratiques pour la première fois, et qui y revient ?",
    ),
)
