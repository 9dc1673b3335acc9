"""Layouts of a figure's table: years side by side, parts (triennials, waves) side by side, or parts one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dse import french
from dse.export.dossier.cells import Cell
from dse.export.dossier.report import column_widths, printed_grid
from dse.export.dossier.report.figure_table import Table
from dse.export.dossier.report.printed_grid import ABSENT, MOST_ROWS, Grid, Line
from dse.export.dossier.report.styles import WIDTH
from dse.export.dossier.report.table_xml import Row

LEAST_SHARE = 10  # a table of which less than a tenth would be printed is in the files only


def choose_grid(table: Table) -> Grid | None:
    """The first layout that fits; None if less than a tenth of the rows would be printed."""
    ways = (_over_years, _one_row_each, _beside, _one_after_the_other)
    grid = next(fitted for way in ways if (fitted := way(table)))
    row_count = len(table.all_rows())
    return grid if (row_count - grid.rows_left) * LEAST_SHARE >= row_count else None


def _over_years(table: Table) -> Grid | None:
    """A column a year, for counts of the register. Answers to surveys keep their intervals, so they have one row each."""
    year = table.year_index()
    keys = tuple(index for index in table.roles.keys if index != year)
    has_unique_keys = len({table.texts(row, table.roles.keys) for row in table.all_rows()}) == len(
        table.all_rows()
    )
    if year is None or not keys or table.figure.rule or not table.numeric_values() or not has_unique_keys:
        return None
    value, *base = table.numeric_values()[: 2 if table.figure.report_columns else 1]
    years = sorted({table.read(row, year) for row in table.all_rows()})
    head = [*map(table.label, keys), *years]
    for based in (base, []):
        lines = _of_years(table, keys, years, (value, *based))
        if column_widths.count_fitting(printed_grid.list_columns(head, lines), WIDTH.cm) == len(head):
            between = "".join(f" ; entre parenthèses : {table.label(index).lower()}" for index in based)
            over = printed_grid.spanning_titles(len(keys), [table.label(value) + between], [len(years)])
            return printed_grid.build_grid(table, lines, head, keys, (*table.roles.keys, value, *based), over)
    return None


def _of_years(table: Table, keys: tuple[int, ...], years: Sequence[str], values: Sequence[int]) -> list[Line]:
    year_index = table.year_index()
    texts_by_key: dict[tuple[str, ...], dict[str, str]] = {}
    for row in table.all_rows():
        first, *base = table.texts(row, values)
        text = first + "".join(f" ({number})" for number in base if number and first)
        texts_by_key.setdefault(table.texts(row, keys), {})[table.read(row, year_index)] = text
    return [
        Line((*key, *(texts.get(year, ABSENT) for year in years)), len(texts))
        for key, texts in texts_by_key.items()
    ]


def _one_row_each(table: Table) -> Grid | None:
    """The rows of all parts under one another, if each part has one row or if years distinguish them."""
    keys, year, rows_by_part = table.roles.keys, table.year_index(), table.rows_by_part
    if keys == (year,) and table.has_unique_rows(keys):
        rows, code = sorted(table.all_rows(), key=lambda row: table.read(row, year)), []
    elif len(rows_by_part) > 1 and all(len(rows) == 1 for rows in rows_by_part.values()):
        rows, code = table.all_rows(), [table.part_kind]
    else:
        return None
    room = WIDTH.cm - sum(column_widths.minimum_width([label, *rows_by_part]) for label in code)
    indices = printed_grid.fit_columns(table, (*keys, *table.roles.values), room)
    lines = [
        Line((*([name] if code else []), *table.texts(row, indices)))
        for name, row in zip(rows_by_part if code else [""] * len(rows), rows, strict=True)
    ]
    return printed_grid.build_grid(table, lines, [*code, *map(table.label, indices)], indices, indices)


def _beside(table: Table) -> Grid | None:
    """The values of the parts side by side, if most keys are in all of them."""
    keys, rows_by_part = table.roles.keys, table.rows_by_part
    parts = [{table.texts(row, keys): row for row in rows} for rows in rows_by_part.values()]
    together, either = set.intersection(*map(set, parts)), set.union(*map(set, parts))
    if (
        len(rows_by_part) < 2
        or not keys
        or not table.has_unique_rows(keys)
        or len(together) * 2 < len(either)
    ):
        return None
    title_keys, row_keys = printed_grid.split_keys(table, keys)
    values = _fit_values(table, row_keys)
    if not all(values):
        return None
    lines = [
        Line(
            sum(
                (
                    _texts_of_key(table, rows, key, indices)
                    for rows, indices in zip(parts, values, strict=True)
                ),
                key,
            ),
            sum(key in rows for rows in parts),
        )
        for key in _interleave(parts, len(title_keys))
    ]
    names = [table.title(code) for code in rows_by_part]
    indices = (*row_keys, *(index for part_indices in values for index in part_indices))
    head = [*map(table.label, indices)]
    over = printed_grid.spanning_titles(len(row_keys), names, [len(part_indices) for part_indices in values])
    return printed_grid.build_grid(table, lines, head, indices, (*keys, *indices), over, len(title_keys))


def _fit_values(table: Table, row_keys: Sequence[int]) -> list[tuple[int, ...]]:
    """The value columns of each part that fit beside the keys."""
    for most in range(len(table.roles.values), 0, -1):
        first = table.drop_half_intervals(table.roles.values[:most])
        values = [table.informative_columns(part, first) for part in table.rows_by_part]
        columns = [
            table.column(index)
            for index in (*row_keys, *(index for part_indices in values for index in part_indices))
        ]
        if column_widths.count_fitting(columns, WIDTH.cm) == len(columns):
            return values
    return [()]


def _texts_of_key(
    table: Table, rows: Mapping[tuple[str, ...], Sequence[Cell]], key: tuple[str, ...], indices: Sequence[int]
) -> tuple[str, ...]:
    """The texts of a part under a key, or ABSENT."""
    return table.texts(rows[key], indices) if key in rows else (ABSENT,) * len(indices)


def _interleave(parts: Sequence[Iterable[tuple[str, ...]]], title_keys: int) -> list[tuple[str, ...]]:
    """The keys of both parts in the order of the first, those of the second only at the end of their title; numbers are sorted."""
    all_keys = dict.fromkeys(key for keys in parts for key in keys)
    numbers = {key: [text.replace(french.NARROW, "") for text in key] for key in all_keys}
    if all(text.isdigit() for texts in numbers.values() for text in texts):
        return sorted(all_keys, key=lambda key: [int(text) for text in numbers[key]])
    titles = list(dict.fromkeys(key[:title_keys] for key in all_keys))
    return sorted(all_keys, key=lambda key: titles.index(key[:title_keys]))


def _one_after_the_other(table: Table) -> Grid:
    """The rows of each part under a band with its name."""
    title_keys, row_keys = printed_grid.split_keys(table, table.roles.keys)
    indices = printed_grid.fit_columns(table, (*row_keys, *table.roles.values), WIDTH.cm)
    most = MOST_ROWS // len(table.rows_by_part)
    rows, rows_left = [Row([*map(table.label, indices)], is_head=True)], 0
    for code, part_rows in table.rows_by_part.items():
        if len(table.rows_by_part) > 1:
            rows.append(Row.band(table.title(code), len(indices), keeps_next=bool(part_rows)))
        lines = [Line((*table.texts(row, title_keys), *table.texts(row, indices))) for row in part_rows]
        lines_kept = printed_grid.first_lines(lines, len(title_keys), most)
        rows += printed_grid.group_rows(lines_kept, len(title_keys), len(indices))
        rows_left += len(part_rows) - len(lines_kept)
    widths = column_widths.share_room([table.column(index) for index in indices], WIDTH.cm)
    return Grid(
        rows,
        column_widths.fill_room(widths, WIDTH.cm),
        [table.is_number(index) for index in indices],
        (*title_keys, *indices),
        rows_left,
    )
