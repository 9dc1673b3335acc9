"""Lines that are no data: the titles said again, and sums of the other lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dse.ingest.cells import Sheet
from dse.ingest.coded import Coded
from dse.ingest.forms import Form
from dse.ingest.headers import places
from dse.ingest.problems import Fault, Problem
from dse.ingest.spelling import canonical, words

SUM = Fault("IMP-407", "Cette ligne résume les autres.", "Retirez-la du fichier.")
_TITLES = Fault(
    "IMP-125",
    "Cette ligne répète les titres : elle n’est pas gardée.",
    "Retirez-la, ou confirmez.",
    doubtful=True,
)
_TOTAL = re.compile(
    r"(?:sous |grand |nombre )?tota(?:l|ux)(?: general| [0-9]+)?|sommes?|moyennes?(?: generale)?|medianes?|ecart type"
    r"|(?:valeur )?(?:minimum|maximum|minimale|maximale)"
)
_FEWEST = 2  # titles that a line must repeat


def without_summaries(sheet: Sheet, form: Form) -> tuple[Sheet, tuple[Problem, ...], tuple[Problem, ...]]:
    """The sheet without such lines, then problems and doubts about them. Machine files of a table have none."""
    if form.closed or not sheet.columns:
        return sheet, (), ()
    titles, sums = set(_repeating(sheet)), dict(_summing(sheet, form))
    if not titles and not sums:
        return sheet, (), ()
    kept = [line for line in range(len(sheet.numbers)) if line not in titles and line not in sums]
    columns = tuple([column[line] for line in kept] for column in sheet.columns)
    numbers = tuple(sheet.numbers[line] for line in kept)
    return (
        replace(sheet, columns=columns, numbers=numbers),
        tuple(sheet.problem(SUM, line, column) for line, column in sums.items()),
        tuple(sheet.problem(_TITLES, line) for line in sorted(titles)),
    )


def _repeating(sheet: Sheet) -> Iterator[int]:
    """Lines that have the title of each column, or nothing, and two titles at least."""
    titles = [canonical(header) for header in sheet.headers]
    for line, text in enumerate(sheet.columns[0]):
        if canonical(text) == titles[0]:
            cells = [canonical(column[line]) for column in sheet.columns]
            same = [cell == title for cell, title in zip(cells, titles, strict=True) if cell]
            if all(same) and len(same) >= min(_FEWEST, len(titles)):
                yield line


def _summing(sheet: Sheet, form: Form) -> Iterator[tuple[int, int]]:
    """Lines whose first word, or organisation, is a word for a sum, with the column where it stands."""
    for place in _named(sheet, form):
        yield from ((line, place) for line in Coded.of(sheet.columns[place]).lines(_is_sum))
    for line, text in enumerate(sheet.columns[0]):
        column = (
            0
            if text.strip()
            else next((place for place, cells in enumerate(sheet.columns) if cells[line].strip()), 0)
        )
        if _is_sum(sheet.columns[column][line]):
            yield line, column


def _named(sheet: Sheet, form: Form) -> list[int]:
    """Columns where each line names an organisation."""
    own = form.survey.columns_of("organisation") if form.survey else ()
    named = {name for name, header in form.headers.items() if header.organisation or name in own}
    return [place for name, place in places(sheet.headers, form).items() if name in named]


def _is_sum(text: str) -> bool:
    return _TOTAL.fullmatch(words(text)) is not None
