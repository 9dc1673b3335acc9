"""What of a figure is drawn before a room: no more categories at a time than can be read from its back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import pandas as pd

from dse.charts.labels import rest

MOST = 7


@dataclass(frozen=True)
class Paging:
    """The categories of a figure's table, declared where they may be more than MOST.

    `categories` names the columns that tell a category from another: those that the finding names come first, unless categories are a
    scale, which `has_own_order`.
    `weight` gives a number a row, and the categories with the largest come first; they come as in the table without it. `counts` are columns that may be added up: what comes after the first ones
    is then one category more. Without any, it comes on the next screens. `across` is a column in which the same categories stand
    again, in a square table: of it only the first ones are drawn. `is_scaled`: the chart takes the table of all screens as `full_table`,
    and has its scale on each of them. `among` gives the rows that the chart draws, if not all; `most` is how many
    categories it draws, where it draws fewer than MOST.
    """

    categories: tuple[str, ...]
    weight: Callable[[pd.DataFrame], pd.Series] | None = None
    counts: tuple[str, ...] = ()
    across: str = ""
    among: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    most: int = MOST
    is_scaled: bool = False
    has_own_order: bool = False


@dataclass(frozen=True)
class Page:
    """The rows drawn, in the table's order, and which categories they are of: `first` to `last`, of `total`.

    `last` counts no category that is put together with others.
    """

    table: pd.DataFrame
    first: int
    last: int
    total: int

    @property
    def is_all(self) -> bool:
        """Whether nothing is left to other screens or put together."""
        return (self.first, self.last) == (1, self.total)


def largest(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    """The weight of a row by a column, whatever its sign."""
    return lambda frame: frame[column].astype("float64").abs()


def page_of(
    table: pd.DataFrame,
    paging: Paging | None,
    most: int,
    screen: int,
    first_values: Collection[str] = (),
) -> Page:
    """The rows of a screen, from 1, of at most `most` categories; the last one where there are not so many screens.

    The categories with one of `first_values` come first, unless they have an order of their own or those after the first ones are
    added up.
    """
    if paging is None:
        return single_page(table)
    table, keys, ordered = _categories(table, paging)
    if paging.counts and len(ordered) > most:
        return _first_and_others(table, keys, ordered, paging, most)
    if not paging.has_own_order:
        first = set(keys[table[list(paging.categories)].isin(list(first_values)).any(axis=1)])
        ordered = sorted(ordered, key=lambda category: category not in first)
    start, end = _span(len(ordered), most, screen)
    return _between(table, keys, ordered, paging, start, end, most)


def count_screens(table: pd.DataFrame, paging: Paging | None, most: int) -> int:
    """On how many screens the categories are shown, `most` on each."""
    if paging is None or paging.counts:
        return 1
    return max(1, -(-page_of(table, paging, most, 1).total // most))


def single_page(table: pd.DataFrame) -> Page:
    """A table that is drawn at once, whatever its categories."""
    return Page(table, 1, 1, 1)


def first_categories(table: pd.DataFrame, paging: Paging, most: int) -> Page:
    """The rows of the first categories: `most` of them, or all; the others in one where they may be added up."""
    table, keys, ordered = _categories(table, paging)
    if paging.counts and len(ordered) > most:
        return _first_and_others(table, keys, ordered, paging, most)
    return _between(table, keys, ordered, paging, 0, min(most, len(ordered)), most)


def _categories(table: pd.DataFrame, paging: Paging) -> tuple[pd.DataFrame, pd.Series, list[int]]:
    """The rows that are drawn, the number of the category of each, and these numbers in the order of the categories."""
    table = paging.among(table).reset_index(drop=True) if paging.among else table
    keys = table.groupby(list(paging.categories), sort=False, dropna=False).ngroup()
    return table, keys, _ordered(keys, table, paging)


def _first_and_others(
    table: pd.DataFrame, keys: pd.Series, ordered: list[int], paging: Paging, most: int
) -> Page:
    first = ordered[: most - 1]
    together = _put_together(table, keys.isin(first), paging, len(ordered) - len(first))
    return Page(together, 1, len(first), len(ordered))


def _between(
    table: pd.DataFrame, keys: pd.Series, ordered: list[int], paging: Paging, start: int, end: int, most: int
) -> Page:
    drawn = keys.isin(ordered[start:end])
    if paging.across:
        drawn &= table[paging.across].isin(table.loc[keys.isin(ordered[:most]), paging.categories[0]])
    return Page(table[drawn].reset_index(drop=True), start + 1, end, len(ordered))


def _span(count: int, most: int, screen: int) -> tuple[int, int]:
    """The categories of a screen, as many on each as on any other but for one: none is left alone on a last screen."""
    screens = max(1, -(-count // most))
    per_screen, more = divmod(count, screens)
    before = min(screen, screens) - 1
    start = before * per_screen + min(before, more)
    return start, start + per_screen + (before < more)


def _ordered(keys: pd.Series, table: pd.DataFrame, paging: Paging) -> list[int]:
    categories = list(dict.fromkeys(keys))
    if paging.weight is None:
        return categories
    weights = paging.weight(table).astype("float64").fillna(float("-inf")).groupby(keys).max()
    return sorted(categories, key=lambda category: -weights[category])


def _put_together(table: pd.DataFrame, is_first: pd.Series, paging: Paging, how_many: int) -> pd.DataFrame:
    """The rows kept, then the others added up under one name, for each value of what is no count."""
    (column,) = paging.categories
    others = table[~is_first].assign(**{column: rest(how_many)})
    by = [name for name in table.columns if name not in paging.counts]
    added = others.groupby(by, as_index=False, dropna=False, sort=False)[list(paging.counts)].sum()
    return pd.concat([table[is_first], added[list(table.columns)].astype(table.dtypes)], ignore_index=True)
