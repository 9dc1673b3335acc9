"""How wide the columns of the report's tables are, and how many a page has room for."""

from __future__ import annotations

from dse.export.dossier import cells
from dse.export.dossier.contents import Entry
from dse.export.dossier.report_styles import WIDTH

# Centimetres of a letter, of one in bold, and around a text; letters from which a text is wrapped.
LETTER, BOLD_LETTER, MARGIN, LONGEST = 0.17, 0.2, 0.3, 30
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
    """Centimetres of each column; what room is left goes to the one whose texts are the longest."""
    found = {at: _width(entry, at, rows) for at in places}
    longest = {
        at: max((len(cells.read(row[at], entry.figure.columns[at])) for row in rows), default=0)
        for at in places
    }
    widest = max(places, key=longest.__getitem__)
    needed = LETTER * longest[widest] + MARGIN
    spare = WIDTH.cm - sum(found.values())
    found[widest] += max(0.0, min(spare, needed - found[widest]))
    return list(found.values())


def _width(entry: Entry, at: int, rows: Rows) -> float:
    """Centimetres of a column: its longest text, wrapped if long, or its title on at most three lines."""
    column = entry.figure.columns[at]
    texts = [cells.read(row[at], column) for row in rows]
    longest = max((min(len(text), LONGEST) for text in texts), default=0)
    word = max((len(word) for text in texts for word in text.split()), default=0)
    label = column.label
    title = max(-(-len(label) // HEAD_LINES) + 2, *map(len, label.split()))
    return max(LETTER * max(longest, word), BOLD_LETTER * title) + MARGIN
