"""Registers as frames, for weighting."""

from __future__ import annotations

import pandas as pd


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
