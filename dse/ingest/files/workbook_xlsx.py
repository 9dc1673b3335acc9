"""First pass over an .xlsx: how far each sheet goes, and what calamine does not give (workbook_scan)."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dse.ingest.files import workbook_relations, workbook_styles
from dse.ingest.files.archive import DAMAGED, Archive, UnreadableWorkbook
from dse.ingest.files.archive_xml import local_name, parse_member
from dse.ingest.files.workbook_scan import SheetScan, WorkbookSize
from dse.ingest.files.workbook_styles import Styles

_WORKBOOK, _TEXTS = "xl/workbook.xml", "xl/sharedStrings.xml"
_COLUMN = re.compile("[A-Za-z]{1,3}")
_LONGEST_NUMBER = 8  # digits of a row, or of the place of a text
_YES = ("1", "true")


@dataclass(frozen=True)
class Declaration:
    """What a workbook declares: its sheets with the member that holds each, and how to read its numbers.

    Where it is `stale`, the program that wrote it left formulas for the next program to calculate.
    """

    sheets: Sequence[tuple[str, str]]
    since_1904: bool
    stale: bool


def scan_sheets(archive: Archive) -> tuple[list[SheetScan], bool]:
    """A scan of every sheet, and whether days are counted from 1904. Raises UnreadableWorkbook."""
    declared = _read_declaration(archive)
    lengths, styles, size = _read_text_lengths(archive), workbook_styles.read_styles(archive), WorkbookSize()
    scans = []
    for name, part in declared.sheets:
        cells = _Cells(SheetScan(name, size), lengths, styles, stale=declared.stale)
        if part in archive:
            parse_member(archive, part, cells.start, cells.text)
            cells.close()
            cells.scan.commented_cells += [
                _parse_cell_name(name) for name in workbook_relations.find_commented_cells(archive, part)
            ]
        scans.append(cells.scan)
    return scans, declared.since_1904


def _read_declaration(archive: Archive) -> Declaration:
    names: list[tuple[str, str]] = []
    options: dict[str, str] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local_name(name) == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            names.append((attributes.get("name", ""), relation))
        elif local_name(name) in ("workbookPr", "calcPr"):
            options.update(attributes)

    parse_member(archive, _WORKBOOK, start)
    parts = workbook_relations.read_relations(archive, _WORKBOOK)
    return Declaration(
        sheets=[(name, parts.get(relation, ("", ""))[1]) for name, relation in names],
        since_1904=options.get("date1904") in _YES,
        stale=options.get("fullCalcOnLoad") in _YES,
    )


def _read_text_lengths(archive: Archive) -> Sequence[int]:
    """Signs of each text that cells share."""
    lengths = array("L")

    def start(name: str, _: Mapping[str, str]) -> None:
        if local_name(name) == "si":
            lengths.append(0)

    def text(piece: str) -> None:
        if lengths:
            lengths[-1] += len(piece)

    if _TEXTS in archive:
        parse_member(archive, _TEXTS, start, text)
    return lengths


class _Cells:
    """Handlers of the elements of one sheet. A cell is counted when the next one begins: a million cells are many."""

    def __init__(self, scan: SheetScan, lengths: Sequence[int], styles: Styles, *, stale: bool) -> None:
        self.scan = scan
        self._lengths, self._styles, self._stale = lengths, styles, stale
        self._row, self._column = 0, -1
        self._kind, self._style = "n", ""
        self._value: str | None = None
        self._has_formula = self._is_held = self._is_value = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = local_name(name) if ":" in name else name
        self._is_value = tag == "v"
        if tag == "c":
            self._open(attributes)
        elif tag == "v":
            self._value, self._is_held = "", True
        elif tag == "f":
            self._has_formula = self._is_held = True
        elif tag == "is":
            self._is_held = True
        elif tag == "row":
            self.close()
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = -1
            if attributes.get("hidden") in _YES:
                self.scan.hidden_rows.append((self._row, self._row))
        elif tag == "col" and attributes.get("hidden") in _YES:
            self._hide_columns(attributes)
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, piece: str) -> None:
        if self._is_value:
            self._value += piece

    def _open(self, attributes: Mapping[str, str]) -> None:
        self.close()
        if name := attributes.get("r"):
            self._row, self._column = _parse_cell_name(name)
        else:
            self._column += 1
        self._kind, self._value, self._has_formula = attributes.get("t", "n"), None, False
        self._style = attributes.get("s", "")

    def close(self) -> None:
        """Count the cell just read, if it holds something."""
        if not self._is_held:
            return
        self._is_held = False
        value = self._value and self._value.strip()
        self.scan.add(self._row, self._column)
        if self._style in self._styles.struck:
            self.scan.struck_cells.append((self._row, self._column))
        if self._kind == "e":
            self.scan.errors.append((self._row, self._column, value or ""))
        elif self._has_formula and self._is_uncalculated(value):
            self.scan.uncalculated.append((self._row, self._column))
        elif self._kind == "n" and value:
            self._note_display((self._row, self._column))
        elif self._kind == "s" and value:
            self.scan.size.add_text(self._length(value))

    def _note_display(self, position: tuple[int, int]) -> None:
        """Note what the style of a number displays besides its value."""
        if self._style in self._styles.percentages:
            self.scan.percentages.append(position)
        elif self._style in self._styles.partial_dates:
            self.scan.partial_dates.append(position)
        elif sign := self._styles.currencies.get(self._style):
            self.scan.currencies.append((*position, sign))
        elif width := self._styles.zero_padded.get(self._style):
            self.scan.zero_padded.append((*position, width))

    def _length(self, value: str) -> int:
        """Signs of the shared text of a number."""
        if not value.isdecimal() or len(value) > _LONGEST_NUMBER or int(value) >= len(self._lengths):
            raise UnreadableWorkbook(DAMAGED)
        return self._lengths[int(value)]

    def _is_uncalculated(self, value: str | None) -> bool:
        """Libraries write no result, or 0, and ask for a calculation at the next opening."""
        if not value:
            return value is None or self._kind != "str"
        return self._stale and self._kind == "n" and value == "0"

    def _hide_columns(self, attributes: Mapping[str, str]) -> None:
        first, last = (attributes.get(name, "") for name in ("min", "max"))
        if not all(text.isdecimal() and len(text) <= _LONGEST_NUMBER for text in (first, last)):
            raise UnreadableWorkbook(DAMAGED)
        self.scan.hidden_columns.append((int(first) - 1, int(last) - 1))

    def _merge(self, span: str) -> None:
        first, _, last = span.partition(":")
        if last and first != last:
            self.scan.merged.append((*_parse_cell_name(first), span))


def _parse_cell_name(text: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of a cell such as B12."""
    name = text.rstrip("0123456789")
    if not 0 < len(text) - len(name) <= _LONGEST_NUMBER:
        raise UnreadableWorkbook(DAMAGED)
    return int(text[len(name) :]), _parse_column(name)


@lru_cache(maxsize=1024)
def _parse_column(name: str) -> int:
    if not _COLUMN.fullmatch(name):
        raise UnreadableWorkbook(DAMAGED)
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
