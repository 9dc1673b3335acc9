"""The ways to print a figure's table: years, or both triennials, side by side where that can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from dse.export.dossier import report_widths
from dse.export.dossier.report_styles import WIDTH
from dse.export.dossier.report_table import Table
from dse.export.dossier.report_xml import Row

MOST_ROWS = 24
LEAST_SHARE = 10  # a table of which a page would show less than a tenth stands in the files only
ABSENT, WARNED = "—", " *"
TRIENNIAL = "Triennal"


@dataclass(frozen=True)
class Grid:
    """A table as it stands on paper. `shown` are places of the figure's columns; `left` rows stand in the files only."""

    rows: list[Row]
    widths: list[float]
    right: list[bool]
    shown: tuple[int, ...]
    left: int = 0


def grid(table: Table) -> Grid | None:
    """The clearest way that fits a table; None where a page would show next to nothing of it."""
    ways = (_over_years, _one_row_each, _beside, _one_after_the_other)
    found = next(grid for way in ways if (grid := way(table)))
    return found if found.left < LEAST_SHARE * MOST_ROWS else None


def _over_years(table: Table) -> Grid | None:
    """A column a year, for what the register counts each year. Answers to surveys keep their intervals: one row each."""
    year = table.year()
    keys = tuple(at for at in table.sorted.keys if at != year)
    if (
        year is None
        or not keys
        or table.figure.rule
        or not table.sorted.values
        or not table.is_told_apart(table.sorted.keys)
    ):
        return None
    value, *base = table.sorted.values[: 2 if table.figure.essential else 1]
    years = sorted({table.read(row, year) for row in table.whole()})
    for based in (base, []):
        lines = _of_years(table, keys, year, (value, *based))
        head = [*map(table.label, keys), *years]
        if report_widths.fitting([list(each) for each in zip(head, *lines, strict=True)], WIDTH.cm) == len(
            head
        ):
            told = table.label(value) + "".join(
                f" ; entre parenthèses : {table.label(at).lower()}" for at in based
            )
            over = Row([*("" for _ in keys), told], (*(1 for _ in keys), len(years)), is_head=True)
            return _printed(table, lines, head, keys, [*table.sorted.keys, value, *based], over=[over])
    return None


def _of_years(table: Table, keys: tuple[int, ...], year: int, values: Sequence[int]) -> list[tuple[str, ...]]:
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in table.whole():
        first, *base = table.texts(row, values)
        text = first + "".join(f" ({each})" for each in base if each)
        warned = WARNED if text and table.is_warned(row) else ""
        found.setdefault(table.texts(row, keys), {})[table.read(row, year)] = text + warned
    years = sorted({each for by_year in found.values() for each in by_year})
    return [(*key, *(by_year.get(each, ABSENT) for each in years)) for key, by_year in found.items()]


def _one_row_each(table: Table) -> Grid | None:
    """The rows of all triennials one under the other, where each has one, or where the year tells them apart."""
    keys, year = table.sorted.keys, table.year()
    if keys == (year,) and table.is_told_apart(keys):
        rows, code = sorted(table.whole(), key=lambda row: table.read(row, year)), ()
    elif len(table.every) > 1 and all(len(rows) == 1 for rows in table.every.values()):
        rows, code = table.whole(), (TRIENNIAL,)
    else:
        return None
    room = WIDTH.cm - sum(report_widths.narrowest([each, "2016-2018"]) for each in code)
    places = _fitting(table, (*keys, *table.sorted.values), room)
    codes = [(each,) if code else () for each, rows in table.every.items() for _ in rows]
    lines = [(*first, *table.texts(row, places)) for first, row in zip(codes, rows, strict=True)]
    return _printed(table, lines, [*code, *map(table.label, places)], places, places, before=len(code))


def _beside(table: Table) -> Grid | None:
    """The values of each triennial beside those of the other, where the same things are told of both."""
    keys, every = table.sorted.keys, table.every
    told = [{table.texts(row, keys): row for row in rows} for rows in every.values()]
    if len(every) < 2 or not keys or not table.is_told_apart(keys) or not set.intersection(*map(set, told)):
        return None
    titled, named = _titled(table, keys)
    room = WIDTH.cm - sum(report_widths.narrowest(table.column(at)) for at in named)
    values = _fitting(table, table.sorted.values, room / len(every))
    if not values:
        return None
    absent = (ABSENT,) * len(values)
    lines = [
        sum((table.texts(rows[key], values) if key in rows else absent for rows in told), key)
        for key in dict.fromkeys(chain(*told))
    ]
    names = [" · ".join([code, *table.pairs(table.sorted.each, rows[0])]) for code, rows in every.items()]
    spans = (*(1 for _ in named), *(len(values) for _ in every))
    over = Row([*("" for _ in named), *names], spans, is_head=True)
    places = (*named, *values * len(every))
    return _printed(
        table, lines, [*map(table.label, places)], places, [*keys, *values], over=[over], titled=len(titled)
    )


def _one_after_the_other(table: Table) -> Grid:
    """The rows of each triennial under its name."""
    titled, named = _titled(table, table.sorted.keys)
    places = _fitting(table, (*named, *table.sorted.values), WIDTH.cm)
    most = MOST_ROWS // len(table.every)
    rows = [Row([*map(table.label, places)], is_head=True)]
    for code, found in table.every.items():
        if len(table.every) > 1:
            said = table.pairs(table.sorted.each, found[0]) if found else ["rien à montrer"]
            rows.append(Row.band(" · ".join([code, *said]), len(places), is_kept=bool(found)))
        lines = [(*table.texts(row, titled), *table.texts(row, places)) for row in found[:most]]
        rows += _lines(lines, len(titled), len(places))
    columns = [table.column(at) for at in places]
    return Grid(
        rows,
        report_widths.shared(columns, WIDTH.cm),
        [table.is_number(at) for at in places],
        (*titled, *places),
        sum(max(0, len(found) - most) for found in table.every.values()),
    )


def _printed(
    table: Table,
    lines: Sequence[tuple[str, ...]],
    head: Sequence[str],
    places: Sequence[int],
    shown: Sequence[int],
    *,
    over: Sequence[Row] = (),
    titled: int = 0,
    before: int = 0,
) -> Grid:
    """Lines under their head. The first `titled` texts of each stand above it; the columns after `places` hold numbers."""
    columns = [[label, *(line[titled + at] for line in lines)] for at, label in enumerate(head)]
    numbers = [False] * before + [table.is_number(at) for at in places]
    rows = [*over, Row(list(head), is_head=True), *_lines(lines[:MOST_ROWS], titled, len(head))]
    widths = report_widths.shared(columns, WIDTH.cm)
    return Grid(
        rows,
        report_widths.under(widths, over[0].texts, over[0].spans, WIDTH.cm) if over else widths,
        numbers + [True] * (len(head) - len(numbers)),
        tuple(shown),
        max(0, len(lines) - MOST_ROWS),
    )


def _lines(lines: Sequence[tuple[str, ...]], titled: int, width: int) -> Iterator[Row]:
    for title, group in groupby(lines, key=lambda line: line[:titled]):
        if titled:
            yield Row.band(" · ".join(title), width, is_kept=True)
        yield from (Row(line[titled:]) for line in group)


def _titled(table: Table, keys: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first keys, which stand above the rows that share them where their texts are long, and the keys of each row."""
    for at in range(len(keys) - 1, 0, -1):
        first = keys[:at]
        runs = [title for title, _ in groupby(table.texts(row, first) for row in table.whole())]
        is_long = report_widths.longest(table.column(first[-1])[1:]) > report_widths.LONGEST
        if is_long and len(runs) * 2 <= len(table.whole()):
            return first, keys[at:]
    return (), keys


def _fitting(table: Table, places: Sequence[int], room: float) -> tuple[int, ...]:
    return tuple(places[: report_widths.fitting([table.column(at) for at in places], room)])
