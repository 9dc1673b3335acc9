"""How what becomes of needs is drawn: to the team, what followed for those who say one; to a public, needs beside counts of all members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dse import charts, french, sentences, theme
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.offer.after_rows import NEXT, PARTS, find_next_waves
from dse.figures.offer.needs import YEARS
from dse.figures.offer.subjects import Subject
from dse.figures.rows import Row, to_rows
from dse.figures.surveys import bounded
from dse.figures.surveys.wording import describe_hidden

_SAY = sentences.read(__file__)

INKS = (theme.SEQUENTIAL[3], theme.SEQUENTIAL[1], theme.WARM, theme.WARNING)
# What members were given, the first that is recorded both before and after: one sentence, as one drawing, compares one of them.
MEASURES = ("met", "accompanied", "came")


def find_recorded(frame: pd.DataFrame) -> pd.Series:
    """Of which rows something is recorded in the years that follow."""
    return frame[["accompanied_after", "came_after"]].notna().any(axis=1)


def choose_drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last wave of which something is recorded in the years that follow; of the last one where there is none."""
    rows = frame[find_recorded(frame)]
    waves = rows if len(rows) else frame
    return frame[frame["wave_id"] == waves["wave_id"].iloc[-1]]


def find_measure(rows: Sequence[Row], names: Sequence[str]) -> str:
    """Of some measures, the first that is recorded of some needs before and after, else after alone, else before alone."""
    for times in (("before", "after"), ("after",), ("before",)):
        for name in names:
            if any(all(row[f"{name}_{when}"] is not None for when in times) for row in rows):
                return name
    return names[0]


def describe_counted(measure: str, count: int, subject: Subject) -> str:
    """How many members a measure counts."""
    return _SAY(f"needs_after_counted.{subject.column.name}_{measure}", n=count)


def label_of(row: Mapping[str, Any], subject: Subject) -> str:
    """What a need is of."""
    return charts.labels_of([row[subject.column.name]], subject.column)[0]


def describe_years_before(year: int) -> str:
    """The years up to that of a survey that count before it."""
    return french.years(year - YEARS + 1, year)


def draw(frame: pd.DataFrame, subject: Subject, full_table: pd.DataFrame | None = None) -> charts.Chart:
    """The chart of a table, of which `full_table` has the other waves."""
    shown_rows = choose_drawn(frame)
    if shown_rows["needing"].isna().all():
        return _draw_all(shown_rows, frame if full_table is None else full_table, subject)
    with_needs = shown_rows[(shown_rows["needing"] > 0) & shown_rows["needing_rest"].notna()]
    if with_needs.empty:
        numbers = shown_rows["needing"].map(french.number)
        return charts.ranked_bars(shown_rows, subject.column, c.NEEDING, numbers)
    return _draw_parts(with_needs, subject)


def _draw_parts(rows: pd.DataFrame, subject: Subject) -> charts.Chart:
    """What became of each need, that of which most members have nothing recorded first."""
    parts = [(part, ink) for part, ink in zip(PARTS, INKS, strict=True) if rows[part.name].notna().any()]
    columns, colours = zip(*parts, strict=True)
    filled = rows.assign(**{part.name: rows[part.name].fillna(0) for part in columns})
    rest = filled["needing_rest"] / filled["needing"]
    ordered = filled.loc[rest.sort_values(ascending=False, kind="stable").index]
    return charts.stacked_bars(ordered, row=subject.column, parts=columns, colours=colours, sort=False)


def _draw_all(shown_rows: pd.DataFrame, frame: pd.DataFrame, subject: Subject) -> charts.Chart:
    """The need beside what all members were given before and after, and the need of the next wave."""
    rows, every_row = to_rows(bounded.order_frame(shown_rows, "need_pct")), to_rows(frame)
    next_wave = find_next_waves(every_row)[rows[0]["wave_id"]]
    following = {row[subject.column.name]: row for row in every_row if row["wave_id"] == next_wave}
    # There is one way to be given each form of support, which is what its row counts.
    measure = find_measure(rows, MEASURES if subject.has_both else MEASURES[:1])
    spans = sorted({row["after_years"] for row in rows if row["after_years"]})
    drawn_rows = [
        {"row": _name_row(row, spans, subject)}
        | _draw_row(row, following.get(row[subject.column.name], {"mark": None}), measure)
        for row in rows
    ]
    what = _SAY(f"needs_after_block.{subject.column.name}_{measure}")
    blocks = _name_blocks(rows[0]["year"], spans, following, what)
    return charts.side_by_side(pd.DataFrame(drawn_rows), blocks)


def _name_row(row: Row, spans: Sequence[str], subject: Subject) -> str:
    """What a need is of; with the years that follow it where those of others differ."""
    name = label_of(row, subject)
    if len(spans) < 2 or not row["after_years"]:
        return name
    return _SAY("needs_after.row", name=name, years=row["after_years"])


def _name_blocks(
    year: int, spans: Sequence[str], following: Mapping[str, Row], what: str
) -> dict[tuple[str, str], str]:
    """The title of each block, by its shares and what they are shares of; none of years or of a wave that there are not."""
    before = describe_years_before(year)
    blocks = {
        ("need_pct", "base"): _SAY("needs_after.block_need", year=year),
        ("before_pct", "members"): _SAY("needs_after.block_before", what=what, years=before),
    }
    if spans:
        key = "needs_after.block_after" if len(spans) == 1 else "needs_after.block_after_each"
        blocks["after_pct", "members"] = _SAY(key, what=what, years=spans[0])
    if following:
        year = next(iter(following.values()))["year"]
        blocks[NEXT] = _SAY("needs_after.block_need", year=year)
    return blocks


def _draw_row(row: Row, later: Row, measure: str) -> Row:
    counts = {when: row[f"{measure}_{when}"] for when in ("before", "after")}
    shares = {
        f"{when}_pct": None if count is None else 100 * count / row["members"]
        for when, count in counts.items()
    }
    ends = {f"{NEXT[0]}_{name}": value for name, value in _describe_unshown(later).items()}
    names = ("need_pct", "base", "members", *NEXT)
    return {name: row[name] for name in names} | shares | _describe_unshown(row) | ends


def _describe_unshown(row: Row) -> Row:
    """What stands in place of a need that is not shown; of one that is bounded, between what it is drawn."""
    is_hidden = marks.is_silent(row["mark"])
    words = describe_hidden(row["mark"]) if is_hidden else "" if marks.bound(row["mark"]) else None
    return {"said": words, **bounded.find_ends(row)}
