"""Rows of cells to files: CSV as programs write it, workbooks whose cells are texts, numbers and days."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import workbooks

from mutants.bases import Base

Rows = Sequence[Sequence[str]]
Place = tuple[int, int]  # row of the spreadsheet, from 1, and column from 0

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,9})(?:,[0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
_NUMBERS, _DAYS = ("count", "amount", "real", "score", "note"), ("date",)


def text_of(rows: Rows, delimiter: str = ";", newline: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """The text of a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return out.getvalue()


def csv_of(rows: Rows, encoding: str = "utf-8", **options: Any) -> bytes:
    """A CSV file."""
    return text_of(rows, **options).encode(encoding)


def values_of(base: Base, rows: Rows, above: int = 0, text_cells: Collection[Place] = ()) -> list[list[Any]]:
    """Cells as a person types them into a spreadsheet: numbers and days as such, but for those `kept` as texts."""
    titles = [str(each) for each in rows[above]]
    typed: list[list[Any]] = [list(row) for row in rows[: above + 1]]
    for number, row in enumerate(rows[above + 1 :], above + 2):
        cells = [
            cell
            if (number, at) in text_cells or at >= len(titles)
            else _value(cell, base.kinds.get(titles[at]))
            for at, cell in enumerate(row)
        ]
        typed.append(cells)
    return typed


def _value(cell: str, kind: str | None) -> Any:
    if not cell:
        return None
    if kind in _NUMBERS and _NUMBER.fullmatch(cell):
        return float(cell.replace(",", "."))
    if kind in _DAYS and _DAY.fullmatch(cell):
        return datetime.strptime(cell, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone
    return cell


def xlsx_of(values: Rows, name: str = "Feuille 1", **options: Any) -> bytes:
    """An .xlsx of one sheet; texts stay texts."""
    return workbooks.render_xlsx({name: values}, strings_to_numbers=False, strings_to_urls=False, **options)


def ods_of(values: Rows) -> bytes:
    """An .ods of one sheet."""
    lines = ("".join(map(_ods_cell, row)) for row in values)
    return workbooks.ods(
        workbooks.table("".join(f"<table:table-row>{line}</table:table-row>" for line in lines))
    )


def _ods_cell(value: Any) -> str:
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"><text:p>{value:g}</text:p></table:table-cell>'
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}">'
            f"<text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
        )
    return workbooks.text(escape(str(value)))


def file_of(
    base: Base, rows: Rows, random: Random, text_cells: Collection[Place] = (), above: int = 0
) -> tuple[str, bytes]:
    """The rows as one sort of file or another: name and content."""
    sort = random.choice(("csv", "csv", "csv", "xlsx", "xlsx", "ods"))
    if sort == "csv":
        return f"{base.name}.csv", csv_of(rows)
    values = (
        values_of(base, rows, above, text_cells) if random.random() < 0.7 else [list(row) for row in rows]
    )
    return f"{base.name}.{sort}", xlsx_of(values) if sort == "xlsx" else ods_of(values)
