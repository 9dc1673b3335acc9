"""Workbooks of the examples of checks: the attendances, with what a line of cells does not hold."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import catalogue
import workbooks
import xlsxwriter

from dse.ingest import Issue, Upload
from dse.ingest.files import delimited, workbook_process
from dse.ingest.files.cells import Sheet
from dse.store import Store

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PARTICIPANTS = (1, 3)  # row and column from 0
Change = Callable[[Any, Any], object]


def large_csv(clean_store: Store, folder: Path) -> Upload:
    return Upload("presences.csv", b"x;" * (delimited.LARGEST_UPLOAD // 2 + 1))


def plain_workbook(clean_store: Store, folder: Path) -> Upload:
    return _attendances()


def workbook_of_many_members(clean_store: Store, folder: Path) -> Upload:
    return _with_members({f"a{number}": "x" for number in range(200)})


def half_workbook(clean_store: Store, folder: Path) -> Upload:
    content = _attendances().content
    return Upload("presences.xlsx", content[: len(content) // 2])


def encrypted_workbook(clean_store: Store, folder: Path) -> Upload:
    return Upload("presences.xlsx", OLE + "EncryptedPackage\0".encode("utf-16-le") + b"\0" * 99)


def workbook_with_macros(clean_store: Store, folder: Path) -> Upload:
    return _with_members({"xl/vbaProject.bin": "x"})


def far_cell(clean_store: Store, folder: Path) -> Upload:
    return _attendances(lambda book, sheet: sheet.write(1_048_575, 16_383, "x"))


def failing_reader(clean_store: Store, folder: Path) -> Iterator[Issue]:
    issue = workbook_process.read_in_child(b"", child="no.such.module")
    return iter([Sheet("presences.xlsx").problem(issue)])


def formula_error(clean_store: Store, folder: Path) -> Upload:
    return _attendances(lambda book, sheet: sheet.write_formula(*PARTICIPANTS, "=#REF!", None, "#REF!"))


def uncalculated_formula(clean_store: Store, folder: Path) -> Upload:
    return _attendances(lambda book, sheet: sheet.write_formula(*PARTICIPANTS, "=1+1", None, 0))


def merged_cells(clean_store: Store, folder: Path) -> Upload:
    return _attendances(lambda book, sheet: sheet.merge_range(1, 2, 2, 2, "PARTICIPANT"))


def percentage(clean_store: Store, folder: Path) -> Upload:
    return _attendances(_in_format({"num_format": "0%"}, PARTICIPANTS, 3))


def partial_date(clean_store: Store, folder: Path) -> Upload:
    return _workbook("activites", _in_format({"num_format": "mmm yyyy"}, (1, 5), date(2018, 2, 12)))


def foreign_currency(clean_store: Store, folder: Path) -> Upload:
    return _attendances(_in_format({"num_format": '"$"0'}, PARTICIPANTS, 3))


def hidden_row(clean_store: Store, folder: Path) -> Upload:
    return _attendances(lambda book, sheet: sheet.set_row(2, None, None, {"hidden": True}))


def struck_cell(clean_store: Store, folder: Path) -> Upload:
    return _attendances(_in_format({"font_strikeout": True}, (1, 2), "PARTICIPANT"))


def commented_cell(clean_store: Store, folder: Path) -> Upload:
    return _attendances(lambda book, sheet: sheet.write_comment(1, 2, "À revoir"))


def _attendances(change: Change = lambda book, sheet: None) -> Upload:
    return _workbook("presences", change)


def _workbook(form: str, change: Change) -> Upload:
    content = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet("Feuille")
        for row, line in enumerate(catalogue.grid(form)):
            for column, text in enumerate(line):
                if text:
                    sheet.write_string(row, column, text)
        change(book, sheet)
    return Upload(f"{form}.xlsx", content.getvalue())


def _in_format(options: dict[str, object], cell: tuple[int, int], value: object) -> Change:
    return lambda book, sheet: sheet.write(*cell, value, book.add_format(options))


def _with_members(members: dict[str, str | bytes]) -> Upload:
    content = workbooks.members(_attendances().content)
    return Upload("presences.xlsx", workbooks.packed(content | members))
