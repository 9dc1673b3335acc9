"""Which groups of members make less use of the offer than the whole: families, sizes, seniorities, regions."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.groups import UNKNOWN, Groups
from dse.figures.paging import Paging, largest
from dse.figures.records import CARRIERS, MEMBERSHIPS
from dse.figures.uptake.served import (
    ACCOMPANIED,
    PAGE,
    RATE_DETAIL,
    SOURCE,
    TEST_DETAIL,
    count_memberships,
)
from dse.query import Query
from schemas import Column, codelists

_SAY = sentences.read(__file__)
GROUP_DETAIL = (_SAY("detail.group"),)

# The ways to cut the members, whose groups are one family of tests.
BREAKDOWNS = (c.FAMILY, c.SIZE, c.REGION, c.SENIORITY)

# In the year of joining there is little time left to ask, and less to be accompanied: it is shown apart, and never tested.
JOINING = "ARRIVEE"
SENIORITY = """
case when years_since_joining < 1 then 'ARRIVEE' when years_since_joining < 3 then 'MOINS_3' when years_since_joining < 6 then 'DE_3_A_5'
     when years_since_joining <= 10 then 'DE_6_A_10' else 'PLUS_10' end
"""


# A row a member and profile: its whole years, and those in which it was accompanied. The four figures ask the same.
_CELLS = f"""
with served as ({ACCOMPANIED}),
chosen as (
    select organisation_id, year, actor_family, size_band, region, {SENIORITY} as seniority_band
    from chosen_member_years where not is_partial
)
select chosen.organisation_id as unit, actor_family, size_band, region, seniority_band,
    count(*) as events, count(served.organisation_id) as hit
from chosen
left join served on served.organisation_id = chosen.organisation_id and served.year = chosen.year
group by chosen.organisation_id, actor_family, size_band, region, seniority_band
order by unit
"""


_GROUP_COLUMNS = (
    c.MEMBERS,
    c.USERS,
    c.RATE,
    c.MEMBERSHIP_YEARS,
    c.YEARLY_RATE,
    c.YEARLY_RATE_ALL,
    c.STANDING,
)


def rate_by_group(query: Query, group: Column) -> pd.DataFrame:
    """One row a group: members, members accompanied, rate over the period, rate of a mean year, and the word for its gap.

    A member counts in each group it was in; those whose group is not known stand last, without a word.
    """
    groups, words = count_groups(query, group), describe_groups(query)[group.name]
    years, hits = groups.events.sum(axis=0), groups.hits.sum(axis=0)
    members, users = np.count_nonzero(groups.events, axis=0), np.count_nonzero(groups.hits, axis=0)
    overall, yearly = 100.0 * hits.sum() / max(1, years.sum()), 100.0 * hits / years
    return pd.DataFrame(
        {
            group.name: pd.array(
                [None if code == UNKNOWN else code for code in groups.codes], pd.ArrowDtype(pa.string())
            ),
            "members": members,
            "users": users,
            "rate_pct": 100.0 * users / members,
            "membership_years": years.astype(int),
            "yearly_pct": yearly,
            "yearly_all_pct": overall,
            "standing": [words[code] for code in groups.codes],
        }
    )


def describe_groups(query: Query) -> dict[str, dict[str, str]]:
    """For each breakdown the word of each of its groups; p-values are adjusted over the groups of all, wherever a word is told."""
    return query.once(__name__, lambda: _describe_groups(query))


def _describe_groups(query: Query) -> dict[str, dict[str, str]]:
    breakdowns = {group.name: count_groups(query, group) for group in BREAKDOWNS}
    p_values = [p_value for groups in breakdowns.values() for p_value in groups.p_values(untested=(JOINING,))]
    adjusted = iter(stats.holm(p_values))
    return {name: groups.words([next(adjusted) for _ in groups.codes]) for name, groups in breakdowns.items()}


def count_groups(query: Query, group: Column) -> Groups:
    """The whole years that each member spent in each group of a breakdown, and those of them in which it was accompanied; the groups in
    the order of their codelist, the unknown one last."""
    ranks = codelists.ranks(group.codelists[0])
    # A line of the team's list may go while the figure is computed.
    return Groups.from_rows(
        query(_CELLS), group.name, lambda code: (code == UNKNOWN, ranks.get(code, len(ranks)), code)
    )


def _finding(frame: pd.DataFrame, identity: str, group: Column) -> Finding:
    overall = float(frame["yearly_all_pct"].iloc[0])
    mean = _describe_mean(overall, int(frame["membership_years"].sum()))
    by = _SAY(f"{identity}.by")
    standings = frame["standing"].tolist()
    if len(frame) == 1 and frame[group.name].notna().all():
        return Finding(_SAY("groups.alone", only=_SAY(f"{identity}.only"), mean=mean))
    if set(standings) == {"NON_CALCULABLE"}:
        return Finding(_SAY("groups.untested", by=by, mean=mean))
    rows = zip(frame["yearly_pct"].tolist(), frame[group.name].tolist(), standings, strict=True)
    clear = [row for row in rows if row[2] in ("MOINS", "PLUS")]
    if not clear:
        return Finding(_SAY("groups.alike", by=by, mean=mean))
    least, code, word = min(clear, key=lambda row: row[0])
    sentence = _SAY(
        "groups.less" if word == "MOINS" else "groups.more",
        whose=_SAY(f"{identity}.whose", name=codelists.labels(group.codelists[0]).get(code, code)),
        rate=least,
        overall=overall,
    )
    return Finding(sentence, abs(least - overall) / 100, named=(code,))


def _describe_mean(overall: float, years: int) -> str:
    if years < french.FEWEST:
        return _SAY("groups.few_mean", hits=overall * years / 100, years=years)
    return _SAY("groups.mean", overall=overall)


def _chart(
    frame: pd.DataFrame, group: Column, sort: bool, full_table: pd.DataFrame | None = None
) -> charts.Chart:
    scale = None if full_table is None else charts.bar_scale(full_table["yearly_pct"], _texts(full_table))
    return charts.ranked_bars(
        _without_rates_of_few(frame),
        group,
        c.YEARLY_RATE,
        _texts(frame),
        emphasis=c.STANDING,
        sort=sort,
        scale=scale,
    )


def _without_rates_of_few(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without a bar where the text gives counts instead of a rate: beside « 3 membres sur 3 », 22 % would be no part of it."""
    return frame.assign(yearly_pct=frame["yearly_pct"].where(frame["members"] >= french.FEWEST, 0.0))


def _texts(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(
        [
            _describe_rate(rate, f"{french.count(users, 'membre')} sur {french.number(members)}", members)
            for rate, users, members in zip(
                frame["yearly_pct"], frame["users"], frame["members"], strict=True
            )
        ]
    )


def _describe_rate(rate: float, counts: str, members: int) -> str:
    return (
        f"{counts}, trop peu pour un taux"
        if members < french.FEWEST
        else f"{french.percent(rate)} par an ({counts})"
    )


def _figure(identity: str, position: tuple[str, int], group: Column, sort: bool) -> Figure:
    return Figure(
        id=identity,
        requires=(CARRIERS, MEMBERSHIPS),
        page=PAGE,
        position=position,
        compares=True,
        question=_SAY(f"{identity}.question"),
        rows=partial(rate_by_group, group=group),
        columns=(group, *_GROUP_COLUMNS),
        report_columns=("yearly_pct", "membership_years", "members", "standing", "yearly_all_pct"),
        finding=partial(_finding, identity=identity, group=group),
        chart=partial(_chart, group=group, sort=sort),
        paging=Paging(
            (group.name,), largest("yearly_pct") if sort else None, is_scaled=True, has_own_order=not sort
        ),
        method=_SAY(f"{identity}.method"),
        detail=(
            *RATE_DETAIL,
            *GROUP_DETAIL,
            *TEST_DETAIL,
            *((_SAY("detail.seniority"),) if group is c.SENIORITY else ()),
            _SAY("detail.few", group=stats.FEWEST_IN_GROUP),
        ),
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=ACCOMPANIMENT_FILTERS,
        size=lambda frame: count_memberships(int(frame["membership_years"].sum())),
        scalars={"yearly_pct": lambda frame: float(frame["yearly_all_pct"].iloc[0])},
    )


FAMILY_FIGURE = _figure("uptake_by_family", ("servis", 20), c.FAMILY, sort=True)
SIZE_FIGURE = _figure("uptake_by_size", ("profils", 20), c.SIZE, sort=False)
SENIORITY_FIGURE = _figure("uptake_by_seniority", ("profils", 10), c.SENIORITY, sort=False)
REGION_FIGURE = _figure("uptake_by_region", ("profils", 30), c.REGION, sort=True)
