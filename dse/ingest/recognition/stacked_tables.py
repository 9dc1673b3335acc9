"""A second table, of another form, below the first one of a sheet: the sheet ends where it begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.recognition.headers import find_missing_headers, locate_headers
from dse.ingest.recognition.sheet_checks import describe_second_table

_FEWEST = 3  # titles of a form by which a line begins a table of it


def cut_second_table(sheet: Sheet, forms: Sequence[Form]) -> Sheet:
    """The sheet above the titles of a table of another form, with a problem at these; as it is where there are none."""
    others = [
        form
        for form in forms
        if not (form.survey or form.closed) and find_missing_headers(sheet.headers, form)
    ]
    second = min(_find_title_rows(sheet, others), default=None)
    if second is None:
        return sheet
    row, *_, title = second
    lines = sum(number < row for number in sheet.numbers)
    while lines and sum(bool(column[lines - 1].strip()) for column in sheet.columns) < 2:
        lines -= 1  # one cell above the titles of the second table is its heading
    last = sheet.numbers[lines - 1] if lines else sheet.header_row
    first_table = replace(
        sheet,
        columns=tuple(column[:lines] for column in sheet.columns),
        numbers=sheet.numbers[:lines],
        misaligned_lines={
            number: cells for number, cells in sheet.misaligned_lines.items() if number <= last
        },
    )
    problems = (problem for problem in sheet.problems if problem.row is None or problem.row <= last)
    second_table = first_table.problem_at(describe_second_table(row, title), row)
    return replace(first_table, problems=(*problems, second_table))


def _find_title_rows(sheet: Sheet, forms: Sequence[Form]) -> Iterator[tuple[int, int, int, str]]:
    """Spreadsheet rows of titles: row, minus the titles that a form knows, size and title of that form, to be sorted."""
    spellings = {spelling for form in forms for spelling in form.spellings}
    lines = (
        DictionaryColumn.encode(sheet.columns[0]).find_spelled(spellings.__contains__)
        if sheet.columns
        else ()
    )
    rows = [(sheet.numbers[line], [column[line] for column in sheet.columns]) for line in lines]
    for row, cells in (*rows, *sheet.misaligned_lines.items()):
        titles = [cell for cell in cells if cell.strip()]
        for form in forms:
            count = len(locate_headers(titles, form))
            if count >= _FEWEST and 2 * count >= len(titles) and not find_missing_headers(titles, form):
                yield row, -count, len(form.headers), form.title
