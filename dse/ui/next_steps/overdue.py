"""The steps whose day is over, each with a link to what it is about; ticked and removed there too, for what it was about may be gone."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.contacts import next_steps
from dse.contacts.next_steps import Named, NextStep
from dse.figures.offer.decided import FIGURE as DECIDED
from dse.ui.card import card_links
from dse.ui.frame import actions, entry, menu, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.next_steps import facts, step_buttons
from dse.ui.next_steps.form import Box
from schemas import codelists

SHOWN = 5
_WHERE = "en_retard"
_SHEETS = {next_steps.ACCOMPANIMENT: menu.ACCOMPANIMENT, next_steps.ACTIVITY: menu.ACTIVITY}


def show(source: DataSource) -> None:
    """Draw the steps whose day is over, the oldest first, each with a link to what it is about; nothing where none is late."""
    if not sheet_links.are_shown():
        return
    day = facts.get_day(source)
    box = Box(source, (), _WHERE, day, is_open=entry.find_obstacle(source, next_steps.TABLE) is None)
    actions.show_outcome(box.part)
    late = next_steps.find_overdue(source.store, source.version, day)
    if not late:
        return
    names = next_steps.name_subjects(source.store, source.version, [step.about for step in late])
    with st.container(border=True, key="etapes_en_retard", gap="small"):
        count = french.count(len(late), "étape est en retard", "étapes sont en retard")
        title = f"{count} au {french.day(day)}, tous filtres confondus"
        st.markdown(f"**{format_sentence(title)}**")
        for step in late[:SHOWN]:
            _draw_late(box, step, names.get(step.about))
        if more := late[SHOWN:]:
            with st.expander(format_sentence(french.count(len(more), "autre", "autres"))):
                for step in more:
                    _draw_late(box, step, names.get(step.about))


def _draw_late(box: Box, step: NextStep, about: Named | None) -> None:
    with st.container(gap=None):
        _draw_subject(step, about)
        described = map(format_sentence, facts.list_facts(step, box.day))
        st.caption(" · ".join([escape_markdown(facts.shorten(step.text)), *described]))
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
