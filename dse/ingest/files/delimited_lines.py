"""Collect the lines of a CSV file as columns of cells. A line that is too short or too long is an issue, and left out."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from dse.ingest.files.cells import (
    NO_LINES,
    Sheet,
    find_null_signs,
    find_repeated_headers,
)
from dse.ingest.files.dictionary_column import ColumnsBuilder
from dse.ingest.files.file_checks import ask_about_shifted_line, refuse_extra_cell, refuse_short_line
from dse.ingest.import_checks import MOST_LISTED, CappedIssues, cap_issues
from dse.ingest.issues import CellIssue, Issue, count_noun, quoted_list, set_line_aside, shorten

_WHOLE_PART, _DECIMALS = re.compile(r"\s*[+-]?[0-9][0-9 \u00a0\u202f]*"), re.compile(r"[0-9]{1,2}(?: ?€)?\s*")
_NEARLY_ALL = 0.9  # of the lines that end with as many empty cells too many: so they were written
_SHIFTED = ask_about_shifted_line(
    "La ligne a une cellule vide de trop : un texte y contient peut-être le séparateur, et la suite est décalée.",
    "Mettez ce texte entre guillemets ; confirmez si rien n’est décalé.",
)
_MOST_CELLS = 1_000  # of a line that is left out
_TOGETHER = 20_000  # lines held as lists of texts, before they are encoded


@dataclass
class LinesBuilder:
    """Lines under the titles of a sheet, at most `limit`; `progress` is called with how many there are.

    `title_row_width` counts the cells of the row of titles in the file, with the empty ones at its end.
    """

    sheet: Sheet
    title_row_width: int = 0
    limit: int | None = None
    progress: Callable[[int], None] | None = None
    _numbers: array[int] = field(default_factory=lambda: array("q"))
    _waiting: list[list[str]] = field(default_factory=list)
    _longer: dict[int, array[int]] = field(default_factory=dict)
    _errors: CappedIssues = field(default_factory=CappedIssues)
    _misaligned: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._width = len(self.sheet.headers)
        self._is_after_open_quote = False
        self._columns = ColumnsBuilder(self._width)

    def add(self, number: int, record: list[str]) -> None:
        """A line, at its spreadsheet row."""
        if len(record) != self._width:
            if issue := _check_width(record, self._width, self.sheet.delimiter):
                if self._is_after_open_quote:  # it goes on with a text that was cut there
                    return
                self._leave_out(issue, number, record)
                return
            if len(record) > self.title_row_width:
                self._longer.setdefault(len(record), array("q")).append(number)
            record = record[: self._width]
        self._is_after_open_quote = False
        self._numbers.append(number)
        self._waiting.append(record)
        if len(self._waiting) == _TOGETHER:
            self._encode()

    def _leave_out(self, issue: CellIssue, number: int, record: list[str]) -> None:
        if len(self._misaligned) < MOST_LISTED:
            self._misaligned[number] = tuple(record[:_MOST_CELLS])
        if len(record) == 1:  # a note, most often
            self._errors.add(self.sheet.problem_at(issue, number, 0, shorten(record[0]) or None))
        else:
            self._errors.add(self.sheet.problem_at(issue, number, min(len(record), self._width)))

    def skip(self, issue: CellIssue, number: int) -> None:
        """Record why nothing is read of a row; those after it that do not fit the titles are part of it."""
        self._errors.add(self.sheet.problem_at(issue, number))
        self._is_after_open_quote = True

    def is_full(self) -> bool:
        """Whether there are more lines than may come."""
        return self.limit is not None and len(self._numbers) > self.limit

    def finish(self) -> Sheet:
        """The sheet with its lines, and everything that is wrong with them."""
        self._encode()
        if not self._numbers and not self._errors.issues:
            self._errors.add(self.sheet.problem(NO_LINES))
        columns, numbers = self._columns.finish(), _compact(self._numbers)
        sheet = replace(self.sheet, columns=columns, numbers=numbers, misaligned_lines=self._misaligned)
        return replace(
            sheet,
            problems=(*find_repeated_headers(sheet), *self._errors.all(), *find_null_signs(sheet)),
            doubts=(*sheet.doubts, *self._find_shifted_lines()),
        )

    def _find_shifted_lines(self) -> list[Issue]:
        """Lines longer than the titles and than nearly all others, though what they have too many is empty."""
        usual = max(2, _NEARLY_ALL * len(self._numbers))  # a line alone shows no habit
        rows = sorted(row for rows in self._longer.values() if len(rows) < usual for row in rows)
        return cap_issues(self.sheet.problem_at(_SHIFTED, row) for row in rows)

    def _encode(self) -> None:
        self._columns.add(self._waiting)
        self._waiting = []
        if self.progress:
            self.progress(len(self._numbers))


def _compact(numbers: array[int]) -> Sequence[int]:
    """The same numbers, as a range where none is left out."""
    if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:
        return range(numbers[0], numbers[-1] + 1)
    return tuple(numbers)


def _check_width(record: Sequence[str], width: int, delimiter: str) -> CellIssue | None:
    if len(record) == 1 < width:
        alone = f"La ligne a 1 cellule au lieu de {width}."
        mends = set_line_aside("Mettez-la de côté si c’est une note ; sinon complétez-la dans le fichier.")
        return refuse_short_line(alone, "Retirez-la si c’est une note ; sinon complétez-la.", mends)
    if len(record) < width:
        short = f"La ligne a {count_noun(len(record), 'cellule')} au lieu de {width}."
        return refuse_short_line(short, "Complétez la ligne ou retirez un retour à la ligne de trop.")
    extra = next((cell for cell in record[width:] if cell.strip()), None)
    if extra is not None and delimiter == "," and (amount := _find_cut_amount(record)):
        return refuse_extra_cell(
            f"Cellule de trop : la virgule sépare les colonnes, et aussi les décimales de {quoted_list([amount])}.",
            "Enregistrez le fichier avec des points-virgules, ou mettez les montants entre guillemets.",
        )
    if extra is not None:
        return refuse_extra_cell(
            f"Cellule de trop, après la dernière colonne : {quoted_list([extra])}.",
            "Retirez un séparateur de trop, ou mettez le texte entre guillemets.",
        )
    return None


def _find_cut_amount(record: Sequence[str]) -> str | None:
    """The first amount that seems to stand in two cells, its decimals in the second."""
    pairs = pairwise(record)
    return next(
        (
            f"{units.strip()},{decimals.strip()}"
            for units, decimals in pairs
            if _WHOLE_PART.fullmatch(units) and _DECIMALS.fullmatch(decimals)
        ),
        None,
    )
