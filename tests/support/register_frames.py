"""Registers as frames, for weighting."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dse.stats import weighting


def build_register(cells: dict[tuple[str, str], tuple[int, int]]) -> tuple[pd.DataFrame, list[str]]:
    """A register from (family, size) → (members, of which answered), and who answered."""
    rows = [
        (family, size, place < answered)
        for (family, size), (members, answered) in cells.items()
        for place in range(members)
    ]
    frame = pd.DataFrame(rows, columns=["actor_family", "size_band", "answered"])
    frame.index = [f"M{place:03}" for place in range(len(frame))]
    return frame.drop(columns="answered"), list(frame.index[frame["answered"]])


def cells_of(register: pd.DataFrame, answered: Sequence[str]) -> pd.DataFrame:
    """A register as cells of one organisation each."""
    return register.assign(members=1, answers=register.index.isin(list(answered)).astype(int))


def rake(register: pd.DataFrame, answered: Sequence[str], **choice: object) -> weighting.Weighting:
    """The weight of each organisation that answered."""
    return weighting.rake(cells_of(register, answered), **choice)


def merge_small(codes: pd.Series, answered: Sequence[str]) -> pd.Series:
    """The groups of the organisations of a register, the small ones together."""
    cells = cells_of(codes.to_frame("code"), answered)
    return weighting.merge_small(cells["code"], cells["members"], cells["answers"])


def answer_sums(values: pd.Series) -> dict[str, tuple[float, float, float]]:
    """What each organisation said, as sums of one value."""
    return {name: (1.0, float(value), float(value) ** 2) for name, value in values.dropna().items()}
