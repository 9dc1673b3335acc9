"""Read a CSV file as a sheet of cells: find its delimiter and its titles, and keep the spreadsheet row of each line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import Any, TextIO

from dse.ingest.files import title_rows
from dse.ingest.files.cells import LONGEST_CELL, Sheet, Upload
from dse.ingest.files.decoding import find_encoding
from dse.ingest.files.delimited_lines import LinesBuilder
from dse.ingest.files.file_checks import refuse_long_cell, refuse_long_file, refuse_open_quote
from dse.ingest.files.title_rows import TitleRow
from dse.ingest.files.two_row_titles import LOOKED_AT, join_questions_above, join_titles
from dse.ingest.files.workbook_checks import refuse_vast_table
from dse.ingest.issues import CellIssue

DELIMITERS = (";", ",", "\t", "|")
_SEPARATOR_LINE = "sep="
# Of a file in memory, as the page has it. One that is read from its path may be of any length.
LARGEST_UPLOAD = 10 * 2**20
MOST_LINES = 100_000
MOST_ROWS = 1_048_576  # of a spreadsheet, empty ones included
MOST_SEARCHED = 10_000  # rows, empty ones included, among which titles are searched
WIDEST = 16_384  # columns of a spreadsheet
LONGEST_LINE = 2**24  # signs: one without end is cut, and does not fit the titles
MOST_RESUMED = 10  # times that reading begins again below a quote that is not closed
MOST_COLUMNS = 1_000  # with or without a title
NumberedRecord = tuple[int, list[str] | CellIssue]  # after its spreadsheet row

_TOO_LONG = refuse_long_cell(
    "Une cellule est trop longue, ou un guillemet n’est pas fermé.", "Raccourcissez-la."
)
_OTHER_WAYS = "Coupez-le en plusieurs, ou importez-le par la commande « python -m dse import », qui n’a pas cette limite."
_TOO_LARGE = refuse_long_file(f"Le fichier dépasse {LARGEST_UPLOAD // 2**20} Mo.", _OTHER_WAYS)
_TOO_MANY_LINES = refuse_long_file("Le fichier dépasse 100 000 lignes.", _OTHER_WAYS)
_TOO_MANY_ROWS = refuse_long_file("Le fichier a plus de 1 048 576 lignes, vides comprises.", _OTHER_WAYS)
_TOO_WIDE = refuse_vast_table(
    "Le fichier a plus de 1 000 colonnes.", "Gardez seulement celles d’un formulaire."
)
_OPEN_QUOTE = refuse_open_quote("Un guillemet est mal fermé.", "Fermez-le, ou doublez-le dans le texte.")


def read_sheet(upload: Upload, fitness: Callable[[Sequence[str]], float]) -> Sheet:
    """Cells of a CSV file. `fitness` scores how well a row of headers suits the forms, to find the delimiter and the titles.

    Whatever is wrong with the file is in `problems`; lines without an error are there all the same.
    """
    encoding, file = find_encoding(upload), Sheet(upload.display_name)
    if upload.path is None and upload.size > LARGEST_UPLOAD:
        return replace(file, problems=(file.problem(_TOO_LARGE),))
    if encoding.error:
        return replace(file, problems=(file.problem(encoding.error),))
    declared = _read_declared_delimiter(upload, encoding.name)
    delimiter, titles = _find_delimiter(upload, encoding.name, declared, fitness)
    most = MOST_ROWS if upload.path is None else None
    records = _read_records(upload, encoding.name, delimiter, after=declared is not None, most=most)
    doubts = (file.problem(encoding.question),) if encoding.question else ()
    file = replace(file, doubts=doubts, encoding=encoding.name, delimiter=delimiter)
    return _sheet(file, upload, records, titles)


def _sheet(file: Sheet, upload: Upload, records: Iterator[NumberedRecord], titles_found: TitleRow) -> Sheet:
    beginning = list(islice(records, title_rows.SEARCHED_ROWS + 1))
    first, *others = beginning[titles_found.above :] or [(1, [])]
    titles_row = first[1]
    if isinstance(titles_row, CellIssue):
        first, titles_row, others = (1, []), [], [first]
    titles = list(titles_found.headers)
    if others and not isinstance(others[0][1], CellIssue) and (over_two := join_titles(titles, others[0][1])):
        titles, others = over_two, others[1:]
    elif titles_found.above:
        others += islice(records, LOOKED_AT)
        lines = [record for _, record in others if not isinstance(record, CellIssue)]
        above = beginning[titles_found.above - 1][1]
        if not isinstance(above, CellIssue) and (joined := join_questions_above(above, titles, lines)):
            titles, titles_found = joined, replace(titles_found, above=0, lines=())
    if len(_trim(titles)) > MOST_COLUMNS:
        return replace(file, problems=(file.problem(_TOO_WIDE),))
    titled = replace(file, headers=tuple(_trim(titles)), header_row=first[0])
    titled = replace(
        titled,
        notices=title_rows.find_notices(titled, titles_found),
        doubts=(
            *file.doubts,
            *title_rows.find_questions(titled, titles_found, [number for number, _ in beginning]),
        ),
    )
    return _read_lines(titled, len(titles_row), upload, chain(others, records))


def _read_lines(
    titled: Sheet, title_row_width: int, upload: Upload, below: Iterator[NumberedRecord]
) -> Sheet:
    """The sheet with the lines that stand below its titles."""
    lines = LinesBuilder(
        titled, title_row_width, MOST_LINES if upload.path is None else None, upload.progress
    )
    for number, record in below:
        if isinstance(record, CellIssue):
            lines.skip(record, number)
        else:
            lines.add(number, record)
        if lines.is_full():
            return replace(titled, headers=(), problems=(titled.problem(_TOO_MANY_LINES),))
    return lines.finish()


def _read_records(
    upload: Upload, name: str, delimiter: str, *, after: bool, most: int | None
) -> Iterator[NumberedRecord]:
    """Records that hold something, with their spreadsheet row; in the place of one that cannot be read, why.

    `after` a first line that declares the delimiter. No more than `most` rows are read, empty ones included. Reading
    goes on at the line below a quote that is not closed, MOST_RESUMED times.
    """
    rows_done, lines_done = 0, int(after)
    for _ in range(MOST_RESUMED + 1):
        with _open_text(upload, name) as text:
            for _ in range(lines_done):
                text.readline(LONGEST_LINE)
            reader, lines_before, number = _split_records(text, delimiter), 0, rows_done
            try:
                for number, record in enumerate(reader, rows_done + 1):
                    if most is not None and number > most:
                        yield number, _TOO_MANY_ROWS
                        return
                    lines_before = reader.line_num
                    if any(map(str.strip, record)):
                        yield number, record if len(record) <= WIDEST else _narrow(record)
                return
            except csv.Error as error:
                rows_done, lines_done = number + 1, lines_done + lines_before + 1
                yield rows_done, _TOO_LONG if "limit" in str(error) else _OPEN_QUOTE


def _narrow(record: list[str]) -> list[str]:
    """A line wider than any spreadsheet, without the empty cells past that width; the first that is filled is kept."""
    beyond = next((cell for cell in record[WIDEST:] if cell.strip()), "")
    return [*record[:WIDEST], beyond]


def _trim(headers: list[str]) -> list[str]:
    while headers and not headers[-1]:
        headers = headers[:-1]
    return headers


def _read_declared_delimiter(upload: Upload, name: str) -> str | None:
    """The delimiter that a first line `sep=;`, which spreadsheets do not show, declares."""
    with _open_text(upload, name) as text:
        line = text.readline(LONGEST_CELL).strip('"\r\n ')
    declares = line.lower().startswith(_SEPARATOR_LINE) and line[len(_SEPARATOR_LINE) :] in DELIMITERS
    return line[len(_SEPARATOR_LINE) :] if declares else None


def _find_delimiter(
    upload: Upload, name: str, declared: str | None, fitness: Callable[[Sequence[str]], float]
) -> tuple[str, TitleRow]:
    """The delimiter under which a row of titles suits the forms best, and that row; the one declared if none does better."""
    titles, regular = {}, set()
    for delimiter in DELIMITERS:
        records = _read_records(upload, name, delimiter, after=declared is not None, most=MOST_SEARCHED)
        records = islice(records, title_rows.SEARCHED_ROWS)
        rows = [record[: MOST_COLUMNS + 1] for _, record in records if not isinstance(record, CellIssue)]
        titles[delimiter] = title_rows.find_title_row(rows, fitness)
        if _parts_every_row(rows):
            regular.add(delimiter)
    best = max(
        DELIMITERS,
        key=lambda delimiter: (
            titles[delimiter].likeness,
            delimiter == declared,
            delimiter in regular,
            len(titles[delimiter].headers),
        ),
    )
    return best, titles[best]


def _parts_every_row(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a delimiter parts the first row, and every other into as many cells: a sign within cells does not."""
    widths = {len(row) for row in rows}
    return len(rows) > 1 and len(widths) == 1 and max(widths) > 1


def _open_text(upload: Upload, name: str) -> TextIO:
    return io.TextIOWrapper(upload.stream(), encoding=name, newline="")


def _split_records(text: TextIO, delimiter: str) -> Any:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(iter(partial(text.readline, LONGEST_LINE), ""), delimiter=delimiter, strict=True)
