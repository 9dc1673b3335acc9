"""Lines of which a form makes nothing, because the cell that they depend on is empty."""

from __future__ import annotations

from collections.abc import Iterator

from dse.french import number
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, quoted_list
from dse.ingest.registry import NOTICE, built, check

_MOST_NAMED = 5


@check(
    "IMP-413",
    level=NOTICE,
    title="Lignes dont rien n’est gardé",
    explanation=(
        "Le formulaire ne tire une ligne d’une table que si une certaine cellule est remplie. Les lignes où elle est vide "
        "ne donnent rien : elles sont comptées ici, pour que leur absence se voie."
    ),
    advice="Rien à faire si c’est voulu ; sinon remplissez la cellule indiquée.",
    trips=built(
        "Un fichier dont une ligne n’a pas la cellule que son formulaire demande.", "line_of_nothing"
    ),
    passes=built("Le même fichier, où la cellule est remplie.", "line_of_something"),
    on_rows=True,
)
def count_unused_lines(context: RowContext) -> Iterator[Issue]:
    """Once a sheet, how many of its lines give no row of any table."""
    for reading in context.readings:
        conditions = [rows.when for rows in reading.form.rows]
        if None in conditions:
            continue
        used: set[int] = set()
        for batch in context.batches:
            if batch.sheet is reading.sheet and any(batch.rows is rows for rows in reading.form.rows):
                used.update(batch.lines)  # not those of organisations made from names
        unused = [line for line in range(len(reading.sheet.numbers)) if line not in used]
        if unused:
            rows = [reading.sheet.numbers[line] for line in unused]
            titles = dict.fromkeys(when for when in conditions if when in reading.recognised.positions)
            yield reading.sheet.problem(_describe(rows, len(reading.sheet.numbers), list(titles)))


def _describe(rows: list[int], count: int, titles: list[str]) -> CellIssue:
    first = ", ".join(map(str, rows[:_MOST_NAMED])) + ("…" if len(rows) > _MOST_NAMED else "")
    lines = (
        f"La ligne {first} ne donne"
        if len(rows) == 1
        else f"{number(len(rows))} lignes sur {number(count)} ne donnent"
    )
    where = "" if len(rows) == 1 else f" ({first})"
    empty = f" : {quoted_list(titles[:3], 'et')} {'y est vide' if len(titles) == 1 else 'y sont vides'}"
    return CellIssue(
        f"{lines} rien{where}{empty if titles else ''}.", "Rien à faire si c’est voulu ; sinon remplissez-la."
    )
