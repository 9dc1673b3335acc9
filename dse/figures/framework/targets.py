"""Whether the targets of offers and kinds are reached: the latest of each measure, and all of them year by year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, indicator_status, sentences
from dse.charts.bullet import bullets
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.framework.results_of_offer import RESULTS, SHARES, UNITS, find_result
from dse.figures.framework.wording import PAGE, PARTS, counts
from dse.figures.paging import Paging
from dse.figures.records import Records, read_records
from dse.indicator_status import LATE, MISSED, REACHED, RISE, UNDER_WAY, Aim, Status
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

WHEN_EMPTY = (
    "Aucune cible pour ce choix : importez vos cibles (modèle « Cibles de l’offre » de la page Données)."
)
COLUMNS = (
    c.TARGET_SCOPE,
    c.TARGET_MEASURE,
    c.YEAR,
    c.STATUS,
    c.PROGRESS,
    replace(c.ACTUAL, decimals=1),
    replace(c.TARGET, decimals=1),
    c.UNIT,
    c.ELAPSED,
    replace(c.NOTE, title="À savoir"),
    c.MARK,
)
# How many answered favourably, or are women, may be few: the rule of those figures cannot be that of a target.
_RULE = Rule("reserved", reserved="is_share")
_PLAIN = "1"  # a measure that is computed: see the list of measures of indicators


def read_targets(query: Query, *, latest: bool) -> pd.DataFrame:
    """One row a target of the chosen years with what was done; only the latest year begun of each measure of an offer or kind, where
    asked."""
    recorded = read_records(query)
    described = [_describe(row, recorded) for row in query.read(RESULTS).to_pylist()]
    frame = pd.DataFrame(described)
    if frame.empty:
        return c.empty_frame(COLUMNS).assign(is_share=False)
    kinds = {"elapsed_pct": "float64", "progress_pct": "float64", "actual": "float64", "target": "float64"}
    frame = frame.astype(kinds).sort_values(
        ["kind_rank", "is_offer", "scope", "rank", "year"], kind="stable", ignore_index=True
    )
    return _keep_latest(frame) if latest else frame


def _keep_latest(frame: pd.DataFrame) -> pd.DataFrame:
    """Those begun come before those to come; of those begun the last year, of those to come the first."""
    distance = frame["year"].where(frame["has_begun"], 10_000 - frame["year"])
    order = frame.assign(distance=distance).sort_values(["has_begun", "distance"], kind="stable")
    indices = order.drop_duplicates(["scope", "is_offer", "measure"], keep="last").index
    return frame.loc[sorted(indices)].reset_index(drop=True)


def _describe(row: dict[str, Any], recorded: Records) -> dict[str, Any]:
    first, last, today = date(row["year"], 1, 1), date(row["year"], 12, 31), row["today"]
    actual, note = find_result(row, recorded)
    elapsed = indicator_status.elapsed_pct(first, last, today) if today else 0.0
    is_share = row["measure"] in SHARES
    assess = _assess_share if is_share else _assess_count
    status = assess(row["target"], actual, elapsed)
    unit = UNITS[row["measure"]]
    return {
        "scope": _name_scope(row),
        "is_offer": row["is_offer"],
        "measure": row["measure"],
        "is_share": is_share,
        "kind_rank": _ranks_of_kinds().get(row["kind_of_scope"], 0),
        "rank": codelists.ranks("target_measures").get(row["measure"], len(UNITS)),
        "year": row["year"],
        "has_begun": bool(today) and first <= today,
        "status": status.status,
        "progress_pct": status.progress_pct,
        "actual": actual,
        "target": row["target"],
        "unit": unit,
        "elapsed_pct": elapsed,
        "note": note or status.note,
    }


def _assess_count(target: float, actual: float | None, elapsed: float) -> Status:
    return indicator_status.assess(Aim(RISE, _PLAIN, 0.0, target, None), actual, elapsed)


def _assess_share(target: float, actual: float | None, elapsed: float) -> Status:
    """A share does not add up over the year: it is judged once the year is over, without progress."""
    if actual is not None and elapsed < 100:
        return Status(UNDER_WAY)
    return replace(_assess_count(target, actual, elapsed), progress_pct=None)


def _ranks_of_kinds() -> dict[str, int]:
    return codelists.ranks("accompaniment_kinds", "activity_kinds")


def _name_scope(row: dict[str, Any]) -> str:
    if row["is_offer"]:
        return row["offer_title"] or row["scope"]
    kinds = codelists.labels("accompaniment_kinds") | codelists.labels("activity_kinds")
    return _SAY("targets.of_kind", kind=kinds.get(row["scope"], row["scope"]))


def _finding(frame: pd.DataFrame) -> Finding:
    sentence = _SAY("targets_progress.counted", n=len(frame), counts=counts(frame, PARTS))
    worst = _find_worst(frame)
    if worst is None:
        return Finding(sentence)
    behind = _SAY(
        "targets_progress.farthest",
        scope=worst["scope"],
        year=worst["year"],
        actual=french.count(worst["actual"], worst["unit"].removesuffix("s")),
        target=worst["target"],
    )
    return Finding(f"{sentence}{behind}", named=(worst["scope"],))


def _find_worst(frame: pd.DataFrame) -> pd.Series | None:
    """The furthest behind of those that are late or missed."""
    late = frame[frame["status"].isin((LATE, MISSED)) & frame["progress_pct"].notna()]
    return late.loc[(late["elapsed_pct"] - late["progress_pct"]).idxmax()] if len(late) else None


def _count_years(frame: pd.DataFrame) -> Finding:
    years = frame["year"].nunique()
    return Finding(_SAY("targets_by_year.counted", n=len(frame), years=years, counts=counts(frame, PARTS)))


def _chart(frame: pd.DataFrame) -> charts.Chart:
    labels = frame["measure"].map(codelists.labels("target_measures"))
    titles = [f"{label}, {year}" for label, year in zip(labels, frame["year"], strict=True)]
    ends = [date(year, 12, 31) for year in frame["year"]]
    drawn = frame.assign(title=titles, value=float("nan"), target_on=ends)
    return bullets(drawn, group=c.TARGET_SCOPE, row=c.INDICATOR, status=c.STATUS)


_DETAIL = (_SAY("detail.results"), _SAY("detail.shares"))


def _size(frame: pd.DataFrame) -> str:
    return french.count(len(frame), "cible")


FIGURES = (
    Figure(
        id="targets_progress",
        page=PAGE,
        position=("", 50),
        question="Atteignons-nous les cibles de notre offre ?",
        rows=partial(read_targets, latest=True),
        columns=COLUMNS,
        report_columns=("scope", "measure", "year", "unit", "target", "actual", "status", "note"),
        finding=_finding,
        chart=_chart,
        paging=Paging(("scope", "measure", "year")),
        method=_SAY("targets_progress.method"),
        detail=(_SAY("targets_progress.detail"), *_DETAIL),
        source="Cibles de l’offre, accompagnements, activités, productions, enquêtes",
        breakdowns=(),
        size=_size,
        when_empty=WHEN_EMPTY,
        rule=_RULE,
        scalars={
            "reached": lambda frame: float((frame["status"] == REACHED).sum()),
            "missed": lambda frame: float(frame["status"].isin((LATE, MISSED)).sum()),
        },
    ),
    Figure(
        id="targets_by_year",
        page=PAGE,
        position=("", 60),
        question="Quelles sont toutes les cibles de l’offre, année par année ?",
        rows=partial(read_targets, latest=False),
        columns=COLUMNS,
        report_columns=("scope", "measure", "year", "unit", "target", "actual", "status", "note"),
        finding=_count_years,
        method=_SAY("targets_by_year.method"),
        detail=_DETAIL,
        source="Cibles de l’offre, accompagnements, activités, productions, enquêtes",
        breakdowns=(),
        size=_size,
        when_empty=WHEN_EMPTY,
        rule=_RULE,
    ),
)
