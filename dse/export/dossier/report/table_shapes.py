"""The ways to print a figure's table: years, or parts (triennials, waves), side by side where that can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dse import french
from dse.export.dossier.cells import Cell
from dse.export.dossier.report import column_widths, printed_grid
from dse.export.dossier.report.figure_table import Table
from dse.export.dossier.report.printed_grid import ABSENT, MOST_ROWS, Grid, Line
from dse.export.dossier.report.styles import WIDTH
from dse.export.dossier.report.table_xml import Row

LEAST_SHARE = 10  # a table of which a page would show less than a tenth stands in the files only


def grid(table: Table) -> Grid | None:
    """The clearest way that fits a table; None where a page would show next to nothing of it."""
    ways = (_over_years, _one_row_each, _beside, _one_after_the_other)
    found = next(made for way in ways if (made := way(table)))
    whole = len(table.whole())
    return found if (whole - found.left) * LEAST_SHARE >= whole else None


def _over_years(table: Table) -> Grid | None:
    """A column a year, for what the register counts each year. Answers to surveys keep their intervals: one row each."""
    year = table.year()
    keys = tuple(at for at in table.roles.keys if at != year)
    is_told_apart = len({table.texts(row, table.roles.keys) for row in table.whole()}) == len(table.whole())
    if year is None or not keys or table.figure.rule or not table.counts() or not is_told_apart:
        return None
    value, *base = table.counts()[: 2 if table.figure.essential else 1]
    years = sorted({table.read(row, year) for row in table.whole()})
    head = [*map(table.label, keys), *years]
    for based in (base, []):
        lines = _of_years(table, keys, years, (value, *based))
        if column_widths.fitting(printed_grid.columns(head, lines), WIDTH.cm) == len(head):
            between = "".join(f" ; entre parenthèses : {table.label(at).lower()}" for at in based)
            over = printed_grid.over(len(keys), [table.label(value) + between], [len(years)])
            return printed_grid.printed(table, lines, head, keys, (*table.roles.keys, value, *based), over)
    return None


def _of_years(table: Table, keys: tuple[int, ...], years: Sequence[str], values: Sequence[int]) -> list[Line]:
    year, found = table.year(), {}
    for row in table.whole():
        first, *base = table.texts(row, values)
        text = first + "".join(f" ({each})" for each in base if each and first)
        found.setdefault(table.texts(row, keys), {})[table.read(row, year)] = text
    return [
        Line((*key, *(told_.get(each, ABSENT) for each in years)), len(told_)) for key, told_ in found.items()
    ]


def _one_row_each(table: Table) -> Grid | None:
    """The rows of all triennials one under the other, where each has one, or where the year tells them apart."""
    keys, year, every = table.roles.keys, table.year(), table.every
    if keys == (year,) and table.is_told_apart(keys):
        rows, code = sorted(table.whole(), key=lambda row: table.read(row, year)), []
    elif len(every) > 1 and all(len(rows) == 1 for rows in every.values()):
        rows, code = table.whole(), [table.apart]
    else:
        return None
    room = WIDTH.cm - sum(column_widths.narrowest([each, *every]) for each in code)
    places = printed_grid.fitting(table, (*keys, *table.roles.values), room)
    lines = [
        Line((*([name] if code else []), *table.texts(row, places)))
        for name, row in zip(every if code else [""] * len(rows), rows, strict=True)
    ]
    return printed_grid.printed(table, lines, [*code, *map(table.label, places)], places, places)


def _beside(table: Table) -> Grid | None:
    """The values of each part beside those of the other, where most of what is told of one is told of both."""
    keys, every = table.roles.keys, table.every
    found = [{table.texts(row, keys): row for row in rows} for rows in every.values()]
    together, either = set.intersection(*map(set, found)), set.union(*map(set, found))
    if len(every) < 2 or not keys or not table.is_told_apart(keys) or len(together) * 2 < len(either):
        return None
    titled, named = printed_grid.titled(table, keys)
    values = _telling(table, named)
    if not all(values):
        return None
    lines = [
        Line(
            sum((_of_key(table, rows, key, each) for rows, each in zip(found, values, strict=True)), key),
            sum(key in rows for rows in found),
        )
        for key in _interleaved(found, len(titled))
    ]
    names = [table.title(code) for code in every]
    places = (*named, *(at for each in values for at in each))
    head = [*map(table.label, places)]
    over = printed_grid.over(len(named), names, [len(each) for each in values])
    return printed_grid.printed(table, lines, head, places, (*keys, *places), over, len(titled))


def _telling(table: Table, named: Sequence[int]) -> list[tuple[int, ...]]:
    """The values of each part that fit beside their names."""
    for most in range(len(table.roles.values), 0, -1):
        first = table.whole_intervals(table.roles.values[:most])
        values = [table.telling(part, first) for part in table.every]
        columns = [table.column(at) for at in (*named, *(at for each in values for at in each))]
        if column_widths.fitting(columns, WIDTH.cm) == len(columns):
            return values
    return [()]


def _of_key(
    table: Table, rows: Mapping[tuple[str, ...], Sequence[Cell]], key: tuple[str, ...], places: Sequence[int]
) -> tuple[str, ...]:
    """What a part says under a key, or that it has no such row."""
    return table.texts(rows[key], places) if key in rows else (ABSENT,) * len(places)


def _interleaved(found: Sequence[Iterable[tuple[str, ...]]], titled: int) -> list[tuple[str, ...]]:
    """The keys of both parts in the order of the first; those of the second only at the end of their title. Numbers in theirs."""
    every = dict.fromkeys(key for keys in found for key in keys)
    numbers = {key: [text.replace(french.NARROW, "") for text in key] for key in every}
    if all(text.isdigit() for texts in numbers.values() for text in texts):
        return sorted(every, key=lambda key: [int(text) for text in numbers[key]])
    titles = list(dict.fromkeys(key[:titled] for key in every))
    return sorted(every, key=lambda key: titles.index(key[:titled]))


def _one_after_the_other(table: Table) -> Grid:
    """The rows of each part under its name."""
    titled, named = printed_grid.titled(table, table.roles.keys)
    places = printed_grid.fitting(table, (*named, *table.roles.values), WIDTH.cm)
    most = MOST_ROWS // len(table.every)
    rows, left = [Row([*map(table.label, places)], is_head=True)], 0
    for code, found in table.every.items():
        if len(table.every) > 1:
            rows.append(Row.band(table.title(code), len(places), is_kept=bool(found)))
        lines = [Line((*table.texts(row, titled), *table.texts(row, places))) for row in found]
        kept = printed_grid.first_lines(lines, len(titled), most)
        rows += printed_grid.rows(kept, len(titled), len(places))
        left += len(found) - len(kept)
    return Grid(
        rows,
        column_widths.shared([table.column(at) for at in places], WIDTH.cm),
        [table.is_number(at) for at in places],
        (*titled, *places),
        left,
    )
