"""Shares of several groups, each against all the others."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dse import french, stats
from dse.figures.events import describe_difference

UNKNOWN = "?"


@dataclass(frozen=True)
class Groups:
    """What each unit (rows) has in each group (columns): its events, and those of them that hit."""

    codes: list[str]
    events: np.ndarray
    hits: np.ndarray

    @classmethod
    def from_rows(
        cls, rows: pd.DataFrame, group: str, order: Callable[[str], tuple[object, ...]] | None = None
    ) -> Groups:
        """From rows with `unit`, the code of a group, `events` and `hit`; the groups in the order of their codes, or of `order`."""
        units, names = pd.factorize(rows["unit"], sort=True)
        places, codes = pd.factorize(rows[group].fillna(UNKNOWN))
        indices = sorted(range(len(codes)), key=lambda index: order(codes[index]) if order else codes[index])
        places = np.argsort(indices)[places]
        shape = (len(names), len(codes))

        def add_up(name: str) -> np.ndarray:
            counts = rows[name].to_numpy(float)
            return np.bincount(units * shape[1] + places, counts, shape[0] * shape[1]).reshape(shape)

        return cls([str(codes[index]) for index in indices], add_up("events"), add_up("hit"))

    def gaps(self) -> list[float]:
        """How far the share of each group is from that of all."""
        events, hits = self.events.sum(axis=0), self.hits.sum(axis=0)
        return list(hits / np.maximum(1.0, events) - hits.sum() / max(1.0, events.sum()))

    def p_values(self, untested: Collection[str] = ()) -> list[float | None]:
        """For each group, whether chance could set it as far from the others; None where it is not tested. Groups of `untested` are
        not among the others either."""
        is_compared = np.array([code not in untested for code in self.codes], bool)
        events, hits = self.events[:, is_compared].sum(axis=1), self.hits[:, is_compared].sum(axis=1)
        units = events > 0
        return [
            stats.Sums(events[units], inside[units], hits[units], hit[units]).p_value()
            if code not in (UNKNOWN, *untested) and np.count_nonzero(inside) >= stats.FEWEST_IN_GROUP
            else None
            for code, inside, hit in zip(self.codes, self.events.T, self.hits.T, strict=True)
        ]

    def words(self, adjusted: list[float | None]) -> dict[str, str]:
        """The word of each group, from p-values that are adjusted already."""
        return dict(zip(self.codes, map(describe_difference, adjusted, self.gaps()), strict=True))


def furthest(frame: pd.DataFrame, share: str, base: str) -> pd.Series | None:
    """The row that clearly differs and is the furthest from the whole; None where none clearly does."""
    clear = frame[frame["standing"].isin(["PLUS", "MOINS"]) & (frame[base] >= french.FEWEST).fillna(False)]
    if clear.empty:
        return None
    overall = float((frame[share] * frame[base]).sum() / frame[base].sum())
    return clear.loc[(clear[share] - overall).abs().astype(float).idxmax()]
