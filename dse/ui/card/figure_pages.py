"""Pages of figure cards: in a grid, in one column, or one section at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from dse.figures import SECTIONS, Answer, Figure, Section, of_page
from dse.ui.card import figure_card
from dse.ui.frame import empty_state, filters, shell
from dse.ui.frame.data import Reading, answer_if_readable, reason_unreadable
from dse.ui.frame.prose import sentence


def show_grid(name: str) -> None:
    """Draw a page of the registry: what to remember, then a card a figure, two abreast where there is room."""
    stop_if_unreadable(of_page(name))
    if _is_silent(name):
        empty_state.tell(shell.current())
        return
    summary = st.container()
    with st.grid(2, min_column_width=figure_card.COLUMN_WIDTH, gap="small"):
        answers = [figure_card.show(shell.current(), figure.id) for figure in of_page(name)]
    with summary:
        shell.remember([each for each in answers if each])


def show_column(name: str) -> None:
    """Draw a page of the registry in one column, for figures that need the whole width."""
    stop_if_unreadable(of_page(name))
    if _is_silent(name):
        empty_state.tell(shell.current())
        return
    for figure in of_page(name):
        figure_card.show(shell.current(), figure.id)


def show_sections(
    name: str, comparing: Iterable[Figure], bodies: Mapping[str, Callable[[Answer], None]] | None = None
) -> None:
    """Draw what to remember of the figures that compare, and the chosen part; its silent figures are named at its end.

    `bodies` draws some figures, by their identifier, otherwise than by their chart.
    """
    source = shell.current()
    summary, choice, body = st.container(), st.container(), st.container()
    with choice:
        section = choose(name)
    told = answers(source, section.figures)
    with body:
        stop_if_unreadable(section.figures)
        for figure, said in told:
            if said is None or not said.table.empty:
                figure_card.show(source, figure.id, body=(bodies or {}).get(figure.id))
        say_what_is_left_out(told)
    with summary:
        shell.remember([said for _, said in answers(source, comparing) if said])


def choose(page: str) -> Section:
    """Draw the choice of a part of the page, with its question; the part chosen."""
    parts = SECTIONS[page]
    word = st.segmented_control(
        "Partie de la page",
        list(parts),
        format_func=lambda each: parts[each].title,
        required=True,
        key=filters.section_key(page),
        label_visibility="collapsed",
        width="stretch",
    )
    st.caption(sentence(parts[word].question))
    return parts[word]


def answers(source: Reading, asked: Iterable[Figure]) -> list[tuple[Figure, Answer | None]]:
    """What some figures say for what is chosen; None where one cannot be read."""
    return [(figure, answer_if_readable(source, figure.id, filters.chosen())) for figure in asked]


def say_what_is_left_out(told: list[tuple[Figure, Answer | None]]) -> None:
    """Name the figures without anything to say, each reason once; in a box with the ways out where no figure has."""
    silent = [(figure, said) for figure, said in told if said is not None and said.table.empty]
    reasons: dict[str, list[str]] = {}
    for figure, said in silent:
        reasons.setdefault(said.finding.sentence, []).append(figure.question)
    if len(silent) < len(told):
        for reason, questions in reasons.items():
            st.caption(sentence(f"{' '.join(questions)} {reason}"))
        return
    for reason, questions in reasons.items():
        points = "\n".join(f"- {sentence(each)}" for each in questions)
        st.info(f"{sentence(reason)}\n{points}", icon=":material/filter_alt_off:")
    empty_state.ways_out(shell.current())


def stop_if_unreadable(figures: Sequence[Figure]) -> None:
    """Where none of several figures can be read, all for one reason, say it once and stop the page there."""
    if len(figures) < 2:
        return
    reasons = set()
    for figure in figures:
        reasons.add(reason_unreadable(shell.current(), figure.id, filters.chosen()))
        if None in reasons or len(reasons) > 1:
            return
    for reason in reasons:
        st.error(sentence(reason), icon=":material/error:")
        st.stop()


def _is_silent(name: str) -> bool:
    return all(figure_card.is_silent(shell.current(), figure.id) for figure in of_page(name))
