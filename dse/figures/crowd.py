"""What of a figure is drawn before a room: no more categories at a time than can be read from its back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dse.charts.labels import rest

MOST = 7


@dataclass(frozen=True)
class Crowd:
    """The categories of a figure's table, declared where they may be more than MOST.

    `of` names the columns that tell a category from another; `weight` gives a number a row, and the categories with the largest
    come first; they come as in the table without it. `counts` are columns that may be added up: what comes after the first ones
    is then one category more. Without any, it comes on the next screens. `across` is a column in which the same categories stand
    again, in a square table: of it only the first ones are drawn. `is_scaled`: the chart takes the table of all screens as `whole`,
    and has its scale on each of them. `among` gives the rows that the chart draws, if not all; `most` is how many
    categories it draws, where it draws fewer than MOST.
    """

    of: tuple[str, ...]
    weight: Callable[[pd.DataFrame], pd.Series] | None = None
    counts: tuple[str, ...] = ()
    across: str = ""
    among: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    most: int = MOST
    is_scaled: bool = False


@dataclass(frozen=True)
class Screenful:
    """The rows drawn, in the table's order, and which categories they are of: `first` to `last`, of `whole`.

    `last` counts no category that is put together with others.
    """

    table: pd.DataFrame
    first: int
    last: int
    whole: int

    @property
    def is_all(self) -> bool:
        """Whether nothing is left to other screens or put together."""
        return (self.first, self.last) == (1, self.whole)


def largest(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    """The weight of a row by a column, whatever its sign."""
    return lambda frame: frame[column].astype("float64").abs()


def screenful(table: pd.DataFrame, crowd: Crowd | None, most: int, screen: int) -> Screenful:
    """The rows of a screen, from 1, of at most `most` categories; the last one where there are not so many screens."""
    if crowd is None:
        return Screenful(table, 1, 1, 1)
    table, keys, ordered = _categories(table, crowd)
    if crowd.counts and len(ordered) > most:
        return _first_and_others(table, keys, ordered, crowd, most)
    start, end = _span(len(ordered), most, screen)
    return _between(table, keys, ordered, crowd, start, end, most)


def first_categories(table: pd.DataFrame, crowd: Crowd, most: int) -> Screenful:
    """The rows of the first categories: `most` of them, or all; the others in one where they may be added up."""
    table, keys, ordered = _categories(table, crowd)
    if crowd.counts and len(ordered) > most:
        return _first_and_others(table, keys, ordered, crowd, most)
    return _between(table, keys, ordered, crowd, 0, min(most, len(ordered)), most)


def _categories(table: pd.DataFrame, crowd: Crowd) -> tuple[pd.DataFrame, pd.Series, list[int]]:
    """The rows that are drawn, the number of the category of each, and these numbers in the order of the categories."""
    table = crowd.among(table).reset_index(drop=True) if crowd.among else table
    keys = table.groupby(list(crowd.of), sort=False, dropna=False).ngroup()
    return table, keys, _ordered(keys, table, crowd)


def _first_and_others(
    table: pd.DataFrame, keys: pd.Series, ordered: list[int], crowd: Crowd, most: int
) -> Screenful:
    kept = ordered[: most - 1]
    together = _put_together(table, keys.isin(kept), crowd, len(ordered) - len(kept))
    return Screenful(together, 1, len(kept), len(ordered))


def _between(
    table: pd.DataFrame, keys: pd.Series, ordered: list[int], crowd: Crowd, start: int, end: int, most: int
) -> Screenful:
    drawn = keys.isin(ordered[start:end])
    if crowd.across:
        drawn &= table[crowd.across].isin(table.loc[keys.isin(ordered[:most]), crowd.of[0]])
    return Screenful(table[drawn].reset_index(drop=True), start + 1, end, len(ordered))


def _span(whole: int, most: int, screen: int) -> tuple[int, int]:
    """The categories of a screen, as many on each as on any other but for one: none is left alone on a last screen."""
    screens = max(1, -(-whole // most))
    each, more = divmod(whole, screens)
    before = min(screen, screens) - 1
    start = before * each + min(before, more)
    return start, start + each + (before < more)


def _ordered(keys: pd.Series, table: pd.DataFrame, crowd: Crowd) -> list[int]:
    known = list(dict.fromkeys(keys))
    if crowd.weight is None:
        return known
    weights = crowd.weight(table).astype("float64").fillna(float("-inf")).groupby(keys).max()
    return sorted(known, key=lambda each: -weights[each])


def _put_together(table: pd.DataFrame, kept: pd.Series, crowd: Crowd, how_many: int) -> pd.DataFrame:
    """The rows kept, then the others added up under one name, for each value of what is no count."""
    (of,) = crowd.of
    others = table[~kept].assign(**{of: rest(how_many)})
    by = [name for name in table.columns if name not in crowd.counts]
    added = others.groupby(by, as_index=False, dropna=False, sort=False)[list(crowd.counts)].sum()
    return pd.concat([table[kept], added[list(table.columns)].astype(table.dtypes)], ignore_index=True)
