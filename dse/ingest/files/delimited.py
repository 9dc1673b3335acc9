"""A CSV file to cells: its delimiter, its broken lines, the spreadsheet row of each line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import TextIO

from dse.ingest.files import title_rows
from dse.ingest.files.cells import LONGEST_CELL, Sheet, Upload
from dse.ingest.files.decoding import encoding
from dse.ingest.files.delimited_lines import Lines
from dse.ingest.files.title_rows import TitleRow
from dse.ingest.files.two_row_titles import join_titles
from dse.ingest.issues import CellIssue

DELIMITERS = (";", ",", "\t", "|")
_SEPARATOR_LINE = "sep="
# Of a file held in memory, as the page has it. One that is read where it lies may be of any length.
LARGEST_HELD = 10 * 2**20
MOST_HELD = 100_000
MOST_ROWS = 1_048_576  # of a spreadsheet, empty ones included
MOST_ABOVE = 10_000  # rows, empty ones included, among which the titles are sought
WIDEST = 16_384  # columns of a spreadsheet
LONGEST_LINE = 2**24  # signs: one without end is cut, and does not fit the titles
MOST_COLUMNS = 1_000  # with or without a title
Numbered = tuple[int, list[str] | CellIssue]

_TOO_LONG = CellIssue(
    "IMP-109", "Une cellule est trop longue, ou un guillemet n’est pas fermé.", "Raccourcissez-la."
)
_ELSEWHERE = "Coupez-le en plusieurs, ou importez-le par la commande « python -m dse import », qui n’a pas cette limite."
_TOO_LARGE = CellIssue("IMP-124", f"Le fichier dépasse {LARGEST_HELD // 2**20} Mo.", _ELSEWHERE)
_TOO_MANY_LINES = CellIssue("IMP-124", "Le fichier dépasse 100 000 lignes.", _ELSEWHERE)
_TOO_MANY_ROWS = CellIssue("IMP-124", "Le fichier a plus de 1 048 576 lignes, vides comprises.", _ELSEWHERE)
_TOO_WIDE = CellIssue(
    "IMP-134", "Le fichier a plus de 1 000 colonnes.", "Gardez seulement celles d’un formulaire."
)
_OPEN_QUOTE = CellIssue("IMP-105", "Un guillemet est mal fermé.", "Fermez-le, ou doublez-le dans le texte.")


def read(upload: Upload, fitness: Callable[[Sequence[str]], float]) -> Sheet:
    """Cells of a CSV file. `fitness` tells how well a row of headers suits the forms, to find the delimiter and the titles.

    Everything wrong with the file is in `problems`; the lines that are right are there all the same.
    """
    found, file = encoding(upload), Sheet(upload.shown)
    if upload.path is None and upload.size > LARGEST_HELD:
        return replace(file, problems=(file.problem(_TOO_LARGE),))
    if found.problem:
        return replace(file, problems=(file.problem(found.problem),))
    declared = _declared(upload, found.name)
    delimiter, titles = _delimited(upload, found.name, declared, fitness)
    most = MOST_ROWS if upload.path is None else None
    records = _numbered(upload, found.name, delimiter, after=declared is not None, most=most)
    doubts = (file.problem(found.doubt),) if found.doubt else ()
    file = replace(file, doubts=doubts, encoding=found.name, delimiter=delimiter)
    return _sheet(file, upload, records, titles)


def _sheet(file: Sheet, upload: Upload, records: Iterator[Numbered], found: TitleRow) -> Sheet:
    beginning = list(islice(records, title_rows.SEARCHED_ROWS + 1))
    first, *others = beginning[found.above :] or [(1, [])]
    if isinstance(first[1], CellIssue):
        first, others = (1, []), [first]
    titles = list(found.headers)
    if others and not isinstance(others[0][1], CellIssue) and (over_two := join_titles(titles, others[0][1])):
        titles, others = over_two, others[1:]
    if len(_trimmed(titles)) > MOST_COLUMNS:
        return replace(file, problems=(file.problem(_TOO_WIDE),))
    titled = replace(file, headers=tuple(_trimmed(titles)), header_row=first[0])
    titled = replace(
        titled,
        notices=title_rows.title_row_notices(titled, found),
        doubts=(
            *file.doubts,
            *title_rows.title_row_doubts(titled, found, [number for number, _ in beginning]),
        ),
    )
    return _filled(titled, len(first[1]), upload, chain(others, records))


def _filled(titled: Sheet, written: int, upload: Upload, below: Iterator[Numbered]) -> Sheet:
    """The sheet with the lines that stand below its titles."""
    lines = Lines(titled, written, MOST_HELD if upload.path is None else None, upload.progress)
    for number, record in below:
        if isinstance(record, CellIssue):
            lines.stop(record, number)
        else:
            lines.add(number, record)
        if lines.is_full():
            return replace(titled, headers=(), problems=(titled.problem(_TOO_MANY_LINES),))
    return lines.done()


def _numbered(
    upload: Upload, name: str, delimiter: str, *, after: bool, most: int | None
) -> Iterator[Numbered]:
    """Records that hold something, with their spreadsheet row; last, why reading had to stop, if it had.

    `after` a first line that declares the delimiter. No more than `most` rows are read, empty ones included.
    """
    number = 0
    try:
        with _text(upload, name) as text:
            if after:
                text.readline()
            for number, record in enumerate(_records(text, delimiter), 1):
                if most is not None and number > most:
                    yield number, _TOO_MANY_ROWS
                    return
                if any(map(str.strip, record)):
                    yield number, record if len(record) <= WIDEST else _narrowed(record)
    except csv.Error as error:
        yield number + 1, _TOO_LONG if "limit" in str(error) else _OPEN_QUOTE


def _narrowed(record: list[str]) -> list[str]:
    """A line wider than any spreadsheet, without the empty cells past that width; the first that is filled is kept."""
    beyond = next((cell for cell in record[WIDEST:] if cell.strip()), "")
    return [*record[:WIDEST], beyond]


def _trimmed(headers: list[str]) -> list[str]:
    while headers and not headers[-1]:
        headers = headers[:-1]
    return headers


def _declared(upload: Upload, name: str) -> str | None:
    """The delimiter that a first line `sep=;`, which spreadsheets do not show, declares."""
    with _text(upload, name) as text:
        line = text.readline(LONGEST_CELL).strip('"\r\n ')
    declares = line.lower().startswith(_SEPARATOR_LINE) and line[len(_SEPARATOR_LINE) :] in DELIMITERS
    return line[len(_SEPARATOR_LINE) :] if declares else None


def _delimited(
    upload: Upload, name: str, declared: str | None, fitness: Callable[[Sequence[str]], float]
) -> tuple[str, TitleRow]:
    """The delimiter under which a row of titles suits the forms best, and that row; the one declared if none does better."""
    found = {}
    for each in DELIMITERS:
        records = _numbered(upload, name, each, after=declared is not None, most=MOST_ABOVE)
        records = islice(records, title_rows.SEARCHED_ROWS)
        rows = [record[: MOST_COLUMNS + 1] for _, record in records if not isinstance(record, CellIssue)]
        found[each] = title_rows.find_title_row(rows, fitness)
    best = max(
        DELIMITERS, key=lambda each: (found[each].likeness, each == declared, len(found[each].headers))
    )
    return best, found[best]


def _text(upload: Upload, name: str) -> TextIO:
    return io.TextIOWrapper(upload.stream(), encoding=name, newline="")


def _records(text: TextIO, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(iter(partial(text.readline, LONGEST_LINE), ""), delimiter=delimiter, strict=True)
