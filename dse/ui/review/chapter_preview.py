"""A chapter as the document will have it: its text, and each figure with its finding, its chart and its comment."""

from __future__ import annotations

import streamlit as st

from dse.export.dossier import Choice, Contents, Entry
from dse.export.dossier.printed_chapters import list_findings
from dse.export.dossier.printed_comments import make_reader
from dse.export.dossier.report.review_document import FINDINGS
from dse.review import Chapter, Plan, figure_anchor
from dse.review.chapters import SUMMARY
from dse.review.commentary import insertion
from dse.review.commentary.numbers import Reader
from dse.ui.card import drawing, tables
from dse.ui.card.column_order import order_columns
from dse.ui.frame.data import DataSource, get_chart, make_once
from dse.ui.frame.prose import format_sentence
from dse.ui.review import page_contents
from dse.ui.review.chapter_list import list_seen, number_title
from dse.ui.review.comment_text import format_comment


def show(source: DataSource, choice: Choice, plan: Plan, chapter: Chapter) -> None:
    """Draw a chapter for reading."""
    contents = page_contents.gather_figures(source, choice, plan, list_seen(plan, chapter))
    read, entries = make_reader(contents), {entry.figure.id: entry for entry in contents.entries()}
    shown = [
        entries[figure_id] for figure_id in plan.find_chapter(chapter.key).figure_ids if figure_id in entries
    ]
    with st.container(border=True, key="bilan_apercu"):
        st.subheader(format_sentence(number_title(chapter)), anchor=False)
        if chapter.key != SUMMARY and not shown:
            st.caption("Ce chapitre n’a pas de figure pour ce public : il ne sera pas dans le document.")
            return
        _write_comment(plan, chapter.anchor, read)
        if chapter.key == SUMMARY:
            _list_findings(contents)
        for entry in shown:
            _draw_figure(source, entry)
            _write_comment(plan, figure_anchor(entry.figure.id), read)


def _write_comment(plan: Plan, anchor: str, read: Reader) -> None:
    if anchor in plan.comments:
        st.markdown(format_comment(insertion.fill(plan.comments[anchor].text, read)))


def _list_findings(contents: Contents) -> None:
    if findings := list_findings(contents):
        st.markdown(f"#### {format_sentence(FINDINGS)}")
        st.markdown("\n".join(f"- {format_sentence(sentence)}" for sentence in findings))


def _draw_figure(source: DataSource, entry: Entry) -> None:
    figure, answer = entry.figure, entry.answer
    st.markdown(f"#### {format_sentence(figure.question)}")
    st.markdown(f"**{format_sentence(answer.finding.sentence)}**")
    if answer.table.empty or answer.is_masked:
        return
    if figure.is_list:
        order = order_columns(figure, answer.table)
        table = make_once(
            source,
            answer,
            "table",
            lambda: tables.prepare(answer.table, figure.columns, figure.replacements(answer), order),
        )
        tables.draw(table, f"bilan_liste_{figure.id}")
    else:
        drawing.draw(get_chart(source, answer), key=f"bilan_graphique_{figure.id}", alt=figure.question)
