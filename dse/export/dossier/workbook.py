"""The workbook of a dossier: a sheet a figure, and one to find them by. No cell is a formula."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dse import french
from dse.export.dossier import cells, told
from dse.export.dossier.contents import Chapter, Contents, Entry
from schemas import Column

INDEX = "Lisez-moi"
LONGEST_NAME = 31
FIRST_ROW = 5  # under the question, the finding, what it rests on and a blank line, the titles of the columns
NARROWEST, WIDEST = 10, 48
_NAMELESS = str.maketrans(dict.fromkeys("[]:*?/\\'’«»\u202f\u00a0", " "))


def workbook(contents: Contents) -> bytes:
    """All figures as XLSX."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties(
            {"title": told.title(contents), "created": contents.version.created.replace(tzinfo=None)}
        )
        styles = _styles(book)
        index = book.add_worksheet(INDEX)
        listed = []
        for number, chapter in enumerate(contents.chapters, 1):
            for entry in chapter.entries:
                name = sheet_name(number, entry)
                _figure(book.add_worksheet(name), contents, entry, styles)
                listed.append((name, chapter, entry))
        _index(index, contents, listed, styles)
    return out.getvalue()


def sheet_name(number: int, entry: Entry) -> str:
    """`3.12 Qui a recours à quoi`: unique by its numbers, as long as a spreadsheet allows."""
    words = entry.figure.question.translate(_NAMELESS).split()
    name = f"{number}.{entry.rank}"
    for word in words:
        if len(name) + 1 + len(word) > LONGEST_NAME:
            break
        name = f"{name} {word}"
    return name


def columns(contents: Contents, entry: Entry) -> list[str]:
    """The titles of a sheet: those of the figure, behind that of the triennial where two are compared."""
    own = [column.label for column in entry.figure.columns]
    return ["Triennal", *own] if entry.before is not None else own


def rows(contents: Contents, entry: Entry) -> Iterator[list[cells.Cell]]:
    """The rows of a sheet, those of the triennial compared with after the others."""
    for code, answer in told.answers(contents, entry):
        for row in cells.rows(entry.figure, answer):
            yield [code, *row] if entry.before is not None else row


def _styles(book: Workbook) -> dict[str, object]:
    made = {
        "title": {"bold": True, "font_size": 14},
        "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E4E7EA"},
        "text": {"valign": "top"},
        "wrap": {"text_wrap": True, "valign": "top"},
        "date": {"num_format": "dd/mm/yyyy", "align": "left"},
        "link": {"font_color": "#0B5E73", "underline": 1, "valign": "top"},
        "year": {"num_format": "0"},
    }
    made |= {f"number{places}": {"num_format": _number_format(places)} for places in range(16)}
    return {name: book.add_format(fields) for name, fields in made.items()}


def _number_format(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _figure(sheet: Worksheet, contents: Contents, entry: Entry, styles: dict[str, object]) -> None:
    lines = [entry.figure.question, entry.said.finding.sentence, told.foot(contents, entry)]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, french.typeset(line), styles["text" if row else "title"])
    titles, table = columns(contents, entry), list(rows(contents, entry))
    for column, title in enumerate(titles):
        sheet.write_string(FIRST_ROW - 1, column, title, styles["head"])
    declared = [None] * (len(titles) - len(entry.figure.columns)) + list(entry.figure.columns)
    for number, row in enumerate(table, FIRST_ROW):
        for place, (cell, column) in enumerate(zip(row, declared, strict=True)):
            _write(sheet, number, place, cell, column, styles)
    for place, title in enumerate(titles):
        longest = max([len(title) // 2, *(len(str(row[place])) for row in table)])
        sheet.set_column(place, place, min(max(longest + 2, NARROWEST), WIDEST))
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW - 1 + max(len(table), 1), len(titles) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)


def _write(
    sheet: Worksheet, row: int, place: int, cell: cells.Cell, column: Column | None, styles: dict[str, object]
) -> None:
    if cell is None:
        return
    if isinstance(cell, bool | str):
        sheet.write_string(row, place, cells.read(cell, column), styles["text"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, styles["date"])
    else:
        kind = "year" if column.name in cells.YEARS else f"number{cells.decimals(cell, column)}"
        sheet.write_number(row, place, cell, styles[kind])


def _index(
    sheet: Worksheet, contents: Contents, listed: list[tuple[str, Chapter, Entry]], styles: dict[str, object]
) -> None:
    sheet.set_column(0, 0, LONGEST_NAME)
    sheet.set_column(1, 2, 60)
    sheet.write_string(0, 0, told.title(contents), styles["title"])
    lines = [told.about(contents), *contents.notices, *told.reading(contents)]
    for row, line in enumerate(lines, 1):
        sheet.merge_range(row, 0, row, 2, "", styles["wrap"])
        sheet.write_string(row, 0, french.typeset(line), styles["wrap"])
        sheet.set_row(row, 15 * (1 + len(line) // 140))
    head = len(lines) + 2
    for place, title in enumerate(("Feuille", "Question", "Constat")):
        sheet.write_string(head, place, title, styles["head"])
    for row, (name, _, entry) in enumerate(listed, head + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles["link"], string=name)
        sheet.write_string(row, 1, french.typeset(entry.figure.question), styles["wrap"])
        sheet.write_string(row, 2, french.typeset(entry.said.finding.sentence), styles["wrap"])
