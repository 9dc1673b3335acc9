"""The columns of a figure's table that a reader of paper needs: what tells its rows apart, and first what is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dse.disclosure import marks
from dse.export.dossier import cells
from dse.figures import Figure

Rows = list[list[cells.Cell]]
# What a chart draws by, which says nothing to a reader; what bears a star beside its number; what a row counts.
OF_THE_CHART = ("place", "drawn_from", "drawn_to", "segment")
WARNINGS = ("is_hollow", "is_partial")
UNITS_OF_ROWS = ("value_unit", "unit")
YEAR = "year"


@dataclass(frozen=True)
class Roles:
    """Places of columns. `keys` tell a row from another, `values` are what it says, the most needed first; `everywhere` say the
    same in all rows, `by_part` in those of each triennial or wave; `others` stand in the files only."""

    keys: tuple[int, ...]
    values: tuple[int, ...]
    everywhere: tuple[int, ...]
    by_part: tuple[int, ...]
    others: tuple[int, ...]


def roles(figure: Figure, every: dict[str, Rows]) -> Roles:
    """What a reader makes of each column of the rows by triennial."""
    whole = [row for rows in every.values() for row in rows]
    telling = [at for at in range(len(figure.columns)) if tells(figure, at, whole)]
    names = _names(figure)
    known = [at for at in _for_a_reader(figure, telling) if at in names or _is_needed(figure, at)]
    everywhere = tuple(at for at in known if _is_constant(figure, at, whole))
    by_part = _constant(every, [at for at in known if at not in everywhere])
    several = [at for at in known if at not in (*everywhere, *by_part)]
    keys = _keys(figure, [at for at in several if at in names], every)
    values = _by_need(figure, [at for at in several if at not in keys and _is_needed(figure, at)])
    shown = (*keys, *values, *everywhere, *by_part)
    return Roles(keys, values, everywhere, by_part, tuple(others(figure, telling, shown)))


def others(figure: Figure, places: list[int], shown: tuple[int, ...]) -> Iterator[int]:
    """The columns that a reader may look for in the files: no references."""
    return (at for at in places if at not in shown and not _is_reference(figure, at))


def with_fewest_decimals(figure: Figure, every: dict[str, Rows]) -> dict[str, Rows]:
    """The rows by triennial, with integers in the columns whose numbers are all whole, among those of each unit where rows have one."""
    units = [at for at, column in enumerate(figure.columns) if column.name in UNITS_OF_ROWS]
    broken = {
        (at, *(row[unit] for unit in units))
        for rows in every.values()
        for row in rows
        for at, cell in enumerate(row)
        if isinstance(cell, float) and not cell.is_integer()
    }

    def plain(at: int, row: list[cells.Cell]) -> cells.Cell:
        is_whole = isinstance(row[at], float) and (at, *(row[unit] for unit in units)) not in broken
        return int(row[at]) if is_whole else row[at]

    return {
        code: [[plain(at, row) for at in range(len(row))] for row in rows] for code, rows in every.items()
    }


def tells(figure: Figure, at: int, rows: Rows) -> bool:
    """Whether a column says anything to this reader in some rows."""
    if figure.columns[at].name in (*OF_THE_CHART, *WARNINGS):
        return False
    texts = {cells.read(row[at], figure.columns[at]).strip() for row in rows} - {""}
    is_kept = marks.TEAM_ONLY in texts and all(marks.instead(text, is_withheld=True) for text in texts)
    return bool(texts) and not is_kept


def _for_a_reader(figure: Figure, places: list[int]) -> list[int]:
    """No reference where something else tells rows apart, nor a key that is none but in a list."""
    columns = figure.columns
    words = [at for at in places if not _is_reference(figure, at)]
    named = [at for at in words if figure.is_list or columns[at].role != "key"]
    return named if any(columns[at].role != "measure" for at in named) else words or places


def _is_reference(figure: Figure, at: int) -> bool:
    return figure.columns[at].name.endswith("_id")


def _is_constant(figure: Figure, at: int, rows: Rows) -> bool:
    """Whether all rows say the same: two numbers may be equal by chance."""
    least = 3 if figure.columns[at].role == "measure" else 2
    return len(rows) >= least and len({str(row[at]) for row in rows}) == 1


def _constant(every: dict[str, Rows], places: list[int]) -> tuple[int, ...]:
    """The columns that say one thing a triennial, where two of several rows are compared."""
    triennials = [rows for rows in every.values() if rows]
    if len(triennials) < 2 or any(len(rows) < 2 for rows in triennials):
        return ()
    return tuple(at for at in places if all(len({str(row[at]) for row in rows}) == 1 for rows in triennials))


def _names(figure: Figure) -> list[int]:
    """The columns that may tell rows apart: those before the first number, and the units."""
    kinds = [column.role for column in figure.columns]
    first = kinds.index("measure") if "measure" in kinds else len(kinds)
    return [
        at
        for at, column in enumerate(figure.columns)
        if column.name not in figure.essential and (at < first or column.name in UNITS_OF_ROWS)
    ]


def _keys(figure: Figure, places: list[int], every: dict[str, Rows]) -> tuple[int, ...]:
    """The first columns that tell the rows of each triennial apart, with the year and the unit; all where none do.

    The year may do alone, a unit never.
    """
    always = [at for at in places if figure.columns[at].name in (YEAR, *UNITS_OF_ROWS)]
    more = [at for at in places if at not in always]
    has_year = any(figure.columns[at].name == YEAR for at in always)
    for length in range(0 if has_year else 1, len(more) + 1):
        keys = sorted((*always, *more[:length]))
        if all(len({str([row[at] for at in keys]) for row in rows}) == len(rows) for rows in every.values()):
            return tuple(keys)
    return tuple(places)


def _is_needed(figure: Figure, at: int) -> bool:
    return not figure.essential or figure.columns[at].name in figure.essential


def _by_need(figure: Figure, places: list[int]) -> tuple[int, ...]:
    """As the figure declares them essential; as they stand where it declares none."""
    names = [figure.columns[at].name for at in places]
    order = {name: rank for rank, name in enumerate(figure.essential)}
    return tuple(
        at for _, at in sorted(zip(names, places, strict=True), key=lambda each: order.get(each[0], 0))
    )
