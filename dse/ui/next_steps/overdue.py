"""The steps whose day is over, each with a link to what it is about."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dse import french
from dse.contacts import next_steps
from dse.contacts.next_steps import Named, NextStep, Subject
from dse.figures.offer.decided import FIGURE as DECIDED
from dse.ui.card import card_links
from dse.ui.frame import menu, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.next_steps import facts

SHOWN = 5
_SHEETS = {next_steps.ACCOMPANIMENT: menu.ACCOMPANIMENT, next_steps.ACTIVITY: menu.ACTIVITY}


def show(source: DataSource) -> None:
    """Draw the steps whose day is over, the oldest first, each with a link to what it is about; nothing where none is late."""
    if not sheet_links.are_shown():
        return
    day = facts.get_day(source)
    late = next_steps.find_overdue(source.store, source.version, day)
    if not late:
        return
    names = next_steps.name_subjects(source.store, source.version, [step.about for step in late])
    with st.container(border=True, key="etapes_en_retard", gap="small"):
        count = french.count(len(late), "étape est en retard", "étapes sont en retard")
        title = f"{count} au {french.day(day)}, tous filtres confondus"
        st.markdown(f"**{format_sentence(title)}**")
        for step in late[:SHOWN]:
            _draw_late(step, names, day)
        if more := late[SHOWN:]:
            with st.expander(format_sentence(french.count(len(more), "autre", "autres"))):
                for step in more:
                    _draw_late(step, names, day)


def _draw_late(step: NextStep, names: dict[Subject, Named], day: date) -> None:
    about = names.get(step.about)
    with st.container(gap=None):
        if about is None:
            st.markdown(format_sentence(step.subject_id))
        elif about.organisation_id:
            sheet_links.draw(menu.MEMBER, about.organisation_id, about.title)
        elif step.subject == next_steps.DECISION:
            card_links.draw(DECIDED.id, format_sentence(about.title))
        else:
            sheet_links.draw(_SHEETS[step.subject], step.subject_id, about.title)
        st.caption(
            " · ".join([escape_markdown(step.text), *map(format_sentence, facts.list_facts(step, day))])
        )
