"""What a first pass over the XML of a workbook finds: how far each sheet goes, and what calamine does not give."""

from __future__ import annotations

from dataclasses import dataclass, field

from dse.ingest.files.archive import UnreadableWorkbook
from dse.ingest.files.workbook_checks import refuse_large_workbook, refuse_vast_table
from dse.ingest.issues import CellIssue, letters

MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_CELLS = 2_000_000
LARGEST_TEXT = 50 * 2**20  # signs of all cells together: one long text may stand in many

_TOO_MUCH_TEXT = refuse_large_workbook(
    "Les textes du classeur sont trop longs.",
    "Raccourcissez-les, ou coupez le fichier en plusieurs.",
)


@dataclass
class WorkbookSize:
    """Cells and signs of a workbook, counted sheet after sheet; refused as soon as a limit is passed."""

    cells: int = 0
    text: int = 0

    def add_text(self, length: int) -> None:
        """Count the signs of a cell. Raises UnreadableWorkbook past the limit."""
        self.text += length
        if self.text > LARGEST_TEXT:
            raise UnreadableWorkbook(_TOO_MUCH_TEXT)


@dataclass
class SheetScan:
    """Cells of a sheet that hold more than their value, each by its row from 1 and its column from 0.

    `errors` of formulas have the text of the error too, `merged` the range; `uncalculated` are formulas without a result,
    `percentages` numbers shown so, `partial_dates` days shown without their day or year, `zero_padded` numbers shown with
    so many digits, `currencies` numbers shown as money that is not ours, with its sign; `struck_cells` have text struck
    through, `commented_cells` a comment. `hidden_rows` are the first and last row of each run that is not shown,
    `hidden_columns` the first and last column of each.
    """

    name: str
    size: WorkbookSize
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    percentages: list[tuple[int, int]] = field(default_factory=list)
    partial_dates: list[tuple[int, int]] = field(default_factory=list)
    zero_padded: list[tuple[int, int, int]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    currencies: list[tuple[int, int, str]] = field(default_factory=list)
    struck_cells: list[tuple[int, int]] = field(default_factory=list)
    commented_cells: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def add(self, row: int, column: int) -> None:
        """Count a cell that holds something. Raises UnreadableWorkbook where the sheet becomes too vast."""
        if row <= self.rows and column < self.columns:
            return
        before = self.rows * self.columns
        self.rows, self.columns = max(self.rows, row), max(self.columns, column + 1)
        self.size.cells += self.rows * self.columns - before
        if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS or self.size.cells > MOST_CELLS:
            raise UnreadableWorkbook(_describe_vast_sheet(self.name, row, column))


def _describe_vast_sheet(sheet: str, row: int, column: int) -> CellIssue:
    reason = f"Feuille « {sheet[:31]} » : la cellule {letters(column)}{row} contient une valeur."
    advice = (
        "Un classeur a au plus 100 000 lignes, 300 colonnes et 2 000 000 de cellules : effacez ce qui dépasse, "
        "ou coupez le fichier."
    )
    return refuse_vast_table(reason, advice)
