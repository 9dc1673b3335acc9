"""Which columns of a figure's table the report prints: keys of its rows, then values, the most needed first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dse.disclosure import marks
from dse.export.dossier import cells
from dse.figures import Figure
from dse.figures.readable import list_columns

Rows = list[list[cells.Cell]]
# Columns for drawing only; columns shown as a star beside a number; units of rows.
CHART_COLUMNS = ("place", "drawn_from", "drawn_to", "segment")
WARNINGS = ("is_hollow", "is_partial")
UNITS_OF_ROWS = ("value_unit", "unit")
YEAR = "year"


@dataclass(frozen=True)
class Roles:
    """Indices of columns. `keys` distinguish rows, `values` follow, the most needed first; `everywhere` are constant in all rows,
    `by_part` in those of each triennial or wave; `others` are in the files only."""

    keys: tuple[int, ...]
    values: tuple[int, ...]
    everywhere: tuple[int, ...]
    by_part: tuple[int, ...]
    others: tuple[int, ...]


def assign_roles(figure: Figure, rows_by_part: dict[str, Rows]) -> Roles:
    """The role of each column, from the rows by part (triennial or wave)."""
    all_rows = [row for rows in rows_by_part.values() for row in rows]
    informative = [index for index in range(len(figure.columns)) if is_informative(figure, index, all_rows)]
    names = _list_naming_columns(figure)
    candidates = [
        index
        for index in _drop_references(figure, informative)
        if index in names or _is_needed(figure, index)
    ]
    everywhere = tuple(index for index in candidates if _is_constant(figure, index, all_rows))
    by_part = _constant_by_part(rows_by_part, [index for index in candidates if index not in everywhere])
    varying = [index for index in candidates if index not in (*everywhere, *by_part)]
    keys = _choose_keys(figure, [index for index in varying if index in names], rows_by_part)
    values = _sort_by_need(
        figure, [index for index in varying if index not in keys and _is_needed(figure, index)]
    )
    placed = (*keys, *values, *everywhere, *by_part)
    return Roles(
        keys, values, everywhere, by_part, tuple(list_file_only_columns(figure, informative, placed))
    )


def list_file_only_columns(figure: Figure, indices: list[int], placed: tuple[int, ...]) -> Iterator[int]:
    """Columns not printed that a reader may look for in the files: identifiers of other tables are not among them."""
    return (index for index in indices if index not in placed and not _is_reference(figure, index))


def drop_zero_decimals(figure: Figure, rows_by_part: dict[str, Rows]) -> dict[str, Rows]:
    """The rows with integers in columns where no number of the same unit has decimals."""
    units = [index for index, column in enumerate(figure.columns) if column.name in UNITS_OF_ROWS]
    with_decimals = {
        (index, *(row[unit] for unit in units))
        for rows in rows_by_part.values()
        for row in rows
        for index, cell in enumerate(row)
        if isinstance(cell, float) and not cell.is_integer()
    }

    def plain(index: int, row: list[cells.Cell]) -> cells.Cell:
        cell = row[index]
        has_decimals = (index, *(row[unit] for unit in units)) in with_decimals
        return int(cell) if isinstance(cell, float) and not has_decimals else cell

    return {
        code: [[plain(index, row) for index in range(len(row))] for row in rows]
        for code, rows in rows_by_part.items()
    }


def is_informative(figure: Figure, index: int, rows: Rows) -> bool:
    """Whether a column has anything to print for this audience."""
    column = figure.columns[index]
    if column.name in (*CHART_COLUMNS, *WARNINGS) or not list_columns([column]):
        return False
    texts = {cells.format_cell(row[index], column).strip() for row in rows} - {""}
    is_withheld_column = marks.TEAM_ONLY in texts and all(
        marks.instead(text, is_withheld=True) for text in texts
    )
    return bool(texts) and not is_withheld_column


def _drop_references(figure: Figure, indices: list[int]) -> list[int]:
    """Without identifiers where another column distinguishes rows, and without key columns except in a list."""
    columns = figure.columns
    words = [index for index in indices if not _is_reference(figure, index)]
    distinctive = [index for index in words if figure.is_list or columns[index].role != "key"]
    return distinctive if any(columns[index].role != "measure" for index in distinctive) else words or indices


def _is_reference(figure: Figure, index: int) -> bool:
    return figure.columns[index].name.endswith("_id")


def _is_constant(figure: Figure, index: int, rows: Rows) -> bool:
    """Whether all rows have one value; of numbers, three are needed, since two may be equal by chance."""
    least = 3 if figure.columns[index].role == "measure" else 2
    return len(rows) >= least and len({str(row[index]) for row in rows}) == 1


def _constant_by_part(rows_by_part: dict[str, Rows], indices: list[int]) -> tuple[int, ...]:
    """Columns with one value in each part, where two parts of several rows are compared."""
    triennials = [rows for rows in rows_by_part.values() if rows]
    if len(triennials) < 2 or any(len(rows) < 2 for rows in triennials):
        return ()
    return tuple(
        index for index in indices if all(len({str(row[index]) for row in rows}) == 1 for rows in triennials)
    )


def _list_naming_columns(figure: Figure) -> list[int]:
    """Columns that may distinguish rows: those before the first measure, and units."""
    kinds = [column.role for column in figure.columns]
    first = kinds.index("measure") if "measure" in kinds else len(kinds)
    return [
        index
        for index, column in enumerate(figure.columns)
        if column.name not in figure.report_columns and (index < first or column.name in UNITS_OF_ROWS)
    ]


def _choose_keys(figure: Figure, indices: list[int], rows_by_part: dict[str, Rows]) -> tuple[int, ...]:
    """The first columns that distinguish the rows of each part, with year and unit; all if none do.

    The year may be enough alone, a unit never.
    """
    always = [index for index in indices if figure.columns[index].name in (YEAR, *UNITS_OF_ROWS)]
    more = [index for index in indices if index not in always]
    has_year = any(figure.columns[index].name == YEAR for index in always)
    for length in range(0 if has_year else 1, len(more) + 1):
        keys = sorted((*always, *more[:length]))
        if all(
            len({str([row[index] for index in keys]) for row in rows}) == len(rows)
            for rows in rows_by_part.values()
        ):
            return tuple(keys)
    return tuple(indices)


def _is_needed(figure: Figure, index: int) -> bool:
    return not figure.report_columns or figure.columns[index].name in figure.report_columns


def _sort_by_need(figure: Figure, indices: list[int]) -> tuple[int, ...]:
    """In the order that the figure declares essential columns; as they are if it declares none."""
    names = [figure.columns[index].name for index in indices]
    order = {name: rank for rank, name in enumerate(figure.report_columns)}
    return tuple(
        index for _, index in sorted(zip(names, indices, strict=True), key=lambda pair: order.get(pair[0], 0))
    )
