"""A second table under the first, of another form: where it seems to begin, and nothing said of its lines as if they were of the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, shorten
from dse.ingest.recognition.headers import find_missing_headers, locate_headers
from dse.ingest.spelling import canonical

_FEWEST = 3  # titles of a form by which a line begins a table of it


def cut_second_table(sheet: Sheet, known: Sequence[Form]) -> Sheet:
    """The sheet up to the titles of a table of another form, with a problem that tells their line; as it is where there are none."""
    forms = [
        form
        for form in known
        if not (form.survey or form.closed) and find_missing_headers(sheet.headers, form)
    ]
    found = min(_beginnings(sheet, forms), default=None)
    if found is None:
        return sheet
    row, *_, title = found
    lines = sum(number < row for number in sheet.numbers)
    while lines and sum(bool(column[lines - 1].strip()) for column in sheet.columns) < 2:
        lines -= 1  # what stands above the titles of the second is their heading
    last = sheet.numbers[lines - 1] if lines else sheet.header_row
    cut = replace(
        sheet,
        columns=tuple(column[:lines] for column in sheet.columns),
        numbers=sheet.numbers[:lines],
        broken={number: cells for number, cells in sheet.broken.items() if number <= last},
    )
    kept = (each for each in sheet.problems if each.row is None or each.row <= last)
    return replace(cut, problems=(*kept, cut.problem_at(_fault(row, title), row)))


def _beginnings(sheet: Sheet, forms: Sequence[Form]) -> Iterator[tuple[int, int, int, str]]:
    """Spreadsheet rows that are titles of a form, that which knows most of them first, with what it is called."""
    spelled = {spelling for form in forms for spelling in form.spellings}
    lines = (
        DictionaryColumn.encode(sheet.columns[0]).find_lines(lambda text: canonical(text) in spelled)
        if sheet.columns
        else ()
    )
    rows = [(sheet.numbers[line], [column[line] for column in sheet.columns]) for line in lines]
    for row, cells in (*rows, *sheet.broken.items()):
        titles = [cell for cell in cells if cell.strip()]
        for form in forms:
            count = len(locate_headers(titles, form))
            if count >= _FEWEST and 2 * count >= len(titles) and not find_missing_headers(titles, form):
                yield row, -count, len(form.headers), form.title


def _fault(row: int, title: str) -> CellIssue:
    reason = f"Un second tableau semble commencer ligne {row}, avec les titres de « {shorten(title)} »."
    return CellIssue("IMP-125", reason, "Donnez-le dans un fichier ou une feuille à part, puis recommencez.")
