"""An XLSX looked at from outside: its XML, without the reader of the import."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree

from dse.export.templates.columns import explain_columns
from dse.export.templates.form_workbook import WorkbookContent, render_workbook
from dse.ingest import Upload
from dse.ingest.forms.definitions import Form

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SOME_DAY = datetime(2020, 1, 1)  # noqa: DTZ001 - a property of a file


@dataclass
class SheetContent:
    """A sheet: text and kind of each cell by place, places of formulas, and validations by column letters."""

    name: str
    is_hidden: bool
    cells: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)
    validations: dict[str, dict[str, str]] = field(default_factory=dict)

    def row(self, number: int) -> list[str]:
        """Texts of a row, from left to right; empty cells left out."""
        return [text for place, text in self.cells.items() if re.sub("[A-Z]", "", place) == str(number)]


def sheets(content: bytes) -> list[SheetContent]:
    """Every sheet of a workbook, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        shared = _shared(file)
        book = ElementTree.fromstring(file.read("xl/workbook.xml"))
        found = []
        for number, each in enumerate(book.iter(f"{MAIN}sheet"), 1):
            root = ElementTree.fromstring(file.read(f"xl/worksheets/sheet{number}.xml"))
            found.append(_sheet(root, each.get("name"), each.get("state") == "hidden", shared))
    return found


def comments(content: bytes) -> list[str]:
    """Texts of the comments of the first sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        root = ElementTree.fromstring(file.read("xl/comments1.xml"))
    return ["".join(each.itertext()) for each in root.iter(f"{MAIN}comment")]


def upload(form: Form, lines: Sequence[Sequence[object]], name: str = "rempli.xlsx") -> Upload:
    """A workbook of a form with these lines, as a file to import."""
    return Upload(
        name, render_workbook(WorkbookContent(form.title, explain_columns(form), lines, (), SOME_DAY))
    )


def _shared(file: zipfile.ZipFile) -> list[str]:
    root = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
    return ["".join(text.text or "" for text in each.iter(f"{MAIN}t")) for each in root.iter(f"{MAIN}si")]


def _sheet(root: ElementTree.Element, name: str, is_hidden: bool, shared: Sequence[str]) -> SheetContent:
    seen = SheetContent(name, is_hidden)
    for cell in root.iter(f"{MAIN}c"):
        value = cell.find(f"{MAIN}v")
        if cell.find(f"{MAIN}f") is not None:
            seen.formulas.append(cell.get("r"))
        if value is not None:
            is_text = cell.get("t") == "s"
            seen.kinds[cell.get("r")] = "text" if is_text else "number"
            seen.cells[cell.get("r")] = shared[int(value.text)] if is_text else value.text
    for rule in root.iter(f"{MAIN}dataValidation"):
        source = rule.find(f"{MAIN}formula1")
        seen.validations[re.match("[A-Z]+", rule.get("sqref"))[0]] = {
            "type": rule.get("type", "any"),
            "source": "" if source is None else source.text,
            "title": rule.get("promptTitle", ""),
            "message": rule.get("prompt", ""),
            "refuses": rule.get("showErrorMessage", "0"),
        }
    return seen
