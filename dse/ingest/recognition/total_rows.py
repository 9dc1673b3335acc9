"""Lines that are no data: the titles said again, and sums of the other lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.recognition.headers import locate_headers
from dse.ingest.recognition.stray_rows import SUM, find_repeated_titles, find_stray_rows
from dse.ingest.spelling import words

_TITLES = CellIssue(
    "IMP-125",
    "Cette ligne répète les titres : elle n’est pas gardée.",
    "Retirez-la, ou confirmez.",
    doubtful=True,
)
_OTHER_TITLES = CellIssue(
    "IMP-125",
    "Cette ligne porte des titres qui ne sont pas ceux de ses colonnes : un autre tableau commence.",
    "Donnez-le dans un fichier à part.",
)
_TOTAL = re.compile(
    r"(?:sous |grand |nombre )?tota(?:l|ux)(?: general| [0-9]+)?|sommes?|moyennes?(?: generale)?|medianes?|ecart type"
    r"|(?:valeur )?(?:minimum|maximum|minimale|maximale)"
)


def remove_stray_rows(sheet: Sheet, form: Form) -> tuple[Sheet, tuple[Issue, ...], tuple[Issue, ...]]:
    """The sheet without such lines, then problems and doubts about them. Machine files of a table have none."""
    if form.closed or not sheet.columns:
        return sheet, (), ()
    found = dict(find_repeated_titles(sheet, form))
    wrong = {line: (column, SUM) for line, column in _summing(sheet, form)}
    if not form.survey:
        wrong |= {
            line: (column, fault) for line, column, fault in find_stray_rows(sheet, form) if line not in wrong
        }
    wrong |= {line: (None, _OTHER_TITLES) for line, is_same in found.items() if not is_same}
    titles = [line for line, is_same in found.items() if is_same]
    if not titles and not wrong:
        return sheet, (), ()
    kept = [line for line in range(len(sheet.numbers)) if line not in found and line not in wrong]
    columns = tuple([column[line] for line in kept] for column in sheet.columns)
    numbers = tuple(sheet.numbers[line] for line in kept)
    return (
        replace(sheet, columns=columns, numbers=numbers),
        tuple(sheet.problem(fault, line, column) for line, (column, fault) in wrong.items()),
        tuple(sheet.problem(_TITLES, line) for line in sorted(titles)),
    )


def _summing(sheet: Sheet, form: Form) -> Iterator[tuple[int, int]]:
    """Lines whose first word, or organisation, is a word for a sum, with the column where it stands."""
    for place in _named(sheet, form):
        yield from (
            (line, place) for line in DictionaryColumn.encode(sheet.columns[place]).find_lines(_is_sum)
        )
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
    return [place for name, place in locate_headers(sheet.headers, form).items() if name in named]


def _is_sum(text: str) -> bool:
    return _TOTAL.fullmatch(words(text)) is not None
