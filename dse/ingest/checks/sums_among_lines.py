"""Lines whose amounts are the sum of those beside them: counted with them, they would double a total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

import schemas
from dse.french import number
from dse.ingest.checks.context import RowContext
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.issues import CellIssue, Issue, set_line_aside
from dse.ingest.recognition.stray_rows import begins_like_a_total
from dse.ingest.registry import QUESTION, built, check
from dse.ingest.rows.gathering import Gathered
from schemas.columns import Column

# A small count, or a round amount, is often the sum of those beside it by chance: more has to speak for it.
_LEAST_SUM, _FEWEST_LINES = 100, 3
_ROUND, _FEWEST_OF_ROUND = 1_000, 5
# A sum that is neither small nor round may be that of any lines beside it.
_LEAST_PRECISE, _PRECISE = 10_000, 10
_FEWEST_OF_PRECISE = 2
_OWN_UNIT = "indicator_id"  # a row of an indicator may well be the total of others


@check(
    "IMP-530",
    level=QUESTION,
    title="Ligne égale à la somme des autres",
    explanation=(
        "Le montant de cette ligne est exactement la somme de ceux des lignes voisines : c’est sans doute leur total, sous un "
        "autre nom (« Île-de-France » parmi ses départements). Comptée avec elles, elle doublerait la somme."
    ),
    advice="Retirez la ligne du fichier si c’est un total ; sinon confirmez.",
    trips=built(
        "Un fichier où le coût d’une ligne est la somme des trois lignes du dessus.", "line_that_sums_up"
    ),
    passes=built("Le même fichier, où ce coût est plus grand d’un euro.", "line_that_does_not"),
    on_rows=True,
)
def find_sums(context: RowContext) -> Iterator[Issue]:
    """New or changed lines with an amount that is the sum of lines beside them, above or below."""
    for table, changed in context.changed.items():
        positions = set(changed.positions)
        for column in schemas.columns(table):
            if positions and _is_added_up(column):
                yield from _find_in_column(context.gathered[table], column, positions)


def _is_added_up(column: Column) -> bool:
    names = {other.name for other in schemas.columns(column.table)}
    return column.role == "measure" and not column.codelists and column.unit != "%" and _OWN_UNIT not in names


def _find_in_column(gathered: Gathered, column: Column, changed: Collection[int]) -> Iterator[Issue]:
    """Sums among the lines of each sheet, in their order; `changed` are the positions of the rows that are asked about."""
    rows_by_line: dict[int, dict[int, int]] = defaultdict(dict)
    sheets: dict[int, Sheet] = {}
    values = gathered.rows[column.name].to_pylist()
    for row in (row for row, value in enumerate(values) if value):
        batch, line = gathered.origin(row, column.name)
        sheets[id(batch.sheet)] = batch.sheet
        rows_by_line[id(batch.sheet)].setdefault(line, row)
    for key, rows in rows_by_line.items():
        lines, numbers = sorted(rows), sheets[key].numbers
        amounts = [Decimal(str(values[rows[line]])) for line in lines]
        named = _find_named_totals(sheets[key])
        totals = {index for index, line in enumerate(lines) if line in named}
        for index, first, last in find_sums_of_neighbours(amounts, totals):
            row = rows[lines[index]]
            if gathered.positions[row] in changed:
                issue = _describe(amounts[index], numbers[lines[first]], numbers[lines[last]])
                yield gathered.problem(issue, row, column.name)


def _find_named_totals(sheet: Sheet) -> set[int]:
    """Lines with a text that begins like a total."""
    columns = map(DictionaryColumn.encode, sheet.columns)
    return {line for column in columns for line in column.find_lines(begins_like_a_total)}


def find_sums_of_neighbours(
    amounts: Sequence[Decimal], totals: Collection[int] = ()
) -> Iterator[tuple[int, int, int]]:
    """Each amount that is the sum of those just above or just below: its position, then the first and last of them.

    They go from the top, or from the sum before it, to the amount, or from it to the end; those of an amount that is
    neither small nor round begin or end anywhere. The total of all, sums apart, counts as one too. Of `totals`, whose lines
    are called so, any sum counts, be it small, round or of one line.
    """
    before = [Decimal(0), *accumulate(amounts)]  # of each position, what stands above
    positions = {total: position for position, total in reversed(list(enumerate(before)))}
    start, details, detail_count = 0, Decimal(0), 0
    for index, amount in enumerate(amounts):
        starts = [start] if before[index] - before[start] == amount else []
        starts += (
            [first] if (first := positions.get(before[index] - amount)) is not None and first < index else []
        )
        ends = [len(amounts)] if before[-1] - before[index + 1] == amount else []
        ends += (
            [last] if (last := positions.get(before[index + 1] + amount)) is not None and last > index else []
        )
        blocks = [(first, index) for first in starts] + [(index + 1, last) for last in ends]
        edges = {(start, index), (index + 1, len(amounts))}
        telling = [
            (first, last)
            for first, last in blocks
            if index in totals or _is_telling(amount, last - first, (first, last) in edges)
        ]
        if details == amount and (index in totals or _is_telling(amount, detail_count, is_edge=True)):
            telling.append((0, index))
        if not telling:
            details, detail_count = details + amount, detail_count + 1
            continue
        start = index + 1
        yield index, telling[0][0], telling[0][1] - 1


def _is_telling(amount: Decimal, lines: int, is_edge: bool) -> bool:
    """Whether so many lines add up to an amount by more than chance. `is_edge`: they are all there are on that side."""
    if amount >= _LEAST_PRECISE and amount % _PRECISE:
        return lines >= _FEWEST_OF_PRECISE
    fewest = _FEWEST_LINES if amount % _ROUND else _FEWEST_OF_ROUND
    return is_edge and amount >= _LEAST_SUM and lines >= fewest


def _describe(amount: Decimal, first: int, last: int) -> CellIssue:
    reason = f"{number(amount, 2 if amount % 1 else 0)} est la somme des lignes {first} à {last} : est-ce leur total ?"
    mends = set_line_aside("Mettez la ligne de côté si c’est un total ; sinon confirmez.")
    return CellIssue(reason, "Retirez la ligne si c’est un total ; sinon confirmez.", mends=mends)
