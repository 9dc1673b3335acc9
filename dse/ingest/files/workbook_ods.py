"""First pass over an .ods: how far each sheet goes, and what calamine does not give (workbook_scan)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dse.ingest.files import workbook_display
from dse.ingest.files.archive import PROTECTED, Archive, UnreadableWorkbook
from dse.ingest.files.archive_xml import local_name, parse_member
from dse.ingest.files.spreadsheet_errors import is_error
from dse.ingest.files.workbook_scan import SheetScan, WorkbookSize
from dse.ingest.issues import letters

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_HIDDEN = ("collapse", "filter")
_CELLS = ("table-cell", "covered-table-cell")


def scan_sheets(archive: Archive) -> list[SheetScan]:
    """A scan of every sheet. Raises UnreadableWorkbook."""
    _require_open(archive)
    tables = _Tables()
    parse_member(archive, _CONTENT, tables.start, tables.text, tables.end)
    return tables.scans


def _require_open(archive: Archive) -> None:
    def start(name: str, _: Mapping[str, str]) -> None:
        if local_name(name) == "encryption-data":
            raise UnreadableWorkbook(PROTECTED)

    if _MANIFEST in archive:
        parse_member(archive, _MANIFEST, start)


@dataclass
class _Cell:
    """A cell, or several that are the same, while it is read."""

    column: int
    repeated: int
    has_value: bool
    is_error: bool
    is_uncalculated: bool
    may_fail: bool
    is_percentage: bool
    is_struck: bool
    currency: str = ""
    number: str = ""
    day: str = ""
    text: str = ""
    unshown_text: int = 0


class _Tables:
    """Handlers of the elements of the document."""

    def __init__(self) -> None:
        self.scans: list[SheetScan] = []
        self._size = WorkbookSize()
        self._row, self._repeated, self._column = 1, 1, 0
        self._line: list[_Cell] = []
        self._cell: _Cell | None = None
        self._notes = self._paragraphs = 0
        self._style, self._struck = "", set[str]()
        self._row_style, self._column_styles = (
            "",
            list[tuple[int, str]](),
        )  # last column, from 0, and its style

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = local_name(name)
        if tag in _CELLS:
            self._open({local_name(key): value for key, value in attributes.items()}, attributes)
        elif tag == "table-row":
            self._repeated = _count_repeats(attributes, "number-rows-repeated")
            self._column, self._line = 0, []
            self._row_style = _get_attribute(attributes, "default-cell-style-name")
            if self.scans and _get_attribute(attributes, "visibility") in _HIDDEN:
                self.scans[-1].hidden_rows.append((self._row, self._row + self._repeated - 1))
        elif tag == "annotation":
            self._notes += 1
            if self._cell and self.scans:
                self.scans[-1].commented_cells.append((self._row, self._cell.column))
        elif tag == "p":
            self._paragraphs += 1
        elif tag == "style":
            self._style = (
                _get_attribute(attributes, "name")
                if _get_attribute(attributes, "family") == "table-cell"
                else ""
            )
        elif tag == "text-properties" and self._style:
            if _get_attribute(attributes, "text-line-through-style") not in ("", "none"):
                self._struck.add(self._style)
        elif tag == "table-column":
            before = self._column_styles[-1][0] if self._column_styles else -1
            last = before + _count_repeats(attributes, "number-columns-repeated")
            if self.scans and _get_attribute(attributes, "visibility") in _HIDDEN:
                self.scans[-1].hidden_columns.append((before + 1, last))
            self._column_styles.append((last, _get_attribute(attributes, "default-cell-style-name")))
        elif tag == "table" and not self._cell:
            self.scans.append(SheetScan(_get_attribute(attributes, "name"), self._size))
            self._row, self._column_styles = 1, []

    def text(self, piece: str) -> None:
        if self._cell and self._paragraphs and not self._notes:
            self._cell.text += piece

    def end(self, name: str) -> None:
        tag = local_name(name)
        if tag in _CELLS and self._cell:
            self._line.append(self._cell)
            self._cell = None
        elif tag == "annotation":
            self._notes -= 1
        elif tag == "p":
            self._paragraphs -= 1
        elif tag == "table-row" and self.scans:
            for cell in self._line:
                if cell.has_value or cell.text:
                    self._close(cell)
            self._row += self._repeated

    def _open(self, options: Mapping[str, str], attributes: Mapping[str, str]) -> None:
        repeated = _count_repeats(attributes, "number-columns-repeated")
        self._cell = _Cell(
            column=self._column,
            repeated=repeated,
            has_value="value-type" in options or "formula" in options,
            is_error="error"
            in (value for name, value in attributes.items() if local_name(name) == "value-type"),
            is_uncalculated="formula" in options and "value-type" not in options,
            may_fail="formula" in options,
            is_struck=(options.get("style-name") or self._row_style or self._find_column_style())
            in self._struck,
            is_percentage=options.get("value-type") == "percentage",
            currency=options.get("currency", ""),
            number=options.get("value", ""),
            day=options.get("date-value", ""),
            unshown_text=len(options.get("string-value", "")),
        )
        self._merge(options)
        self._column += repeated

    def _find_column_style(self) -> str:
        """The style of a cell that has none of its own, nor its row: LibreOffice keeps the most common one by column."""
        return next((style for last, style in self._column_styles if self._column <= last), "")

    def _merge(self, options: Mapping[str, str]) -> None:
        wide = int(options.get("number-columns-spanned", 1))
        tall = int(options.get("number-rows-spanned", 1))
        if self.scans and (wide > 1 or tall > 1):
            last = f"{letters(self._column + wide - 1)}{self._row + tall - 1}"
            span = f"{letters(self._column)}{self._row}:{last}"
            self.scans[-1].merged.append((self._row, self._column, span))

    def _close(self, cell: _Cell) -> None:
        scan = self.scans[-1]
        scan.add(self._row + self._repeated - 1, cell.column + cell.repeated - 1)
        self._size.add_text((len(cell.text) + cell.unshown_text) * cell.repeated * self._repeated)
        if cell.is_struck:
            scan.struck_cells.extend(self._positions(cell))
        if cell.is_error or (cell.may_fail and is_error(cell.text)):
            scan.errors.extend((*position, cell.text) for position in self._positions(cell))
        elif cell.is_uncalculated:
            scan.uncalculated.extend(self._positions(cell))
        elif cell.is_percentage:
            scan.percentages.extend(self._positions(cell))
        elif workbook_display.is_foreign(cell.currency):
            scan.currencies.extend((*position, cell.currency) for position in self._positions(cell))
        elif workbook_display.is_partial(cell.day, cell.text):
            scan.partial_dates.extend(self._positions(cell))
        elif width := workbook_display.padded_width(cell.number, cell.text):
            scan.zero_padded.extend((*position, width) for position in self._positions(cell))

    def _positions(self, cell: _Cell) -> Iterator[tuple[int, int]]:
        for row in range(self._row, self._row + self._repeated):
            for column in range(cell.column, cell.column + cell.repeated):
                yield row, column


def _get_attribute(attributes: Mapping[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if local_name(key) == name), "")


def _count_repeats(attributes: Mapping[str, str], name: str) -> int:
    """How often a row or a cell stands; a repetition that is no number makes the file unreadable."""
    return max(1, int(_get_attribute(attributes, name) or 1))
