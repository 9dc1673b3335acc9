"""How each file and sheet was read, for a person to check: its form, encoding, separator, row of titles, dates, lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa

import schemas
from dse import formula
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.recognition.headers import find_unknown_titles
from dse.ingest.recognition.left_out_lines import count_at_foot, describe_left_out
from dse.ingest.recognition.sheet_selection import SheetSelection
from dse.ingest.spelling import canonical, clean
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
_HOUR = re.compile(r"[ T][0-9]{1,2}[:h][0-9]{2}.*")
_LOOKED_AT = 40  # distinct texts of a column that no form knows


@dataclass(frozen=True)
class SheetReading:
    """How a sheet was read, in French. `form` and `title` are None for a sheet of no known form.

    `encoding` and `separator` are empty for a workbook. `lines` are those of data, without those `left_out`, which are counted in
    words. `dates` are the ways in which its dates are written, `unknown` the titles of columns that are not kept, `organisations`
    those of columns that name organisations; `matched_texts` are, by header of the form, those that a person matched with a value.
    """

    file: str
    sheet: str | None
    form: str | None
    title: str | None
    encoding: str
    separator: str
    header_row: int
    lines: int
    left_out: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    matched_texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
    formats = (
        *_find_date_formats(recognised),
        *_find_answer_day_formats(recognised),
        *_find_formats_beside(recognised),
    )
    return replace(
        _describe(sheet, len(sheet.numbers), recognised.left_out, formats),
        form=form.name,
        title=form.title,
        unknown=unknown,
        organisations=tuple(_find_organisation_titles(recognised)),
        titles=tuple(filter(None, sheet.headers)),
        matched_texts=_find_matched_texts(recognised),
    )


def describe_unread_sheet(sheet: Sheet) -> SheetReading:
    """How a sheet of no known form was read."""
    left_out = count_at_foot(sheet)
    reading = _describe(sheet, len(sheet.numbers) - left_out.total(), left_out, _find_formats(sheet.columns))
    return replace(reading, unknown=tuple(header for header in sheet.headers if header))


def _describe(sheet: Sheet, lines: int, left_out: Counter[str], date_formats: Iterable[str]) -> SheetReading:
    return SheetReading(
        file=sheet.file,
        sheet=sheet.name,
        form=None,
        title=None,
        encoding=ENCODINGS.get(sheet.encoding, sheet.encoding),
        separator=SEPARATORS.get(sheet.delimiter, ""),
        header_row=sheet.header_row,
        lines=lines,
        left_out=tuple(describe_left_out(left_out)),
        dates=tuple(dict.fromkeys(date_formats)),
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


def _find_matched_texts(recognised: RecognisedSheet) -> dict[str, tuple[str, ...]]:
    """Texts that a person matched with a value and that the sheet has, by header."""
    texts_by_header = {}
    for name, position in recognised.positions.items():
        header = recognised.form.headers[name]
        if header.matched:
            texts = DictionaryColumn.encode(recognised.sheet.columns[position]).dictionary
            separator = "|".join(map(re.escape, header.split)) or "(?!)"
            pieces = {canonical(piece) for text in texts for piece in re.split(separator, text)}
            texts_by_header[name] = tuple(text for text, _ in header.matched if canonical(text) in pieces)
    return texts_by_header


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


def _find_formats_beside(recognised: RecognisedSheet) -> Iterator[str]:
    """How dates are written in columns of no header: they are in the file, and not kept."""
    titled = set(recognised.positions.values())
    columns = recognised.sheet.columns
    return _find_formats([cells for column, cells in enumerate(columns) if column not in titled])


def _find_answer_day_formats(recognised: RecognisedSheet) -> Iterator[str]:
    """How the days on which people answered a survey are written, once: as its form says, else as they seem to be."""
    if (survey := recognised.form.survey) is None or "submitted_on" not in survey.respondents:
        return
    answer_days = survey.respondents["submitted_on"]
    titles = set(map(canonical, answer_days.columns))
    columns = [
        cells
        for title, cells in zip(recognised.sheet.headers, recognised.sheet.columns, strict=True)
        if canonical(title) in titles
    ]
    yield from [DECLARED] * bool(columns) if answer_days.dates else _find_formats(columns)


def _find_formats(columns: Iterable[Sequence[str]]) -> Iterator[str]:
    """How dates are written in the columns that most texts say to be of dates; a number of five digits says nothing."""
    for cells in columns:
        texts = [text for text in DictionaryColumn.encode(cells).dictionary[:_LOOKED_AT] if text.strip()]
        formats = [dates.describe_date_format(_HOUR.sub("", clean(text))) for text in texts]
        named = [one for one in formats if one and one != dates.SERIAL_NUMBER]
        if 2 * len(named) > len(texts):
            yield from dict.fromkeys(named)


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
