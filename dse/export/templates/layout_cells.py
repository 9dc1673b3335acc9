"""Stored values as cells of a form, each in the first spelling that its import reads back as the same value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from dse.ingest.forms.definitions import Form, Header
from dse.ingest.forms.example_lines import example_header, is_example
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.values import parsing
from dse.ingest.values.parsing import Parser
from schemas import codelists, sources
from schemas.columns import Column

Cell = str | date | int | float | Decimal | None

LONGEST = 32_767  # signs in a cell of a spreadsheet
DIGITS = 15  # that a spreadsheet keeps of a number
# Characters that the XML of a spreadsheet cannot hold.
_UNFIT = re.compile("[\x00\ud800-\udfff\ufffe\uffff]|_x005[Ff]_")


class Unwritable(Exception):
    """A value that no cell of the form stands for."""

    def __init__(self, name: str, value: Any) -> None:
        super().__init__(name, value)
        self.name, self.value = name, value


@dataclass
class Cells:
    """Writes values as cells of a form; each distinct value is searched once."""

    form: Form
    organisations: Organisations
    _cells_by_value: dict[tuple[Any, ...], Cell] = field(default_factory=dict)

    def write(self, name: str, column: Column, value: Any) -> Cell:
        """The cell of a value, or of a tuple of values. Unwritable if the import would read no spelling back as that value."""
        if value is None:
            return None
        key = (name, column.table, column.name, value)
        if key not in self._cells_by_value:
            self._cells_by_value[key] = self._find_cell(self.form.headers[name], column, value)
        return self._cells_by_value[key]

    def _find_cell(self, header: Header, column: Column, value: Any) -> Cell:
        parser = parsing.cell_parser(header, self._value_parser(header, column))
        for cell in self._spellings(header, column, value):
            if self._is_fit(header, cell) and _reads_back(parser, cell, value):
                return cell
        raise Unwritable(header.name, value)

    def _value_parser(self, header: Header, column: Column) -> Parser:
        if header.organisation:
            return self.organisations.finder(column.also_allowed)
        return parsing.column_parser(column, header)

    def _spellings(self, header: Header, column: Column, value: Any) -> Iterator[Cell]:
        if not header.split:
            yield from self._single_spellings(header, column, value)
            return
        pieces = value.split(header.join) if header.join is not None else value
        one = replace(header, split=(), join=None)
        parser = parsing.cell_parser(one, self._value_parser(one, column))
        texts = [self._write_piece(header, column, parser, piece) for piece in pieces]
        yield _separator(header).join(texts)

    def _write_piece(self, header: Header, column: Column, parser: Parser, value: Any) -> str:
        for cell in self._single_spellings(header, column, value):
            text = cell_text(cell)
            if _reads_back(parser, cell, value) and not any(sign in text for sign in header.split):
                return text
        raise Unwritable(header.name, value)

    def _single_spellings(self, header: Header, column: Column, value: Any) -> Iterator[Cell]:
        """Spellings of one value, the most readable first."""
        if header.organisation:
            yield from (self.organisations.names.get(value, value), value)
        elif header.values:
            yield from (text for text, _ in header.values)
        elif isinstance(value, bool):
            yield "oui" if value else "non"
        elif lists := _codelists(header, column):
            yield from _code_spellings(lists, column, str(value))
        elif isinstance(value, date):
            formatted: list[Cell] = [value.strftime(date_format) for date_format in header.dates]
            yield from formatted or [value]
        elif isinstance(value, int | float | Decimal):
            yield from _number_spellings(value)
        else:
            yield from (value, f"'{value}")

    def _is_fit(self, header: Header, cell: Cell) -> bool:
        if not isinstance(cell, str):
            return True
        is_taken = header.name == example_header(self.form) and is_example(cell)
        return len(cell) <= LONGEST and not _UNFIT.search(cell) and not is_taken


def cell_text(cell: Cell) -> str:
    """The text of a cell, as the import gets it before parsing."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return cell if isinstance(cell, str) else _decimal_text(cell)


def drop_down_options(header: Header, column: Column | None) -> tuple[tuple[str, ...], bool]:
    """The choices of a drop-down list, and whether it is closed to other values."""
    if header.values:
        texts = tuple(text for text, _ in header.values)
        return (texts, not header.split) if header.match == "exact" else ((), False)
    if column is None or header.organisation:
        return (), False
    if lists := _codelists(header, column):
        codes = [code for name in lists for code in codelists.codes(name)]
        closed = not (header.split or column.open or column.parameters)
        return tuple(dict.fromkeys(_unambiguous_label(lists, code) for code in codes)), closed
    return (("oui", "non"), True) if pa.types.is_boolean(column.type) else ((), False)


def _codelists(header: Header, column: Column) -> tuple[str, ...]:
    return (header.codelist,) if header.codelist else column.codelists


def _unambiguous_label(lists: tuple[str, ...], code: str) -> str:
    """The label of a code where it leads back to that code alone, else the code."""
    labels = {list_code: label for name in lists for list_code, label in codelists.labels(name).items()}
    label = labels.get(code, code)
    return label if parsing.code_parser(lists)(label)[0] == code else code


def _code_spellings(lists: tuple[str, ...], column: Column, value: str) -> Iterator[str]:
    """Spellings of a code by its label, with its parameters."""
    if column.parameters:
        measured = sources.read(value)
        parameters = [
            (name, _unambiguous_label(sources.PARAMETERS.get(name, ()), parameter))
            for name, parameter in measured.parameters
        ]
        yield str(sources.Measured(_unambiguous_label(lists, measured.code), tuple(parameters)))
    yield from (_unambiguous_label(lists, value), value)


def _number_spellings(value: float | Decimal) -> Iterator[Cell]:
    """A number if a spreadsheet keeps all its digits, then a text."""
    digits = _decimal_text(value)
    if len(digits.replace(".", "").strip("-0")) <= DIGITS:
        yield value
    yield digits.replace(".", ",")


def _decimal_text(value: float | Decimal) -> str:
    return format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")


def _separator(header: Header) -> str:
    return " | " if "|" in header.split else f"{header.split[0]} "


def _reads_back(parser: Parser, cell: Cell, value: Any) -> bool:
    read, issue = parser(cell_text(cell))
    return read == value and (issue is None or issue.is_question)
