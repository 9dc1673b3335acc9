"""The steps whose day is over, or near, each with a link to what it is about; ticked and removed there too, for what it was about may be gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import streamlit as st

from dse import french
from dse.contacts import next_steps
from dse.contacts.next_steps import Named, NextStep, Subject
from dse.figures.offer.decided import FIGURE as DECIDED
from dse.ui.card import card_links, pages_of_lines
from dse.ui.frame import actions, entry, menu, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.next_steps import facts, step_buttons
from dse.ui.next_steps.form import Box
from schemas import codelists

SHOWN = 5
WEEK = 7  # days
_WHERE = "en_retard"
_SHEETS = {next_steps.ACCOMPANIMENT: menu.ACCOMPANIMENT, next_steps.ACTIVITY: menu.ACTIVITY}


def show(source: DataSource, *, days_ahead: int = 0) -> None:
    """Draw the steps that are late, then those due within some days, the oldest first; nothing where there is none, or before a public."""
    if not sheet_links.are_shown():
        return
    day = facts.get_day(source)
    box = Box(source, (), _WHERE, day, is_open=entry.find_obstacle(source, next_steps.TABLE) is None)
    with st.container():
        actions.show_outcome(box.part)
        steps = next_steps.find_due(source.store, source.version, day + timedelta(days=days_ahead))
        if steps:
            names = next_steps.name_subjects(source.store, source.version, [step.about for step in steps])
            with st.container(border=True, key="etapes_en_retard", gap="small"):
                _draw_groups(box, steps, names)


def _draw_groups(box: Box, steps: Sequence[NextStep], names: Mapping[Subject, Named]) -> None:
    late = [step for step in steps if step.is_overdue(box.day)]
    to_come = [step for step in steps if not step.is_overdue(box.day)]
    _draw_group(box, f"Étapes en retard au {french.day(box.day)}", late, names)
    _draw_group(box, f"Étapes à faire dans les {WEEK} jours", to_come, names)
    st.caption("Tous filtres confondus.")


def _draw_group(box: Box, title: str, steps: Sequence[NextStep], names: Mapping[Subject, Named]) -> None:
    if not steps:
        return
    st.markdown(f"**{format_sentence(f'{title} ({french.number(len(steps))})')}**")

    def draw_lines(part: slice) -> None:
        for step in steps[part]:
            _draw_step(box, step, names.get(step.about))

    kind = "retard" if steps[0].is_overdue(box.day) else "semaine"
    pages_of_lines.draw_first(len(steps), draw_lines, f"etapes_{kind}", SHOWN)


def _draw_step(box: Box, step: NextStep, about: Named | None) -> None:
    with st.container(gap=None, key=f"lignes_{box.where}_{step.step_id}"):
        _draw_subject(step, about)
        st.markdown(f":small[{escape_markdown(facts.shorten(step.text))}]")
        st.caption(format_sentence(" · ".join(facts.list_facts(step, box.day))))
        if box.is_open:
            with st.container(horizontal=True, gap="small"):
                step_buttons.draw(box, step)


def _draw_subject(step: NextStep, about: Named | None) -> None:
    """Draw what a step is about as a link; where it is no longer there, its kind and its reference."""
    if about is None:
        subject = codelists.labels("step_subjects")[step.subject]
        st.markdown(format_sentence(f"{subject} {step.subject_id}, qui n’est plus dans les données"))
    elif about.organisation_id:
        sheet_links.draw(menu.MEMBER, about.organisation_id, about.title)
    elif step.subject == next_steps.DECISION:
        card_links.draw(DECIDED.id, format_sentence(about.title))
    else:
        sheet_links.draw(_SHEETS[step.subject], step.subject_id, about.title)
