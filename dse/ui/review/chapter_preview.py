"""A chapter as the document will have it: its text, and each figure with its finding, its chart or its table, its foot and its comment."""

from __future__ import annotations

import streamlit as st

from dse.export.dossier import Choice, Contents, Entry, shared_sentences
from dse.export.dossier.printed_chapters import list_chapters, list_findings
from dse.export.dossier.printed_comments import make_reader
from dse.export.dossier.report.review_document import FINDINGS
from dse.review import Chapter, Plan, figure_anchor
from dse.review.chapters import SUMMARY
from dse.review.commentary import insertion
from dse.review.commentary.numbers import Reader
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.review import page_contents, printed_figure
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
        with st.container(key=f"bilan_ecrit_{anchor}"):
            st.markdown(format_comment(insertion.fill(plan.comments[anchor].text, read)))


def _list_findings(contents: Contents) -> None:
    if findings := list_findings(contents):
        st.markdown(f"#### {format_sentence(FINDINGS)}")
        st.markdown("\n".join(f"- {format_sentence(sentence)}" for sentence in findings))


def _draw_figure(source: DataSource, contents: Contents, entry: Entry) -> None:
    st.markdown(f"#### {format_sentence(entry.figure.question)}")
    st.markdown(f"**{format_sentence(shared_sentences.finding(entry.answer))}**")
    notes = printed_figure.draw(source, contents, entry)
    for note in filter(None, [*notes, shared_sentences.basis(contents, entry)]):
        st.caption(format_sentence(note))
    printed_figure.describe_before(contents, entry)
