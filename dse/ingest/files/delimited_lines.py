"""Lines of a CSV file to columns of cells, as they come: a line that is too short or too long is told, and left out."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from dse.ingest.files.cells import NO_LINES, Sheet, null_signs, repeated_headers
from dse.ingest.files.dictionary_column import ColumnsBuilder
from dse.ingest.import_checks import MOST_LISTED, CappedIssues, cap_issues
from dse.ingest.issues import CellIssue, Issue, count_noun, quoted_list

_NEARLY_ALL = 0.9  # of the lines that end with as many empty cells too many: so they were written
_SHIFTED = CellIssue(
    "IMP-146",
    "La ligne a une cellule vide de trop : un texte y contient peut-être le séparateur, et la suite est décalée.",
    "Mettez ce texte entre guillemets ; confirmez si rien n’est décalé.",
    doubtful=True,
)
_MOST_SHOWN = 1_000  # cells of a line that is left out
_TOGETHER = 20_000  # lines held as lists of texts, before they are coded


@dataclass
class Lines:
    """Lines under the titles of a sheet. `limit` is the most that may come, `progress` is told how many there are.

    `written` is the width of the row of titles in the file, with the empty ones at its end.
    """

    sheet: Sheet
    written: int = 0
    limit: int | None = None
    progress: Callable[[int], None] | None = None
    _numbers: array[int] = field(default_factory=lambda: array("q"))
    _waiting: list[list[str]] = field(default_factory=list)
    _longer: dict[int, array[int]] = field(default_factory=dict)
    _wrong: CappedIssues = field(default_factory=CappedIssues)
    _broken: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._width = len(self.sheet.headers)
        self._columns = ColumnsBuilder.create(self._width)

    def add(self, number: int, record: list[str]) -> None:
        """A line, at its spreadsheet row."""
        if len(record) != self._width:
            if fault := _width_fault(record, self._width):
                self._leave(fault, number, record)
                return
            if len(record) > self.written:
                self._longer.setdefault(len(record), array("q")).append(number)
            record = record[: self._width]
        self._numbers.append(number)
        self._waiting.append(record)
        if len(self._waiting) == _TOGETHER:
            self._code()

    def _leave(self, fault: CellIssue, number: int, record: list[str]) -> None:
        if len(self._broken) < MOST_LISTED:
            self._broken[number] = tuple(record[:_MOST_SHOWN])
        self._wrong.add(self.sheet.problem_at(fault, number, min(len(record), self._width)))

    def stop(self, fault: CellIssue, number: int) -> None:
        """Nothing is read from this row on."""
        self._wrong.add(self.sheet.problem_at(fault, number))

    def is_full(self) -> bool:
        """Whether there are more lines than may come."""
        return self.limit is not None and len(self._numbers) > self.limit

    def done(self) -> Sheet:
        """The sheet with its lines, and everything that is wrong with them."""
        self._code()
        if not self._numbers and not self._wrong.issues:
            self._wrong.add(self.sheet.problem(NO_LINES))
        columns, numbers = self._columns.finish(), _rows(self._numbers)
        sheet = replace(self.sheet, columns=columns, numbers=numbers, broken=self._broken)
        return replace(
            sheet,
            problems=(*repeated_headers(sheet), *self._wrong.all(), *null_signs(sheet)),
            doubts=(*sheet.doubts, *self._shifted()),
        )

    def _shifted(self) -> list[Issue]:
        """Lines longer than the titles and than nearly all others, though what they have too many is empty."""
        usual = max(2, _NEARLY_ALL * len(self._numbers))  # a line alone shows no habit
        rows = sorted(row for rows in self._longer.values() if len(rows) < usual for row in rows)
        return cap_issues(self.sheet.problem_at(_SHIFTED, row) for row in rows)

    def _code(self) -> None:
        self._columns.add(self._waiting)
        self._waiting = []
        if self.progress:
            self.progress(len(self._numbers))


def _rows(numbers: array[int]) -> Sequence[int]:
    """The same numbers, without holding them where none is left out."""
    whole = range(numbers[0], numbers[0] + len(numbers)) if numbers else range(0)
    return whole if numbers and numbers[-1] == whole[-1] else tuple(numbers)


def _width_fault(record: Sequence[str], width: int) -> CellIssue | None:
    if len(record) < width:
        short = f"La ligne a {count_noun(len(record), 'cellule')} au lieu de {width}."
        return CellIssue("IMP-107", short, "Complétez la ligne ou retirez un retour à la ligne de trop.")
    extra = next((cell for cell in record[width:] if cell.strip()), None)
    if extra is not None:
        return CellIssue(
            "IMP-106",
            f"Cellule de trop, après la dernière colonne : {quoted_list([extra])}.",
            "Retirez un séparateur de trop, ou mettez le texte entre guillemets.",
        )
    return None
