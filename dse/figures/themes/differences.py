"""The share of each theme over two periods: the one place where their difference is tested."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dse.figures.period_differences import Difference, Pair, Span, Value, adjust
from dse.figures.rows import Row
from dse.figures.themes.marks import SUMS_BY_HALF, counts_by_year, sums_by_theme
from dse.query import Query
from schemas import codelists


def compare_themes(query: Query, pair: Pair) -> dict[str, Difference]:
    """The difference of each chosen theme, tested among all there are; of a theme that is a part, among all those and their parts."""
    chosen = query.selection.themes
    tops = _compare(query, pair, codelists.tops("themes"))
    if set(chosen) <= set(tops):
        return {code: tops[code] for code in tops if not chosen or code in chosen}
    parts = _compare(query, pair, codelists.codes("themes"))
    return {code: tops.get(code, parts[code]) for code in parts if code in chosen}


def compare_theme(query: Query, pair: Pair) -> Difference:
    """The difference of the only theme chosen."""
    (difference,) = compare_themes(query, pair).values()
    return difference


def share_of_theme(rows: list[Row], code: str, span: Span, marks: str = "marked") -> Value:
    """The share of a theme over the years of a period, from the rows of `counts_by_year`; `marks` may be `principal` alone."""
    mine = [row for row in rows if row["theme"] == code and span.first <= row["year"] <= span.last]
    examined, marked, started = (
        sum(int(row[name]) for row in mine) for name in ("examined", marks, "delivered")
    )
    if not examined:
        return Value(reason="NON_EXAMINE" if started else "SANS_DEMARRAGE")
    return Value(
        value=100.0 * marked / examined,
        counted=marked,
        base=examined,
        reason="PEU_EXAMINE" if examined * 2 < started else None,
        segments=frozenset(int(row["segment"]) for row in mine),
    )


def _compare(query: Query, pair: Pair, codes: tuple[str, ...]) -> dict[str, Difference]:
    wide = pair.over(replace(query, selection=replace(query.selection, themes=codes)))
    rows = counts_by_year(wide).to_dict("records")
    sums = sums_by_theme(wide, SUMS_BY_HALF)
    differences = {}
    for code in codes:
        before, after = (share_of_theme(rows, code, span) for span in (pair.before, pair.after))
        is_complete = (
            before.reason is None and after.reason is None and len(before.segments | after.segments) == 1
        )
        differences[code] = Difference(
            before,
            after,
            p_value=sums[code].p_value() if is_complete else None,
            members=int(np.count_nonzero(sums[code].x)) if code in sums else 0,
        )
    return adjust(differences)
