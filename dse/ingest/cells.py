"""A CSV file to cells, each known by its spreadsheet row and column; nothing shifts in silence."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from dse import formula
from dse.ingest.decoding import decode
from dse.ingest.problems import Fault, Problem, counted, letters, listed, shorten
from dse.ingest.spelling import canonical, clean

DELIMITERS = (";", ",", "\t", "|")
LONGEST_CELL = 100_000
_SEPARATOR_LINE = "sep="

_NO_LINES = Fault("IMP-112", "Aucune ligne sous les titres.", "Vérifiez l’export et recommencez.")
_OPEN_QUOTE = Fault("IMP-105", "Un guillemet est mal fermé.", "Fermez-le, ou doublez-le dans le texte.")
_TOO_LONG = Fault(
    "IMP-109", "Une cellule est trop longue, ou un guillemet n’est pas fermé.", "Raccourcissez-la."
)
_NULL_SIGN = Fault("IMP-104", "La cellule contient un caractère nul.", "Retapez la cellule.")


@dataclass(frozen=True)
class Upload:
    """A file as it was given. The name is only shown; nothing is opened by it."""

    name: str
    content: bytes

    @property
    def shown(self) -> str:
        """The name without folders, fit for a message."""
        return shorten(PurePosixPath(self.name.replace("\\", "/")).name or "fichier", 60)

    @property
    def sha256(self) -> str:
        """Hash of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Sheet:
    """Cells of a file, column by column. `numbers` are the spreadsheet rows of the lines (header = 1)."""

    file: str
    headers: tuple[str, ...] = ()
    columns: tuple[Sequence[str], ...] = ()
    numbers: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()

    def problem(self, fault: Fault, line: int | None = None, column: int | None = None) -> Problem:
        """A fault at a place of this sheet; `line` and `column` count from 0."""
        known = line is not None and column is not None
        return Problem(
            code=fault.code,
            file=self.file,
            reason=fault.reason,
            advice=fault.advice,
            row=None if line is None else self.numbers[line],
            column=None if column is None else letters(column),
            header=None if column is None else self.headers[column],
            value=shorten(self.columns[column][line]) or None if known else None,
        )


def read(upload: Upload, fitness: Callable[[Sequence[str]], float]) -> Sheet:
    """Cells of a CSV file. `fitness` tells how well a row of headers suits the forms, to find the delimiter.

    Everything wrong with the file is in `problems`; the lines that are right are there all the same.
    """
    decoded = decode(upload.content)
    if decoded.problem:
        return Sheet(upload.shown, problems=(_whole(upload, decoded.problem),))
    text, declared = _separator(decoded.text)
    delimiter = declared or _delimiter(text, fitness)
    doubts = (_whole(upload, decoded.doubt),) if decoded.doubt else ()
    return _sheet(upload, text, delimiter, doubts)


def _sheet(upload: Upload, text: str, delimiter: str, doubts: tuple[Problem, ...]) -> Sheet:
    numbered, broken = _numbered(text, delimiter)
    first, *others = numbered or [(1, [])]
    headers = _trimmed([clean(formula.unescape(header)) for header in first[1]])
    kept, faults = [], []
    for number, record in others:
        fault = _width_fault(record, len(headers))
        if fault is None:
            kept.append((number, record[: len(headers)]))
        else:
            faults.append(_at(upload, number, headers, min(len(record), len(headers)), fault))
    if broken:
        faults.append(_at(upload, broken[0], headers, None, broken[1]))
    elif not kept and not faults:
        faults.append(_whole(upload, _NO_LINES))
    columns = tuple(zip(*(record for _, record in kept), strict=True)) or tuple(() for _ in headers)
    sheet = Sheet(upload.shown, tuple(headers), columns, tuple(number for number, _ in kept), doubts=doubts)
    problems = (*_repeated_headers(upload, headers), *faults, *_null_signs(sheet, "\x00" in text))
    return replace(sheet, problems=problems)


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


def _at(upload: Upload, number: int, headers: Sequence[str], column: int | None, fault: Fault) -> Problem:
    """A fault of a line that is not kept; past the last header the column has letters and no name."""
    return Problem(
        fault.code,
        upload.shown,
        fault.reason,
        fault.advice,
        row=number,
        column=None if column is None else letters(column),
        header=headers[column] if column is not None and column < len(headers) else None,
    )


def _trimmed(headers: list[str]) -> list[str]:
    while headers and not headers[-1]:
        headers = headers[:-1]
    return headers


def _repeated_headers(upload: Upload, headers: Sequence[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for column, header in enumerate(headers):
        before = first.setdefault(canonical(header), column) if header else column
        if before != column:
            reason = f"Ce titre est déjà celui de la colonne {letters(before)}."
            fault = Fault("IMP-108", reason, "Renommez ou retirez l’une des deux colonnes.")
            yield _at(upload, 1, headers, column, fault)


def _null_signs(sheet: Sheet, present: bool) -> Iterator[Problem]:
    if not present:
        return
    for column, cells in enumerate(sheet.columns):
        for line in (line for line, cell in enumerate(cells) if "\x00" in cell):
            yield sheet.problem(_NULL_SIGN, line, column)


def _whole(upload: Upload, fault: Fault) -> Problem:
    return Problem(fault.code, upload.shown, fault.reason, fault.advice)


def _separator(text: str) -> tuple[str, str | None]:
    """The text after a first line `sep=;`, which spreadsheets do not show, and what it declares."""
    first, _, rest = (text.replace("\r", "\n", 1) if "\n" not in text else text).partition("\n")
    line = first.strip().strip('"')
    if line.lower().startswith(_SEPARATOR_LINE) and line[len(_SEPARATOR_LINE) :] in DELIMITERS:
        return rest, line[len(_SEPARATOR_LINE) :]
    return text, None


def _delimiter(text: str, fitness: Callable[[Sequence[str]], float]) -> str:
    headers = {each: _headers(text, each) for each in DELIMITERS}
    return max(DELIMITERS, key=lambda each: (fitness(headers[each]), len(headers[each])))


def _headers(text: str, delimiter: str) -> list[str]:
    try:
        return next((record for record in _records(text, delimiter) if any(map(str.strip, record))), [])
    except csv.Error:
        return []


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
