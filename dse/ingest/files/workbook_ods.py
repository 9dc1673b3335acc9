"""First pass over an .ods: the furthest cell of each sheet, its errors and its formulas without a result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dse.ingest.files import workbook_display
from dse.ingest.files.archive import PROTECTED, Archive, Unfit
from dse.ingest.files.archive_xml import local, parse
from dse.ingest.files.spreadsheet_errors import is_error
from dse.ingest.files.workbook_scan import Marks, Size
from dse.ingest.issues import letters

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_HIDDEN = ("collapse", "filter")
_CELLS = ("table-cell", "covered-table-cell")


def scan(archive: Archive) -> list[Marks]:
    """Every sheet looked through. Raises Unfit."""
    _require_open(archive)
    tables = _Tables()
    parse(archive, _CONTENT, tables.start, tables.text, tables.end)
    return tables.found


def _require_open(archive: Archive) -> None:
    def start(name: str, _: Mapping[str, str]) -> None:
        if local(name) == "encryption-data":
            raise Unfit(PROTECTED)

    if _MANIFEST in archive:
        parse(archive, _MANIFEST, start)


@dataclass
class _Cell:
    """A cell, or several that are the same, while it is read."""

    column: int
    repeated: int
    is_held: bool
    is_error: bool
    is_uncalculated: bool
    may_fail: bool
    is_percentage: bool
    is_struck: bool
    currency: str = ""
    number: str = ""
    day: str = ""
    text: str = ""
    hidden_text: int = 0


class _Tables:
    """Handlers of the elements of the document."""

    def __init__(self) -> None:
        self.found: list[Marks] = []
        self._size = Size()
        self._row, self._repeated, self._column = 1, 1, 0
        self._line: list[_Cell] = []
        self._cell: _Cell | None = None
        self._notes = self._paragraphs = 0
        self._style, self._struck = "", set[str]()
        self._of_row, self._of_columns = "", list[tuple[int, str]]()  # last column, from 0, and its style

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = local(name)
        if tag in _CELLS:
            self._open({local(each): value for each, value in attributes.items()}, attributes)
        elif tag == "table-row":
            self._repeated = _times(attributes, "number-rows-repeated")
            self._column, self._line = 0, []
            self._of_row = _value(attributes, "default-cell-style-name")
            if self.found and _value(attributes, "visibility") in _HIDDEN:
                self.found[-1].hidden.append((self._row, self._row + self._repeated - 1))
        elif tag == "annotation":
            self._notes += 1
            if self._cell and self.found:
                self.found[-1].noted.append((self._row, self._cell.column))
        elif tag == "p":
            self._paragraphs += 1
        elif tag == "style":
            self._style = _value(attributes, "name") if _value(attributes, "family") == "table-cell" else ""
        elif tag == "text-properties" and self._style:
            if _value(attributes, "text-line-through-style") not in ("", "none"):
                self._struck.add(self._style)
        elif tag == "table-column":
            before = self._of_columns[-1][0] if self._of_columns else -1
            last = before + _times(attributes, "number-columns-repeated")
            self._of_columns.append((last, _value(attributes, "default-cell-style-name")))
        elif tag == "table" and not self._cell:
            self.found.append(Marks(_value(attributes, "name"), self._size))
            self._row, self._of_columns = 1, []

    def text(self, piece: str) -> None:
        if self._cell and self._paragraphs and not self._notes:
            self._cell.text += piece

    def end(self, name: str) -> None:
        tag = local(name)
        if tag in _CELLS and self._cell:
            self._line.append(self._cell)
            self._cell = None
        elif tag == "annotation":
            self._notes -= 1
        elif tag == "p":
            self._paragraphs -= 1
        elif tag == "table-row" and self.found:
            for cell in self._line:
                if cell.is_held or cell.text:
                    self._close(cell)
            self._row += self._repeated

    def _open(self, options: Mapping[str, str], attributes: Mapping[str, str]) -> None:
        repeated = _times(attributes, "number-columns-repeated")
        self._cell = _Cell(
            column=self._column,
            repeated=repeated,
            is_held="value-type" in options or "formula" in options,
            is_error="error" in (value for name, value in attributes.items() if local(name) == "value-type"),
            is_uncalculated="formula" in options and "value-type" not in options,
            may_fail="formula" in options,
            is_struck=(options.get("style-name") or self._of_row or self._of_column()) in self._struck,
            is_percentage=options.get("value-type") == "percentage",
            currency=options.get("currency", ""),
            number=options.get("value", ""),
            day=options.get("date-value", ""),
            hidden_text=len(options.get("string-value", "")),
        )
        self._merge(options)
        self._column += repeated

    def _of_column(self) -> str:
        """The style of a cell that has none of its own, nor its row: LibreOffice keeps the most common one by column."""
        return next((style for last, style in self._of_columns if self._column <= last), "")

    def _merge(self, options: Mapping[str, str]) -> None:
        wide = int(options.get("number-columns-spanned", 1))
        tall = int(options.get("number-rows-spanned", 1))
        if self.found and (wide > 1 or tall > 1):
            last = f"{letters(self._column + wide - 1)}{self._row + tall - 1}"
            span = f"{letters(self._column)}{self._row}:{last}"
            self.found[-1].merged.append((self._row, self._column, span))

    def _close(self, cell: _Cell) -> None:
        marks = self.found[-1]
        marks.add(self._row + self._repeated - 1, cell.column + cell.repeated - 1)
        self._size.add_text((len(cell.text) + cell.hidden_text) * cell.repeated * self._repeated)
        if cell.is_struck:
            marks.struck.extend(self._places(cell))
        if cell.is_error or (cell.may_fail and is_error(cell.text)):
            marks.errors.extend((*place, cell.text) for place in self._places(cell))
        elif cell.is_uncalculated:
            marks.uncalculated.extend(self._places(cell))
        elif cell.is_percentage:
            marks.percentages.extend(self._places(cell))
        elif workbook_display.is_foreign(cell.currency):
            marks.currencies.extend((*place, cell.currency) for place in self._places(cell))
        elif workbook_display.is_partial(cell.day, cell.text):
            marks.partial.extend(self._places(cell))
        elif width := workbook_display.width(cell.number, cell.text):
            marks.padded.extend((*place, width) for place in self._places(cell))

    def _places(self, cell: _Cell) -> Iterator[tuple[int, int]]:
        for row in range(self._row, self._row + self._repeated):
            for column in range(cell.column, cell.column + cell.repeated):
                yield row, column


def _value(attributes: Mapping[str, str], wanted: str) -> str:
    return next((value for name, value in attributes.items() if local(name) == wanted), "")


def _times(attributes: Mapping[str, str], wanted: str) -> int:
    """How often a row or a cell stands; a repetition that is no number makes the whole unreadable."""
    return max(1, int(_value(attributes, wanted) or 1))
