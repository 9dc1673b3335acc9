"""One part of a long page at a time: the choice, and what its figures say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

from dse.figures import SECTIONS, Answer, Figure, Section
from dse.ui.card import figure_card
from dse.ui.frame import empty_state, filters, shell
from dse.ui.frame.data import Reading, answer_if_readable
from dse.ui.frame.prose import sentence


def page(
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
        figure_card.stop_if_unreadable(section.figures)
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
