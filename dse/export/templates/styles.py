"""Cell formats of a template, and the text of a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from dse import formula, french, theme
from dse.export.templates.columns import NO, YES
from dse.export.templates.layout_cells import Cell

_NUMBER_FORMATS = {"date": "dd/mm/yyyy", "count": "0", "amount": "#,##0.00", "number": "General", "text": "@"}
_INK, _ON_DARK = "#1F2328", "#FFFFFF"


@dataclass
class Styles:
    """The formats of a workbook, each created once."""

    book: xlsxwriter.Workbook
    _formats: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def format(self, **properties: object) -> Format:
        """The format of these properties of XlsxWriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"font_name": "Calibri", "font_size": 11, **properties})
        return self._formats[key]

    def header(self, requirement: str) -> Format:
        """Dark where the column is obligatory, soft where it is under a condition, else pale."""
        fill, ink = {YES: (theme.ACCENT, _ON_DARK), NO: (theme.FAINT, _INK)}.get(
            requirement, (theme.SEQUENTIAL[2], _INK)
        )
        return self.format(bg_color=fill, font_color=ink, bold=True, text_wrap=True, valign="vcenter", border=1, border_color=_ON_DARK)  # fmt: skip

    def cell(self, kind: str, value: Cell = None, *, is_example: bool = False) -> Format:
        """A text keeps the text format, so that editing it in the spreadsheet does not turn it into a number or a formula."""
        properties: dict[str, Any] = {"num_format": "@" if isinstance(value, str) else _NUMBER_FORMATS[kind]}
        if isinstance(value, str) and formula.NEEDS_ESCAPE.match(value):
            properties["quote_prefix"] = True
        return self.format(
            **properties, **({"italic": True, "font_color": theme.NEUTRAL} if is_example else {})
        )


def format_cell(value: Cell) -> str:
    """A cell as a French reader sees it."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal | float):
        return french.number(value, 2 if isinstance(value, Decimal) else 0 if value == int(value) else 2)
    return "" if value is None else str(value)
