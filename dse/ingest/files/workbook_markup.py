"""Hidden rows and columns, text struck through and comments of a workbook: read as the rest, asked about or named.

A filter left on hides data that count; who hides rows by hand may think that they are left out. A colour may mean
anything, or nothing: no issue is made of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import CellIssue, Issue, count_noun, letters, shorten
from dse.ingest.registry import NOTICE, QUESTION, built, check

CellPositions = Sequence[tuple[int, int]]  # spreadsheet row, column from 0
_MOST_NAMED = 5
_MOST_TITLES = 3
_CLEAN = built("Un classeur sans ligne masquée, texte barré ni commentaire.", "plain_workbook")


@check(
    "IMP-147",
    level=QUESTION,
    title="Lignes masquées",
    explanation=(
        "Des lignes du classeur ne sont pas affichées, par un filtre ou à la main. Elles sont lues comme les autres : "
        "celles qu’un filtre cache comptent, celles qu’on masque pour les retirer ne devraient pas."
    ),
    advice="Affichez-les pour vérifier, retirez-les du fichier si elles ne comptent pas, ou confirmez.",
    trips=built("Un classeur dont une ligne est masquée.", "hidden_row"),
    passes=_CLEAN,
)
def ask_about_hidden_rows(reason: str, advice: str) -> CellIssue:
    """Rows that the workbook does not show."""
    return CellIssue(reason, advice)


@check(
    "IMP-149",
    level=QUESTION,
    title="Texte barré",
    explanation=(
        "Une ligne a du texte barré : beaucoup barrent ce qui ne compte plus au lieu de l’effacer. L’import le lit comme "
        "le reste, et demande."
    ),
    advice="Retirez du fichier ce qui ne compte plus, ou confirmez.",
    trips=built("Un classeur où une cellule est barrée.", "struck_cell"),
    passes=_CLEAN,
)
def ask_about_struck_text(reason: str, advice: str) -> CellIssue:
    """Cells whose text is struck through."""
    return CellIssue(reason, advice)


@check(
    "IMP-150",
    level=NOTICE,
    title="Commentaires qui ne sont pas lus",
    explanation="Les commentaires accrochés aux cellules parlent souvent de quelqu’un : ils ne sont ni lus ni gardés.",
    advice="Écrivez dans une colonne ce qui doit être gardé.",
    trips=built("Un classeur où une cellule a un commentaire.", "commented_cell"),
    passes=_CLEAN,
)
def name_comments(reason: str, advice: str) -> CellIssue:
    """Cells that have a comment."""
    return CellIssue(reason, advice)


@check(
    "IMP-151",
    level=NOTICE,
    title="Colonnes masquées",
    explanation=(
        "Des colonnes du classeur ne sont pas affichées. Elles sont lues comme les autres, et peuvent apporter ce que personne "
        "n’a relu."
    ),
    advice="Affichez-les et relisez-les ; retirez-les du fichier si elles ne doivent pas être lues.",
    trips=built("Un classeur dont une colonne est masquée.", "hidden_column"),
    passes=_CLEAN,
)
def name_hidden_columns(reason: str, advice: str) -> CellIssue:
    """Columns that the workbook does not show."""
    return CellIssue(reason, advice)


def find_hidden_columns(sheet: Sheet, hidden: Sequence[tuple[int, int]]) -> Iterator[Issue]:
    """One notice about all hidden columns with a title; `hidden` are the first and the last column of each run."""
    titles = [
        f"{letters(column)} « {shorten(title)} »"
        for column, title in enumerate(sheet.headers)
        if title and any(first <= column <= last for first, last in hidden)
    ]
    if not titles:
        return
    if len(titles) == 1:
        reason = f"La colonne {titles[0]} est masquée, et lue comme les autres."
        advice = "Affichez-la pour vérifier ; retirez-la du fichier si elle ne compte pas."
    else:
        reason = f"{len(titles)} colonnes sont masquées, et lues comme les autres : {_list_first(titles, _MOST_TITLES)}"
        advice = "Affichez-les pour vérifier ; retirez-les du fichier si elles ne comptent pas."
    yield sheet.problem_at(name_hidden_columns(reason, advice))


def find_hidden_rows(sheet: Sheet, hidden: Sequence[tuple[int, int]]) -> Iterator[Issue]:
    """One question about all hidden rows; `hidden` are the first and the last spreadsheet row of each run."""
    rows = sorted({row for first, last in hidden for row in _select_rows(sheet.numbers, first, last)})
    if not rows:
        return
    if len(rows) == 1:
        reason = f"La ligne {rows[0]} est masquée, et lue comme les autres."
    else:
        reason = f"{len(rows)} lignes sur {len(sheet.numbers)} sont masquées, et lues comme les autres : {_list_first(rows)}"
    advice = "Affichez-les pour vérifier, retirez-les du fichier si elles ne comptent pas, ou confirmez."
    yield sheet.problem_at(ask_about_hidden_rows(reason, advice))


def _select_rows(rows: Sequence[int], first: int, last: int) -> Sequence[int]:
    return rows[bisect_left(rows, first) : bisect_right(rows, last)]


def find_struck_text(sheet: Sheet, positions: CellPositions) -> Iterator[Issue]:
    """One question about all lines with text struck through; at the cell where there is but one."""
    cells = _select_cells(sheet, positions)
    rows = sorted({row for row, _ in cells})
    if not rows:
        return
    if len(rows) == 1:
        reason = f"La ligne {rows[0]} a du texte barré, lu comme le reste."
    else:
        reason = f"{len(rows)} lignes sur {len(sheet.numbers)} ont du texte barré, lu comme le reste : {_list_first(rows)}"
    issue = ask_about_struck_text(reason, "Retirez du fichier ce qui ne compte plus, ou confirmez.")
    yield sheet.problem_at(issue, *(cells[0] if len(cells) == 1 else ()))


def find_comments(sheet: Sheet, positions: CellPositions) -> Iterator[Issue]:
    """One notice that comments are not read, and where they are; not their text, which is often about somebody."""
    if cells := _select_cells(sheet, positions):
        count = count_noun(len(cells), "commentaire")
        verb = "n’est pas lu" if len(cells) == 1 else "ne sont pas lus"
        names = _list_first([f"{letters(column)}{row}" for row, column in cells]).rstrip(".")
        issue = name_comments(
            f"{count} {verb} ({names}).", "Écrivez dans une colonne ce qui doit être gardé."
        )
        yield sheet.problem_at(issue)


def _select_cells(sheet: Sheet, positions: CellPositions) -> list[tuple[int, int]]:
    """Those of its lines, under a title. Comments on titles explain them, as in our own templates."""
    rows = set(sheet.numbers)
    return sorted(
        {
            (row, column)
            for row, column in positions
            if row in rows and column < len(sheet.headers) and sheet.headers[column]
        }
    )


def _list_first(names: Sequence[int | str], most: int = _MOST_NAMED) -> str:
    """The first rows or cells of a list, then an ellipsis if there are others, or a full stop."""
    first = [str(name) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(first)}…"
    return f"{' et '.join(filter(None, [', '.join(first[:-1]), first[-1]]))}."
