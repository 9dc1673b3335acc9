"""The workbook of a dossier: an index and one sheet a figure. No cell is a formula."""

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
from dse.export.dossier.workbook.styles import Styles, add_formats

COLUMNS = (("Feuille", 34), ("Question", 60), ("Lignes", 9), ("Constat", 80))
LETTERS = 190  # of a line over all these columns


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its figure, how many rows its table has."""

    name: str
    entry: Entry
    rows: int


def render_workbook(contents: Contents) -> bytes:
    """All figures as XLSX, numbered as in the report."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": shared_sentences.title(contents),
                "created": contents.version.created.replace(tzinfo=None),
            }
        )
        formats, index = add_formats(book), book.add_worksheet(INDEX)
        listed = {
            chapter.heading.text: _write_figure_sheets(book, contents, chapter, formats)
            for chapter in outline.number_chapters(contents)
        }
        _write_index(index, contents, listed, formats)
    return out.getvalue()


def _write_figure_sheets(
    book: Workbook, contents: Contents, chapter: outline.NumberedChapter, formats: Styles
) -> list[Sheet]:
    sheets = []
    for heading, entry in zip(chapter.figures, chapter.chapter.entries, strict=True):
        name = figure_sheet.sheet_name(heading.text)
        sheets.append(
            Sheet(name, entry, figure_sheet.write_sheet(book.add_worksheet(name), contents, entry, formats))
        )
    return sheets


def _write_index(
    sheet: Worksheet, contents: Contents, listed: dict[str, list[Sheet]], formats: Styles
) -> None:
    for column_index, (_, width) in enumerate(COLUMNS):
        sheet.set_column(column_index, column_index, width)
    sheet.write_string(0, 0, shared_sentences.title(contents), formats["title"])
    row = _write_about(sheet, contents, formats) + 1
    for column_index, (title, _) in enumerate(COLUMNS):
        sheet.write_string(row, column_index, title, formats["head_number" if title == "Lignes" else "head"])
    sheet.repeat_rows(row)
    for chapter, sheets in listed.items():
        row += 1
        sheet.write_string(row, 0, french.typeset(chapter), formats["chapter"])
        for line in sheets:
            row += 1
            _write_line(sheet, row, line, formats)
    figure_sheet.set_up_printing(sheet)


def _write_about(sheet: Worksheet, contents: Contents, formats: Styles) -> int:
    """Write what the workbook is and how it is read, each over all columns; the row after."""
    corrected = [f"{outline.CORRECTED} :", *contents.corrections] if contents.corrections else []
    lines = [
        shared_sentences.about(contents),
        *contents.notices,
        *corrected,
        *shared_sentences.explain_figures(),
        *shared_sentences.explain_reading(contents),
    ]
    for row, line in enumerate(lines, 1):
        sheet.merge_range(row, 0, row, len(COLUMNS) - 1, "", formats["text"])
        sheet.write_string(row, 0, french.typeset(line), formats["text"])
        sheet.set_row(row, 15 * (1 + len(line) // LETTERS))  # a merged cell does not make its row higher
    return len(lines) + 1


def _write_line(sheet: Worksheet, row: int, line: Sheet, formats: Styles) -> None:
    sheet.write_url(row, 0, f"internal:'{line.name}'!A1", formats["link"], string=line.name)
    sheet.write_string(row, 1, french.typeset(line.entry.figure.question), formats["text"])
    sheet.write_number(row, 2, line.rows, formats["number0"])
    sheet.write_string(row, 3, french.typeset(shared_sentences.finding(line.entry.answer)), formats["text"])
