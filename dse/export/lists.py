"""A list that the team narrowed on a page, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import pandas as pd
import pyarrow as pa
from xlsxwriter import Workbook

from dse.export.dossier.workbook import figure_sheet
from dse.export.dossier.workbook.styles import add_formats
from dse.export.files import delimited_text
from dse.export.files.delimited_text import FRENCH
from schemas import Column, codelists


def render_list_csv(rows: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    """The rows of a list as CSV for French Excel."""
    table = pa.Table.from_pandas(rows[[column.name for column in columns]], preserve_index=False)
    schema = pa.schema([(column.name, column.type) for column in columns])
    return b"".join(delimited_text.render_csv(columns, table.cast(schema).to_batches(), FRENCH))


def render_list_workbook(
    rows: pd.DataFrame, columns: Sequence[Column], title: str, foot: str, created: datetime, sheet: str
) -> bytes:
    """The same as XLSX, on a sheet of that name, under its title and what it rests on."""
    labels = [codelists.labels_in(column.codelists) for column in columns]
    cells = [
        [
            None if pd.isna(value) else names.get(value, value)
            for value, names in zip(row, labels, strict=True)
        ]
        for row in rows[[column.name for column in columns]].itertuples(index=False, name=None)
    ]
    table = figure_sheet.Table([column.label for column in columns], list(columns), cells)
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        figure_sheet.write_table(book.add_worksheet(sheet), [title, foot], table, add_formats(book))
    return out.getvalue()
