"""The steps about something on screen: what is to do, what is late, what is done; written, ticked and removed there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import streamlit as st

from dse import french
from dse.contacts import next_steps
from dse.contacts.next_steps import NextStep
from dse.ui.card import pages_of_lines
from dse.ui.frame import actions, entry, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.next_steps import facts, form, step_buttons
from dse.ui.next_steps.form import Box
from dse.ui.next_steps.subjects import About

TITLE = "Prochaines étapes"
EMPTY = "Rien n’est noté à faire."
_DEFAULT_DAYS = 14  # until a new step is due
_SHOWN = 8


def show(source: DataSource, about: Sequence[About], where: str = "") -> None:
    """Draw the steps about some things, the first of which is offered first to write another; before a public, nothing.

    `where` tells one box from another on the same page.
    """
    if not sheet_links.are_shown() or not about:
        return
    st.subheader(TITLE, anchor=f"etapes{where}")
    steps = next_steps.find_steps(source.store, source.version, {subject.key for subject in about})
    actions.show_outcome(next_steps.TABLE + where)
    obstacle = entry.find_obstacle(source, next_steps.TABLE)
    box = Box(source, tuple(about), where, facts.get_day(source), is_open=obstacle is None)
    with st.container(key=f"etapes_{where}", gap="small"):
        if obstacle is None:
            _offer_another(box)
        else:
            st.caption(format_sentence(obstacle))
        _show_steps(box, steps)


def _offer_another(box: Box) -> None:
    label, key = "Ajouter une étape", f"etape_ajouter{box.where}"
    if box.choices and entry.draw_button(label, key, ":material/add_task:", is_small=False):
        subject, subject_id = box.choices[0].key
        form.show_form(
            box, NextStep(subject, subject_id, "", actions.today() + timedelta(days=_DEFAULT_DAYS))
        )


def _show_steps(box: Box, steps: Sequence[NextStep]) -> None:
    to_do = [step for step in steps if step.done_on is None]
    done = [step for step in steps if step.done_on is not None]
    if not to_do:
        st.caption(EMPTY)
    pages_of_lines.draw_first(len(to_do), partial(_draw_lines, box, to_do), f"etapes{box.where}", _SHOWN)
    _offer_done(box, done)


def _offer_done(box: Box, steps: Sequence[NextStep]) -> None:
    """Those that are done, drawn once a reader opens them."""
    if not steps:
        return
    key = f"etapes_faites{box.where}"
    label = format_sentence(french.count(len(steps), "étape faite", "étapes faites"))
    with st.expander(label, key=key, on_change="rerun") as expander:
        if expander.open:
            pages_of_lines.draw(len(steps), partial(_draw_lines, box, steps), key, _SHOWN)


def _draw_lines(box: Box, steps: Sequence[NextStep], part: slice) -> None:
    with st.container(gap="small"):
        for step in steps[part]:
            _show_step(box, step)


def _show_step(box: Box, step: NextStep) -> None:
    with st.container(border=True, key=f"etape_{box.where}_{step.step_id}", gap="xsmall"):
        words, buttons = st.columns([65, 35], vertical_alignment="center", gap="small")
        with words.container(gap=None):
            _draw_text(step.text)
            parts = [_find_label(box, step), *facts.list_facts(step, box.day)]
            st.caption(format_sentence(" · ".join(filter(None, parts))))
        if box.is_open:
            with buttons.container(horizontal=True, gap="small", horizontal_alignment="right"):
                step_buttons.draw(box, step)


def _draw_text(text: str) -> None:
    if len(text) > facts.LONG:
        st.markdown(escape_markdown(facts.shorten(text)))
        with st.expander("Toute l’étape"):
            st.markdown(_format_lines(text))
    else:
        st.markdown(_format_lines(text))


def _format_lines(text: str) -> str:
    return "  \n".join(escape_markdown(line.strip()) for line in text.splitlines())


def _find_label(box: Box, step: NextStep) -> str:
    if len(box.about) == 1:
        return ""
    return next((subject.label for subject in box.about if subject.key == step.about), "")
