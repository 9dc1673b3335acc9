"""Labels: the French word of each code, and places where words do not overlap."""

from __future__ import annotations

import re

import pandas as pd

from dse.disclosure import marks
from schemas import Column, codelists

_REST = re.compile(r"Autres \([0-9]+\)")
UNKNOWN = "Non renseigné"


def rest(how_many: int) -> str:
    """The name of categories put together: `Autres (6)`."""
    return f"Autres ({how_many})"


def labelled(frame: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """The frame with the French label of each code in place of the code."""
    shown = frame.copy()
    for column in columns:
        if column.codelists:
            labels = {
                code: label for name in column.codelists for code, label in codelists.labels(name).items()
            }
            known = labels | {each: each for each in frame[column.name].dropna() if _is_name(each)}
            shown[column.name] = shown[column.name].map(known).fillna(UNKNOWN).astype("str")
    return shown


def _is_name(text: object) -> bool:
    """Whether a text names what is shown together, and is no code."""
    return marks.is_name(text) or (isinstance(text, str) and bool(_REST.fullmatch(text)))


def spread(values: list[float], gap: float, low: float = 0.0, high: float = 100.0) -> list[float]:
    """Places for labels near `values`, at least `gap` apart where there is room, within `low` and `high`."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    gap = min(gap, (high - low) / max(1, len(values) - 1))
    places: list[float] = []
    for index in order:
        floor = places[-1] + gap if places else low
        places.append(max(values[index], floor))
    ceiling = high
    for rank in range(len(places) - 1, -1, -1):
        places[rank] = min(places[rank], ceiling)
        ceiling = places[rank] - gap
    spots = [0.0] * len(values)
    for rank, index in enumerate(order):
        spots[index] = places[rank]
    return spots
