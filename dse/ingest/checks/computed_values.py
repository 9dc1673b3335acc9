"""Values typed where the dashboard computes them: one of the two would be lost in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa

from dse.ingest.issues import CellIssue, Issue
from dse.ingest.rows.gathering import Gathered
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.row_building import Current
from schemas import sources

TABLES = ("indicators", "indicator_periods")
_COMPUTED = CellIssue(
    "IMP-409",
    "Cet indicateur est calculé par le tableau de bord : il ne se saisit pas.",
    "Videz la cellule, ou écrivez « Saisie » comme source.",
)
_KEPT = CellIssue(
    "IMP-409",
    "Des valeurs saisies sont déjà enregistrées pour cet indicateur.",
    "Laissez « Saisie », ou importez aussi ses périodes sans valeur réalisée.",
)


def typed_over_computed(
    gathered: Mapping[str, Gathered],
    new: Mapping[str, Gathered],
    merged: Mapping[str, Merged],
    current: Current,
) -> Iterator[Issue]:
    """Values of the files whose indicator is computed; indicators of the files whose kept values were typed.

    Nothing is said of an indicator of which the files change neither the line nor a period.
    """
    if not {"indicators", "indicator_periods"} & gathered.keys():
        return
    changed = {
        each for table in TABLES if table in new for each in new[table].rows["indicator_id"].to_pylist()
    }
    indicators = _content("indicators", merged, current)
    computed = {
        each
        for each, source in _pairs(indicators, "source")
        if each in changed and source not in (None, sources.TYPED)
    }
    periods = _content("indicator_periods", merged, current)
    typed = {each for each, actual in _pairs(periods, "actual") if actual is not None and each in computed}
    of_files = _at(gathered, "indicator_periods", "actual", lambda actual: actual is not None, typed)
    yield from (rows.problem(_COMPUTED, row, "actual") for rows, row, _ in of_files)
    kept = typed - {each for _, _, each in of_files}
    changed = _at(gathered, "indicators", "source", lambda source: source != sources.TYPED, kept)
    yield from (rows.problem(_KEPT, row, "source") for rows, row, _ in changed)


def _content(table: str, merged: Mapping[str, Merged], current: Current) -> pa.Table:
    return merged[table].content if table in merged else current(table)


def _pairs(rows: pa.Table, column: str) -> Iterator[tuple[str, object]]:
    return zip(rows["indicator_id"].to_pylist(), rows[column].to_pylist(), strict=True)


def _at(
    gathered: Mapping[str, Gathered],
    table: str,
    column: str,
    concerns: Callable[[object], bool],
    indicators: set[str],
) -> list[tuple[Gathered, int, str]]:
    """Rows of the files about some indicators, where a column holds what concerns us."""
    if table not in gathered:
        return []
    rows = gathered[table]
    told = enumerate(_pairs(rows.rows, column))
    return [(rows, row, each) for row, (each, value) in told if concerns(value) and each in indicators]
