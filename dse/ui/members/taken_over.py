"""What was said by those whom an organisation took over: their own sheets open no longer."""

from __future__ import annotations

import streamlit as st

from dse.members import lines
from dse.members.sheet import Sheet
from dse.ui.frame.prose import format_sentence
from dse.ui.members import answers, decisions, needs, wishes


def show(sheet: Sheet) -> None:
    """Draw the needs, wishes, answers and decisions of each that said or used anything, closed at first."""
    for predecessor in sheet.taken_over:
        parts = [
            draw
            for draw, has_any in (
                (needs.draw, predecessor.stated_needs),
                (wishes.draw, lines.list_expectations(predecessor)),
                (answers.draw, predecessor.answers or lines.list_texts(predecessor)),
                (decisions.draw, predecessor.decisions),
            )
            if has_any
        ]
        if parts:
            with st.expander(format_sentence(f"Ce que disait « {predecessor.organisation.name} »")):
                for draw in parts:
                    draw(predecessor)
