"""Whether the changes that a support has helped are verified more often than the others."""

from __future__ import annotations

import pandas as pd

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.change.by_year import VERIFICATION_INKS
from dse.figures.change.recorded import (
    COUNTED,
    DETAIL,
    FILTERS,
    FRESHNESS_SOURCES,
    PAGE,
    RECORDED,
    SOURCE,
    WHEN_EMPTY,
    size,
)
from dse.figures.events import LEVEL_PERCENT, describe_difference, describe_each
from dse.figures.figure import Figure, Finding
from dse.figures.records import ACTIVITIES, OUTCOMES
from dse.query import Query

_SAY = sentences.read(__file__)

STUDY, NOTHING = "ACCOMPAGNEMENT", "RIEN"
_BACKED = f"""
with recorded as ({RECORDED})
select backing, {COUNTED}
from recorded join codelist_change_backings as codes on codes.code = recorded.backing
group by backing order by max(codes.rank)
"""
_EVENTS = f"""
with recorded as ({RECORDED})
select organisation_id as unit, cast(backing = '{STUDY}' as integer) as x, cast(verification = 'VERIFIE' as integer) as hit
from recorded order by organisation_id, change_id
"""


def backed(query: Query) -> pd.DataFrame:
    """One row what changes cite: how many are verified; the word stands on the row of those that cite an accompaniment."""
    frame, events = query(_BACKED), query(_EVENTS)
    (word,) = describe_each([_p_value(events)], [_gap(events)], describe_difference)
    return frame.assign(standing=[word if backing == STUDY else None for backing in frame["backing"]])


def _p_value(events: pd.DataFrame) -> float | None:
    studied = int(events["x"].sum())
    if min(studied, len(events) - studied) < stats.FEWEST_IN_GROUP:
        return None
    return stats.trend_p_value(events, fewest_years=2)


def _gap(events: pd.DataFrame) -> float:
    """Share verified among those that cite an accompaniment, less that of the others; 0 where there is one kind only."""
    shares = events.groupby("x")["hit"].mean()
    return float(shares[1] - shares[0]) if len(shares) == 2 else 0.0


def _finding(frame: pd.DataFrame) -> Finding:
    studied, others = frame[frame["backing"] == STUDY], frame[frame["backing"] != STUDY]
    unbacked = int(frame.loc[frame["backing"] == NOTHING, "changes"].sum())
    if studied.empty or others.empty:
        sentence = _unbacked(unbacked, int(frame["changes"].sum()))
        return Finding(_SAY("changes_backed.alone", unbacked=sentence))
    row = studied.iloc[0]
    base = int(others["changes"].sum())
    rest = _part_others(unbacked, base)
    verified = int(others["verified"].sum())
    cited, others = french.share_of(row["verified"], row["changes"]), french.share_of(verified, base)
    way = {"PLUS": "plus", "MOINS": "moins"}.get(row["standing"])
    if way is None:
        name = "changes_backed.too_few" if row["standing"] == "NON_CALCULABLE" else "changes_backed.alike"
        shares = _describe_shares(cited, others, min(row["changes"], base))
        return Finding(_SAY(name, shares=shares, rest=rest))
    return Finding(
        _SAY("changes_backed.apart", cited=cited, way=way, others=others, rest=rest),
        abs(row["verified_pct"] / 100 - verified / base),
    )


def _describe_shares(cited: str, others: str, fewest: int) -> str:
    """How many of those that cite an accompaniment are verified, and how many of the others, which no row counts."""
    if fewest < french.FEWEST:
        return f"Vérifiés : {cited} de ceux qui citent un accompagnement, {others} des autres"
    return f"{cited} des changements qui citent un accompagnement sont vérifiés, contre {others} des autres"


def _part_others(unbacked: int, others: int) -> str:
    """`Parmi les 18 autres, 13 citent une activité et 5 aucun appui`: what cites no accompaniment, which is a support too."""
    if not 0 < unbacked < others:
        return _SAY(f"changes_backed.{'all_unbacked' if unbacked else 'all_active'}", n=others)
    return _SAY("changes_backed.parted", n=others, activities=others - unbacked, unbacked=unbacked)


def _unbacked(none: int, changes: int) -> str:
    """`Sur les 7 changements, 3 ne citent aucun appui`, or that there is none such."""
    if changes == 1:
        return "L’unique changement ne cite aucun appui" if none else "L’unique changement cite un appui"
    if not none:
        return "Tous citent un appui"
    verb = "ne cite" if none == 1 else "ne citent"
    return f"Sur les {french.number(changes)} changements, {french.number(none)} {verb} aucun appui"


def _chart(frame: pd.DataFrame) -> charts.Chart:
    rows = frame.assign(
        row=charts.labelled(frame, (c.BACKING,))["backing"],
        said=[
            french.count(int(row["verified"]), "vérifié")
            + french.of_whole(row["verified_pct"], row["changes"])
            for _, row in frame.iterrows()
        ],
    )
    return charts.counted_parts(rows, c.VERIFICATIONS, VERIFICATION_INKS, c.CHANGES.title)


FIGURE = Figure(
    id="changes_backed",
    reads=(OUTCOMES, ACTIVITIES),
    looks_back=True,
    page=PAGE,
    position=("contributions", 40),
    compares=True,
    question="Vérifie-t-on plus souvent les changements qui citent un accompagnement ?",
    rows=backed,
    columns=(c.BACKING, c.CHANGES, *c.VERIFICATIONS, c.VERIFIED_SHARE, c.BACKED, c.UNFORESEEN, c.NEGATIVE),
    report_columns=("changes", "verified", "verified_pct", "standing"),
    finding=_finding,
    chart=_chart,
    method=_SAY("changes_backed.method"),
    detail=(
        _SAY(
            "changes_backed.detail",
            level=LEVEL_PERCENT,
            members=stats.FEWEST_MEMBERS,
            group=stats.FEWEST_IN_GROUP,
        ),
        *DETAIL,
    ),
    source=SOURCE,
    freshness_sources=FRESHNESS_SOURCES,
    breakdowns=FILTERS,
    size=size,
    when_empty=WHEN_EMPTY,
)
