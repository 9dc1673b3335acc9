"""The gap of the subject chosen, and how it changes from one period to the next: as far as its need and what is served do."""

from __future__ import annotations

import pandas as pd

from dse.figures.offer.gap_rows import gaps
from dse.figures.offer.gaps_shown import find_measure
from dse.figures.offer.need_differences import compare_needs
from dse.figures.offer.subjects import Subject
from dse.figures.period_differences import Difference, Pair, Span, Value
from dse.query import Query


def read_gap_of_one(query: Query, subject: Subject) -> pd.DataFrame:
    """The gap of the latest wave as one event, whose average is itself: `unit`, `year` and `hit`, in points."""
    rows = gaps(query, subject)
    gap = find_measure(rows).gap.name
    rows_with_gap = rows[rows[gap].notna()]
    return pd.DataFrame(
        {"unit": "", "year": query.selection.last_year, "hit": rows_with_gap[gap].astype(float)}
    )


def compare_gaps(query: Query, pair: Pair, subject: Subject) -> Difference:
    """The gaps of both periods, by one measure of what is served: all members are counted in it, so that only the need is uncertain."""
    needs = compare_needs(query, pair, subject)
    before, after = (_read_row(query, span, subject) for span in (pair.before, pair.after))
    if needs.before.value is None or needs.after.value is None or before is None or after is None:
        return Difference(Value(), Value())
    measures = {find_measure(row.to_frame().T) for row in (before, after)}
    if len(measures) > 1:
        return Difference(Value(), Value())
    (measure,) = measures
    if pd.isna(before[measure.gap.name]) or pd.isna(after[measure.gap.name]):
        return Difference(Value(), Value())
    served = float(after[measure.share.name]) - float(before[measure.share.name])
    interval = needs.interval and (needs.interval[0] - served, needs.interval[1] - served)
    was, now = (Value(float(row[measure.gap.name]), base=int(row["base"])) for row in (before, after))
    return Difference(was, now, members=needs.members, interval=interval)


def _read_row(query: Query, span: Span, subject: Subject) -> pd.Series | None:
    rows = gaps(query.with_years(span.first, span.last), subject)
    return rows.iloc[0] if len(rows) == 1 else None
