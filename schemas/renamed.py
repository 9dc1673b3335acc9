"""Names that a release published and that a later one changed: of figures, of their columns, of their named scalars.

They stand where nobody rewrites them: records of what was published, running orders, decisions, sources of indicators. Whoever
reads one of these asks here for the name of today. A name once published is never given to something else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Renaming:
    """The name that took the place of another, and the release that changed it (`1.2.0`)."""

    name: str
    release: str


# By the figure’s former id.
RENAMED_FIGURES: dict[str, Renaming] = {}
# By the figure’s id of today and the former name.
RENAMED_COLUMNS: dict[tuple[str, str], Renaming] = {}
RENAMED_SCALARS: dict[tuple[str, str], Renaming] = {}


def figure(name: str) -> str:
    """The id that a figure has today; the same where nothing is declared."""
    while name in RENAMED_FIGURES:
        name = RENAMED_FIGURES[name].name
    return name


def column(figure_id: str, name: str) -> str:
    """The name that a column of a figure has today; `figure_id` is the figure’s of today."""
    while (figure_id, name) in RENAMED_COLUMNS:
        name = RENAMED_COLUMNS[figure_id, name].name
    return name


def measure(code: str) -> str:
    """The code that a measure of an indicator has today, `figure:scalar`."""
    former, colon, scalar = code.partition(":")
    figure_id = figure(former)
    while (figure_id, scalar) in RENAMED_SCALARS:
        scalar = RENAMED_SCALARS[figure_id, scalar].name
    return f"{figure_id}{colon}{scalar}" if colon else code
