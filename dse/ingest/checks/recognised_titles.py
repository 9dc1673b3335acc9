"""Rows that a title led to: which ones, and whether the line says something else than a row already there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow.compute as pc

import schemas
from dse.ingest.checks.context import RowContext
from dse.ingest.import_checks import cap_issues
from dse.ingest.issues import NOTICE, CellIssue, Issue, quoted_list
from dse.ingest.registry import QUESTION, cells, check
from dse.ingest.rows.gathering import Gathered, join_key_columns
from dse.ingest.rows.row_building import Reading


@check(
    "IMP-417",
    level=QUESTION,
    milder=NOTICE,
    title="Reconnu par son intitulé",
    explanation=(
        "La case désigne une activité, un accompagnement ou une offre par son intitulé, et un seul le porte dans les données. C’est peut-être "
        "un autre, d’une autre date, qui n’est pas encore importé. L’import le demande quand la ligne en remplace une déjà là."
    ),
    advice="Comparez la date ; écrivez la référence à la place de l’intitulé si c’est un autre.",
    trips=cells(
        "presences",
        {"Activité": "Suivre et évaluer", "Participants": "9"},
        comment="Une présence à « Suivre et évaluer » d’une organisation dont une présence est déjà là.",
    ),
    passes=cells("presences", {"Activité": "ACT-1", "Participants": "9"}),
    on_rows=True,
)
def find_recognised_titles(context: RowContext) -> Iterator[Issue]:
    """Lines that bring a row under a title: a question where it takes the place of another, else each title once."""
    for reading in context.readings:
        if reading.cited_titles:
            for table, changed in context.changed.items():
                yield from cap_issues(_list_recognised(context, reading, table, changed))


def _list_recognised(context: RowContext, reading: Reading, table: str, changed: Gathered) -> Iterator[Issue]:
    replaced = {*join_key_columns(context.merged[table].detail.after, schemas.key(table)).to_pylist()}
    titles = set()
    for row, key in enumerate(changed.keys.to_pylist()):
        batch, line = changed.origin(row)
        if batch.sheet is not reading.sheet:
            continue
        for name, position in batch.positions.items():
            title = reading.cited_titles.get((line, position)) if position is not None else None
            target = schemas.column(table, name).references
            if title is None or target is None or (key not in replaced and title in titles):
                continue
            titles.add(title)
            where = _describe(context, target, changed.rows[name][row].as_py())
            if key in replaced:
                reason = f"Cet intitulé est celui de {where}, et la ligne y en remplace une déjà là."
                issue = CellIssue(reason, "Confirmez si c’est elle, ou écrivez la référence.")
            else:
                reason = f"Cet intitulé est celui de {where}."
                issue = CellIssue(reason, "Écrivez la référence si c’est une autre.", level=NOTICE)
            yield reading.sheet.problem(issue, line, position)


def _describe(context: RowContext, table: str, identifier: str) -> str:
    """A row by its identifier, with its first date."""
    rows = context.content(table)
    cited = rows.filter(pc.equal(rows[schemas.key(table)[0]], identifier)).to_pylist()
    values: list[Any] = [value for row in cited for value in row.values()]
    day = next((value for value in values if isinstance(value, date)), None)
    return f"{quoted_list([identifier])}{f', du {day:%d/%m/%Y}' if day else ''}"
