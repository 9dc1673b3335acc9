"""A file as a user gave it, and its sheets: cells with the spreadsheet row and column that the user sees."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.files.file_checks import describe_repeated_title, refuse_no_lines, refuse_sign
from dse.ingest.issues import CellIssue, Issue, letters, shorten
from dse.ingest.spelling import canonical

LONGEST_CELL = 100_000
_PIECE = 2**22  # bytes
_THREE_DECIMALS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")

DAY_ZERO = date(1899, 12, 30)  # of the numbers by which spreadsheets hold days
DAY_ZERO_1904 = date(1904, 1, 1)  # workbooks that began on a Macintosh

NULL_SIGN = refuse_sign("La cellule contient un caractère nul.", "Retapez la cellule.")
NO_LINES = refuse_no_lines("Aucune ligne sous les titres.", "Vérifiez l’export et recommencez.")


@dataclass(frozen=True)
class Upload:
    """A file as a user gave it: its content, or the `path` from which it is read piece by piece, however long.

    The name is for display only; nothing is opened by it. `progress` is called now and then with the number of lines read.
    """

    name: str
    content: bytes = b""
    path: Path | None = None
    progress: Callable[[int], None] | None = None

    @property
    def display_name(self) -> str:
        """The name without folders, fit for a message."""
        return shorten(PurePosixPath(self.name.replace("\\", "/")).name or "fichier", 60)

    @property
    def sha256(self) -> str:
        """Hash of the content, in hexadecimal."""
        with self.stream() as file:
            return hashlib.file_digest(cast(io.BytesIO, file), "sha256").hexdigest()

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.content) if self.path is None else self.path.stat().st_size

    def stream(self) -> BinaryIO:
        """The bytes, from the first. Raises OSError if the file cannot be read where it lies."""
        return io.BytesIO(self.content) if self.path is None else self.path.open("rb")

    def read_beginning(self, count: int) -> bytes:
        """The first bytes, at most so many."""
        with self.stream() as file:
            return file.read(count)

    def read_pieces(self) -> Iterator[bytes]:
        """All bytes, in pieces."""
        with self.stream() as file:
            while piece := file.read(_PIECE):
                yield piece


def name_apart(uploads: Iterable[Upload]) -> Iterator[Upload]:
    """The same files, a number after the name of each that another one before it has."""
    names: set[str] = set()
    for upload in uploads:
        name = next(
            name
            for number in count(1)
            if (
                name := upload.display_name
                if number == 1
                else f"{shorten(upload.display_name, 50)} ({number})"
            )
            not in names
        )
        names.add(name)
        yield upload if name == upload.display_name else replace(upload, name=name)


@dataclass(frozen=True)
class Sheet:
    """Cells of a sheet, column by column from A. `numbers` are the spreadsheet rows of the lines.

    `name` is that of a sheet of a workbook; a CSV file has none. A cell is located by its spreadsheet row and its column
    from 0: `numeric_cells` hold three decimals as a number, so that thousands are not meant; `cell_issues` are of cells
    that cannot be read, or are doubtful, whatever their text. `cell_kinds` has one text for each column with days, hours
    or flags, whose letter at a spreadsheet row is the kind of the cell (workbook_values). Numbers of days count from
    `day_zero`. `encoding` and `delimiter` are those of a CSV file; `misaligned_lines` are the cells of its lines that do
    not fit the titles, by spreadsheet row. `typed_cells` were typed by a person over those of the file; `texts_before` are, by
    column, the texts that a person typed over or set aside. `is_given_back`: its lines are some that an import refused or set aside.
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
    numeric_cells: frozenset[tuple[int, int]] = frozenset()
    cell_issues: Mapping[tuple[int, int], CellIssue] = field(default_factory=dict)
    cell_kinds: Mapping[int, str] = field(default_factory=dict)
    day_zero: date = DAY_ZERO
    encoding: str = ""
    delimiter: str = ""
    misaligned_lines: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    typed_cells: frozenset[tuple[int, int]] = frozenset()
    texts_before: Mapping[int, frozenset[str]] = field(default_factory=dict)
    is_given_back: bool = False

    def problem(self, issue: CellIssue, line: int | None = None, column: int | None = None) -> Issue:
        """An issue of a cell with its location in this sheet; `line` and `column` count from 0."""
        value = None if line is None or column is None else shorten(self.columns[column][line])
        return self.problem_at(
            issue,
            None if line is None else self.numbers[line],
            column,
            value=value or None,
        )

    def problem_at(
        self, issue: CellIssue, row: int | None = None, column: int | None = None, value: str | None = None
    ) -> Issue:
        """An issue at a spreadsheet row, whether or not its line is kept; past the last header it has no title."""
        return Issue(
            code=issue.code,
            level=issue.level,
            file=self.file,
            sheet=self.name,
            reason=issue.reason,
            advice=issue.advice,
            row=row,
            column=None if column is None else letters(column),
            header=self.headers[column] if column is not None and column < len(self.headers) else None,
            value=value,
            names=issue.names,
            mends=issue.mends,
        )

    def name_line(self, line: int, seen_from: Sheet) -> str:
        """Name of a line, with its file or its sheet where it is another; `line` counts from 0."""
        where = ""
        if self.file != seen_from.file:
            where = f" de « {self.file} »"
        elif self.name != seen_from.name:
            where = f" de la feuille « {self.name} »"
        return f"la ligne {self.numbers[line]}{where}"


def has_three_decimals(text: str) -> bool:
    """Whether a text may be thousands as well as decimals, such as `10.500`, unless the file holds it as a number."""
    return _THREE_DECIMALS.fullmatch(text.replace("−", "-")) is not None


def find_repeated_headers(sheet: Sheet) -> Iterator[Issue]:
    """One issue for each title that stands over two columns."""
    column_by_title: dict[str, int] = {}
    for column, header in enumerate(sheet.headers):
        before = column_by_title.setdefault(canonical(header), column) if header else column
        if before != column:
            reason = f"Ce titre est déjà celui de la colonne {letters(before)}."
            issue = describe_repeated_title(reason, "Renommez ou retirez l’une des deux colonnes.")
            yield sheet.problem_at(issue, sheet.header_row, column)


def number_repeated_titles(headers: Sequence[str]) -> tuple[str, ...]:
    """Titles of a survey, each once: « Pourquoi ? », then « Pourquoi ? (2) », in the order of the file."""
    names_in_use = {canonical(header) for header in headers}
    seen: set[str] = set()
    numbered = []
    for header in headers:
        name = header
        if header and canonical(header) in seen:
            name = next(
                free for number in count(2) if canonical(free := f"{header} ({number})") not in names_in_use
            )
            names_in_use.add(canonical(name))
        seen.add(canonical(header))
        numbered.append(name)
    return tuple(numbered)


def find_null_signs(sheet: Sheet) -> Iterator[Issue]:
    """One issue for each cell with a null sign, which no text should have."""
    for column, cells in enumerate(sheet.columns):
        encoded = DictionaryColumn.encode(cells)
        if "\x00" in "".join(encoded.dictionary):
            for line in encoded.find_lines(lambda cell: "\x00" in cell):
                yield sheet.problem(NULL_SIGN, line, column)
