"""How wide the columns of the report's tables are, and how many a page has room for."""

from __future__ import annotations

from dse.export.dossier import cells
from dse.export.dossier.contents import Entry
from dse.export.dossier.report_styles import WIDTH

# Centimetres of a letter, of one in bold, and around a text; letters from which a text is wrapped.
LETTER, BOLD_LETTER, MARGIN, LONGEST = 0.17, 0.2, 0.3, 18
HEAD_LINES = 3

Rows = list[list[cells.Cell]]


def fitting(entry: Entry, places: list[int], rows: Rows) -> tuple[int, ...]:
    """As many columns as a page is wide, as they are declared: first what tells a row from another, then what is counted."""
    kept, room = [], WIDTH.cm
    for at in places:
        width = _width(entry, at, rows)
        if width <= room:
            kept.append(at)
            room -= width
    return tuple(kept)


def widths(entry: Entry, places: tuple[int, ...], rows: Rows) -> list[float]:
    """Centimetres of each column; what room is left is shared between those whose texts are wrapped."""
    found = {at: _width(entry, at, rows) for at in places}
    wanted = {at: max(0.0, LETTER * _longest(entry, at, rows) + MARGIN - found[at]) for at in places}
    spare = WIDTH.cm - sum(found.values())
    share = min(1.0, max(0.0, spare) / (sum(wanted.values()) or 1.0))
    return [found[at] + share * wanted[at] for at in places]


def _longest(entry: Entry, at: int, rows: Rows) -> int:
    return max((len(cells.read(row[at], entry.figure.columns[at])) for row in rows), default=0)


def _width(entry: Entry, at: int, rows: Rows) -> float:
    """Centimetres of a column: its longest text, wrapped if long, or its title on at most three lines."""
    column = entry.figure.columns[at]
    texts = [cells.read(row[at], column) for row in rows]
    longest = min(LONGEST, _longest(entry, at, rows))
    word = max((len(word) for text in texts for word in text.split()), default=0)
    label = column.label
    title = max(-(-len(label) // HEAD_LINES) + 2, *map(len, label.split()))
    return max(LETTER * max(longest, word), BOLD_LETTER * title) + MARGIN
