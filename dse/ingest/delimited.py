"""A CSV file to cells: its delimiter, its broken lines, the spreadsheet row of each line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from dse.ingest import title_rows
from dse.ingest.cells import LONGEST_CELL, NO_LINES, Sheet, Upload, null_signs, repeated_headers
from dse.ingest.decoding import decode
from dse.ingest.problems import Fault, counted, listed
from dse.ingest.surveys.titles import joined
from dse.ingest.title_rows import Titles

DELIMITERS = (";", ",", "\t", "|")
_SEPARATOR_LINE = "sep="

_TOO_LONG = Fault(
    "IMP-109", "Une cellule est trop longue, ou un guillemet n’est pas fermé.", "Raccourcissez-la."
)
_OPEN_QUOTE = Fault("IMP-105", "Un guillemet est mal fermé.", "Fermez-le, ou doublez-le dans le texte.")


def read(upload: Upload, fitness: Callable[[Sequence[str]], float]) -> Sheet:
    """Cells of a CSV file. `fitness` tells how well a row of headers suits the forms, to find the delimiter and the titles.

    Everything wrong with the file is in `problems`; the lines that are right are there all the same.
    """
    decoded, file = decode(upload.content), Sheet(upload.shown)
    if decoded.problem:
        return replace(file, problems=(file.problem(decoded.problem),))
    text, declared = _separator(decoded.text)
    delimiter, titles = _delimited(text, declared, fitness)
    doubts = (file.problem(decoded.doubt),) if decoded.doubt else ()
    return _sheet(
        replace(file, doubts=doubts, encoding=decoded.encoding, delimiter=delimiter), text, delimiter, titles
    )


def _sheet(file: Sheet, text: str, delimiter: str, found: Titles) -> Sheet:
    numbered, broken = _numbered(text, delimiter)
    first, *others = numbered[found.above :] or [(1, [])]
    titles = list(found.headers)
    if others and (over_two := joined(titles, others[0][1])):
        titles, others = over_two, others[1:]
    headers = _trimmed(titles)
    titled = replace(file, headers=tuple(headers), header_row=first[0])
    titled = replace(
        titled,
        notices=title_rows.notices(titled, found),
        doubts=(*file.doubts, *title_rows.doubts(titled, found, [number for number, _ in numbered])),
    )
    kept, faults, unfit = [], [], {}
    for number, record in others:
        fault = _width_fault(record, len(headers))
        if fault is None:
            kept.append((number, record[: len(headers)]))
        else:
            unfit[number] = tuple(record)
            faults.append(titled.problem_at(fault, number, min(len(record), len(headers))))
    if broken:
        faults.append(titled.problem_at(broken[1], broken[0]))
    elif not kept and not faults:
        faults.append(titled.problem(NO_LINES))
    columns = tuple(zip(*(record for _, record in kept), strict=True)) or tuple(() for _ in headers)
    sheet = replace(titled, columns=columns, numbers=tuple(number for number, _ in kept), broken=unfit)
    signs = null_signs(sheet) if "\x00" in text else ()
    return replace(sheet, problems=(*repeated_headers(sheet), *faults, *signs))


def _numbered(text: str, delimiter: str) -> tuple[list[tuple[int, list[str]]], tuple[int, Fault] | None]:
    """Records that hold something, with their spreadsheet row, and where reading had to stop."""
    found: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, record in enumerate(_records(text, delimiter), 1):
            if any(map(str.strip, record)):
                found.append((number, record))
    except csv.Error as error:
        return found, (number + 1, _TOO_LONG if "limit" in str(error) else _OPEN_QUOTE)
    return found, None


def _width_fault(record: list[str], width: int) -> Fault | None:
    if len(record) < width:
        short = f"La ligne a {counted(len(record), 'cellule')} au lieu de {width}."
        return Fault("IMP-107", short, "Complétez la ligne ou retirez un retour à la ligne de trop.")
    extra = next((cell for cell in record[width:] if cell.strip()), None)
    if extra is not None:
        return Fault(
            "IMP-106",
            f"Cellule de trop, après la dernière colonne : {listed([extra])}.",
            "Retirez un séparateur de trop, ou mettez le texte entre guillemets.",
        )
    return None


def _trimmed(headers: list[str]) -> list[str]:
    while headers and not headers[-1]:
        headers = headers[:-1]
    return headers


def _separator(text: str) -> tuple[str, str | None]:
    """The text after a first line `sep=;`, which spreadsheets do not show, and what it declares."""
    first, _, rest = (text.replace("\r", "\n", 1) if "\n" not in text else text).partition("\n")
    line = first.strip().strip('"')
    if line.lower().startswith(_SEPARATOR_LINE) and line[len(_SEPARATOR_LINE) :] in DELIMITERS:
        return rest, line[len(_SEPARATOR_LINE) :]
    return text, None


def _delimited(
    text: str, declared: str | None, fitness: Callable[[Sequence[str]], float]
) -> tuple[str, Titles]:
    """The delimiter under which a row of titles suits the forms best, and that row; the one declared if none does better."""
    found = {each: title_rows.found(_beginning(text, each), fitness) for each in DELIMITERS}
    best = max(
        DELIMITERS, key=lambda each: (found[each].likeness, each == declared, len(found[each].headers))
    )
    return best, found[best]


def _beginning(text: str, delimiter: str) -> list[list[str]]:
    """The first records that hold something, as far as they can be read."""
    found: list[list[str]] = []
    with suppress(csv.Error):
        for record in _records(text, delimiter):
            if any(map(str.strip, record)):
                found.append(record)
            if len(found) == title_rows.AMONG:
                break
    return found


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
