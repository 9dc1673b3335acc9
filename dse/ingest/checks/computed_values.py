"""Values typed where the dashboard computes them: one of the two would be lost in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import ERROR, cells, check
from schemas import sources

TABLES = ("indicators", "indicator_periods")


@check(
    "IMP-409",
    level=ERROR,
    title="Valeur saisie pour un indicateur calculé",
    explanation=(
        "Le tableau de bord calcule lui-même cet indicateur. Une valeur saisie à côté serait ignorée sans rien dire, ou "
        "la valeur calculée le serait : un indicateur a une seule source."
    ),
    advice="Videz la valeur réalisée, ou écrivez « Saisie » comme source de l’indicateur.",
    trips=cells("indicateurs", {"Réalisé": "42", "Réalisé au": "31/12/2018"}),
    passes=cells("indicateurs", {"Réalisé": "88"}, line=3),
    on_rows=True,
)
def find_typed_over_computed(context: RowContext) -> Iterator[Issue]:
    """Values of the files whose indicator is computed; indicators of the files whose stored values were typed.

    No issue for an indicator of which the files change neither the line nor a period.
    """
    if not set(TABLES) & context.gathered.keys():
        return
    changed = {
        indicator
        for table in TABLES
        if table in context.changed
        for indicator in context.changed[table].rows["indicator_id"].to_pylist()
    }
    sources_by_id = _by_indicator(context.content("indicators"), "source")
    computed = {
        indicator
        for indicator, source in sources_by_id
        if indicator in changed and source not in (None, sources.TYPED)
    }
    values = _by_indicator(context.content("indicator_periods"), "actual")
    typed = {indicator for indicator, actual in values if actual is not None and indicator in computed}
    in_files = _rows_about(context, "indicator_periods", "actual", lambda actual: actual is not None, typed)
    reason = "Cet indicateur est calculé par le tableau de bord : il ne se saisit pas."
    issue = CellIssue(reason, "Videz la cellule, ou écrivez « Saisie » comme source.")
    for row, _ in in_files:
        yield context.gathered["indicator_periods"].problem(issue, row, "actual")
    stored = typed - {indicator for _, indicator in in_files}
    reason = "Des valeurs saisies sont déjà enregistrées pour cet indicateur."
    issue = CellIssue(reason, "Laissez « Saisie », ou importez aussi ses périodes sans valeur réalisée.")
    for row, _ in _rows_about(
        context, "indicators", "source", lambda source: source != sources.TYPED, stored
    ):
        yield context.gathered["indicators"].problem(issue, row, "source")


def _by_indicator(rows: pa.Table, column: str) -> Iterator[tuple[str, object]]:
    return zip(rows["indicator_id"].to_pylist(), rows[column].to_pylist(), strict=True)


def _rows_about(
    context: RowContext, table: str, column: str, matches: Callable[[object], bool], indicators: set[str]
) -> list[tuple[int, str]]:
    """Rows of the files about some indicators, where the value of a column matches: index and indicator."""
    if table not in context.gathered:
        return []
    values = enumerate(_by_indicator(context.gathered[table].rows, column))
    return [
        (row, indicator) for row, (indicator, value) in values if matches(value) and indicator in indicators
    ]
