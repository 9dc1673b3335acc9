"""« Lisez-moi »: how to fill the other sheet, then one line a column."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from dse import french, theme
from dse.export.templates.columns import YES, TemplateColumn
from dse.export.templates.styles import Styles, format_cell

HEADINGS = {"Colonne": 26, "Explication": 62, "Obligatoire": 20, "Ce qui peut y figurer": 44, "Exemple": 30}
_WIDTH = 165  # letters of a sentence; cells are not merged, since an import would report that


def write_guide(
    sheet: Worksheet, title: str, sentences: Sequence[str], columns: Sequence[TemplateColumn], styles: Styles
) -> None:
    """Fill the sheet."""
    large = styles.format(bold=True, font_size=15, font_color=theme.ACCENT)
    sheet.write_string(0, 0, french.typeset(f"{title} : mode d’emploi"), large)
    lines = [line for sentence in sentences for line in textwrap.wrap(french.typeset(sentence), _WIDTH)]
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, line, styles.format())
    _table(sheet, len(lines) + 2, columns, styles)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _table(sheet: Worksheet, start: int, columns: Sequence[TemplateColumn], styles: Styles) -> None:
    plain = styles.format(text_wrap=True, valign="top")
    name = styles.format(bold=True, valign="top", text_wrap=True)
    for number, (heading, width) in enumerate(HEADINGS.items()):
        sheet.set_column(number, number, width)
        sheet.write_string(start, number, heading, styles.header(YES))
    for row, column in enumerate(columns, start + 1):
        # Quoted, so that no import takes this line for one of titles.
        sheet.write_string(row, 0, french.typeset(f"« {column.name} »"), name)
        texts = (column.explanation, column.requirement, column.nature)
        for number, text in enumerate(texts, 1):
            sheet.write_string(row, number, french.typeset(text), plain)
        sheet.write_string(row, 4, format_cell(column.example), plain)
