"""First pass over an .xlsx: the furthest cell of each sheet, its errors and its formulas without a result."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dse.ingest.files import workbook_relations, workbook_styles
from dse.ingest.files.archive import DAMAGED, Archive, Unfit
from dse.ingest.files.archive_xml import local, parse
from dse.ingest.files.workbook_scan import Marks, Size
from dse.ingest.files.workbook_styles import Styles

_WORKBOOK, _TEXTS = "xl/workbook.xml", "xl/sharedStrings.xml"
_COLUMN = re.compile("[A-Za-z]{1,3}")
_LONGEST_NUMBER = 8  # digits of a row, or of the place of a text
_YES = ("1", "true")


@dataclass(frozen=True)
class Declared:
    """What a workbook says of itself: its sheets with the member that holds each, and how to take its numbers.

    Where it is `stale`, the program that wrote it left formulas for the next one to calculate.
    """

    sheets: Sequence[tuple[str, str]]
    since_1904: bool
    stale: bool


def scan(archive: Archive) -> tuple[list[Marks], bool]:
    """Every sheet looked through, and whether days are counted from 1904. Raises Unfit."""
    declared = _declared(archive)
    lengths, styles, size = _lengths(archive), workbook_styles.read(archive), Size()
    found = []
    for name, part in declared.sheets:
        cells = _Cells(Marks(name, size), lengths, styles, stale=declared.stale)
        if part in archive:
            parse(archive, part, cells.start, cells.text)
            cells.close()
            cells.marks.noted += [_place(each) for each in workbook_relations.noted(archive, part)]
        found.append(cells.marks)
    return found, declared.since_1904


def _declared(archive: Archive) -> Declared:
    names: list[tuple[str, str]] = []
    options: dict[str, str] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) == "sheet":
            relation = next((value for each, value in attributes.items() if each.endswith(":id")), "")
            names.append((attributes.get("name", ""), relation))
        elif local(name) in ("workbookPr", "calcPr"):
            options.update(attributes)

    parse(archive, _WORKBOOK, start)
    parts = workbook_relations.targets(archive, _WORKBOOK)
    return Declared(
        sheets=[(name, parts.get(relation, ("", ""))[1]) for name, relation in names],
        since_1904=options.get("date1904") in _YES,
        stale=options.get("fullCalcOnLoad") in _YES,
    )


def _lengths(archive: Archive) -> Sequence[int]:
    """Signs of each text that cells share."""
    found = array("L")

    def start(name: str, _: Mapping[str, str]) -> None:
        if local(name) == "si":
            found.append(0)

    def text(piece: str) -> None:
        if found:
            found[-1] += len(piece)

    if _TEXTS in archive:
        parse(archive, _TEXTS, start, text)
    return found


class _Cells:
    """Handlers of the elements of one sheet. A cell is counted when the next one begins: a million cells are many."""

    def __init__(self, marks: Marks, lengths: Sequence[int], styles: Styles, *, stale: bool) -> None:
        self.marks = marks
        self._lengths, self._styles, self._stale = lengths, styles, stale
        self._row, self._column = 0, -1
        self._kind, self._style, self._value = "n", "", None
        self._has_formula = self._is_held = self._is_value = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = local(name) if ":" in name else name
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
                self.marks.hidden.append((self._row, self._row))
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, piece: str) -> None:
        if self._is_value:
            self._value += piece

    def _open(self, attributes: Mapping[str, str]) -> None:
        self.close()
        if place := attributes.get("r"):
            self._row, self._column = _place(place)
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
        self.marks.add(self._row, self._column)
        if self._style in self._styles.struck:
            self.marks.struck.append((self._row, self._column))
        if self._kind == "e":
            self.marks.errors.append((self._row, self._column, value or ""))
        elif self._has_formula and self._is_uncalculated(value):
            self.marks.uncalculated.append((self._row, self._column))
        elif self._kind == "n" and value:
            self._shown((self._row, self._column))
        elif self._kind == "s" and value:
            self.marks.size.add_text(self._length(value))

    def _shown(self, place: tuple[int, int]) -> None:
        """What the style of a number shows of it that its value does not tell."""
        if self._style in self._styles.percents:
            self.marks.percentages.append(place)
        elif self._style in self._styles.partial:
            self.marks.partial.append(place)
        elif sign := self._styles.currencies.get(self._style):
            self.marks.currencies.append((*place, sign))
        elif width := self._styles.padded.get(self._style):
            self.marks.padded.append((*place, width))

    def _length(self, value: str) -> int:
        """Signs of the shared text of a number."""
        if not value.isdecimal() or len(value) > _LONGEST_NUMBER or int(value) >= len(self._lengths):
            raise Unfit(DAMAGED)
        return self._lengths[int(value)]

    def _is_uncalculated(self, value: str | None) -> bool:
        """Libraries write no result, or 0, and ask for a calculation at the next opening."""
        if not value:
            return value is None or self._kind != "str"
        return self._stale and self._kind == "n" and value == "0"

    def _merge(self, span: str) -> None:
        first, _, last = span.partition(":")
        if last and first != last:
            self.marks.merged.append((*_place(first), span))


def _place(text: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of a cell such as B12."""
    name = text.rstrip("0123456789")
    if not 0 < len(text) - len(name) <= _LONGEST_NUMBER:
        raise Unfit(DAMAGED)
    return int(text[len(name) :]), _column(name)


@lru_cache(maxsize=1024)
def _column(name: str) -> int:
    if not _COLUMN.fullmatch(name):
        raise Unfit(DAMAGED)
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
