"""How wide a table's columns of text are on screen: their texts on one line, on two where the table would not fit."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

TEXT_WIDTH = 210  # pixels of a long text, which then takes several lines
ROOM = 780  # pixels of a table on a laptop
LETTER, MARGIN = 7, 26  # pixels of most letters, and around a text
LETTERS = dict.fromkeys("mwMW%", 10) | dict.fromkeys(" .,:;’'-()fijlrtI", 4)


def widths(frame: pd.DataFrame, titles: Mapping[str, str]) -> dict[str, int] | None:
    """Pixels of each column of text; None where all fit on one line as Streamlit measures them."""
    heads = {name: pixels(title) for name, title in titles.items()}
    texts = [name for name in titles if pd.api.types.is_string_dtype(frame[name])]
    wanted = heads | {
        name: max(heads[name], *(pixels(str(each)) for each in frame[name].dropna().unique()), 0)
        for name in titles
    }
    if sum(wanted.values()) <= ROOM and all(wanted[name] <= TEXT_WIDTH for name in texts):
        return None
    wanted |= {name: min(wanted[name], max(TEXT_WIDTH, heads[name])) for name in texts}
    spared = {name: max(0, wanted[name] - max(heads[name], _on_two_lines(frame[name]))) for name in texts}
    missing = max(0, sum(wanted.values()) - ROOM)
    share = min(1.0, missing / max(1, sum(spared.values())))
    return {name: round(wanted[name] - share * spared[name]) for name in texts} or None


def pixels(text: str) -> int:
    """Pixels of a cell that holds the text on one line."""
    return sum(LETTERS.get(each, LETTER) for each in text) + MARGIN


def _on_two_lines(values: pd.Series) -> int:
    return max((_halved(each) for each in values.dropna().unique()), default=0)


def _halved(text: str) -> int:
    """Pixels of the text on two lines, cut between the words where it is narrowest."""
    words = text.split()
    cuts = range(1, max(2, len(words)))
    return min(max(pixels(" ".join(words[:cut])), pixels(" ".join(words[cut:]))) for cut in cuts)
