"""How each file and sheet was read, for a person to check: its form, encoding, separator, row of titles, dates, lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

import schemas
from dse import formula
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.recognition.headers import find_unknown_titles
from dse.ingest.recognition.sheet_selection import SheetSelection
from dse.ingest.spelling import clean
from dse.ingest.values import dates

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "iso8859-15": "ISO 8859-15",
}
SEPARATORS = {";": "« ; »", ",": "« , »", "\t": "tabulation", "|": "« | »"}
_NAMES = {("organisations", "organisation_id"), ("organisations", "name"), ("organisation_aliases", "alias")}
DECLARED = "comme le formulaire le dit"


@dataclass(frozen=True)
class SheetReading:
    """How a sheet was read, in French. `form` and `title` are None for a sheet of no known form.

    `encoding` and `separator` are empty for a workbook. `dates` are the date formats met in it, `unknown` the titles of
    columns that are not kept, `organisations` those of columns that name organisations.
    """

    file: str
    sheet: str | None
    form: str | None
    title: str | None
    encoding: str
    separator: str
    header_row: int
    lines: int
    dates: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def describe_sheets(selections: Iterable[SheetSelection]) -> tuple[SheetReading, ...]:
    """How every sheet was read, file by file, those of no known form last."""
    return tuple(
        reading
        for selection in selections
        for reading in (
            *map(describe_sheet, selection.recognised),
            *map(describe_unread_sheet, selection.unread),
        )
    )


def describe_sheet(recognised: RecognisedSheet) -> SheetReading:
    """How a sheet of a known form was read."""
    form, sheet = recognised.form, recognised.sheet
    unknown = () if form.survey else tuple(find_unknown_titles(sheet.headers, form))
    reading = _describe(sheet, form.name, form.title, tuple(_find_date_formats(recognised)), unknown)
    return replace(reading, organisations=tuple(_find_organisation_titles(recognised)))


def describe_unread_sheet(sheet: Sheet) -> SheetReading:
    """How a sheet of no known form was read."""
    return _describe(sheet, None, None, (), tuple(header for header in sheet.headers if header))


def _describe(
    sheet: Sheet, form: str | None, title: str | None, date_formats: tuple[str, ...], unknown: tuple[str, ...]
) -> SheetReading:
    return SheetReading(
        file=sheet.file,
        sheet=sheet.name,
        form=form,
        title=title,
        encoding=ENCODINGS.get(sheet.encoding, sheet.encoding),
        separator=SEPARATORS.get(sheet.delimiter, ""),
        header_row=sheet.header_row,
        lines=len(sheet.numbers),
        dates=date_formats,
        unknown=unknown,
    )


def _find_organisation_titles(recognised: RecognisedSheet) -> Iterator[str]:
    """Titles of the file, above columns that name organisations."""
    form, titles = recognised.form, recognised.sheet.headers
    named = {name for name, header in form.headers.items() if header.organisation}
    named |= {
        source.header
        for rows in form.rows
        for column, source in rows.columns.items()
        if source.header and _names_organisation(schemas.column(rows.table, column))
    }
    return (titles[position] for name, position in recognised.positions.items() if name in named)


def _names_organisation(column: schemas.Column) -> bool:
    return column.references == "organisations" or (column.table, column.name) in _NAMES


def _find_date_formats(recognised: RecognisedSheet) -> Iterator[str]:
    """Each way in which the dates of a sheet are written, once."""
    form, formats = recognised.form, set()
    for name in dict.fromkeys(_date_headers(recognised)):
        declared = form.headers[name].dates
        for text in DictionaryColumn.encode(recognised.sheet.columns[recognised.positions[name]]).dictionary:
            date_format = _describe_date(clean(formula.unescape(text)), declared, recognised.sheet.day_zero)
            if date_format and date_format not in formats:
                formats.add(date_format)
                yield date_format


def _describe_date(text: str, declared: tuple[str, ...], day_zero: date) -> str | None:
    """How a date is written; None for a text that is not read as one."""
    if declared:
        return DECLARED if dates.parse_date(text, declared, day_zero)[0] else None
    return dates.describe_date_format(text)


def _date_headers(recognised: RecognisedSheet) -> Sequence[str]:
    """Headers of the file whose cells are read as dates."""
    return [
        candidate.header
        for rows in recognised.form.rows
        for column, source in rows.columns.items()
        for candidate in (source, *source.otherwise)
        if candidate.header in recognised.positions
        and pa.types.is_date(schemas.column(rows.table, column).type)
    ]
