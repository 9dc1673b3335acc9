"""Filled cells of which a line makes nothing, because the cell that they depend on is empty."""

from __future__ import annotations

from collections.abc import Iterator

from dse.ingest.checks.context import RowContext
from dse.ingest.forms.definitions import Form, Rows
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import ERROR, check, content
from dse.ingest.rows.row_building import Reading
from dse.ingest.spelling import clean


@check(
    "IMP-214",
    level=ERROR,
    title="Cellule qui dépend d’une cellule vide",
    explanation=(
        "Certaines cellules n’ont de sens qu’avec une autre : un départ sans adhésion, une valeur sans sa période. "
        "Seules, elles seraient perdues sans que personne ne le voie."
    ),
    advice="Remplissez la cellule dont elle dépend, ou videz celle-ci.",
    trips=content("membres.csv", "Identifiant;Nom;Adhésion;Départ\nM001;Terres d’Orvaine;;01/02/2019\n"),
    passes=content(
        "membres.csv", "Identifiant;Nom;Adhésion;Départ\nM001;Terres d’Orvaine;01/03/2013;01/02/2019\n"
    ),
    on_rows=True,
)
def find_orphan_cells(context: RowContext) -> Iterator[Issue]:
    """Cells under headers that only feed rows that the line does not make."""
    for reading in context.readings:
        for rows in reading.form.rows:
            if rows.when is None or not reading.is_active(rows):
                continue
            empty = [line for line, text in enumerate(reading.texts(rows.when)) if not clean(text)]
            for name in _headers_only_of(reading.form, rows):
                yield from _filled_cells(reading, name, rows.when, empty)


def _headers_only_of(form: Form, rows: Rows) -> list[str]:
    """Headers that feed these rows and no others, but for the one that they depend on."""
    elsewhere = {name for other in form.rows if other is not rows for name in other.all_headers()}
    return [name for name in rows.source_headers() if name not in elsewhere and name != rows.when]


def _filled_cells(reading: Reading, name: str, when: str, lines: list[int]) -> Iterator[Issue]:
    column = reading.recognised.positions.get(name)
    if column is None:
        return
    issue = CellIssue(f"« {when} » est vide.", f"Remplissez « {when} », ou videz cette cellule.")
    for line in lines:
        if clean(reading.texts(name)[line]):
            yield reading.sheet.problem(issue, line, column)
