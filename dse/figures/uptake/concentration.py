"""Whether a few members carry most of the accompaniments, and whether chance alone would have it so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, LEVEL_PERCENT, STARTED_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.records import CARRIERS, MEMBERSHIPS
from dse.figures.uptake.served import PAGE, SOURCE
from dse.query import Query
from dse.stats import concentration
from schemas import codelists

_SAY = sentences.read(__file__)
_BY_STANDING = {
    "PLUS": "uptake_concentration.more",
    "SEMBLABLE": "uptake_concentration.alike",
    "NON_CALCULABLE": "uptake_concentration.untested",
}
SHARES = {"DIXIEME": 0.10, "QUART": 0.25, "MOITIE": 0.5}  # of the members

# A row a member and year: how many accompaniments it carries.
_CARRIED = """
with carried as (
    select carriers.organisation_id, delivered.year, count(*) as carried
    from chosen_delivered_kinds as delivered join carriers on carriers.accompaniment_id = delivered.accompaniment_id
    group by carriers.organisation_id, delivered.year
)
select member_years.organisation_id as unit, member_years.year, coalesce(carried.carried, 0) as carried
from chosen_member_years as member_years
left join carried on carried.organisation_id = member_years.organisation_id and carried.year = member_years.year
order by unit
"""

# How many accompaniments these are: one that two members carry counts for each above, and once here.
_STARTED = """
select count(distinct delivered.accompaniment_id) as started
from chosen_delivered_kinds as delivered
join carriers on carriers.accompaniment_id = delivered.accompaniment_id
join chosen_member_years as member_years
    on member_years.organisation_id = carriers.organisation_id and member_years.year = delivered.year
"""

_COLUMNS = (
    c.TOP_GROUP,
    c.TOP_MEMBERS,
    c.TOP_CARRIED,
    c.TOP_SHARE,
    c.CHANCE_SHARE,
    c.CHANCE_LOW,
    c.CHANCE_HIGH,
    c.MEMBERS_ALL,
    c.CARRIERS_ALL,
    c.STARTED_ALL,
    c.CARRIED_ALL,
    c.CONCENTRATION,
)


def concentrated(query: Query) -> pd.DataFrame:
    """One row a group of the most accompanied members: how much they carry, and what chance alone would give them.

    The word, on every row, is that of the first group.
    """
    inside, by_year = _count_by_year(query.read(_CARRIED))
    carried = by_year.sum(axis=1)
    total, members = int(carried.sum()), len(carried)
    sizes = _sizes(members)
    if not total or not sizes:
        return c.empty_frame(_COLUMNS)
    observed = concentration.carried_by_most(carried, list(sizes.values()))
    drawn = concentration.by_chance(inside, by_year.sum(axis=0), list(sizes.values()))
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return pd.DataFrame(
        {
            "top_group": list(sizes),
            "top_members": list(sizes.values()),
            "top_carried": observed,
            "top_pct": 100.0 * observed / total,
            "chance_pct": 100.0 * drawn.mean(axis=0) / total,
            "chance_low_pct": 100.0 * low / total,
            "chance_high_pct": 100.0 * high / total,
            "members_all": members,
            "carriers_all": int((carried > 0).sum()),
            "started_all": query.read(_STARTED)["started"][0].as_py(),
            "carried_all": total,
            "standing": _describe(members, int(observed[0]), drawn[:, 0]),
        }
    )


def _count_by_year(rows: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Which members (rows) were there in which years (columns), and how many accompaniments each then carried."""
    units = rows["unit"].combine_chunks().dictionary_encode()
    years, columns = np.unique(rows["year"].to_numpy(), return_inverse=True)
    places, shape = (units.indices.to_numpy(), columns), (len(units.dictionary), len(years))
    inside, carried = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=int)
    inside[places], carried[places] = True, rows["carried"].to_numpy()
    return inside, carried


def _sizes(members: int) -> dict[str, int]:
    """How many members each group has: at least one, and not all of them."""
    sizes = {code: max(1, int(french.round_as_shown(members * share))) for code, share in SHARES.items()}
    return {code: size for code, size in sizes.items() if size < members}


def _describe(members: int, observed: int, draws: np.ndarray) -> str:
    if members < stats.FEWEST_MEMBERS:
        return "NON_CALCULABLE"
    return "PLUS" if concentration.chance_p_value(observed, draws) < stats.LEVEL else "SEMBLABLE"


def _finding(frame: pd.DataFrame) -> Finding:
    row = frame.iloc[0]
    sentence = _SAY(
        _BY_STANDING[row["standing"]],
        who=_SAY("uptake_concentration.who", n=row["top_members"]),
        share=_describe_few(row) or _describe_share(row),
        low=row["chance_low_pct"],
        high=row["chance_high_pct"],
    )
    is_more = row["standing"] == "PLUS"
    return Finding(sentence, float(row["top_pct"] - row["chance_high_pct"]) / 100 if is_more else 0.0)


def _chart(frame: pd.DataFrame) -> charts.Chart:
    labels = codelists.labels("top_groups")
    rows = [
        {
            "row": f"{labels[row['top_group']]} ({french.number(row['top_members'])})",
            "seen": row["top_pct"],
            "chance": row["chance_pct"],
            "said": _describe_few(row) or french.percent(row["top_pct"]),
            "said_chance": "" if _describe_few(row) else f"{_bounds(row)} au hasard",
        }
        for _, row in frame.iterrows()
    ]
    return charts.bars_and_chance(pd.DataFrame(rows))


def _describe_few(row: pd.Series) -> str:
    """`1 accompagnement sur 3` where all are few; empty where a percentage may be given."""
    if row["carried_all"] >= french.FEWEST:
        return ""
    return _SAY("uptake_concentration.few", carried=row["top_carried"], all=row["carried_all"])


def _describe_share(row: pd.Series) -> str:
    is_shared = row["carried_all"] > row["started_all"]
    return _SAY(
        "uptake_concentration.share_each" if is_shared else "uptake_concentration.share",
        rate=row["top_pct"],
        carried=row["top_carried"],
        all=row["carried_all"],
    )


def _size(frame: pd.DataFrame) -> str:
    """Accompaniments once each, how often their members count them, and who carries any."""
    row = frame.iloc[0]
    is_shared = row["carried_all"] > row["started_all"]
    return _SAY(
        "uptake_concentration.size",
        started=row["started_all"],
        each=_SAY("uptake_concentration.each", all=row["carried_all"]) if is_shared else "",
        carriers=row["carriers_all"],
        members=row["members_all"],
    )


def _bounds(row: pd.Series) -> str:
    return f"{french.number(row['chance_low_pct'])} à {french.percent(row['chance_high_pct'])}"


FIGURE = Figure(
    id="uptake_concentration",
    requires=(CARRIERS, MEMBERSHIPS),
    page=PAGE,
    position=("fidelite", 20),
    compares=True,
    question=_SAY("uptake_concentration.question"),
    rows=concentrated,
    columns=_COLUMNS,
    report_columns=("top_pct", "chance_low_pct", "chance_high_pct", "top_carried"),
    finding=_finding,
    chart=_chart,
    method=_SAY("uptake_concentration.method"),
    detail=(
        _SAY(
            "uptake_concentration.detail",
            draws=concentration.DRAWS,
            level=LEVEL_PERCENT,
            members=stats.FEWEST_MEMBERS,
        ),
        *STARTED_DETAIL,
    ),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=_size,
    when_empty=_SAY("uptake_concentration.when_empty"),
    scalars={"tenth_pct": lambda frame: float(frame["top_pct"].iloc[0])},
)
