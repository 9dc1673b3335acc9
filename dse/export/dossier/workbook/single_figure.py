"""One figure as a workbook of one sheet: question, finding, basis, table. No cell is a formula."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from itertools import islice

from xlsxwriter import Workbook

from dse.export.dossier import cells, shared_sentences
from dse.export.dossier.workbook import figure_sheet
from dse.export.dossier.workbook.styles import add_formats
from dse.figures import REGISTRY, Answer

SHEET = "Données"


def render_figure(answer: Answer, foot: str, created: datetime) -> bytes:
    """The table of an answer as XLSX, under its question, its finding and `foot`, what it rests on."""
    figure, out = REGISTRY[answer.figure_id], BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": figure.question, "created": created.replace(tzinfo=None)})
        table = figure_sheet.Table(
            [column.label for column in figure.columns],
            list(figure.columns),
            list(islice(cells.display_rows(figure, answer), figure_sheet.MOST_ROWS)),
        )
        cut = figure_sheet.describe_cut(len(answer.table), "dans les données de la figure, en CSV")
        lines = [figure.question, shared_sentences.finding(answer), f"{foot}{cut}"]
        figure_sheet.write_table(book.add_worksheet(SHEET), lines, table, add_formats(book))
    return out.getvalue()
