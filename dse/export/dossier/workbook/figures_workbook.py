"""The workbook of a dossier: a sheet a figure, and one to find them by. No cell is a formula."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dse import french
from dse.export.dossier import outline, shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.workbook import figure_sheet
from dse.export.dossier.workbook.figure_sheet import INDEX
from dse.export.dossier.workbook.styles import Styles, styles

COLUMNS = (("Feuille", 34), ("Question", 60), ("Lignes", 9), ("Constat", 80))
LETTERS = 190  # of a line over all these columns


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its figure, how many rows its table has."""

    name: str
    entry: Entry
    rows: int


def workbook(contents: Contents) -> bytes:
    """All figures as XLSX, numbered as in the report."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": shared_sentences.title(contents),
                "created": contents.version.created.replace(tzinfo=None),
            }
        )
        looks, index = styles(book), book.add_worksheet(INDEX)
        listed = {
            each.heading.text: _sheets(book, contents, each, looks) for each in outline.numbered(contents)
        }
        _index(index, contents, listed, looks)
    return out.getvalue()


def _sheets(book: Workbook, contents: Contents, chapter: outline.Numbered, looks: Styles) -> list[Sheet]:
    made = []
    for heading, entry in zip(chapter.figures, chapter.chapter.entries, strict=True):
        name = figure_sheet.sheet_name(heading.text)
        made.append(Sheet(name, entry, figure_sheet.write(book.add_worksheet(name), contents, entry, looks)))
    return made


def _index(sheet: Worksheet, contents: Contents, listed: dict[str, list[Sheet]], looks: Styles) -> None:
    for place, (_, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, shared_sentences.title(contents), looks["title"])
    row = _about(sheet, contents, looks) + 1
    for place, (title, _) in enumerate(COLUMNS):
        sheet.write_string(row, place, title, looks["head_number" if title == "Lignes" else "head"])
    sheet.repeat_rows(row)
    for chapter, sheets in listed.items():
        row += 1
        sheet.write_string(row, 0, french.typeset(chapter), looks["chapter"])
        for each in sheets:
            row += 1
            _line(sheet, row, each, looks)
    figure_sheet.printed(sheet)


def _about(sheet: Worksheet, contents: Contents, looks: Styles) -> int:
    """Write what the workbook is and how it is read, each over all columns; the row after."""
    corrected = [f"{outline.CORRECTED} :", *contents.corrections] if contents.corrections else []
    lines = [
        shared_sentences.about(contents),
        *contents.notices,
        *corrected,
        *shared_sentences.reading(contents),
    ]
    for row, line in enumerate(lines, 1):
        sheet.merge_range(row, 0, row, len(COLUMNS) - 1, "", looks["text"])
        sheet.write_string(row, 0, french.typeset(line), looks["text"])
        sheet.set_row(row, 15 * (1 + len(line) // LETTERS))  # a merged cell does not make its row higher
    return len(lines) + 1


def _line(sheet: Worksheet, row: int, shown: Sheet, looks: Styles) -> None:
    sheet.write_url(row, 0, f"internal:'{shown.name}'!A1", looks["link"], string=shown.name)
    sheet.write_string(row, 1, french.typeset(shown.entry.figure.question), looks["text"])
    sheet.write_number(row, 2, shown.rows, looks["number0"])
    sheet.write_string(row, 3, french.typeset(shared_sentences.finding(shown.entry.said)), looks["text"])
