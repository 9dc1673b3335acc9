"""Pages of figure cards: in a grid, in one column, or one section at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import streamlit as st

from dse.figures import SECTIONS, Answer, Figure, Section, of_page
from dse.figures.offer.gaps import PAGE as GAPS_PAGE
from dse.ui.card import card_links, figure_card, question_list, room_reading
from dse.ui.frame import empty_state, filters, shell
from dse.ui.frame.data import DataSource, find_answer, find_read_error
from dse.ui.frame.prose import format_sentence


def show_grid(name: str) -> None:
    """Draw the chosen part of a page of figures, its cards in two columns where the window is wide."""
    show_sections(name, in_grid=True, show_empty_page=empty_state.show)


def show_column(name: str) -> None:
    """Draw a page of figures in one column, for charts that need the full width."""
    stop_if_unreadable(of_page(name))
    if _is_page_silent(name):
        empty_state.show(shell.get_source())
        return
    question_list.draw(st.empty(), of_page(name), question_list.OF_PAGE)
    for figure in of_page(name):
        figure_card.show(shell.get_source(), figure.id)


def show_sections(
    name: str,
    bodies: Mapping[str, Callable[[Answer], None]] | None = None,
    *,
    in_grid: bool = False,
    show_empty_page: Callable[[DataSource], None] | None = None,
) -> None:
    """Draw the chosen part of a page: its cards, its silent figures by name, and last, above, the highlights of its figures that compare.

    `bodies`: by figure id, what is drawn in place of the chart, over the width of the page. `show_empty_page`: what is shown where
    no figure of any part has rows.
    """
    source = shell.get_source()
    section = choose_section(name)
    has_highlights = any(figure.compares for figure in section.figures)
    summary = shell.reserve_highlights(name) if has_highlights else st.empty()
    with st.container(gap="xsmall"):
        st.caption(format_sentence(section.question))
        questions = st.empty()
    with st.container():  # so that a spinner does not move the cards
        stop_if_unreadable(section.figures)
    question_list.draw(questions, section.figures)
    answers_by_figure = _draw_cards(source, section.figures, bodies or {}, in_grid=in_grid)
    silent_ids = {
        figure.id for figure, answer in answers_by_figure if answer is not None and answer.table.empty
    }
    if silent_ids:
        drawn_figures = [figure for figure in section.figures if figure.id not in silent_ids]
        question_list.draw(questions, drawn_figures)
    is_silent = all(answer is not None and answer.table.empty for _, answer in answers_by_figure)
    if is_silent and show_empty_page and _is_page_silent(name):
        show_empty_page(source)
    else:
        show_silent_figures(answers_by_figure)
    first_card = next((answer for _, answer in answers_by_figure if answer and not answer.table.empty), None)
    compared = [answer for figure, answer in answers_by_figure if answer and figure.compares]
    shell.show_highlights(summary, compared, first_card, card_links.draw_finding)
    if name == GAPS_PAGE:
        room_reading.show(source)


def _draw_cards(
    source: DataSource,
    figures: Iterable[Figure],
    bodies: Mapping[str, Callable[[Answer], None]],
    *,
    in_grid: bool,
) -> list[tuple[Figure, Answer | None]]:
    """Draw each card as soon as its answer is there; all the answers, those of silent figures too."""
    grid = st.grid(2, min_column_width=figure_card.COLUMN_WIDTH, gap="small") if in_grid else st.container()
    answers_by_figure = []
    for figure, answer in find_answers(source, figures):
        answers_by_figure.append((figure, answer))
        if answer is None or not answer.table.empty:
            body = bodies.get(figure.id)
            with st.container() if in_grid and body else grid:
                figure_card.show(source, figure.id, body)
    return answers_by_figure


def choose_section(page: str) -> Section:
    """Draw the choice of a section of the page, and give the section."""
    sections = SECTIONS[page]
    slug = st.segmented_control(
        "Partie de la page",
        list(sections),
        format_func=lambda slug: sections[slug].title,
        required=True,
        key=filters.get_section_key(page),
        label_visibility="collapsed",
        width="stretch",
    )
    return sections[slug]


def find_answers(source: DataSource, figures: Iterable[Figure]) -> Iterator[tuple[Figure, Answer | None]]:
    """Answers of several figures for the selection, one after the other; None for one that cannot be read."""
    for figure in figures:
        yield figure, find_answer(source, figure.id, filters.get_selection())


def show_silent_figures(answers_by_figure: list[tuple[Figure, Answer | None]]) -> None:
    """Name the figures without rows, each reason once; in a box with the ways out where all are silent."""
    silent = [
        (figure, answer) for figure, answer in answers_by_figure if answer is not None and answer.table.empty
    ]
    reasons: dict[str, list[str]] = {}
    for figure, answer in silent:
        reasons.setdefault(answer.finding.sentence, []).append(figure.question)
    if len(silent) < len(answers_by_figure):
        for reason, questions in reasons.items():
            st.caption(format_sentence(f"{' '.join(questions)} {reason}"))
        return
    for reason, questions in reasons.items():
        points = "\n".join(f"- {format_sentence(question)}" for question in questions)
        st.info(f"{format_sentence(reason)}\n{points}", icon=":material/filter_alt_off:")
    empty_state.show_ways_out(shell.get_source())


def stop_if_unreadable(figures: Sequence[Figure]) -> None:
    """Where no figure can be read, all for one reason: show it once, and stop the page."""
    if len(figures) < 2:
        return
    reasons = set()
    for figure in figures:
        reasons.add(find_read_error(shell.get_source(), figure.id, filters.get_selection()))
        if None in reasons or len(reasons) > 1:
            return
    for reason in reasons:
        st.error(format_sentence(reason), icon=":material/error:")
        st.stop()


def _is_page_silent(name: str) -> bool:
    return all(figure_card.is_silent(shell.get_source(), figure.id) for figure in of_page(name))
