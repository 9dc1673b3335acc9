"""A table of the report laid out for paper: lines, header rows and widths."""

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
    """A line of a table, and how many of the figure's rows it stands for."""

    texts: tuple[str, ...]
    rows: int = 1


@dataclass(frozen=True)
class Grid:
    """A table laid out for paper. `columns` are indices of the figure's columns; `rows_left` counts rows that are in the files only;
    `is_holed`: some cells are ABSENT."""

    rows: list[Row]
    widths: list[float]
    right: list[bool]
    columns: tuple[int, ...]
    rows_left: int = 0
    is_holed: bool = False


def spanning_titles(keys: int, titles: Sequence[str], columns: Sequence[int]) -> Row:
    """A header row of titles, each over so many columns, after the key columns."""
    return Row([*[""] * keys, *titles], (*[1] * keys, *columns), is_head=True)


def build_grid(
    table: Table,
    lines: Sequence[Line],
    head: Sequence[str],
    indices: Sequence[int],
    columns: Sequence[int],
    spanning_titles: Row | None = None,
    above: int = 0,
) -> Grid:
    """Lines under their head. The first texts of each, so many, stand `above` it; columns after those of `indices` hold numbers."""
    widths = column_widths.share_room(list_columns(head, lines, above), WIDTH.cm)
    if spanning_titles:
        widths = column_widths.widen_for_titles(
            widths, spanning_titles.texts, spanning_titles.spans, WIDTH.cm
        )
    before = 1 if head[:1] == [table.part_kind] else 0
    right = [False] * before + [table.is_number(index) for index in indices]
    lines_kept = first_lines(lines, above)
    return Grid(
        [
            *([spanning_titles] if spanning_titles else []),
            Row(list(head), is_head=True),
            *group_rows(lines_kept, above, len(head)),
        ],
        column_widths.fill_room(widths, WIDTH.cm),
        right + [True] * (len(head) - len(right)),
        tuple(columns),
        sum(line.rows for line in lines[len(lines_kept) :]),
        any(line.rows < max(other.rows for other in lines) for line in lines_kept),
    )


def first_lines(lines: Sequence[Line], above: int, limit: int = MOST_ROWS) -> Sequence[Line]:
    """As many lines as a table may have; cut after the last title whose lines all fit, if that keeps at least half."""
    if len(lines) <= limit:
        return lines
    titles = [line.texts[:above] for line in lines]
    ends = [
        index for index in range(limit // 2, limit + 1) if not above or titles[index] != titles[index - 1]
    ]
    return lines[: ends[-1] if ends else limit]


def list_columns(head: Sequence[str], lines: Sequence[Line], above: int = 0) -> list[list[str]]:
    """The title and texts of each column."""
    return [[label, *(line.texts[above + index] for line in lines)] for index, label in enumerate(head)]


def group_rows(lines: Sequence[Line], above: int, width: int) -> Iterator[Row]:
    """Rows of a table; lines that share their first texts (`above` of them) come under a band of these."""
    for title, group in groupby(lines, key=lambda line: line.texts[:above]):
        if above:
            yield Row.band(" · ".join(title), width, keeps_next=True)
        yield from (Row(line.texts[above:]) for line in group)


def split_keys(table: Table, keys: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Split keys into those printed above rows that share them, if their texts are long, and those of each row."""
    for index in range(len(keys) - 1, 0, -1):
        first = keys[:index]
        runs = [title for title, _ in groupby(table.texts(row, first) for row in table.all_rows())]
        is_long = column_widths.longest_length(table.column(first[-1])[1:]) > column_widths.LONGEST
        if is_long and len(runs) * 2 <= len(table.all_rows()):
            return first, keys[index:]
    return (), keys


def fit_columns(table: Table, indices: Sequence[int], room: float) -> tuple[int, ...]:
    """The first columns that fit in `room` centimetres; of an interval, both bounds or none."""
    return table.drop_half_intervals(
        indices[: column_widths.count_fitting([table.column(index) for index in indices], room)]
    )
