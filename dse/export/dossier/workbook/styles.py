"""How the cells of the workbook look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

MOST_DECIMALS = 15  # that a number of a spreadsheet holds
Styles = Mapping[str, Format]

_HEAD = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E4E7EA"}
_BESIDE = {"align": "left", "indent": 1}  # a number to its left
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "line": {},
    "head": _HEAD | _BESIDE,
    "head_number": _HEAD | {"align": "right"},
    "chapter": {"bold": True, "font_size": 12},
    "text": {"text_wrap": True} | _BESIDE,
    "mark": {"align": "right"},  # in the place of a number
    "date": {"num_format": "dd/mm/yyyy"} | _BESIDE,
    "link": {"font_color": "#0B5E73", "underline": 1},
    "year": {"num_format": "0", "align": "right"},
}


def add_formats(book: Workbook) -> Styles:
    """The formats by name, those of numbers by their decimals: `number1`."""
    numbers: dict[str, dict[str, Any]] = {
        f"number{places}": {"num_format": _number(places)} for places in range(MOST_DECIMALS + 1)
    }
    return {
        name: book.add_format({"valign": "top"} | fields) for name, fields in (_FORMATS | numbers).items()
    }


def _number(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")
