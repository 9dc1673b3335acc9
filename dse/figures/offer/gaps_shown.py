"""Gaps as they are shown: a number, or a bound where only one of the need is shown; and their chart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french
from dse.disclosure import marks
from dse.figures.offer.measures import ACCOMPANIED, SERVED, Measure
from dse.figures.offer.subjects import Subject
from dse.figures.rows import to_rows
from dse.figures.surveys import bounded
from dse.figures.surveys.wording import AT, describe_hidden, is_public


def find_measure(frame: pd.DataFrame) -> Measure:
    """What the gaps of a table are measured against."""
    return SERVED if frame[SERVED.share.name].notna().any() else ACCOMPANIED


def read_gap(row: Mapping[str, Any], measure: Measure) -> bounded.Limits | None:
    """What is shown of the gap of a row."""
    return bounded.read(row, "need_pct", row[measure.share.name])


def order_for_public(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by the gap that they show, those that show none last: what is hidden has no part in it."""
    return bounded.order_frame(frame, "need_pct", less=find_measure(frame).share.name)


def describe_gap(row: Mapping[str, Any], measure: Measure) -> str:
    """`+24 points`, `au moins +79 points`; of a few, the two counts instead."""
    if (bound := marks.bound(row["mark"])) is not None:
        return f"{AT[bound.is_least]} {french.points_between(row[measure.share.name], bound.percent)}"
    need, share = row["need_pct"], row[measure.share.name]
    if min(row["base"], row["members"]) < french.FEWEST:
        return f"{french.share(need, row['base'])} contre {french.share(share, row['members'])}"
    return french.points_between(share, need)


def find_clear(frame: pd.DataFrame, measure: Measure) -> pd.Series:
    """Which needs exceed what is served for sure, their interval being above 0, and by clearly more than the others."""
    is_wider = (frame["away"] == "PLUS").fillna(False).astype(bool)
    gap, low, _ = (column.name for column in measure.interval)
    return is_wider & (frame[low].fillna(frame[gap]) > 0).fillna(False).astype(bool)


def list_highlighted(frame: pd.DataFrame, subject: Subject, measure: Measure) -> set[str]:
    """The subjects in colour: for the team those whose gap is clear; before a public, which reads no test, all that may be first."""
    rows = to_rows(frame)
    if not is_public(rows):
        return set(frame[subject.column.name][find_clear(frame, measure)])
    firsts = bounded.find_firsts(rows, partial(read_gap, measure=measure))
    return {row[subject.column.name] for row in firsts if (gap := read_gap(row, measure)) and gap.high > 0}


def draw_needs(frame: pd.DataFrame, subject: Subject, full_table: pd.DataFrame | None = None) -> charts.Chart:
    """The need of each subject beside what is requested and served."""
    all_rows = frame if full_table is None else full_table
    highlighted = list_highlighted(all_rows, subject, find_measure(all_rows))
    return charts.needs_met(
        _needs(frame, subject, highlighted),
        None if full_table is None else _needs(full_table, subject, highlighted),
    )


def _needs(frame: pd.DataFrame, subject: Subject, highlighted: set[str]) -> pd.DataFrame:
    measure = find_measure(frame)
    shares = {
        "need": ("need_pct", "base"),
        "asked": ("asked_pct", "members"),
        "accompanied": (ACCOMPANIED.share.name, "members"),
        "met": (SERVED.share.name, "members"),
    }
    texts = {f"{name}_shown": _describe_shares(frame, *columns) for name, columns in shares.items()}
    return pd.DataFrame(
        {
            "row": charts.labelled(frame, (subject.column,))[subject.column.name],
            **{name: frame[share] for name, (share, _) in shares.items()},
            **texts,
            "low": frame["need_low_pct"],
            "high": frame["need_high_pct"],
            "is_highlighted": frame[subject.column.name].isin(highlighted),
            "satisfied": [_describe_satisfied(row) for row in frame.to_dict("records")],
            "said": [_label(row, measure) for row in frame.to_dict("records")],
        }
    ).join(bounded.list_ends(frame))


def _describe_shares(frame: pd.DataFrame, share: str, base: str) -> list[str]:
    """`44 %`, `1 sur 3` of a few; a dash where it is not known."""
    return [
        "–" if pd.isna(value) else french.share(value, count)
        for value, count in zip(frame[share], frame[base], strict=True)
    ]


def _label(row: Mapping[str, Any], measure: Measure) -> str:
    if marks.is_silent(row["mark"]):
        return marks.to_words(row["mark"])
    if marks.bound(row["mark"]) and pd.isna(row[measure.share.name]):
        return describe_hidden(row["mark"])
    if read_gap(row, measure) is None:
        return ""
    return describe_gap(row, measure)


def _describe_satisfied(row: Mapping[str, Any]) -> str:
    """`76 % (34 réponses)`, `2 sur 3`; a dash where it is not known."""
    if pd.isna(row["satisfied_pct"]):
        return "–"
    base = row["satisfied_base"]
    count = "" if base < french.FEWEST else f" ({french.count(base, 'réponse')})"
    return f"{french.share(row['satisfied_pct'], base)}{count}"
