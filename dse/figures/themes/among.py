"""A theme is judged among all those there are, whichever are shown: whoever clicks on one has often picked the widest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from dse.query import Query
from schemas import codelists


def among_all(query: Query, rows: Callable[[Query], pd.DataFrame]) -> pd.DataFrame:
    """The rows of the chosen themes, each worded by `rows` among all themes; a leaf among all themes and leaves."""
    chosen = query.selection.themes
    frame = rows(_about(query, ()))
    if not chosen:
        return frame
    parts = [frame[frame["theme"].isin(chosen)]]
    leaves = set(chosen) - set(codelists.tops("themes"))
    if leaves:
        every = rows(_about(query, codelists.codes("themes")))
        parts.append(every[every["theme"].isin(leaves)])
    filled = [part for part in parts if len(part)]
    if not filled:
        return parts[0]
    return pd.concat(filled).sort_values("theme", key=_places, kind="stable").reset_index(drop=True)


def _about(query: Query, themes: tuple[str, ...]) -> Query:
    return replace(query, selection=replace(query.selection, themes=themes))


def _places(codes: pd.Series) -> pd.Series:
    return codes.map(codelists.ranks("themes"))
