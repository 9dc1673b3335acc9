"""Which of the first rows of a sheet holds the titles of its columns: a heading may stand above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dse import formula
from dse.ingest.files.cells import Sheet
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.spelling import clean

SEARCHED_ROWS = 20  # rows, from the first that holds something
LEAST_FIT = 0.12  # likeness to a form under which a row may be its titles by chance
FILLED = 0.75  # of the cells of the fullest row


_ABOVE = CellIssue(
    "IMP-139",
    "Cette ligne, au-dessus des titres, est remplie comme les autres : elle n’est pas lue.",
    "Placez-la sous les titres, ou confirmez.",
    doubtful=True,
)


@dataclass(frozen=True)
class TitleRow:
    """The titles found, how many rows stand above them, and which rows, among the first, suit the forms as well.

    `lines` are those above that hold as much as a line of the table, as after a sort that took the titles along.
    """

    headers: tuple[str, ...] = ()
    above: int = 0
    likeness: float = 0.0
    rivals: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()


def find_title_row(rows: Sequence[Sequence[str]], fitness: Callable[[Sequence[str]], float]) -> TitleRow:
    """The first of those among the first rows that suit the forms best; where none does well, the first that is filled.

    A value of a line may be the title of some form: one alone makes no row of titles.
    """
    candidates = [tuple(clean(formula.unescape(cell)) for cell in cells) for cells in rows[:SEARCHED_ROWS]]
    fits = [fitness(candidate) for candidate in candidates]
    if not candidates:
        return TitleRow()
    best = max(fits)
    if best < LEAST_FIT:
        row = _first_filled(candidates)
        return TitleRow(candidates[row], row, fits[row])
    chosen = fits.index(best)
    as_well = [
        row for row, fit in enumerate(fits) if fit == best > 0 and candidates[row] != candidates[chosen]
    ]
    lines = [row for row in range(chosen) if _is_line(candidates[row], candidates[chosen])]
    return TitleRow(candidates[chosen], chosen, best, tuple(as_well), tuple(lines))


def _is_line(cells: Sequence[str], titles: Sequence[str]) -> bool:
    filled = sum(map(bool, cells))
    return filled > 1 and 2 * filled >= sum(map(bool, titles))


def _first_filled(rows: Sequence[Sequence[str]]) -> int:
    """The first row with nearly as many cells as the fullest: a heading has few."""
    counts = [sum(map(bool, cells)) for cells in rows]
    return next(row for row, count in enumerate(counts) if count >= FILLED * max(counts))


def title_row_notices(sheet: Sheet, titles: TitleRow) -> tuple[Issue, ...]:
    """That rows above the titles are not kept."""
    if not titles.above:
        return ()
    row = sheet.header_row
    reason = f"Les titres des colonnes sont lus à la ligne {row} ; ce qui est au-dessus n’est pas gardé."
    return (sheet.problem_at(CellIssue("IMP-136", reason, "Rien à faire si c’est voulu.")),)


def title_row_doubts(sheet: Sheet, titles: TitleRow, numbers: Sequence[int]) -> Iterator[Issue]:
    """That another row may hold the titles just as well, or that one above them is filled like a line.

    `numbers` are the spreadsheet numbers of the first rows.
    """
    for line in titles.lines:
        if line not in titles.rivals:
            yield sheet.problem_at(_ABOVE, numbers[line])
    for rival in titles.rivals:
        reason = f"Les titres sont lus à la ligne {sheet.header_row}, mais peuvent être à la ligne {numbers[rival]}."
        fault = CellIssue(
            "IMP-136", reason, "Retirez les lignes de titre en trop, ou confirmez.", doubtful=True
        )
        yield sheet.problem_at(fault)
