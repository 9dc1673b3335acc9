"""How wide a table's columns of text are on screen: their texts on one line, on two where the table would not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import accumulate

import pandas as pd

TEXT_WIDTH = 210  # pixels of a long text, which then takes several lines
NAME_WIDTH = 360  # pixels of the first column of text, which names the rows, where two lines of it need more
TABLE_WIDTH = 780  # pixels of a table on a laptop
LETTER, MARGIN = 7, 26  # pixels of most letters, and around a text
SPACE, CAPITAL, PADDING = 4, 8.5, 16  # pixels of a space, of a capital, and beside the text of a cell
# Streamlit's grid takes a text to fit on one line where its beginning does: as many letters as would fill the line one and a half times,
# were each as wide as in the widest word that the table has, such as an acronym.
LETTERS_READ = 1.5
LETTERS = defaultdict(lambda: LETTER, dict.fromkeys("mwMW%", 10) | dict.fromkeys(" .,:;’'-()fijlrtI", SPACE))


def compute_widths(frame: pd.DataFrame, titles: Mapping[str, str]) -> dict[str, int] | None:
    """Pixels of each column of text; None where all fit on one line as Streamlit measures them."""
    heads = {name: measure_text(title) for name, title in titles.items()}
    texts = [name for name in titles if pd.api.types.is_string_dtype(frame[name])]
    full_widths = heads | {
        name: max(heads[name], *(measure_text(str(text)) for text in _list_distinct(frame[name])), 0)
        for name in titles
    }
    if sum(full_widths.values()) <= TABLE_WIDTH and all(full_widths[name] <= TEXT_WIDTH for name in texts):
        return None
    most = dict.fromkeys(texts, TEXT_WIDTH)
    if texts:
        most[texts[0]] = min(NAME_WIDTH, max(TEXT_WIDTH, _measure_on_two_lines(frame[texts[0]])))
    full_widths |= {name: min(full_widths[name], max(most[name], heads[name])) for name in texts}
    savings = {
        name: max(0, full_widths[name] - max(heads[name], _measure_on_two_lines(frame[name])))
        for name in texts
    }
    excess = max(0, sum(full_widths.values()) - TABLE_WIDTH)
    share = min(1.0, excess / max(1, sum(savings.values())))
    widths = {name: round(full_widths[name] - share * savings[name]) for name in texts}
    widest = max(
        (_measure_letter(str(text)) for name in texts for text in _list_distinct(frame[name])), default=0
    )
    cut = [
        name
        for name in texts
        if any(_is_cut(str(text), widths[name], widest) for text in _list_distinct(frame[name]))
    ]
    return widths | {name: full_widths[name] for name in cut} or None


def takes_two_lines(frame: pd.DataFrame, widths: Mapping[str, int]) -> bool:
    """Whether a text is wider than its column."""
    return any(
        measure_text(str(text)) > width
        for name, width in widths.items()
        for text in _list_distinct(frame[name])
    )


def _is_cut(text: str, width: int, letter: float) -> bool:
    """Whether the grid would write a text that does not fit on one line, and cut it; `letter`: pixels of one in its widest text."""
    room = width - PADDING
    beginning = text[: int(LETTERS_READ * room / letter)]
    return measure_text(beginning) - MARGIN <= room < measure_text(text) - MARGIN


def _measure_letter(text: str) -> float:
    """Pixels of a letter of the text, on average."""
    return sum(CAPITAL if sign.isupper() else LETTERS[sign] for sign in text) / max(1, len(text))


def measure_text(text: str) -> int:
    """Pixels of a cell that holds the text on one line."""
    return sum(map(LETTERS.__getitem__, text)) + MARGIN


def _list_distinct(values: pd.Series) -> list[object]:
    return list(values.dropna().unique().tolist())


def _measure_on_two_lines(values: pd.Series) -> int:
    return max((_measure_halves(str(text)) for text in _list_distinct(values)), default=0)


def _measure_halves(text: str) -> int:
    """Pixels of the text on two lines, cut between the words where it is narrowest."""
    firsts = list(accumulate((SPACE + measure_text(word) - MARGIN for word in text.split()), initial=-SPACE))
    cuts = firsts[1:-1] or firsts[-1:]
    return min(max(first, firsts[-1] - first - SPACE, 0) for first in cuts) + MARGIN
