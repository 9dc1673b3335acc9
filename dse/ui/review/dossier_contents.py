"""What a dossier will hold, chapter by chapter, and what it will not."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse import disclosure, french
from dse.export.dossier import Contents, Entry, LeftOut, printed_chapters
from dse.ui.frame.prose import escape_markdown, format_sentence


def show(contents: Contents) -> None:
    """Draw the chapters with how many figures each has, then the figures that are absent, and why."""
    with st.container(border=True, key="bilan_chapitres"):
        st.markdown("**Ce que contient le dossier**")
        lines = [
            f"- **{escape_markdown(title)}** : {format_sentence(_describe_chapter(len(entries), _describe_hidden(entries)))}"
            for title, entries in _list_chapters(contents)
        ]
        st.markdown("\n".join(lines))
        absent = _list_absent(contents)
        if absent:
            _show_left_out(absent)


def _list_chapters(contents: Contents) -> list[tuple[str, Sequence[Entry]]]:
    """Titles and figures: the chapters of the plan where the review is all there is, else those of the annex."""
    if contents.choice.is_review_only:
        return [(printed.title, printed.entries) for printed in printed_chapters.list_chapters(contents)]
    return [(chapter.title, chapter.entries) for chapter in contents.chapters if chapter.entries]


def _list_absent(contents: Contents) -> list[LeftOut]:
    """The figures left out, of a review those that its plan has."""
    absent = list(contents.left_out())
    if not contents.choice.is_review_only:
        return absent
    return [
        absent_figure for absent_figure in absent if absent_figure.figure.id in contents.plan.list_figures()
    ]


def _describe_chapter(figures: int, hidden: str) -> str:
    count = french.count(figures, "figure") if figures else "texte seul"
    return f"{count} ; {hidden}" if hidden else count


def _describe_hidden(entries: Sequence[Entry]) -> str:
    """What is hidden in a chapter: each kind once, rows summed."""
    return disclosure.words.told(
        item for entry in entries for answer in entry.answers() for item in answer.hidden
    )


def _describe_absent(absent: Sequence[LeftOut]) -> str:
    team_only = sum(absent_figure.is_hidden for absent_figure in absent)
    reserved = french.count(team_only, "réservée à l’équipe", "réservées à l’équipe")
    reserved_text = f", dont {reserved}" if 0 < team_only < len(absent) else ""
    return french.count(len(absent), "figure absente") + reserved_text


def _show_left_out(absent: Sequence[LeftOut]) -> None:
    """Figures that are left out, by reason."""
    reasons: dict[str, list[str]] = {}
    for absent_figure in absent:
        reasons.setdefault(absent_figure.why, []).append(absent_figure.figure.question)
    with st.expander(format_sentence(_describe_absent(absent))):
        for why, questions in reasons.items():
            points = "\n".join(f"- {format_sentence(question)}" for question in questions)
            st.markdown(f"{format_sentence(why)}\n{points}")
