"""A chapter as the document will have it: its text, and each figure with its finding, its chart or its table, its foot and its comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import pandas as pd
import streamlit as st

from dse.export.dossier import Choice, Contents, Entry, shared_sentences
from dse.export.dossier.printed_chapters import list_chapters, list_findings
from dse.export.dossier.printed_comments import make_reader
from dse.export.dossier.report import review_document, word_tables
from dse.export.dossier.report.indicator_table import list_rows
from dse.export.dossier.report.paragraphs import describe_before
from dse.export.dossier.report.review_document import FINDINGS, INDICATORS
from dse.export.dossier.report.table_xml import Row
from dse.review import Chapter, Plan, figure_anchor
from dse.review.chapters import SUMMARY
from dse.review.commentary import insertion
from dse.review.commentary.numbers import Reader
from dse.ui.card import drawing
from dse.ui.frame.data import DataSource, get_chart
from dse.ui.frame.prose import JOINER, escape_markdown, format_sentence
from dse.ui.review import page_contents
from dse.ui.review.chapter_list import list_seen, number_title
from dse.ui.review.comment_text import format_comment


def show(source: DataSource, choice: Choice, plan: Plan, chapter: Chapter) -> None:
    """Draw a chapter for reading."""
    contents = page_contents.gather_figures(source, choice, plan, list_seen(plan, chapter))
    read = make_reader(contents)
    printed = next((other for other in list_chapters(contents) if other.chapter == chapter), None)
    with st.container(border=True, key="bilan_apercu"):
        st.subheader(format_sentence(number_title(chapter)), anchor=False)
        if printed is None:
            st.caption(
                format_sentence(
                    "Ce chapitre n’a ni figure pour ce public, ni texte : il ne sera pas dans le Bilan."
                )
            )
            return
        _write_comment(plan, chapter.anchor, read)
        if chapter.key == SUMMARY:
            _list_findings(contents)
        for entry in printed.entries:
            _draw_figure(source, contents, entry)
            _write_comment(plan, figure_anchor(entry.figure.id), read)


def _write_comment(plan: Plan, anchor: str, read: Reader) -> None:
    if anchor in plan.comments:
        st.markdown(format_comment(insertion.fill(plan.comments[anchor].text, read)))


def _list_findings(contents: Contents) -> None:
    if findings := list_findings(contents):
        st.markdown(f"#### {format_sentence(FINDINGS)}")
        st.markdown("\n".join(f"- {format_sentence(sentence)}" for sentence in findings))


def _draw_figure(source: DataSource, contents: Contents, entry: Entry) -> None:
    """What the document has of a figure; a chart too high for its page has a table there, and is drawn here."""
    figure, answer = entry.figure, entry.answer
    st.markdown(f"#### {format_sentence(figure.question)}")
    st.markdown(f"**{format_sentence(shared_sentences.finding(answer))}**")
    notes = [shared_sentences.describe_annotations(answer)]
    if figure.id == INDICATORS:
        _draw_rows(list_rows(entry))
    elif figure.is_list or answer.table.empty or answer.is_masked:
        notes.append(_draw_table(contents, entry))
    else:
        drawing.draw(get_chart(source, answer), key=f"bilan_graphique_{figure.id}", alt=figure.question)
    for note in filter(None, [*notes, shared_sentences.basis(contents, entry)]):
        st.caption(format_sentence(note))
    if entry.before is not None:
        st.markdown(format_sentence(describe_before(contents, entry.before)))


def _draw_table(contents: Contents, entry: Entry) -> str:
    """The rows that are printed; what its signs mean."""
    table = review_document.choose_table(contents, entry)
    for title, *lines in word_tables.list_cards(table):
        st.markdown("  \n".join([f"**{escape_markdown(title)}**", *map(escape_markdown, lines)]))
    if table.grid is not None:
        _draw_rows(table.grid.rows)
    return review_document.describe_table(contents, table)


def _draw_rows(rows: Sequence[Row]) -> None:
    """A printed table: the last of its head rows as the titles of columns."""
    *_, head = (row for row in rows if row.is_head)
    cells = [list(_format_cells(row, len(head.texts))) for row in rows if not row.is_head]
    st.table(
        pd.DataFrame(cells, columns=list(_format_titles(rows, head))), hide_index=True, border="horizontal"
    )


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
