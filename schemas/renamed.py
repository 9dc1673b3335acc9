"""Names that a release published and that a later one changed: of figures, of their columns, of their named scalars, of stored columns.

They stand where nobody rewrites them: records of what was published, running orders, decisions, sources of indicators, the team's
own forms. Whoever reads one of these asks here for the name of today. A name once published is never given to something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Renaming:
    """The name that took the place of another, and the release that changed it (`1.2.0`)."""

    name: str
    release: str


# By the figure’s former id.
RENAMED_FIGURES: dict[str, Renaming] = {}
# By the figure’s id of today and the former name.
RENAMED_COLUMNS: dict[tuple[str, str], Renaming] = {("headlines", "reason"): Renaming("tendency", "1.1.0")}
RENAMED_SCALARS: dict[tuple[str, str], Renaming] = {}
# Of what stores hold, beside the migration that renames it: by the table’s former name; by the table’s name of today and the column’s former one.
RENAMED_TABLES: dict[str, Renaming] = {}
RENAMED_STORED_COLUMNS: dict[tuple[str, str], Renaming] = {}


def figure(name: str) -> str:
    """The id that a figure has today; the same where nothing is declared. ValueError if declared names go round in a circle."""
    return _today(RENAMED_FIGURES, name)


def column(figure_id: str, name: str) -> str:
    """The name that a column of a figure has today; `figure_id` is the figure’s of today."""
    return _today(_of(RENAMED_COLUMNS, figure_id), name)


def table(name: str) -> str:
    """The name that a stored table has today."""
    return _today(RENAMED_TABLES, name)


def stored_column(table_name: str, name: str) -> str:
    """The name that a column of a stored table has today; `table_name` is the table’s of today."""
    return _today(_of(RENAMED_STORED_COLUMNS, table_name), name)


def measure(code: str) -> str:
    """The code that a measure of an indicator has today, `figure:scalar`."""
    former, colon, scalar = code.partition(":")
    figure_id = figure(former)
    return f"{figure_id}{colon}{_today(_of(RENAMED_SCALARS, figure_id), scalar)}" if colon else code


def _of(renamings: Mapping[tuple[str, str], Renaming], owner: str) -> dict[str, Renaming]:
    return {name: renaming for (each, name), renaming in renamings.items() if each == owner}


def _today(renamings: Mapping[str, Renaming], name: str) -> str:
    for _ in range(len(renamings) + 1):
        if name not in renamings:
            return name
        name = renamings[name].name
    raise ValueError(f"The declared names go round in a circle at {name!r}: none of them is of today.")
