"""Labels: the French word of each code, and places where words do not overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from dse import french
from dse.disclosure import marks
from schemas import Column, codelists

_REST = re.compile(r"Autres \([0-9]+\)")
UNKNOWN = "Non renseigné"


def rest(how_many: int) -> str:
    """The name of categories put together: `Autres (6)`."""
    return f"Autres ({how_many})"


def labelled(frame: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """The frame with the French label of each code in place of the code."""
    coded = {
        column.name: pd.Series(labels_of(frame[column.name].tolist(), column), frame.index, dtype="str")
        for column in columns
        if column.codelists
    }
    return frame.assign(**coded)


def labels_of(codes: Iterable[object], column: Column) -> list[str]:
    """The French label of each code of a column."""
    labels = codelists.labels_in(column.codelists)
    return [marks.to_words(str(code)) if _is_name(code) else labels.get(str(code), UNKNOWN) for code in codes]


def _is_name(text: object) -> bool:
    """Whether a text names what is shown together, and is no code."""
    return marks.is_name(text) or (isinstance(text, str) and bool(_REST.fullmatch(text)))


def share_texts(frame: pd.DataFrame, share: Column, base: Column | None) -> list[str]:
    """The shares of a column in percent as texts: counts where their base, if it is known, is small."""
    if base is None:
        return [french.percent(value) for value in frame[share.name]]
    return list(map(french.share, frame[share.name], frame[base.name]))


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
