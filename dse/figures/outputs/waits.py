"""From the end to what it leaves: how much of what ended left something, and after how long."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, stats
from dse.figures import columns as c
from dse.figures.events import ACCOMPANIMENT_FILTERS, LEVEL_PERCENT, describe_trend
from dse.figures.figure import Figure, Finding
from dse.figures.outputs.ended import DETAIL, PAGE, SOURCE, STUDY, WHEN_EMPTY, read_ended
from dse.figures.paging import Paging, largest
from dse.figures.records import ACCOMPANIMENTS, ACTIVITIES, OUTPUTS, find_first_start_of_ended
from dse.figures.strongest import weigh_change
from dse.figures.yearly import is_too_short
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

EXPERIMENT = "EXPERIMENTATION"
DAYS_FOLLOWED = 365
_BY_TENDENCY = {
    "HAUSSE": "outputs_delays.longer",
    "BAISSE": "outputs_delays.shorter",
    "AUCUNE": "outputs_delays.steady",
    "NON_CALCULABLE": "outputs_delays.unknown",
}


def by_support(query: Query) -> pd.DataFrame:
    """One row a kind of support: what ended, what of it left something, their share in percent, the median days to the first output."""
    rows = read_ended(query)
    if not rows["outputs"].sum():
        return c.empty_frame(_SUPPORT_COLUMNS)
    rows = rows.assign(leaves=(rows["outputs"] > 0).astype("int64[pyarrow]"))
    groups = rows.groupby("support", sort=False)
    frame = groups.agg(
        ended=("leaves", "size"),
        leaving=("leaves", "sum"),
        outputs=("outputs", "sum"),
        median_days=("days", "median"),
    ).reset_index()
    ranks = {code: rank for rank, code in enumerate(_list_kinds())}
    frame = frame.assign(leaving_pct=100.0 * frame["leaving"] / frame["ended"])
    return frame.sort_values("support", key=lambda kinds: kinds.map(ranks), kind="stable").reset_index(
        drop=True
    )


def _list_kinds() -> list[str]:
    return [code for name in ("accompaniment_kinds", "activity_kinds") for code in codelists.codes(name)]


def delays(query: Query) -> pd.DataFrame:
    """One row a year of end: accompaniments that ended a year ago or more, those that left something within the year, the median and
    quartiles of the days from one to the other, the word for the trend."""
    rows = read_ended(query)
    rows = rows[(rows["subject"] == STUDY) & (rows["days_since"] >= DAYS_FOLLOWED)]
    first_outputs = rows[rows["days"] <= DAYS_FOLLOWED]
    if first_outputs.empty:
        return c.empty_frame(_DELAY_COLUMNS)
    days = first_outputs.assign(days=first_outputs["days"].astype(float)).groupby("year")["days"]
    frame = pd.DataFrame(
        {
            "followed": rows.groupby("year").size(),
            "leaving": days.size(),
            "median_days": days.median(),
            "low_days": days.quantile(0.25),
            "high_days": days.quantile(0.75),
        }
    )
    frame = frame.rename_axis("year").reset_index().fillna({"leaving": 0})
    counts = frame[["followed", "leaving"]].astype("int64[pyarrow]")
    return frame.assign(**counts, is_partial=False, tendency=_describe_trend(first_outputs))


def _describe_trend(first_outputs: pd.DataFrame) -> str:
    """The word for the trend of the days, accompaniments of a lead flipped together."""
    if first_outputs["year"].nunique() < stats.FEWEST_YEARS or first_outputs["days"].nunique() < 2:
        return describe_trend(None, 0.0)
    x = first_outputs["year"] - 2000
    sums = first_outputs.assign(
        events=1, x=x, hit=first_outputs["days"], x_hit=x * first_outputs["days"]
    ).groupby("unit", sort=True)
    totals = stats.Sums.from_rows(sums[["events", "x", "hit", "x_hit"]].sum())
    has_enough = len(totals.events) >= stats.FEWEST_MEMBERS
    return describe_trend(stats.flip_p_value(totals.contributions()) if has_enough else None, totals.score())


def _shares(frame: pd.DataFrame) -> Finding:
    ended, leaving = int(frame["ended"].sum()), int(frame["leaving"].sum())
    overall = _SAY(
        "outputs_by_support.overall",
        share=french.share(100.0 * leaving / ended, ended),
        leaving=leaving,
        n=ended,
    )
    rows = frame[frame["support"] == EXPERIMENT]
    if rows.empty:
        return Finding(f"{overall}.")
    name = codelists.labels("activity_kinds")[EXPERIMENT]
    return Finding(
        overall + _SAY("outputs_by_support.kind", name=name, share=_texts(rows)[0]), named=(EXPERIMENT,)
    )


def _texts(frame: pd.DataFrame) -> list[str]:
    """`94 % (47 sur 50)`."""
    return list(map(french.share_of, frame["leaving"], frame["ended"]))


def _share_chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    scale = (
        None
        if full_table is None
        else charts.bar_scale(full_table["leaving_pct"], pd.Series(_texts(full_table)))
    )
    return charts.ranked_bars(frame, c.SUPPORT, c.LEAVING_SHARE, pd.Series(_texts(frame)), scale=scale)


def _delay(frame: pd.DataFrame) -> Finding:
    several = frame[frame["leaving"] >= french.FEWEST]
    years = several if len(several) else frame[frame["leaving"] > 0]
    first, last = years.iloc[0], years.iloc[-1]
    days, days_before = last["median_days"], first["median_days"]
    sentence = _SAY(
        "outputs_delays.now" if is_too_short(frame[frame["leaving"] > 0]) else _BY_TENDENCY[last["tendency"]],
        days=days,
        days_before=days_before,
        year=last["year"],
        year_before=first["year"],
    )
    if last["tendency"] not in charts.CLEAR:
        return Finding(sentence)
    return Finding(sentence, weigh_change(float(days_before), float(days)))


_SUPPORT_COLUMNS = (c.SUPPORT, c.ENDED, c.LEAVING, c.LEAVING_SHARE, c.OUTPUTS, c.MEDIAN_OUTPUT_DAYS)
_DELAY_COLUMNS = (
    c.YEAR,
    c.FOLLOWED,
    c.LEAVING_IN_YEAR,
    c.MEDIAN_OUTPUT_DAYS,
    c.LOW_DAYS,
    c.HIGH_DAYS,
    c.IS_PARTIAL,
    c.TENDENCY,
)
_SHARED: dict[str, Any] = {
    "page": PAGE,
    "source": SOURCE,
    "when_empty": WHEN_EMPTY,
    "breakdowns": ACCOMPANIMENT_FILTERS,
    "find_first_start": find_first_start_of_ended,
}
SUPPORT_FIGURE = Figure(
    id="outputs_by_support",
    requires=(OUTPUTS,),
    reads=(ACCOMPANIMENTS, ACTIVITIES),
    position=("productions", 20),
    question="Qu’est-ce qui laisse quelque chose à lire ou à réutiliser ?",
    rows=by_support,
    columns=_SUPPORT_COLUMNS,
    report_columns=("leaving_pct", "leaving", "ended", "median_days"),
    finding=_shares,
    chart=_share_chart,
    paging=Paging(("support",), largest("leaving_pct"), is_scaled=True),
    method=_SAY("outputs_by_support.method"),
    detail=(_SAY("outputs_by_support.detail"), *DETAIL),
    size=lambda frame: french.count(int(frame["ended"].sum()), "service terminé", "services terminés"),
    **_SHARED,
)
DELAY_FIGURE = Figure(
    id="outputs_delays",
    requires=(ACCOMPANIMENTS, OUTPUTS),
    position=("productions", 30),
    compares=True,
    question="Combien de temps entre la fin d’un accompagnement et ce qu’il produit ?",
    rows=delays,
    columns=_DELAY_COLUMNS,
    report_columns=("median_days", "leaving", "followed"),
    finding=_delay,
    chart=partial(charts.single_line, y=c.MEDIAN_OUTPUT_DAYS, middle_half=(c.LOW_DAYS, c.HIGH_DAYS)),
    method=_SAY("outputs_delays.method"),
    detail=(
        _SAY(
            "outputs_delays.detail",
            years=stats.FEWEST_YEARS,
            members=stats.FEWEST_MEMBERS,
            level=LEVEL_PERCENT,
        ),
        *DETAIL,
    ),
    size=lambda frame: french.count(int(frame["leaving"].sum()), "accompagnement"),
    **_SHARED,
)
