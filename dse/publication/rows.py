"""Rows of answers as a public was shown them: what tells one from another, and which of their numbers count people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from dse.disclosure import marks
from dse.figures import REGISTRY, Answer, Figure

Row = dict[str, Any]
Key = tuple[Any, ...]
_BETWEEN_WAVES = ("change_", "gap_", "next_", "tendency")


def tells_of_answers(figure: Figure) -> bool:
    """Whether the numbers of a figure come from answers, and are shown to a public."""
    return figure.rule is not None and figure.rule.wave is not None


def written(said: Answer) -> list[Row]:
    """The rows of an answer as JSON values."""
    found = pa.Table.from_pandas(said.table, preserve_index=False).to_pylist()
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def framed(figure: Figure, rows: Iterable[Row]) -> pd.DataFrame:
    """Rows that were written, as the table of their figure."""
    kept = list(rows)
    columns = {each.name: [_typed(row.get(each.name), each.type) for row in kept] for each in figure.columns}
    return pd.DataFrame(
        {each.name: pd.Series(columns[each.name], dtype=pd.ArrowDtype(each.type)) for each in figure.columns}
    )


def by_wave(figure: Figure, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each wave, in their order."""
    waves: dict[str, list[Row]] = {}
    for row in rows:
        waves.setdefault(row[figure.rule.wave], []).append(row)
    return waves


def waves(answers: Iterable[Answer]) -> set[str]:
    """The waves of which some answers tell something."""
    ours = [
        (REGISTRY[each.figure_id], each) for each in answers if tells_of_answers(REGISTRY[each.figure_id])
    ]
    return {wave for figure, each in ours for wave in each.table[figure.rule.wave].dropna()}


def keyed(figure: Figure, rows: Iterable[Row]) -> dict[Key, Row]:
    """Each row under the question, the group and the answer that it tells of; those that share them are numbered."""
    rule = figure.rule
    found: dict[Key, Row] = {}
    names = [*rule.strata, *filter(None, [rule.group]), *rule.category[:1]]
    for row in rows:
        key = tuple(row.get(name) for name in names)
        again = sum(each[: len(key)] == key for each in found)
        found[(*key, again) if again else key] = row
    return found


def stratum(figure: Figure, row: Row) -> Key:
    """The population of a row: rows of one add up."""
    return tuple(row.get(name) for name in figure.rule.strata)


def numbers(figure: Figure, row: Row | None) -> dict[str, float]:
    """The numbers of a row that count people, stand for what they said or add up what they spent; of a masked row, those that are shown."""
    rule = figure.rule
    amounts = rule.additive if rule.form == "amounts" else ()
    names = [*rule.counts, rule.base, *(() if rule.counts else rule.derived), *amounts]
    return {name: row[name] for name in dict.fromkeys(names) if row and row.get(name) is not None}


def derived(figure: Figure, row: Row) -> dict[str, float]:
    """What a row shows that follows from its own counts; how far it is from another wave follows from both."""
    rule = figure.rule
    names = [each for each in rule.derived if rule.counts and not each.startswith(_BETWEEN_WAVES)]
    return {name: row[name] for name in names if isinstance(row.get(name), int | float)}


def is_option(row: Row) -> bool:
    """Whether a row tells of an option that is a question of its own."""
    return ":" in (row.get("question_id") or "")


def is_hidden(row: Row | None) -> bool:
    """Whether a mark stands in place of the numbers of a row."""
    return row is not None and marks.hides(row.get(marks.MARK))


def find_bound(figure: Figure, row: Row | None) -> dict[str, str]:
    """What a bounded row tells of its share, under the column of that share."""
    bound = marks.bound(row.get(marks.MARK)) if row else None
    return {} if bound is None else dict.fromkeys([*figure.rule.bounds][:1], bound.text)


def title(figure_id: str, column: str) -> str:
    """The French title of a column of a figure."""
    return next(each.title for each in REGISTRY[figure_id].columns if each.name == column)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: Any, kind: pa.DataType) -> Any:
    return date.fromisoformat(value) if pa.types.is_date(kind) and value is not None else value


def tables(written: Mapping[str, Iterable[Row]]) -> dict[tuple[str, str], list[Row]]:
    """Rows by figure and wave."""
    return {
        (figure_id, wave): own
        for figure_id, rows in written.items()
        for wave, own in by_wave(REGISTRY[figure_id], rows).items()
    }
