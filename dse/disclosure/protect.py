"""The rule that every table passes before a finding, a chart or a file is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa
from pandas.arrays import ArrowExtensionArray

from dse import french
from dse.disclosure import amounts, answers, marks, whole, words
from dse.disclosure.answers import Hidden
from dse.disclosure.audiences import Audience
from dse.disclosure.groups import Blocks
from dse.disclosure.rule import Rule
from dse.disclosure.together import Row

_TEXT = pd.ArrowDtype(pa.string())


@dataclass(frozen=True)
class Protected:
    """A table fit for its audience, with a `mark` on the rows that say less, and what is not shown."""

    table: pd.DataFrame
    hidden: tuple[Hidden, ...] = field(default=())

    @property
    def visible(self) -> pd.DataFrame:
        """The rows that still say something, if only a bound: what a finding may speak of."""
        if marks.MARK not in self.table:
            return self.table
        column = self.table[marks.MARK]
        is_silent = column.isin([mark for mark in column.dropna().unique() if marks.is_silent(mark)])
        return self.table[~is_silent].reset_index(drop=True) if is_silent.any() else self.table


def refusal(rule: Rule, audience: Audience) -> str | None:
    """Why an audience is not shown a figure at all, in one French sentence; None where it may be."""
    if not audience.is_public:
        return None
    if rule.form == "rows":
        return words.NAMES
    if rule.group and rule.form != "amounts" and rule.breakdown != audience.breakdown:
        return (
            "Devant un public, une enquête ne se découpe que d’une façon : deux découpages se croisent, et leur différence "
            "laisserait retrouver des réponses."
        )
    return None


def protect(
    table: pd.DataFrame, rule: Rule, audience: Audience, waves: Mapping[str, Blocks] | None = None
) -> Protected:
    """A table as an audience may see it: counts whole, then merged, then masked, then what is derived from it given again.

    The team's is neither merged nor masked. `waves` names the groups of each wave, see `blocks`; without them nothing is
    broken down.
    """
    if not audience.is_public:
        table = _with_marks(table, _weak(table, rule, audience))
        return Protected(_with_whole_counts(table, rule, waves or {}))
    if refusal(rule, audience):
        return Protected(_with_marks(table.iloc[:0], []), (Hidden("refused", ""),))
    if rule.form == "reserved":
        return _without_reserved(table, rule)
    typed = pa.Table.from_pandas(table, preserve_index=False)
    rows, hidden = _rows(typed.to_pylist(), rule, audience, waves or {})
    return _finished(_framed(rows, typed.schema), rule, audience, hidden)


def _without_reserved(table: pd.DataFrame, rule: Rule) -> Protected:
    """The rows that are not the team's only; how many of those there are is told."""
    is_reserved = table[rule.reserved].to_numpy(bool)
    kept = table[~is_reserved].reset_index(drop=True)
    hidden = (Hidden("reserved", str(is_reserved.sum())),) if is_reserved.any() else ()
    return Protected(_with_marks(kept, [None] * len(kept)), hidden)


def _with_whole_counts(table: pd.DataFrame, rule: Rule, waves: Mapping[str, Blocks]) -> pd.DataFrame:
    """The team's table with whole counts, and what is derived from them."""
    if not whole.has_parts(table, rule):
        return table
    rows = answers.whole_counts(_counted_rows(table, rule), rule, waves)
    numbers = {
        name: pd.Series([row[name] for row in rows], table.index, table[name].dtype) for name in rule.counts
    }
    table = table.assign(**numbers)
    if rule.derive is None:
        return table
    again = rule.derive(table)
    return table.assign(**{name: again[name].astype(table[name].dtype) for name in rule.derived})


def _counted_rows(table: pd.DataFrame, rule: Rule) -> list[Row]:
    """Of each row what it counts and of whom: reading all columns of a table takes longer than all that is made of them."""
    names = (rule.wave, rule.group, *rule.strata, *rule.category, *rule.counts, rule.base, *rule.additive)
    columns = {name: pa.array(table[name].array, from_pandas=True).to_pylist() for name in names if name}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _rows(
    rows: list[Row], rule: Rule, audience: Audience, waves: Mapping[str, Blocks]
) -> tuple[list[Row], list[Hidden]]:
    if rule.form != "amounts":
        return answers.protected(rows, rule, audience, waves)
    kept = amounts.protected(rows, rule, audience.thresholds)
    return kept, answers.how_many_masked(kept)


def _finished(table: pd.DataFrame, rule: Rule, audience: Audience, hidden: list[Hidden]) -> Protected:
    """What is derived, from the counts that are shown and no other; then whole percentages where asked."""
    table = derived(table, rule, audience)
    if table.empty:
        return Protected(table, tuple(hidden))
    if audience.whole_percentages and rule.percentages:
        hidden = [*hidden, Hidden("rounded", "")]
    weak = _weak(table, rule, audience)
    table[marks.MARK] = table[marks.MARK].fillna(pd.Series(weak, index=table.index, dtype=_TEXT))
    if rule.withheld:
        hidden = [*hidden, Hidden("withheld", ", ".join(rule.withheld))]
    return Protected(_withheld(table, rule), tuple(hidden))


def derived(table: pd.DataFrame, rule: Rule, audience: Audience) -> pd.DataFrame:
    """A protected table with what is derived from the counts that it shows, in whole percentages where the audience has them so."""
    table = table.copy()
    if rule.derive is not None:
        again = rule.derive(table[~table[marks.MARK].map(marks.hides).astype(bool)])
        for each in rule.derived:
            table[each] = again[each].reindex(table.index).astype(table[each].dtype)
    if audience.whole_percentages and len(table):
        for each in rule.percentages:
            table[each] = french.round_as_shown(table[each].astype("Float64")).astype(table[each].dtype)
    return table


def _withheld(table: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """The table without what only the team sees; the rows say so."""
    if not rule.withheld:
        return table
    nothing: dict[str, Any] = {
        each: pd.Series(None, index=table.index, dtype=table[each].dtype) for each in rule.withheld
    }
    said = table[marks.MARK].where(table[marks.MARK].map(marks.hides).astype(bool), marks.TEAM_ONLY)
    return table.assign(**nothing, **{marks.MARK: said.astype(_TEXT)})


def _weak(table: pd.DataFrame, rule: Rule, audience: Audience) -> list[str | None]:
    if not rule.base or rule.form == "amounts":
        return [None] * len(table)
    return [marks.WEAK if not pd.isna(of) and of < audience.weak_base else None for of in table[rule.base]]


def _with_marks(table: pd.DataFrame, values: list[str | None]) -> pd.DataFrame:
    return table.assign(**{marks.MARK: pd.Series(values, index=table.index, dtype=_TEXT)})


def _framed(rows: list[Row], like: pa.Schema) -> pd.DataFrame:
    """Rows as a frame of these columns, every one of its Arrow type, with the column of marks."""
    kinds = {field.name: field.type for field in like} | {marks.MARK: pa.string()}
    columns = {
        name: pa.array([row.get(name) for row in rows], kind, from_pandas=True)
        for name, kind in kinds.items()
    }
    return pd.DataFrame({name: ArrowExtensionArray(values) for name, values in columns.items()}, copy=False)
