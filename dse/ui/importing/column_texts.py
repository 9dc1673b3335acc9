"""One text for all the lines of a file, under a title that it lacks."""

from __future__ import annotations

import streamlit as st

from dse.export.templates.columns import TemplateColumn
from dse.ui.frame.prose import escape_markdown, format_sentence

_WIDTHS = [5, 6]


def ask(column: TemplateColumn, explanation: str, key: str) -> str | None:
    """Ask what all lines have under a title; from its list where nothing else may stand there. None, or nothing, where not said."""
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    left.markdown(f"**{escape_markdown(column.name)}**  \n:small[:gray[{format_sentence(explanation)}]]")
    label = f"« {column.name} », pour toutes les lignes"
    if column.closed:
        return right.selectbox(
            label,
            column.choices,
            index=None,
            placeholder="Choisissez",
            key=key,
            label_visibility="collapsed",
        )
    return right.text_input(label, key=key, label_visibility="collapsed")
