"""Which of the first rows of a sheet holds the titles of its columns: a heading may stand above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dse import formula
from dse.ingest.files.cells import Sheet
from dse.ingest.files.two_row_titles import join_titles
from dse.ingest.files.web_markup import strip_markup
from dse.ingest.issues import NOTICE, QUESTION, CellIssue, Issue, Level
from dse.ingest.registry import check, content
from dse.ingest.spelling import clean

SEARCHED_ROWS = 20  # rows, from the first that holds something
LEAST_FIT = 0.12  # likeness to a form under which a row may be its titles by chance
FILLED = 0.75  # of the cells of the fullest row

_LINES = "Activité;Organisation;Rôle;Participants;Dont femmes\nACT-1;M002;Participant;1;0\n"


@check(
    "IMP-136",
    level=QUESTION,
    milder=NOTICE,
    title="Titres lus plus bas que la première ligne",
    explanation=(
        "Un titre ou un logo peut précéder le tableau : les titres des colonnes sont cherchés dans les vingt premières "
        "lignes, et ce qui est au-dessus n’est pas gardé. Si deux lignes conviennent aussi bien, l’import demande."
    ),
    advice="Vérifiez la ligne indiquée. Retirez les lignes au-dessus du tableau si elles gênent.",
    trips=content("presences.csv", f"Présences 2019;;;;\n{_LINES}"),
    passes=content("presences.csv", _LINES),
)
def name_title_row(reason: str, advice: str, level: Level | None = None) -> CellIssue:
    """Titles that do not stand in the first row (a notice), or that may stand in several."""
    return CellIssue(reason, advice, level=level)


@check(
    "IMP-139",
    level=QUESTION,
    title="Ligne remplie au-dessus des titres",
    explanation=(
        "Une ligne au-dessus des titres est remplie comme une ligne de données. Un tri a pu déplacer les titres : cette "
        "ligne ne serait pas lue."
    ),
    advice="Placez la ligne sous les titres, ou confirmez qu’elle n’est pas à lire.",
    trips=content("presences.csv", f"ACT-2;M001;Participant;3;2\n{_LINES}"),
    passes=content("presences.csv", f"{_LINES}ACT-2;M001;Participant;3;2\n"),
)
def ask_about_line_above(reason: str, advice: str) -> CellIssue:
    """A row above the titles that is filled like a line."""
    return CellIssue(reason, advice)


_ABOVE = ask_about_line_above(
    "Cette ligne, au-dessus des titres, est remplie comme les autres : elle n’est pas lue.",
    "Placez-la sous les titres, ou confirmez.",
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
    candidates = [
        tuple(clean(strip_markup(formula.unescape(cell))) for cell in cells) for cells in rows[:SEARCHED_ROWS]
    ]
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
    """The first row with nearly as many cells as the fullest: a heading has few, but not that of questions over their options."""
    if len(rows) > 1 and join_titles(rows[0], rows[1]):
        return 0
    counts = [sum(map(bool, cells)) for cells in rows]
    return next(row for row, count in enumerate(counts) if count >= FILLED * max(counts))


def find_notices(sheet: Sheet, titles: TitleRow) -> tuple[Issue, ...]:
    """Say that rows above the titles are not kept."""
    if not titles.above:
        return ()
    row = sheet.header_row
    reason = f"Les titres des colonnes sont lus à la ligne {row} ; ce qui est au-dessus n’est pas gardé."
    return (sheet.problem_at(name_title_row(reason, "Rien à faire si c’est voulu.", NOTICE)),)


def find_questions(sheet: Sheet, titles: TitleRow, numbers: Sequence[int]) -> Iterator[Issue]:
    """Ask whether another row holds the titles, or whether a row above them is a line.

    `numbers` are the spreadsheet numbers of the first rows.
    """
    for line in titles.lines:
        if line not in titles.rivals:
            yield sheet.problem_at(_ABOVE, numbers[line])
    for rival in titles.rivals:
        reason = f"Les titres sont lus à la ligne {sheet.header_row}, mais peuvent être à la ligne {numbers[rival]}."
        yield sheet.problem_at(name_title_row(reason, "Retirez les lignes de titre en trop, ou confirmez."))
