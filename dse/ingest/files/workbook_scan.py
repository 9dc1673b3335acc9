"""What a first pass over the XML of a workbook finds: how far each sheet goes, and what its reader would not tell."""

from __future__ import annotations

from dataclasses import dataclass, field

from dse.ingest.files.archive import Unfit
from dse.ingest.issues import CellIssue, letters

MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_CELLS = 2_000_000
LARGEST_TEXT = 50 * 2**20  # signs of all cells together: one long text may stand in many

_TOO_MUCH_TEXT = CellIssue(
    "IMP-130",
    "Les textes du classeur sont trop longs.",
    "Raccourcissez-les, ou coupez le fichier en plusieurs.",
)


@dataclass
class Size:
    """How much a workbook holds, sheet after sheet; what goes past the limits is refused where it does."""

    cells: int = 0
    text: int = 0

    def add_text(self, length: int) -> None:
        """Count the signs of a cell. Raises Unfit past the limit."""
        self.text += length
        if self.text > LARGEST_TEXT:
            raise Unfit(_TOO_MUCH_TEXT)


@dataclass
class Marks:
    """A sheet: places of its errors, of formulas without a result, of percentages and of merged cells, as it is read.

    A place is a row from 1 and a column from 0. `errors` add the text of the error, `merged` the whole range;
    `partial` are dates shown without their day or year, `padded` numbers shown with so many digits; `hidden` are the
    first and last of rows that are not shown, by a filter or by hand; `currencies` numbers shown as money that is not ours;
    `struck` cells whose text is struck through, `noted` those that a note is pinned to.
    """

    name: str
    size: Size
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    percentages: list[tuple[int, int]] = field(default_factory=list)
    partial: list[tuple[int, int]] = field(default_factory=list)
    padded: list[tuple[int, int, int]] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    currencies: list[tuple[int, int, str]] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    noted: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def add(self, row: int, column: int) -> None:
        """Count a cell that holds something. Raises Unfit where the sheet becomes too vast."""
        if row <= self.rows and column < self.columns:
            return
        before = self.rows * self.columns
        self.rows, self.columns = max(self.rows, row), max(self.columns, column + 1)
        self.size.cells += self.rows * self.columns - before
        if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS or self.size.cells > MOST_CELLS:
            raise Unfit(_too_vast(self.name, row, column))


def _too_vast(sheet: str, row: int, column: int) -> CellIssue:
    reason = f"Feuille « {sheet[:31]} » : la cellule {letters(column)}{row} contient une valeur."
    advice = (
        "Un classeur a au plus 100 000 lignes, 300 colonnes et 2 000 000 de cellules : effacez ce qui dépasse, "
        "ou coupez le fichier."
    )
    return CellIssue("IMP-134", reason, advice)
