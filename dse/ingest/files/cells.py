"""Cells of a file, each known by its spreadsheet row and column; nothing shifts in silence."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.issues import CellIssue, Issue, letters, shorten
from dse.ingest.spelling import canonical

LONGEST_CELL = 100_000
_PIECE = 2**22  # bytes
_THREE_DECIMALS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")

DAY_ZERO = date(1899, 12, 30)  # of the numbers by which spreadsheets hold days
DAY_ZERO_1904 = date(1904, 1, 1)  # workbooks that began on a Macintosh

NULL_SIGN = CellIssue("IMP-104", "La cellule contient un caractère nul.", "Retapez la cellule.")
NO_LINES = CellIssue("IMP-112", "Aucune ligne sous les titres.", "Vérifiez l’export et recommencez.")


@dataclass(frozen=True)
class Upload:
    """A file as it was given: its content, or the `path` where it lies and is read piece by piece, however long.

    The name is only shown; nothing is opened by it. `progress` is told now and then how many lines have been read.
    """

    name: str
    content: bytes = b""
    path: Path | None = None
    progress: Callable[[int], None] | None = None

    @property
    def shown(self) -> str:
        """The name without folders, fit for a message."""
        return shorten(PurePosixPath(self.name.replace("\\", "/")).name or "fichier", 60)

    @property
    def sha256(self) -> str:
        """Hash of the content, in hexadecimal."""
        with self.stream() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.content) if self.path is None else self.path.stat().st_size

    def stream(self) -> BinaryIO:
        """The bytes, from the first. OSError if the file cannot be read where it lies."""
        return io.BytesIO(self.content) if self.path is None else self.path.open("rb")

    def beginning(self, count: int) -> bytes:
        """The first bytes, at most so many."""
        with self.stream() as file:
            return file.read(count)

    def pieces(self) -> Iterator[bytes]:
        """All bytes, some after the others."""
        with self.stream() as file:
            while piece := file.read(_PIECE):
                yield piece


@dataclass(frozen=True)
class Sheet:
    """Cells of a sheet, column by column from A. `numbers` are the spreadsheet rows of the lines.

    `name` is that of a sheet of a workbook; a CSV file has none. Cells are told by spreadsheet row and column from 0:
    `typed` are numbers that the spreadsheet itself holds as such, `spoilt` those that cannot be read, or are doubtful,
    whatever their text. `held` tells, by column and then by spreadsheet row, the letter of what a workbook holds there,
    for the columns that hold days, hours or flags. Numbers of days count from `day_zero`. `encoding` and `delimiter` are those of a CSV file;
    `broken` are the cells of its lines that do not fit the titles, by spreadsheet row.
    """

    file: str
    headers: tuple[str, ...] = ()
    columns: tuple[Sequence[str], ...] = ()
    numbers: Sequence[int] = ()
    problems: tuple[Issue, ...] = ()
    doubts: tuple[Issue, ...] = ()
    notices: tuple[Issue, ...] = ()
    name: str | None = None
    is_hidden: bool = False
    header_row: int = 1
    typed: frozenset[tuple[int, int]] = frozenset()
    spoilt: Mapping[tuple[int, int], CellIssue] = field(default_factory=dict)
    held: Mapping[int, str] = field(default_factory=dict)
    day_zero: date = DAY_ZERO
    encoding: str = ""
    delimiter: str = ""
    broken: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def problem(self, fault: CellIssue, line: int | None = None, column: int | None = None) -> Issue:
        """A fault at a place of this sheet; `line` and `column` count from 0."""
        known = line is not None and column is not None
        return self.problem_at(
            fault,
            None if line is None else self.numbers[line],
            column,
            value=shorten(self.columns[column][line]) or None if known else None,
        )

    def problem_at(
        self, fault: CellIssue, row: int | None = None, column: int | None = None, value: str | None = None
    ) -> Issue:
        """A fault at a spreadsheet row, whether or not its line is kept; past the last header it has no title."""
        return Issue(
            code=fault.code,
            level=fault.level,
            file=self.file,
            sheet=self.name,
            reason=fault.reason,
            advice=fault.advice,
            row=row,
            column=None if column is None else letters(column),
            header=self.headers[column] if column is not None and column < len(self.headers) else None,
            value=value,
            names=fault.names,
        )


def has_three_decimals(text: str) -> bool:
    """Whether a text may be thousands as well as decimals, such as `10.500`, unless the file holds it as a number."""
    return _THREE_DECIMALS.fullmatch(text.replace("−", "-")) is not None


def repeated_headers(sheet: Sheet) -> Iterator[Issue]:
    """Titles that stand over two columns."""
    first: dict[str, int] = {}
    for column, header in enumerate(sheet.headers):
        before = first.setdefault(canonical(header), column) if header else column
        if before != column:
            reason = f"Ce titre est déjà celui de la colonne {letters(before)}."
            fault = CellIssue("IMP-108", reason, "Renommez ou retirez l’une des deux colonnes.")
            yield sheet.problem_at(fault, sheet.header_row, column)


def null_signs(sheet: Sheet) -> Iterator[Issue]:
    """Cells with a sign that no text should have."""
    for column, cells in enumerate(sheet.columns):
        for line in DictionaryColumn.encode(cells).find_lines(lambda cell: "\x00" in cell):
            yield sheet.problem(NULL_SIGN, line, column)
