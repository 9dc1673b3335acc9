"""A table of the report as it stands on paper: its lines, their head, and how wide it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dse.export.dossier.report import column_widths
from dse.export.dossier.report.figure_table import Table
from dse.export.dossier.report.styles import WIDTH
from dse.export.dossier.report.table_xml import Row

MOST_ROWS = 48
ABSENT = "—"


@dataclass(frozen=True)
class Line:
    """A line of a table, and how many of the figure's rows it tells."""

    texts: tuple[str, ...]
    rows: int = 1


@dataclass(frozen=True)
class Grid:
    """A table as it stands on paper. `shown` are places of the figure's columns; `left` rows stand in the files only.
    `is_holed`: it has signs of ABSENT."""

    rows: list[Row]
    widths: list[float]
    right: list[bool]
    shown: tuple[int, ...]
    left: int = 0
    is_holed: bool = False


def over(keys: int, titles: Sequence[str], columns: Sequence[int]) -> Row:
    """A line of titles, each over so many columns, behind those of the keys."""
    return Row([*[""] * keys, *titles], (*[1] * keys, *columns), is_head=True)


def printed(
    table: Table,
    lines: Sequence[Line],
    head: Sequence[str],
    places: Sequence[int],
    shown: Sequence[int],
    over: Row | None = None,
    above: int = 0,
) -> Grid:
    """Lines under their head. The first texts of each, so many, stand `above` it; columns after those of `places` hold numbers."""
    widths = column_widths.shared(columns(head, lines, above), WIDTH.cm)
    before = 1 if head[:1] == [table.apart] else 0
    right = [False] * before + [table.is_number(at) for at in places]
    kept = first_lines(lines, above)
    return Grid(
        [*([over] if over else []), Row(list(head), is_head=True), *rows(kept, above, len(head))],
        column_widths.under(widths, over.texts, over.spans, WIDTH.cm) if over else widths,
        right + [True] * (len(head) - len(right)),
        tuple(shown),
        sum(line.rows for line in lines[len(kept) :]),
        any(line.rows < max(each.rows for each in lines) for line in kept),
    )


def first_lines(lines: Sequence[Line], above: int, most: int = MOST_ROWS) -> Sequence[Line]:
    """As many lines as a table holds, or down to the last title of which all fit, where that is most of them."""
    if len(lines) <= most:
        return lines
    titles = [line.texts[:above] for line in lines]
    ends = [at for at in range(most // 2, most + 1) if not above or titles[at] != titles[at - 1]]
    return lines[: ends[-1] if ends else most]


def columns(head: Sequence[str], lines: Sequence[Line], above: int = 0) -> list[list[str]]:
    """Each column's title and texts."""
    return [[label, *(line.texts[above + at] for line in lines)] for at, label in enumerate(head)]


def rows(lines: Sequence[Line], above: int, width: int) -> Iterator[Row]:
    """Lines of so many columns, those that share their first texts under a line of these."""
    for title, group in groupby(lines, key=lambda line: line.texts[:above]):
        if above:
            yield Row.band(" · ".join(title), width, is_kept=True)
        yield from (Row(line.texts[above:]) for line in group)


def titled(table: Table, keys: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first keys, which stand above the rows that share them where their texts are long, and the keys of each row."""
    for at in range(len(keys) - 1, 0, -1):
        first = keys[:at]
        runs = [title for title, _ in groupby(table.texts(row, first) for row in table.whole())]
        is_long = column_widths.longest(table.column(first[-1])[1:]) > column_widths.LONGEST
        if is_long and len(runs) * 2 <= len(table.whole()):
            return first, keys[at:]
    return (), keys


def fitting(table: Table, places: Sequence[int], room: float) -> tuple[int, ...]:
    """As many of the first columns as so many centimetres hold; of an interval, both ends or none."""
    return table.whole_intervals(places[: column_widths.fitting([table.column(at) for at in places], room)])
