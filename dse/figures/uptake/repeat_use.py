"""Whether the same members come back: how many accompaniments each carries."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, STARTED_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.records import CARRIERS, MEMBERSHIPS
from dse.figures.uptake.served import PAGE, SOURCE
from dse.query import Query

_SAY = sentences.read(__file__)

_CARRIED = """
with chosen as (select distinct organisation_id from chosen_member_years),
carried as (
    select carriers.organisation_id, count(*) as carried
    from chosen_delivered_kinds as delivered join carriers on carriers.accompaniment_id = delivered.accompaniment_id
    where delivered.year between $first_year and $last_year
    group by carriers.organisation_id
),
people as (
    select chosen.organisation_id, coalesce(carried.carried, 0) as total, least(coalesce(carried.carried, 0), 5) as carried
    from chosen left join carried on carried.organisation_id = chosen.organisation_id
)
select cast(carried as bigint) as carried, count(*) as members, cast(sum(total) as bigint) as carried_total
from people group by carried order by carried
"""


def repeat_use(query: Query) -> pd.DataFrame:
    """One row a number of accompaniments carried over the period (5 for 5 or more): members and their share."""
    frame = query(_CARRIED)
    members = int(frame["members"].sum())
    return frame.assign(members_pct=100.0 * frame["members"] / members, members_all=members)


def _finding(frame: pd.DataFrame) -> Finding:
    served = int(frame.loc[frame["carried"] > 0, "members"].sum())
    again = int(frame.loc[frame["carried"] > 1, "members"].sum())
    share = f" ({french.percent(100.0 * again / served)})" if again and served >= french.FEWEST else ""
    key = "repeat_use.some" if served else "repeat_use.none"
    return Finding(_SAY(key, served=served, again=again, share=share))


def _chart(frame: pd.DataFrame) -> charts.Chart:
    words = ["Aucun", "1", "2", "3", "4", "5 ou plus"]
    shown = frame.assign(carried=[words[int(value)] for value in frame["carried"]])
    everyone = frame["members"].sum()
    text = pd.Series(
        [
            french.count(int(n), "membre")
            + (f" ({french.percent(share)})" if everyone >= french.FEWEST else "")
            for n, share in zip(frame["members"], frame["members_pct"], strict=True)
        ]
    )
    return charts.ranked_bars(shown, row=c.CARRIED, value=c.MEMBERS_CARRYING, text=text, sort=False)


FIGURE = Figure(
    id="repeat_use",
    requires=(CARRIERS, MEMBERSHIPS),
    page=PAGE,
    position=("fidelite", 30),
    question=_SAY("repeat_use.question"),
    rows=repeat_use,
    columns=(c.CARRIED, c.MEMBERS_CARRYING, c.MEMBERS_SHARE, c.CARRIED_TOTAL, c.MEMBERS_ALL),
    finding=_finding,
    chart=_chart,
    method=_SAY("repeat_use.method"),
    detail=(_SAY("repeat_use.detail"), *STARTED_DETAIL),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: f"{french.count(int(frame['members'].sum()), 'membre')} de la période",
)
