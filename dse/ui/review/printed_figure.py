"""A figure as the document prints it: its chart or its table. A chart too high for its page has a table there, and is drawn here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import pandas as pd
import streamlit as st

from dse.export.dossier import Contents, Entry, shared_sentences
from dse.export.dossier.report import paragraphs, review_document, word_tables
from dse.export.dossier.report.indicator_table import NUMBERS, WIDTHS, list_rows
from dse.export.dossier.report.review_document import INDICATORS
from dse.export.dossier.report.table_xml import Row
from dse.ui.card import drawing
from dse.ui.frame.data import DataSource, get_chart
from dse.ui.frame.prose import JOINER, escape_markdown, format_sentence


def draw(source: DataSource, contents: Contents, entry: Entry) -> list[str]:
    """Draw the chart or the table; what has to be said under it."""
    figure, answer = entry.figure, entry.answer
    notes = [shared_sentences.describe_annotations(answer)]
    if figure.id == INDICATORS:
        _draw_rows(figure.id, list_rows(entry), [name in NUMBERS for name in WIDTHS])
    elif has_chart(entry):
        drawing.draw(get_chart(source, answer), key=f"bilan_graphique_{figure.id}", alt=figure.question)
    else:
        notes.append(_draw_table(contents, entry))
    return notes


def has_chart(entry: Entry) -> bool:
    """Whether a figure is drawn, and not a table."""
    is_table = entry.figure.id == INDICATORS or entry.figure.is_list
    return not (is_table or entry.answer.table.empty or entry.answer.is_masked)


def describe_before(contents: Contents, entry: Entry) -> None:
    """What the figure said of the triennial that is compared with."""
    if entry.before is not None:
        st.markdown(format_sentence(paragraphs.describe_before(contents, entry.before)))


def _draw_table(contents: Contents, entry: Entry) -> str:
    """The rows that are printed; what its signs mean."""
    table = review_document.choose_table(contents, entry)
    for title, *lines in word_tables.list_cards(table):
        st.markdown("  \n".join([f"**{escape_markdown(title)}**", *map(escape_markdown, lines)]))
    if table.grid is not None:
        _draw_rows(entry.figure.id, table.grid.rows, table.grid.right)
    return review_document.describe_table(contents, table)


def _draw_rows(figure_id: str, rows: Sequence[Row], right: Sequence[bool]) -> None:
    """A printed table: the last of its head rows as the titles of columns. `right`: columns of numbers, which `screen.py` aligns."""
    *_, head = (row for row in rows if row.is_head)
    cells = [list(_format_cells(row, len(head.texts))) for row in rows if not row.is_head]
    titles = list(_format_titles(rows, head))
    aligned = "".join(f"_d{rank}" for rank, is_right in enumerate(right, 1) if is_right)
    with st.container(key=f"bilan_tableau_{figure_id}{aligned}_"):
        st.table(pd.DataFrame(cells, columns=titles), hide_index=True, border="horizontal")


def _format_cells(row: Row, width: int) -> Iterator[str]:
    """The cells of a row; that of a title of rows is bold, and the others are empty."""
    for _, text in zip_longest(range(width), row.texts, fillvalue=""):
        lines = [escape_markdown(line) for line in str(text).split("\n")]
        yield f"**{lines[0]}**" if row.is_band and lines[0] else "  \n".join(lines)


def _format_titles(rows: Sequence[Row], head: Row) -> Iterator[str]:
    """The titles of columns, each under that which spans it, and told apart by a sign without width."""
    spanning = next((row for row in rows if row.is_head and row is not head), None)
    above = (
        [text for text, span in zip(spanning.texts, spanning.spans, strict=True) for _ in range(span)]
        if spanning
        else []
    )
    for rank, (over, title) in enumerate(zip_longest(above, head.texts, fillvalue="")):
        yield escape_markdown(" · ".join(filter(None, (over, title)))) + JOINER * rank
