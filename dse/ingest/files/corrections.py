"""What a person typed over cells of a file, columns added and lines set aside: applied to its sheets as they are read, before any rule.

Files are told apart by the hash of their content: what was typed never lands in another file of the same name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dse.ingest.files.cells import LONGEST_CELL, NULL_SIGN, Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn, take_lines
from dse.ingest.files.file_checks import refuse_long_cell
from dse.ingest.files.workbook_values import TEXT
from dse.ingest.issues import Issue, letters
from dse.ingest.spelling import canonical
from dse.store.versions.version import AddedColumn, CorrectedCell, HandEdits

Line = tuple[str, str | None, int]  # hash of the file, name of the sheet, spreadsheet row
Cell = tuple[str, str | None, int, int]  # and column from 0
Column = tuple[str, str | None, str]  # hash of the file, name of the sheet, title

_TOO_LONG = refuse_long_cell("Le texte tapé est trop long.", "Raccourcissez-le.")


@dataclass(frozen=True)
class Corrections:
    """The text of each corrected cell, the lines that are not imported, and the text of all lines under each added title."""

    cells: Mapping[Cell, str] = field(default_factory=dict)
    set_aside: frozenset[Line] = frozenset()
    columns: Mapping[Column, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells or self.set_aside or self.columns)

    def add(self, later: Corrections) -> Corrections:
        """These and later ones, which count where both speak of a cell or a title."""
        return Corrections(
            {**self.cells, **later.cells},
            self.set_aside | later.set_aside,
            {**self.columns, **later.columns},
        )

    def keep_files(self, hashes: Collection[str]) -> Corrections:
        """Only those of some files."""
        return Corrections(
            {cell: text for cell, text in self.cells.items() if cell[0] in hashes},
            frozenset(line for line in self.set_aside if line[0] in hashes),
            {column: text for column, text in self.columns.items() if column[0] in hashes},
        )


NO_CORRECTIONS = Corrections()


@dataclass(frozen=True)
class SheetCorrections:
    """Corrections of one sheet, of what it has: text by spreadsheet row and column, rows set aside; text by title that it lacks."""

    cells: Mapping[tuple[int, int], str]
    set_aside: frozenset[int]
    columns: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells or self.set_aside or self.columns)


def select_corrections(corrections: Corrections, file_hash: str, sheet: Sheet) -> SheetCorrections:
    """Those of a sheet. Cells of a line that does not fit the titles cannot be corrected; a line cut by an open quote is not set aside."""
    if not corrections:
        return SheetCorrections({}, frozenset())
    rows, place = {*sheet.numbers}, (file_hash, sheet.name)
    titles = {*map(canonical, sheet.headers)}
    columns = {
        title: _without_half_signs(text)
        for (*column_place, title), text in corrections.columns.items()
        if (*column_place,) == place and canonical(title) not in titles
    }
    set_aside = frozenset(
        row
        for *line_place, row in corrections.set_aside
        if (*line_place,) == place and (row in rows or row in sheet.misaligned_lines)
    )
    cells = {
        (row, column): _without_half_signs(text)
        for (*cell_place, row, column), text in corrections.cells.items()
        if (*cell_place,) == place and row in rows - set_aside and column < len(sheet.columns) + len(columns)
    }
    return SheetCorrections(cells, set_aside, columns)


def apply_corrections(sheet: Sheet, corrections: SheetCorrections) -> Sheet:
    """The sheet as if it had been typed so: what the file said of a corrected cell no longer counts, but for the order of its dates."""
    if not corrections:
        return sheet
    marked = replace(
        sheet,
        typed_cells=frozenset(corrections.cells),
        texts_before=_list_texts_before(sheet, corrections),
    )
    widened = _add_columns(marked, corrections.columns)
    return _leave_out(_write_cells(widened, corrections.cells), corrections.set_aside)


def select_lines_set_aside(sheet: Sheet, corrections: SheetCorrections) -> Sheet:
    """The lines of a sheet that were set aside, as the file has them."""
    return _leave_out(sheet, {*sheet.numbers, *sheet.misaligned_lines} - corrections.set_aside)


def locate_edits(corrections_by_sheet: Iterable[tuple[Sheet, SheetCorrections]]) -> HandEdits:
    """Where cells were corrected and columns added, and how many lines set aside: what a version says of them."""
    pairs = [*corrections_by_sheet]
    return HandEdits(
        tuple(
            CorrectedCell(sheet.file, sheet.name, row, letters(column))
            for sheet, corrections in pairs
            for row, column in sorted(corrections.cells)
        ),
        sum(len(corrections.set_aside) for _, corrections in pairs),
        tuple(
            AddedColumn(sheet.file, sheet.name, title)
            for sheet, corrections in pairs
            for title in corrections.columns
        ),
    )


def _list_texts_before(sheet: Sheet, corrections: SheetCorrections) -> dict[int, frozenset[str]]:
    lines = {row: line for line, row in enumerate(sheet.numbers)}
    left = [lines[row] for row in corrections.set_aside if row in lines]
    texts = {column: {cells[line] for line in left} for column, cells in enumerate(sheet.columns)}
    for row, column in corrections.cells:
        if column < len(sheet.columns):
            texts[column].add(sheet.columns[column][lines[row]])
    return {column: frozenset(several) for column, several in texts.items() if several}


def _add_columns(sheet: Sheet, texts: Mapping[str, str]) -> Sheet:
    """The sheet with one more column a title, whose text is that of every line; but of one with a single cell, which is a note."""
    if not texts:
        return sheet
    beyond = [""] * (len(sheet.columns) - len(sheet.headers))
    filled = [sum(map(bool, cells)) for cells in zip(*sheet.columns, strict=True)]
    fewest = min(2, len(sheet.columns))
    added = (
        DictionaryColumn.encode([text if cells >= fewest else "" for cells in filled])
        for text in texts.values()
    )
    return replace(sheet, headers=(*sheet.headers, *beyond, *texts), columns=(*sheet.columns, *added))


def _write_cells(sheet: Sheet, texts: Mapping[tuple[int, int], str]) -> Sheet:
    if not texts:
        return sheet
    lines = {row: line for line, row in enumerate(sheet.numbers)}
    columns = [*sheet.columns]
    for column in {column for _, column in texts}:
        cells = [*columns[column]]
        for (row, other), text in texts.items():
            if other == column:
                cells[lines[row]] = text
        columns[column] = DictionaryColumn.encode(cells)
    corrected = replace(
        sheet,
        columns=tuple(columns),
        problems=tuple(_issues_elsewhere(sheet.problems, texts)),
        doubts=tuple(_issues_elsewhere(sheet.doubts, texts)),
        numeric_cells=sheet.numeric_cells - texts.keys(),
        cell_issues={cell: issue for cell, issue in sheet.cell_issues.items() if cell not in texts},
        cell_kinds={
            column: _as_texts(kinds, {row for row, other in texts if other == column})
            for column, kinds in sheet.cell_kinds.items()
        },
    )
    typed = _check_typed_texts(
        corrected, {(lines[row], column): text for (row, column), text in texts.items()}
    )
    return replace(corrected, problems=(*corrected.problems, *typed))


def _issues_elsewhere(issues: Iterable[Issue], cells: Collection[tuple[int, int]]) -> Iterator[Issue]:
    places = {(row, letters(column)) for row, column in cells}
    return (issue for issue in issues if (issue.row, issue.column) not in places)


def _as_texts(kinds: str, rows: Collection[int]) -> str:
    return "".join(TEXT if row in rows else kind for row, kind in enumerate(kinds))


def _check_typed_texts(sheet: Sheet, texts: Mapping[tuple[int, int], str]) -> Iterator[Issue]:
    """What reading a file refuses of any text."""
    for (line, column), text in texts.items():
        if "\x00" in text:
            yield sheet.problem(NULL_SIGN, line, column)
        if len(text) > LONGEST_CELL:
            yield sheet.problem(_TOO_LONG, line, column)


def _leave_out(sheet: Sheet, rows: Collection[int]) -> Sheet:
    if not rows:
        return sheet
    lines = [line for line, row in enumerate(sheet.numbers) if row not in rows]
    return replace(
        sheet,
        columns=tuple(take_lines(column, lines) for column in sheet.columns),
        numbers=tuple(sheet.numbers[line] for line in lines),
        problems=tuple(issue for issue in sheet.problems if issue.row not in rows),
        doubts=tuple(issue for issue in sheet.doubts if issue.row not in rows),
        notices=tuple(issue for issue in sheet.notices if issue.row not in rows),
        cell_issues={cell: issue for cell, issue in sheet.cell_issues.items() if cell[0] not in rows},
        misaligned_lines={row: cells for row, cells in sheet.misaligned_lines.items() if row not in rows},
    )


def _without_half_signs(text: str) -> str:
    """The text, where half of a sign is the mark of a lost one, which rules refuse."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
