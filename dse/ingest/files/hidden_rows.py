"""Lines of a workbook that it does not show: read as the others, and asked about.

A filter left on hides data that count; who hides lines by hand may think that they are left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import CellIssue, Issue

_MOST_NAMED = 5


def doubts(sheet: Sheet, hidden: Sequence[tuple[int, int]]) -> Iterator[Issue]:
    """One question about all hidden lines; `hidden` are the first and the last spreadsheet row of each run."""
    rows = sorted({row for first, last in hidden for row in _within(sheet.numbers, first, last)})
    if rows:
        yield sheet.problem_at(_fault(rows, len(sheet.numbers)))


def _within(numbers: Sequence[int], first: int, last: int) -> Sequence[int]:
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def _fault(rows: Sequence[int], count: int) -> CellIssue:
    if len(rows) == 1:
        reason = f"La ligne {rows[0]} est masquée, et lue comme les autres."
    else:
        reason = f"{len(rows)} lignes sur {count} sont masquées, et lues comme les autres : {named(rows)}"
    advice = "Affichez-les pour vérifier, retirez-les du fichier si elles ne comptent pas, ou confirmez."
    return CellIssue("IMP-147", reason, advice, doubtful=True)


def named(places: Sequence[int | str]) -> str:
    """The first places of some, then that there are others or a full stop."""
    shown = [str(place) for place in places[:_MOST_NAMED]]
    if len(places) > _MOST_NAMED:
        return f"{', '.join(shown)}…"
    return f"{' et '.join(filter(None, [', '.join(shown[:-1]), shown[-1]]))}."
