"""Filled cells of which a line makes nothing, because the cell that they depend on is empty."""

from __future__ import annotations

from collections.abc import Iterator

from dse.ingest.forms.definitions import Form, Rows
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.rows.row_building import Reading
from dse.ingest.spelling import clean


def stranded(reading: Reading) -> Iterator[Issue]:
    """Cells under headers that only feed rows that the line does not make."""
    for rows in reading.form.rows:
        if rows.when is None or not reading.is_active(rows):
            continue
        empty = [line for line, text in enumerate(reading.texts(rows.when)) if not clean(text)]
        for name in _only_there(reading.form, rows):
            yield from _filled(reading, name, rows.when, empty)


def _only_there(form: Form, rows: Rows) -> list[str]:
    """Headers that feed these rows and no others, but for the one that they depend on."""
    elsewhere = {name for other in form.rows if other is not rows for name in other.all_headers()}
    return [name for name in rows.fed_by() if name not in elsewhere and name != rows.when]


def _filled(reading: Reading, name: str, when: str, lines: list[int]) -> Iterator[Issue]:
    place = reading.recognised.places.get(name)
    if place is None:
        return
    fault = CellIssue("IMP-214", f"« {when} » est vide.", f"Remplissez « {when} », ou videz cette cellule.")
    for line in lines:
        if clean(reading.texts(name)[line]):
            yield reading.sheet.problem(fault, line, place)
