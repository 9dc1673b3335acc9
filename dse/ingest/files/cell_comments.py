"""What people mark on a cell of a workbook instead of writing it: text struck through is asked about, notes are told.

A colour may mean anything, or nothing: nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dse.ingest.files.cells import Sheet
from dse.ingest.files.hidden_rows import named
from dse.ingest.issues import CellIssue, Issue, count_noun, letters

Places = Sequence[tuple[int, int]]


def struck(sheet: Sheet, places: Places) -> Iterator[Issue]:
    """One question about all lines of which something is struck through; at the cell where there is but one."""
    found = _within(sheet, places)
    rows = sorted({row for row, _ in found})
    if not rows:
        return
    if len(rows) == 1:
        reason = f"La ligne {rows[0]} a du texte barré, lu comme le reste."
    else:
        reason = f"{len(rows)} lignes sur {len(sheet.numbers)} ont du texte barré, lu comme le reste : {named(rows)}"
    fault = CellIssue(
        "IMP-149", reason, "Retirez du fichier ce qui ne compte plus, ou confirmez.", doubtful=True
    )
    yield sheet.problem_at(fault, *(found[0] if len(found) == 1 else ()))


def noted(sheet: Sheet, places: Places) -> Iterator[Issue]:
    """That notes are not read, and where they are; not what they say, which is often about somebody."""
    if found := _within(sheet, places):
        count = count_noun(len(found), "commentaire")
        verb = "n’est pas lu" if len(found) == 1 else "ne sont pas lus"
        where = named([f"{letters(column)}{row}" for row, column in found]).rstrip(".")
        fault = CellIssue(
            "IMP-150", f"{count} {verb} ({where}).", "Écrivez dans une colonne ce qui doit être gardé."
        )
        yield sheet.problem_at(fault)


def _within(sheet: Sheet, places: Places) -> list[tuple[int, int]]:
    """Those of its lines, under a title. Notes on titles explain them, as in our own templates."""
    lines = set(sheet.numbers)
    return sorted(
        {
            (row, column)
            for row, column in places
            if row in lines and column < len(sheet.headers) and sheet.headers[column]
        }
    )
