"""What may be done with a step on screen: a click ticks it, dialogs correct and remove it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dse.contacts import next_steps
from dse.contacts.next_steps import NextStep
from dse.ui.frame import actions, entry
from dse.ui.next_steps import form
from dse.ui.next_steps.form import Box


def draw(box: Box, step: NextStep) -> None:
    """Draw what may be done with a step: ticked or taken back, corrected, removed."""
    end = f"{box.where}_{step.step_id}"
    if step.done_on is None:
        st.button(
            "Fait",
            key=f"etape_faite_{end}",
            icon=":material/check:",
            type="tertiary",
            on_click=_tick,
            args=(box, step, actions.today()),
        )
        if entry.draw_button("Corriger", f"etape_corriger_{end}", ":material/edit:"):
            form.show_form(box, step)
    else:
        st.button(
            "À refaire",
            key=f"etape_refaire_{end}",
            icon=":material/undo:",
            type="tertiary",
            on_click=_tick,
            args=(box, step, None),
        )
    if entry.draw_button("Retirer…", f"etape_retirer_{end}", ":material/delete:"):
        form.show_removal(box, step)


def _tick(box: Box, step: NextStep, day: date | None) -> None:
    done = "L’étape est faite." if day else "L’étape est de nouveau à faire."
    actions.run(
        lambda: next_steps.tick(box.source.store, step, day, actions.get_user_name()),
        f"{done} {form.UNDO}",
        box.part,
    )
